"""In which order does a planar complex grow, so that no cell comes before its border?

A filtration is one number for each vertex, side and face: the step at which it enters. Cells of one step enter
together. Three readings: by dimension, at random with closure, and by how far from something.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray


@dataclass(frozen=True)
class Filtration:
    """The step, from 0, at which each vertex, side and face enters; `steps` is their number."""

    vertices: Int[NDArray[np.int64], " V"]
    sides: Int[NDArray[np.int64], " E"]
    faces: Int[NDArray[np.int64], " F"]
    steps: int


def dimension_filtration(sizes: tuple[int, int, int], rng: np.random.Generator) -> Filtration:
    """Return the filtration that adds all vertices, then all sides, then all faces, at random within each.

    Formula: a random permutation of 0..V-1, of V..V+E-1 and of V+E..V+E+F-1; one cell a step.
    Where the peaks lie is no news: b0 is largest at step V - 1 and b1 at step V + E - 1, whatever the complex
    and the order.
    Shapes: the numbers (V, E, F) to steps of each. Units: cells. Raises: nothing.
    Source: Bosca et al. (2025), PMLR 321, as the text says.

    >>> dimension_filtration((3, 3, 1), np.random.default_rng(0)).faces
    array([6])
    """
    v, e, f = sizes
    return Filtration(rng.permutation(v), v + rng.permutation(e), v + e + rng.permutation(f), v + e + f)


def closure_filtration(
    face_steps: Int[NDArray[np.integer], " F"],
    sides: Int[NDArray[np.int32], "E 2"],
    side_faces: Int[NDArray[np.int32], "E 2"],
) -> Filtration:
    """Return the filtration in which each face brings along what of its border is not there yet.

    Formula: a side enters with the earlier of the faces beside it, a vertex with the earliest of its sides; with
    `face_steps` a random permutation of 0..F-1, random cells with closure.
    Shapes: (F,) steps from 0; the two vertices of each side and the faces on its two sides, -1 for none.
    Units: steps of the faces. Raises: ValueError if there is no face, a step is negative, or a side has no face.
    Source: none, the other reading of the random filtration of Bosca et al. (2025), PMLR 321.

    >>> triangle = np.array([[0, 1], [1, 2], [2, 0]], dtype=np.int32)
    >>> closure_filtration(np.array([0]), triangle, np.array([[0, -1]] * 3, dtype=np.int32)).vertices
    array([0, 0, 0])
    """
    if not len(face_steps) or face_steps.min() < 0:
        raise ValueError("a filtration by faces needs at least one face, and steps from 0 on")
    if (side_faces < 0).all(axis=1).any():
        raise ValueError("a side that borders no face would never enter")
    steps = int(face_steps.max()) + 1
    # The last entry stands for the missing face, -1, which never enters.
    entered = np.append(face_steps.astype(np.int64), steps)
    of_sides = entered[side_faces].min(axis=1)
    of_vertices = np.full(int(sides.max()) + 1, steps)
    np.minimum.at(of_vertices, sides, of_sides[:, None])
    return Filtration(of_vertices, of_sides, entered[:-1], steps)


def rank_steps(values: Float[NDArray[np.floating], " F"]) -> Int[NDArray[np.int64], " F"]:
    """Return the step at which each value comes in ascending order; equal values come together.

    Formula: the rank of the value among the distinct ones, from 0; infinite values come last, together.
    Shapes: (F,). Units: steps. Raises: ValueError if a value is NaN. Source: none.

    >>> rank_steps(np.array([0.5, 0.0, 0.0, np.inf]))
    array([1, 0, 0, 2])
    """
    if np.isnan(values).any():
        raise ValueError("a value that is NaN has no place in an order")
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)
