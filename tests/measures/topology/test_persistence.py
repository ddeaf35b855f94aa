"""Are the pairs those of known complexes, and is a filtration that is none refused?"""

from itertools import combinations

import numpy as np
import pytest

from netsci_bench.measures.topology.persistence import simplicial_persistence

pytest.importorskip("gudhi")


def skeleton(vertices: int, dimension: int) -> list[np.ndarray]:
    return [np.array(list(combinations(range(vertices), d + 1))) for d in range(dimension + 1)]


def test_a_hollow_tetrahedron_has_a_cavity_and_a_filled_one_loses_it() -> None:
    hollow = skeleton(4, 2)
    steps = [np.full(len(s), d) for d, s in enumerate(hollow)]
    pairs = simplicial_persistence(hollow, steps)
    assert pairs[0].tolist() == [[0, 1], [0, 1], [0, 1], [0, np.inf]]
    assert pairs[1].tolist() == [[1, 2]] * 3
    assert pairs[2].tolist() == [[2, np.inf]]
    filled = simplicial_persistence(skeleton(4, 3), [*steps, np.array([3])])
    assert filled[2].tolist() == [[2, 3]]
    assert filled[3].shape == (0, 2)


def test_the_order_of_simplices_and_of_their_vertices_does_not_matter() -> None:
    hollow, rng = skeleton(5, 2), np.random.default_rng(0)
    steps = [rng.permutation(len(s)) + 10 * d for d, s in enumerate(hollow)]
    shuffled, moved = [], []
    for simplices, entries in zip(hollow, steps, strict=True):
        order = rng.permutation(len(simplices))
        shuffled.append(rng.permuted(simplices[order], axis=1))
        moved.append(entries[order])
    for one, other in zip(
        simplicial_persistence(hollow, steps), simplicial_persistence(shuffled, moved), strict=True
    ):
        assert one.tolist() == other.tolist()


def test_vertices_are_read_alike_from_every_kind_of_array() -> None:
    steps = [np.array([0, 1, 2]), np.array([3, 5])]
    edges = np.array([[0, 1], [1, 2]])
    for vertices in (np.arange(3)[:, None], np.arange(3, dtype=np.int32)[:, None], np.arange(6)[::2, None] // 2):
        assert simplicial_persistence([vertices, edges], steps)[0].tolist() == [[0, np.inf], [1, 3], [2, 5]]


def test_a_simplex_before_or_without_its_face_is_refused() -> None:
    two, edge = np.array([[0], [1]]), np.array([[0, 1]])
    with pytest.raises(ValueError, match="before one of its faces"):
        simplicial_persistence([two, edge], [np.array([0, 5]), np.array([3])])
    with pytest.raises(ValueError, match="without it"):
        simplicial_persistence([two[:1], edge], [np.array([0]), np.array([3])])
    with pytest.raises(ValueError, match="twice"):
        simplicial_persistence([two, edge[[0, 0]]], [np.array([0, 0]), np.array([3, 4])])
    with pytest.raises(ValueError, match="dimension 1 must be"):
        simplicial_persistence([two, two], [np.array([0, 0]), np.array([3, 4])])
