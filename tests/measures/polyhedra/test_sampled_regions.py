"""Do paths meet every region on their way, and are regions joined that differ in one unit?"""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.packed_patterns import row_numbers, unpacked_patterns
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns
from netsci_bench.measures.polyhedra.sampled_regions import sampled_regions
from netsci_bench.measures.polyhedra.segment_crossings import segment_crossings

seeds = st.integers(0, 2**32 - 1)


def random_net(seed: int, *sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(sizes)]


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(1, 8), st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_patterns_change_exactly_at_the_crossings(seed: int, d: int, hidden: list[int]) -> None:
    net = random_net(seed, d, *hidden, 1)
    start, end = np.random.default_rng(seed + 1).normal(size=(2, d)) * 3.0
    t = np.concatenate([[0.0], segment_crossings(net, start, end), [1.0]])
    assert (np.diff(t) > 0.0).all()
    for low, high in pairwise(t):
        inside = low + (high - low) * np.array([0.01, 0.3, 0.7, 0.99])
        patterns = activation_patterns(net, start + inside[:, None] * (end - start))
        assert high - low < 1e-12 or (patterns == patterns[0]).all()
    fine = start + np.linspace(0.0, 1.0, 2001)[:, None] * (end - start)
    changes = (np.diff(activation_patterns(net, fine).astype(int), axis=0) != 0).any(axis=1).sum()
    assert changes <= len(t) - 2


def test_edges_are_all_the_pairs_at_hamming_distance_one() -> None:
    net = random_net(1, 5, 8, 6, 1)
    points = np.random.default_rng(2).normal(size=(40, 5))
    regions = sampled_regions(net, points, np.array(list(combinations(range(15), 2))))
    patterns = unpacked_patterns(regions.packed, regions.widths)
    apart = (patterns[:, None] != patterns[None]).sum(axis=2)
    assert regions.edges.tolist() == np.argwhere(np.triu(apart == 1)).tolist()
    assert len(np.unique(patterns, axis=0)) == len(patterns)
    assert (patterns[regions.of_points] == activation_patterns(net, points)).all()
    assert 0 < regions.crossed.sum() < len(regions.edges)


def test_in_two_dimensions_crossed_edges_are_edges_of_the_exact_graph() -> None:
    net = random_net(3, 2, 14, 14, 1)
    points = np.random.default_rng(4).uniform(-2.0, 2.0, (60, 2))
    regions = sampled_regions(net, points, np.array(list(combinations(range(60), 2))))
    cells = relu_complex(net, np.array([[-2.0, -2.0], [2.0, 2.0]]))
    place = row_numbers(regions.packed, cells.packed)
    assert place.min() >= 0
    exact = cell_graph(cells).toarray()
    edges = place[regions.edges]
    assert (exact[edges[:, 0], edges[:, 1]][regions.crossed] == 1.0).all()
    # Joined by Hamming distance alone, regions that lie apart come in.
    assert (exact[edges[:, 0], edges[:, 1]] == 0.0).any()


def test_without_segments_the_regions_are_those_of_the_points() -> None:
    regions = sampled_regions(random_net(5, 3, 4, 1), np.zeros((2, 3)), np.zeros((0, 2), dtype=np.int64))
    assert regions.packed.shape == (1, 1)
    assert regions.edges.shape == (0, 2)
    assert regions.of_points.tolist() == [0, 0]


def test_bad_points_and_segments_are_refused() -> None:
    net = random_net(6, 3, 4, 1)
    none = np.zeros((0, 2), dtype=np.int64)
    with pytest.raises(ValueError, match="no points"):
        sampled_regions(net, np.zeros((0, 3)), none)
    with pytest.raises(ValueError, match="none of the 2"):
        sampled_regions(net, np.zeros((2, 3)), np.array([[0, 2]]))
    with pytest.raises(ValueError, match="a network of 3 inputs"):
        sampled_regions(net, np.zeros((2, 4)), none)
    with pytest.raises(ValueError, match="a network of 3 inputs"):
        segment_crossings(net, np.zeros(4), np.ones(4))
    with pytest.raises(ValueError, match="NaN"):
        segment_crossings(net, np.zeros(3), np.full(3, np.nan))
