"""How many pieces and how many holes has a cloud of points? Counted on its graph of nearest neighbours.

Distances are steps in that graph, so that a cloud that is stretched or shrunk keeps its numbers: the points' order
matters, not their units. Equal points count once.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray
from scipy.sparse import coo_array, triu
from scipy.spatial import cKDTree

EQUAL = 1e-9  # of the largest coordinate: points no farther apart are one


@dataclass(frozen=True)
class Betti:
    """`pieces`: b0, the connected components; `holes`: b1, the loops around nothing; `points`: distinct ones."""

    pieces: int
    holes: int
    points: int

    @property
    def total(self) -> int:
        """Return b0 + b1."""
        return self.pieces + self.holes


def neighbour_graph(
    points: Float[NDArray[np.floating], "n d"], neighbours: int, hops: int = 1
) -> tuple[Int[NDArray[np.int64], "edges 2"], int]:
    """Return the edges between near points, and how many distinct points there are.

    Formula: distinct points, to 1e-9 of the largest coordinate, in lexicographic order; two are
    neighbours where either is one of the `neighbours` nearest of the other by Euclidean distance (all others, where
    there are fewer); an edge where `hops` steps or fewer from neighbour to neighbour lead from one to the other.
    Shapes: (n, d) to (edges, 2), the smaller number first, sorted. Units: none.
    Raises: ValueError if there is no point, a coordinate is not finite, or `neighbours` or `hops` is below 1.
    Source: Naitzat, Zhitnikov & Lim (2020), JMLR 21(184).

    >>> neighbour_graph(np.array([[0.0], [1.0], [3.0], [3.0]]), 1)
    (array([[0, 1],
           [1, 2]]), 3)
    """
    exact: NDArray[np.float64] = np.asarray(points, dtype=np.float64)
    if not len(exact) or not np.isfinite(exact).all() or min(neighbours, hops) < 1:
        raise ValueError(
            f"{len(exact)} points, {neighbours} neighbours, {hops} hops: need finite points, one of each"
        )
    grid = EQUAL * max(float(np.abs(exact).max(initial=0.0)), np.finfo(float).tiny)
    _, first = np.unique(np.round(exact / grid), axis=0, return_index=True)
    distinct = exact[first]
    count = min(neighbours, len(distinct) - 1)
    if not count:
        return np.zeros((0, 2), dtype=np.int64), len(distinct)
    _, nearest = cKDTree(distinct).query(distinct, k=count + 1)
    ends = np.repeat(np.arange(len(distinct)), count + 1), nearest.ravel()
    one = coo_array((np.ones(nearest.size), ends), shape=(len(distinct),) * 2).tocsr()
    reach = step = one + one.T  # a point is among its own neighbours, so that more steps lead to no fewer points
    for _ in range(hops - 1):
        reach = (reach @ step).sign()
    edges = np.stack(triu(reach, 1).tocoo().coords, axis=1).astype(np.int64)
    return edges[np.lexsort((edges[:, 1], edges[:, 0]))], len(distinct)


def neighbour_betti(points: Float[NDArray[np.floating], "n d"], neighbours: int, hops: int = 1) -> Betti:
    """Return the Betti numbers of the points' clique complex: each clique of the neighbour graph is filled.

    Formula: b0 and b1 over Z/2 of the Vietoris-Rips complex at `hops` steps of the graph distance.
    Shapes: (n, d) to two numbers. Units: pieces, holes. Raises: ValueError as `neighbour_graph`.
    Source: Naitzat, Zhitnikov & Lim (2020), JMLR 21(184); Maria et al., gudhi.

    >>> angle = np.arange(40) * 2 * np.pi / 40
    >>> neighbour_betti(np.stack([np.cos(angle), np.sin(angle)], axis=1), 4)
    Betti(pieces=1, holes=1, points=40)
    """
    import gudhi  # type: ignore[import-not-found, import-untyped, unused-ignore]  # nothing else here needs it

    edges, count = neighbour_graph(points, neighbours, hops)
    tree = gudhi.SimplexTree()
    tree.insert_batch(np.arange(count, dtype=np.int32)[None], np.zeros(count))
    if len(edges):
        # gudhi reads wrong vertices from a view: hence a copy in any case
        tree.insert_batch(np.array(edges.T, dtype=np.int32, order="C"), np.zeros(len(edges)))
    tree.collapse_edges()  # keeps the homology, and leaves far fewer triangles
    tree.expansion(2)
    # with the highest dimension: of a complex without triangles that is the one of its holes
    tree.compute_persistence(homology_coeff_field=2, persistence_dim_max=True)
    numbers = [*tree.betti_numbers(), 0, 0]
    return Betti(int(numbers[0]), int(numbers[1]), count)
