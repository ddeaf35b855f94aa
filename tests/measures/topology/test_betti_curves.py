"""Do counting and union-find give the Betti numbers that gudhi gives, in every reading of the filtration?"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import Delaunay

from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.topology.betti_curves import BettiCurves, betti_curves, peak_step
from netsci_bench.measures.topology.filtrations import (
    Filtration,
    closure_filtration,
    dimension_filtration,
    rank_steps,
)
from netsci_bench.measures.topology.persistence import cell_persistence

gudhi = pytest.importorskip("gudhi")
Complex = tuple[np.ndarray, np.ndarray, np.ndarray]
seeds = st.integers(0, 2**32 - 1)


def triangulation(seed: int, points: int) -> Complex:
    """Sides by their vertices, the triangles beside each side, and triangles by their vertices."""
    triangles = np.sort(Delaunay(np.random.default_rng(seed).random((points, 2))).simplices, axis=1)
    ends = np.concatenate([triangles[:, [0, 1]], triangles[:, [0, 2]], triangles[:, [1, 2]]])
    sides, place = np.unique(ends, axis=0, return_inverse=True)
    beside = np.full((len(sides), 2), -1, dtype=np.int32)
    for number, side in enumerate(place.ravel()):
        beside[side, int(beside[side, 0] >= 0)] = number % len(triangles)
    return sides.astype(np.int32), beside, triangles


def by_gudhi(order: Filtration, sides: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Betti numbers 0 and 1 after each step, from the persistence pairs of a simplex tree."""
    tree = gudhi.SimplexTree()
    names = np.arange(len(order.vertices), dtype=np.int32)
    for members, entries in ((names[:, None], order.vertices), (sides, order.sides), (triangles, order.faces)):
        tree.insert_batch(np.array(members.T, dtype=np.int32, order="C"), entries.astype(float))
    tree.compute_persistence(homology_coeff_field=2, persistence_dim_max=True)
    return curves_of([tree.persistence_intervals_in_dimension(d) for d in (0, 1, 2)], order.steps)


def curves_of(pairs: list[np.ndarray], steps: int) -> np.ndarray:
    now = np.arange(steps)[:, None]
    alive = [((p[:, 0] <= now) & (now < p[:, 1])).sum(axis=1) for p in (q.reshape(-1, 2) for q in pairs)]
    assert not alive[2].any()
    return np.stack(alive[:2])


def as_array(curves: BettiCurves) -> np.ndarray:
    return np.stack([curves.b0, curves.b1])


@pytest.mark.system
def test_a_thousand_random_complexes_have_the_betti_numbers_of_gudhi() -> None:
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        sides, beside, triangles = triangulation(seed, int(rng.integers(4, 25)))
        order = closure_filtration(rng.permutation(len(triangles)), sides, beside)
        if seed % 2:
            order = dimension_filtration((len(order.vertices), len(sides), len(triangles)), rng)
        assert (as_array(betti_curves(order, sides)) == by_gudhi(order, sides, triangles)).all(), seed


@settings(max_examples=15, deadline=None)
@given(seeds, st.lists(st.integers(2, 6), min_size=1, max_size=2), st.booleans())
def test_polygons_of_a_relu_net_have_the_betti_numbers_of_their_barycentric_subdivision(
    seed: int, hidden: list[int], closure: bool
) -> None:
    rng = np.random.default_rng(seed)
    net = [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise([2, *hidden, 1])]
    cells = relu_complex(net, np.array([[-2.0, -2.0], [2.0, 2.0]]))
    order = dimension_filtration(cells.sizes, rng)
    if closure:
        order = closure_filtration(rng.permutation(cells.sizes[2]), cells.sides, cells.side_faces)
    pairs = cell_persistence(order, cells.sides, cells.side_faces)
    assert (as_array(betti_curves(order, cells.sides)) == curves_of(pairs, order.steps)).all()


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(3, 60))
def test_by_dimension_the_peaks_are_pure_functions_of_the_counts(seed: int, points: int) -> None:
    """The finding: in this reading a peak that moves says that the numbers of cells moved, and nothing else."""
    sides, _, triangles = triangulation(seed, points)
    sizes = (points, len(sides), len(triangles))
    for order in (dimension_filtration(sizes, np.random.default_rng(seed + k)) for k in range(3)):
        curves = betti_curves(order, sides)
        assert curves.cells[peak_step(curves.b0)] == points
        assert curves.cells[peak_step(curves.b1)] == points + len(sides)
        assert curves.b0.max() == points
        assert curves.b1.max() == len(triangles)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(3, 40))
