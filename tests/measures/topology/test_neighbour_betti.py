"""Are pieces and holes counted that are there, at the size of use, and none that are not?"""

import networkx as nx
import numpy as np
import pytest
from scipy.spatial.distance import cdist

from netsci_bench.measures.topology.neighbour_betti import Betti, neighbour_betti, neighbour_graph
from netsci_bench.nets.planar.discs import Discs, disc_points


def circle(n: int, at: float = 0.0) -> np.ndarray:
    angle = np.arange(n) * 2 * np.pi / n
    return np.stack([np.cos(angle) + at, np.sin(angle)], axis=1)


def grid(side: int, at: float = 0.0) -> np.ndarray:
    ticks = np.arange(side, dtype=float)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2) + at


@pytest.mark.parametrize("neighbours", [8, 10, 12, 14, 18])
def test_nine_discs_are_nine_pieces_and_their_surroundings_have_nine_holes(neighbours):
    points, labels = disc_points(Discs(spacing=0.5), np.random.default_rng(0))
    inner, outer = (neighbour_betti(points[labels == side], neighbours, 2) for side in (1, -1))
    assert (inner.pieces, inner.holes) == (9, 0)
    assert (outer.pieces, outer.holes) == (1, 9)
    assert outer.total == 10


def test_at_twice_the_density_of_the_paper_tier_too():
    points, labels = disc_points(Discs(spacing=0.25), np.random.default_rng(1))
    inner, outer = (neighbour_betti(points[labels == side], 12, 2) for side in (1, -1))
    assert (inner.pieces, inner.holes, outer.pieces, outer.holes) == (9, 0, 1, 9)


@pytest.mark.parametrize("hops", [1, 2])
def test_circles_and_squares_have_the_numbers_that_everyone_knows(hops):
    assert neighbour_betti(circle(60), 4, hops) == Betti(1, 1, 60)
    assert neighbour_betti(np.concatenate([circle(60), circle(60, 9.0)]), 4, hops) == Betti(2, 2, 120)
    assert neighbour_betti(grid(12), 8, hops) == Betti(1, 0, 144)
    assert neighbour_betti(np.concatenate([grid(6), grid(6, 50.0)]), 8, hops) == Betti(2, 0, 72)


def test_a_cloud_that_is_moved_turned_or_scaled_keeps_its_numbers():
    points = np.concatenate([circle(50), grid(5, 7.0)])
    points += np.random.default_rng(3).normal(0.0, 0.01, points.shape)  # no two distances are equal
    wanted = neighbour_betti(points, 5, 1)
    turned = 300.0 * points @ np.linalg.qr(np.random.default_rng(0).normal(size=(2, 2)))[0] + 5.0
    assert neighbour_betti(turned, 5, 1) == wanted
    assert neighbour_betti(np.pad(points, ((0, 0), (0, 13))), 5, 1) == wanted
    assert neighbour_betti(points[::-1], 5, 1) == wanted


def test_equal_points_are_one():
    points = circle(30)
    assert neighbour_betti(np.repeat(points, 40, axis=0), 4) == neighbour_betti(points, 4)
    assert neighbour_betti(np.ones((50, 3)), 4) == Betti(1, 0, 1)


@pytest.mark.parametrize(("neighbours", "hops"), [(1, 1), (3, 1), (3, 2), (2, 3), (99, 1)])
def test_the_graph_is_that_of_the_definition(neighbours, hops):
    points = np.random.default_rng(2).normal(size=(25, 3))
    points = points[np.lexsort(points.T[::-1])]
    order = np.argsort(cdist(points, points), axis=1)[:, 1 : neighbours + 1]
    graph = nx.Graph([(i, int(j)) for i, row in enumerate(order) for j in row])
    lengths = dict(nx.all_pairs_shortest_path_length(graph, cutoff=hops))
    wanted = [[i, j] for i in range(25) for j in range(i + 1, 25) if j in lengths[i]]
    edges, count = neighbour_graph(points, neighbours, hops)
    assert (edges.tolist(), count) == (wanted, 25)


@pytest.mark.parametrize(
    ("points", "neighbours", "hops"),
    [(np.zeros((0, 2)), 1, 1), (np.array([[np.nan]]), 1, 1), (circle(5), 0, 1), (circle(5), 1, 0)],
)
def test_what_is_no_cloud_is_refused(points, neighbours, hops):
    with pytest.raises(ValueError, match="finite points"):
        neighbour_betti(points, neighbours, hops)
