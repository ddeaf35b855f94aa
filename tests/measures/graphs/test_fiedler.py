"""Is the Fiedler pair that of a dense solver, with masses and without, and stated where there is none?"""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import block_diag, csr_array, random_array
from scipy.spatial import Delaunay

from netsci_bench.measures.graphs.fiedler import FiedlerPair, fiedler_pair, fiedler_partition
from netsci_bench.measures.graphs.laplacian import laplacian
from netsci_bench.measures.graphs.smallest_eigenpairs import DENSE_NODES

seeds = st.integers(0, 2**32 - 1)


def planar_graph(seed: int, n: int) -> csr_array:
    """A connected planar graph with random weights."""
    rng = np.random.default_rng(seed)
    triangles = Delaunay(rng.random((n, 2))).simplices
    ends = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    ends = np.unique(ends, axis=0)
    upper = csr_array((rng.uniform(0.5, 2.0, len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    return csr_array(upper + upper.T)


def counts(seed: int, n: int, full: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    result = np.zeros(n)
    result[rng.permutation(n)[:full]] = rng.integers(1, 20, full)
    return result


def by_dense_schur(graph: csr_array, masses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All eigenvalues, and the second eigenvector on all nodes, with x' M x = 1."""
    matrix, full = laplacian(graph).toarray(), masses > 0
    inner = np.linalg.inv(matrix[np.ix_(~full, ~full)]) @ matrix[np.ix_(~full, full)]
    schur = matrix[np.ix_(full, full)] - matrix[np.ix_(full, ~full)] @ inner
    values, vectors = scipy.linalg.eigh(schur, np.diag(masses[full]))
    x = np.empty(len(masses))
    x[full] = vectors[:, 1]
    x[~full] = -inner @ vectors[:, 1]
    return values, x


def assert_pair(pair: FiedlerPair, values: np.ndarray, x: np.ndarray) -> None:
    assert np.isclose(pair.value, values[1], rtol=1e-8)
    assert np.isclose(pair.gap, values[2] - values[1], rtol=1e-6, atol=1e-9 * values[2])
    assert min(np.abs(pair.vector - x).max(), np.abs(pair.vector + x).max()) < 1e-6 * np.abs(x).max()


@pytest.mark.parametrize("n", [4, 50, DENSE_NODES, DENSE_NODES + 1, 700])
def test_the_unweighted_pair_is_that_of_a_dense_solver(n: int) -> None:
    graph = planar_graph(n, n)
    values, vectors = np.linalg.eigh(laplacian(graph).toarray())
    assert_pair(fiedler_pair(graph), values, vectors[:, 1])


@pytest.mark.parametrize(("n", "full"), [(10, 3), (300, 3), (300, 150), (600, 250), (500, 499), (900, 300)])
def test_the_weighted_pair_is_that_of_a_dense_schur_complement(n: int, full: int) -> None:
    graph, masses = planar_graph(n, n), counts(n, n, full)
    assert_pair(fiedler_pair(graph, masses), *by_dense_schur(graph, masses))


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(6, 40), st.floats(0.05, 1.0))
def test_small_graphs_with_random_masses_agree_with_a_dense_solver(seed: int, n: int, share: float) -> None:
    graph, masses = planar_graph(seed, n), counts(seed, n, max(3, int(share * n)))
    values, x = by_dense_schur(graph, masses)
    pair = fiedler_pair(graph, masses)
    assert np.isclose(pair.value, values[1], rtol=1e-8)
    if pair.gap > 1e-3 * values[2]:
        assert_pair(pair, values, x)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(6, 30), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_relabelling_and_scaling_act_on_the_pair_as_they_should(
    seed: int, n: int, weight: float, mass: float
) -> None:
    graph, masses = planar_graph(seed, n), counts(seed, n, n // 2)
    order = np.random.default_rng(seed).permutation(n)
    pair = fiedler_pair(graph, masses)
    moved = fiedler_pair(csr_array(weight * graph[order][:, order]), mass * masses[order])
    assert np.isclose(moved.value, pair.value * weight / mass, rtol=1e-8)
    if pair.gap > 1e-3 * pair.value:
        back = moved.vector * np.sqrt(mass)
        assert min(np.abs(back - s * pair.vector[order]).max() for s in (-1, 1)) < 1e-5 * np.abs(back).max()


def test_nodes_without_mass_get_the_mean_of_their_neighbours() -> None:
    graph, masses = planar_graph(1, 400), counts(1, 400, 250)
    x = fiedler_pair(graph, masses).vector
    mean = (graph @ x) / graph.sum(axis=1)
    assert np.abs(mean - x)[masses == 0].max() < 1e-9 * np.abs(x).max()


def test_a_hair_between_two_clumps_is_where_the_partition_cuts() -> None:
    one, other = planar_graph(2, 300), planar_graph(3, 260)
    graph = block_diag([one, other], format="lil")
    graph[0, 300] = graph[300, 0] = 1e-3
    sides = fiedler_partition(fiedler_pair(csr_array(graph)))
    assert set(np.unique(sides[:300])) != set(np.unique(sides[300:]))
    assert len(np.unique(sides[:300])) == 1


def test_the_same_graph_gives_the_same_bits() -> None:
    graph = planar_graph(4, 700)
    first, second = fiedler_pair(graph), fiedler_pair(graph)
    assert first.value == second.value
    assert (first.vector == second.vector).all()


def test_equal_eigenvalues_show_as_a_gap_of_nothing() -> None:
    ring = csr_array(np.roll(np.eye(12), 1, axis=1) + np.roll(np.eye(12), -1, axis=1))
    assert fiedler_pair(ring).gap < 1e-12


def test_one_cell_or_one_mass_has_no_partition() -> None:
    single = fiedler_pair(csr_array((1, 1)))
    assert (single.value, single.vector.tolist(), single.gap) == (0.0, [0.0], np.inf)
    graph = planar_graph(5, 300)
    masses = np.zeros(300)
    masses[7] = 4.0
    alone = fiedler_pair(graph, masses)
    assert not alone.vector.any()
    assert fiedler_partition(alone).all()


def test_two_masses_give_a_pair_without_a_gap() -> None:
    for masses in (np.array([1.0, 2.0]), np.array([1, 2])):
        pair = fiedler_pair(csr_array(np.array([[0.0, 3.0], [3.0, 0.0]])), masses)
        assert np.isclose(pair.value, 4.5)  # w (1 / m1 + 1 / m2)
        assert pair.gap == np.inf


def test_a_disconnected_graph_tells_its_heaviest_component_from_the_rest() -> None:
    graph = csr_array(block_diag([planar_graph(6, 10), planar_graph(7, 30)]))
    pair = fiedler_pair(graph)
    values = np.linalg.eigvalsh(laplacian(graph).toarray())
    assert pair.value == 0.0
    assert np.isclose(pair.gap, values[2])
    assert (fiedler_partition(pair) == (np.arange(40) >= 10)).all() or (
        fiedler_partition(pair) == (np.arange(40) < 10)
    ).all()
    assert np.isclose(pair.vector @ pair.vector, 1.0)
    assert abs(pair.vector.sum()) < 1e-12
    three = csr_array(block_diag([graph, planar_graph(8, 5)]))
    assert fiedler_pair(three).gap == 0.0


def test_an_edge_of_weight_nothing_joins_nothing() -> None:
    stored = csr_array((np.array([1.0, 1.0, 0.0, 0.0]), ([0, 1, 1, 2], [1, 0, 2, 1])), shape=(3, 3))
    assert fiedler_pair(stored).value == 0.0


def test_components_without_mass_stay_out_of_it() -> None:
    graph = planar_graph(6, 30)
    both = csr_array(block_diag([graph, planar_graph(7, 9)]))
    masses = counts(0, 30, 12)
    alone, beside = fiedler_pair(graph, masses), fiedler_pair(both, np.concatenate([masses, np.zeros(9)]))
    assert np.allclose(beside.vector, np.concatenate([alone.vector, np.zeros(9)]))
    assert beside.value == alone.value


def test_what_is_no_graph_or_no_mass_is_refused() -> None:
    graph = planar_graph(9, 8)
    with pytest.raises(ValueError, match="exactly symmetric"):
        fiedler_pair(csr_array(random_array((5, 5), density=0.5, rng=0)))
    with pytest.raises(ValueError, match="negative, NaN"):
        fiedler_pair(-graph)
    with pytest.raises(ValueError, match="n >= 1"):
        fiedler_pair(csr_array((0, 0)))
    with pytest.raises(ValueError, match="no node has mass"):
        fiedler_pair(graph, np.zeros(8))
    for bad in (np.ones(7), np.full(8, np.nan), -np.ones(8)):
        with pytest.raises(ValueError, match="masses must be 8"):
            fiedler_pair(graph, bad)