def test_every_filtration_ends_in_one_piece_without_holes(seed: int, points: int) -> None:
    sides, beside, triangles = triangulation(seed, points)
    rng = np.random.default_rng(seed)
    for steps in (rng.permutation(len(triangles)), rank_steps(rng.integers(0, 4, len(triangles)) / 2.0)):
        curves = betti_curves(closure_filtration(steps, sides, beside), sides)
        assert (curves.b0[-1], curves.b1[-1]) == (1, 0)
        assert curves.cells[-1] == points + len(sides) + len(triangles)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(4, 40))
def test_relabelled_vertices_and_faces_leave_the_curves_as_they_are(seed: int, points: int) -> None:
    sides, beside, triangles = triangulation(seed, points)
    rng = np.random.default_rng(seed)
    steps = rng.permutation(len(triangles))
    vertex, face = rng.permutation(points).astype(np.int32), rng.permutation(len(triangles))
    moved_steps = np.empty_like(steps)
    moved_steps[face] = steps
    moved_beside = np.where(beside >= 0, face[beside], -1).astype(np.int32)
    curves = betti_curves(closure_filtration(steps, sides, beside), sides)
    moved = betti_curves(closure_filtration(moved_steps, vertex[sides], moved_beside), vertex[sides])
    assert (as_array(curves) == as_array(moved)).all()


def test_a_ring_of_faces_closes_around_a_hole() -> None:
    # Eight squares around a ninth, which comes last.
    corner = np.arange(16).reshape(4, 4)
    ends = [(corner[i, j], corner[i, j + 1]) for i in range(4) for j in range(3)]
    ends += [(corner[i, j], corner[i + 1, j]) for i in range(3) for j in range(4)]
    square = -np.ones((5, 5), dtype=np.int32)
    square[1:4, 1:4] = np.arange(9).reshape(3, 3)
    beside = [(square[i, j + 1], square[i + 1, j + 1]) for i in range(4) for j in range(3)]
    beside += [(square[i + 1, j], square[i + 1, j + 1]) for i in range(3) for j in range(4)]
    steps = np.array([0, 1, 2, 7, 8, 3, 6, 5, 4])
    sides = np.array(ends, dtype=np.int32)
    curves = betti_curves(closure_filtration(steps, sides, np.array(beside, dtype=np.int32)), sides)
    assert curves.b0.tolist() == [1] * 9
    assert curves.b1.tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert peak_step(curves.b1) == 7


def test_bad_filtrations_are_refused() -> None:
    sides, beside, triangles = triangulation(0, 5)
    order = closure_filtration(np.arange(len(triangles)), sides, beside)
    n = order.steps
    with pytest.raises(ValueError, match="enters before one of its vertices"):
        betti_curves(Filtration(order.vertices + 1, order.sides, order.faces, n + 1), sides)
    with pytest.raises(ValueError, match="outside 0"):
        betti_curves(Filtration(order.vertices, order.sides, order.faces, n - 1), sides)
    with pytest.raises(ValueError, match="none of the 5"):
        betti_curves(order, sides + np.int32(1))
    with pytest.raises(ValueError, match="for a filtration of"):
        betti_curves(order, sides[1:])
    with pytest.raises(ValueError, match="borders no face"):
        closure_filtration(np.arange(len(triangles)), sides, np.full_like(beside, -1))
    with pytest.raises(ValueError, match="at least one face"):
        closure_filtration(np.arange(0), sides, beside)
    with pytest.raises(ValueError, match="NaN"):
        rank_steps(np.array([0.0, np.nan]))
    with pytest.raises(ValueError, match="without steps"):
        peak_step(np.arange(0))
