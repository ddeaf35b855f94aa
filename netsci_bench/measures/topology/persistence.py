"""When is each piece, hole or cavity of a growing complex born, and when does it go?

For planar complexes `netsci_bench.measures.topology.betti_curves` gives the numbers at each step faster; this file
gives the pairs of birth and death, and any dimension. gudhi does the work and is imported only when it is needed:
nothing else in the folder needs it.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.topology.filtrations import Filtration

Pairs = Float[NDArray[np.float64], "_ 2"]
_Integers = NDArray[np.integer]


def simplicial_persistence(
    simplices: Sequence[Int[NDArray[np.integer], "_ _"]], steps: Sequence[Int[NDArray[np.integer], " _"]]
) -> list[Pairs]:
    """Return (birth, death) of every class of a filtered simplicial complex, for each dimension.

    Formula: persistent homology over Z/2; a pair of the same step is left out, a class that stays dies at inf.
    Shapes: for each dimension d the simplices (n_d, d + 1) by vertices and their steps (n_d,); each dimension's
    pairs (pairs, 2), sorted. Units: steps. Raises: ValueError if shapes do not fit, or a simplex enters twice,
    before one of its faces, or without it. Source: Edelsbrunner, Letscher & Zomorodian (2002); Maria et al., gudhi.

    >>> ends = [np.array([[0], [1]]), np.array([[0, 1]])]
    >>> simplicial_persistence(ends, [np.array([0, 1]), np.array([3])])[0].tolist()
    [[0.0, inf], [1.0, 3.0]]
    """
    import gudhi  # type: ignore[import-not-found, import-untyped, unused-ignore]

    tree = gudhi.SimplexTree()
    below: tuple[_Integers, _Integers] | None = None
    for dimension, (members, entries) in enumerate(zip(simplices, steps, strict=True)):
        if members.shape != (len(entries), dimension + 1):
            raise ValueError(f"simplices of dimension {dimension} must be (n, {dimension + 1}) with n steps")
        vertices = np.sort(members, axis=1)
        if below is not None:
            _check_faces(vertices, entries, *below)
        below = vertices, entries
        # gudhi takes one simplex a column, and reads wrong vertices from a view: hence a copy in any case.
        tree.insert_batch(np.array(vertices.T, dtype=np.int32, order="C"), entries.astype(np.float64))
    if tree.num_simplices() != sum(map(len, steps)):
        raise ValueError("a simplex enters twice, or without one of its faces")
    tree.compute_persistence(homology_coeff_field=2, persistence_dim_max=True)
    return [_sorted(tree.persistence_intervals_in_dimension(d)) for d in range(len(steps))]


def _check_faces(members: _Integers, entries: _Integers, faces: _Integers, face_entries: _Integers) -> None:
    """Raise ValueError unless every face of every simplex is there in time; gudhi would mend it silently."""
    borders = np.concatenate([np.delete(members, left_out, axis=1) for left_out in range(members.shape[1])])
    names = np.unique(np.concatenate([faces, borders]), axis=0, return_inverse=True)[1].ravel()
    entered = np.full(names.max(initial=0) + 1, np.iinfo(np.int64).max)
    entered[names[: len(faces)]] = face_entries
    if (entered[names[len(faces) :]] > np.tile(entries, members.shape[1])).any():
        raise ValueError("a simplex enters before one of its faces, or without it")


def cell_persistence(
    order: Filtration,
    sides: Int[NDArray[np.int32], "E 2"],
    side_faces: Int[NDArray[np.int32], "E 2"],
) -> list[Pairs]:
    """Return (birth, death) of every class of a filtered complex of polygons, for dimensions 0, 1 and 2.

    Formula: that of the barycentric subdivision, in which a chain vertex < side < face enters with its last cell.
    Shapes: the vertices of each side and the faces beside it, -1 for none; pairs as `simplicial_persistence`.
    Units: steps. Raises: ValueError as `simplicial_persistence`. Source: Munkres (1984), section 15.

    >>> from netsci_bench.measures.topology.filtrations import closure_filtration
    >>> sides, faces = np.array([[0, 1], [1, 2], [2, 0]], dtype=np.int32), np.array([[0, -1]] * 3, dtype=np.int32)
    >>> [len(pairs) for pairs in cell_persistence(closure_filtration(np.array([0]), sides, faces), sides, faces)]
    [1, 0, 0]
    """
    v, e = len(order.vertices), len(order.sides)
    entries = np.concatenate([order.vertices, order.sides, order.faces])
    names = np.arange(len(entries))
    side_of_vertex = np.stack([sides.ravel(), v + np.repeat(np.arange(e), 2)], axis=1)
    side, column = np.nonzero(side_faces >= 0)
    face = v + e + side_faces[side, column]
    side_of_face = np.stack([v + side, face], axis=1)
    flags = np.stack([sides[side].ravel(), np.repeat(v + side, 2), np.repeat(face, 2)], axis=1)
    corners = np.unique(flags[:, [0, 2]], axis=0)
    chains = [names[:, None], np.concatenate([side_of_vertex, side_of_face, corners]), flags]
    return simplicial_persistence(chains, [entries[chain[:, -1]] for chain in chains])


def _sorted(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    table: NDArray[np.float64] = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    return table[np.lexsort((table[:, 1], table[:, 0]))]
