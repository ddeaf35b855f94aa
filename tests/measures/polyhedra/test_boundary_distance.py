"""Is a cell as far from the decision boundary as the nearest of many points on it?"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.polyhedra.boundary_distance import boundary_distances, boundary_segments
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import network_outputs
from netsci_bench.measures.topology.betti_curves import betti_curves
from netsci_bench.measures.topology.filtrations import closure_filtration, rank_steps

WINDOW = np.array([[-2.0, -2.0], [2.0, 2.0]])
Net = list[tuple[np.ndarray, np.ndarray]]
seeds = st.integers(0, 2**32 - 1)


def random_net(seed: int, *sizes: int) -> Net:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(sizes)]


def dense(ends: np.ndarray, points: int) -> np.ndarray:
    """Points along segments, (n, points, 2)."""
    t = np.linspace(0.0, 1.0, points)[None, :, None]
    return (1.0 - t) * ends[:, None, 0] + t * ends[:, None, 1]


def border(cells: ReluComplex, cell: int) -> np.ndarray:
    around = cells.around[cells.starts[cell] : cells.starts[cell + 1]]
    return cells.vertices[cells.sides[around]]


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_output_is_at_the_level_all_along_the_segments(seed: int) -> None:
    net = random_net(seed, 2, 7, 5, 2)
    segments = boundary_segments(relu_complex(net, WINDOW), output=1, level=0.3)
    values = network_outputs(net, dense(segments, 5).reshape(-1, 2))[:, 1]
    assert np.allclose(values, 0.3, atol=1e-9)


def test_the_segments_are_the_whole_boundary() -> None:
    net = random_net(3, 2, 9, 7, 1)
    segments = boundary_segments(relu_complex(net, WINDOW))
    grid = np.linspace(-2.0, 2.0, 301)
    points = np.stack(np.meshgrid(grid, grid), axis=-1)
    positive = network_outputs(net, points.reshape(-1, 2)).reshape(301, 301) > 0.0
    flips = np.argwhere(positive[:, 1:] != positive[:, :-1])
    assert len(flips) > 50
    on = dense(segments, 400).reshape(-1, 2)
    for row, column in flips:
        middle = (points[row, column] + points[row, column + 1]) / 2.0
        assert np.hypot(*(on - middle).T).min() < 0.02


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_the_distance_is_that_of_the_nearest_pair_of_many_points(seed: int) -> None:
    cells = relu_complex(random_net(seed, 2, 6, 4, 1), WINDOW)
    segments, distances = boundary_segments(cells), boundary_distances(cells)
    if not len(segments):
        assert np.isinf(distances).all()
        return
    on = dense(segments, 60).reshape(-1, 2)
    for cell, distance in enumerate(distances):
        values = cells.outputs[cells.corners[cells.starts[cell] : cells.starts[cell + 1]], 0]
        if values.min() <= 0.0 <= values.max():
            assert distance == 0.0
            continue
        near = dense(border(cells, cell), 60).reshape(-1, 2)
        sampled = np.hypot(*(near[:, None] - on[None]).reshape(-1, 2).T).min()
        assert distance - 1e-12 <= sampled <= distance + 4.0 * np.sqrt(2.0) / 60


def test_a_boundary_outside_the_window_is_infinitely_far_and_still_makes_a_filtration() -> None:
    net = random_net(4, 2, 6, 1)
    net[-1] = (net[-1][0], np.array([1e6]))
    cells = relu_complex(net, WINDOW)
    distances = boundary_distances(cells)
    assert np.isinf(distances).all()
    assert boundary_segments(cells).shape == (0, 2, 2)
    order = closure_filtration(rank_steps(distances), cells.sides, cells.side_faces)
    assert betti_curves(order, cells.sides).b0.tolist() == [1]


def test_a_boundary_through_vertices_and_over_whole_cells_is_met() -> None:
    # f = relu(x) + relu(y) is 0 on the whole lower left quarter, and nowhere else.
    net = [(np.eye(2), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    cells = relu_complex(net, WINDOW)
    assert boundary_distances(cells).tolist() == [0.0] * 4  # all touch the quarter
    assert np.isclose(np.hypot(*np.diff(boundary_segments(cells), axis=1)[:, 0].T).max(), 2.0)
    away = relu_complex([(np.eye(2), np.array([-1.0, 0.0])), net[1]], WINDOW)
    assert (boundary_distances(away) == 0.0).all()


def test_growing_out_of_the_boundary_ends_in_one_piece() -> None:
    cells = relu_complex(random_net(5, 2, 12, 8, 1), WINDOW)
    distances = boundary_distances(cells)
    curves = betti_curves(closure_filtration(rank_steps(distances), cells.sides, cells.side_faces), cells.sides)
    assert len(curves.b0) == len(np.unique(distances))
    assert (curves.b0[-1], curves.b1[-1]) == (1, 0)


def test_an_output_that_is_not_there_is_refused() -> None:
    cells = relu_complex(random_net(0, 2, 3, 1), WINDOW)
    with pytest.raises(ValueError, match="a network with 1 outputs"):
        boundary_segments(cells, output=1)
    with pytest.raises(ValueError, match="level nan"):
        boundary_distances(cells, level=np.nan)
