"""Are cells joined if and only if they share a side, as exact rational arithmetic says?"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import triu

from netsci_bench.measures.polyhedra.cell_graph import cell_graph, side_lengths
from netsci_bench.measures.polyhedra.relu_cells import cell_patterns
from netsci_bench.measures.polyhedra.relu_complex import relu_complex

SCALE = 2**20  # weights are whole multiples of 1 / SCALE, so that integers can follow them exactly
WINDOW = np.array([[-3.0, -3.0], [3.0, 3.0]])
Net = list[tuple[np.ndarray, np.ndarray]]


def dyadic_net(seed: int, *sizes: int) -> Net:
    rng = np.random.default_rng(seed)
    pairs = pairwise(sizes)
    return [
        (np.rint(rng.normal(size=(o, i)) * SCALE) / SCALE, np.rint(rng.normal(size=o) * SCALE) / SCALE)
        for i, o in pairs
    ]


def integers(array: np.ndarray, factor: int) -> np.ndarray:
    return np.array([int(x * SCALE) * factor for x in array.ravel()], dtype=object).reshape(array.shape)


def exact_maps(net: Net, pattern: np.ndarray) -> list[np.ndarray]:
    """Return (a, b, c) for each hidden unit: a positive multiple of z_u is a x + b y + c where the pattern holds."""
    maps: list[np.ndarray] = []
    below, begin = np.array([[1, 0, 0], [0, 1, 0]], dtype=object), 0
    for depth, (weight, bias) in enumerate(net[:-1]):
        here = integers(weight, 1) @ below
        here[:, 2] += integers(bias, SCALE**depth)
        maps.extend(here)
        on = pattern[begin : begin + len(bias)]
        begin += len(bias)
        below = here * on[:, None].astype(object)
    return maps


def share_a_side(net: Net, one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two patterns that differ in one unit meet along more than a point of the window."""
    (unit,) = np.flatnonzero(one != other)
    pattern = one & other  # on the line of the unit both patterns' maps agree
    maps = exact_maps(net, pattern)
    a, b, c = maps[unit]
    if a == 0 and b == 0:
        return False
    # Points of the line are p + t d, exactly.
    p = (Fraction(-c * a, a * a + b * b), Fraction(-c * b, a * a + b * b))
    d = (-b, a)
    constraints = [(m if pattern[k] else -m) for k, m in enumerate(maps) if k != unit]
    constraints += [np.array(m, dtype=object) for m in ((1, 0, 3), (-1, 0, 3), (0, 1, 3), (0, -1, 3))]
    low, high = None, None
    for u, v, w in constraints:
        slope, height = u * d[0] + v * d[1], u * p[0] + v * p[1] + w
        if slope == 0:
            if height < 0:
                return False
        elif slope > 0:
            low = -height / slope if low is None else max(low, -height / slope)
        else:
            high = -height / slope if high is None else min(high, -height / slope)
    return low is not None and high is not None and low < high


def pairs_that_only_look_joined(seed: int, *sizes: int) -> int:
    """Check every pair of cells that differ in one unit in exact arithmetic; return how many of them lie apart."""
    net = dyadic_net(seed, *sizes)
    cells = relu_complex(net, WINDOW)
    patterns, graph = cell_patterns(cells), cell_graph(cells)
    edges = set(zip(*(x.tolist() for x in triu(graph).coords), strict=True))
    bits = patterns.astype(np.int32)
    distances = bits @ (1 - bits).T
    distances += distances.T
    assert {distances[i, j] for i, j in edges} == {1}
    pairs = np.argwhere(np.triu(distances == 1)).tolist()
    for i, j in pairs:
        assert share_a_side(net, patterns[i], patterns[j]) == ((i, j) in edges)
    return len(pairs) - len(edges)


@pytest.mark.system
def test_every_edge_is_a_shared_side_and_every_shared_side_an_edge_in_exact_arithmetic() -> None:
    apart = [pairs_that_only_look_joined(*net) for net in [(0, 2, 14, 14, 1), (1, 2, 8, 8, 8, 1), (2, 2, 24, 10, 1)]]
    # Cells that differ in one unit and do not touch exist: joining by Hamming distance would be wrong.
    assert max(apart) > 0


@pytest.mark.nightly
def test_fifteen_hundred_cells_are_joined_as_exact_arithmetic_says() -> None:
    assert pairs_that_only_look_joined(3, 2, 32, 32, 1) > 0


def test_the_graph_of_a_subdivision_is_connected_symmetric_and_as_long_as_its_sides() -> None:
    cells = relu_complex(dyadic_net(7, 2, 20, 20, 1), WINDOW)
    graph = cell_graph(cells)
    inner = (cells.side_faces >= 0).all(axis=1)
    assert (graph != graph.T).nnz == 0
    assert graph.nnz == 2 * inner.sum()
    assert graph.diagonal().sum() == 0
    assert np.isclose(side_lengths(cells)[~inner].sum(), 24.0)


def test_two_cells_with_a_vertex_inside_their_border_are_joined_once() -> None:
    # The second layer is 0 on the whole left half: its line ends at the middle of the first line.
    net = [
        (np.array([[1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), np.array([0.0, 5.0, 5.0])),
        (np.array([[0.0, 1.0, -1.0]]), np.zeros(1)),
        (np.ones((1, 1)), np.zeros(1)),
    ]
    graph = cell_graph(relu_complex(net, WINDOW))
    assert set(graph.data.tolist()) == {1.0}
