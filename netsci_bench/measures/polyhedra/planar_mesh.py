"""How is a convex subdivision of the plane cut by lines that bend only at its edges?

Every decision is taken from the signs of a unit at the vertices, and a vertex is shared by all the faces
around it, so that neighbours can never disagree: whatever the rounding, the mesh stays a subdivision of the
window with V - E + F = 1. A vertex nearer to a line than the rounding of its value lies on it.

The mesh is half-edges in growing arrays: half-edge h runs along side h // 2, its twin is h ^ 1. This file is
the one place of the folder where arrays change after they are made; the kernels are written out in one piece
each where splitting would send the inner loop through a call.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit
from numpy.typing import NDArray

OUTSIDE = -1  # the face beyond the window, and the unit that made the window's border
COORDINATES = 2  # columns of a vertex before the units
SPARE = 1.25  # arrays grow by this factor: a copy is rare and little memory is unused


class Mesh(NamedTuple):
    """Vertices, sides and faces; only the first `sizes` = (V, E, F) entries of each array are meant."""

    values: NDArray[np.float64]  # (V, 2 + units): the coordinates, then the layer's units before the ReLU
    origin: NDArray[np.int32]  # (2E,) vertex where a half-edge starts
    following: NDArray[np.int32]  # (2E,) next half-edge around the same face, counterclockwise
    previous: NDArray[np.int32]  # (2E,)
    face: NDArray[np.int32]  # (2E,) face to the left
    unit: NDArray[np.int32]  # (E,) unit on whose line a side lies
    start: NDArray[np.int32]  # (F,) one half-edge of each face
    parent: NDArray[np.int32]  # (F,) the older face that a face was cut from
    sizes: NDArray[np.int64]  # (3,)


def rectangle(window: NDArray[np.float64]) -> Mesh:
    """Return the mesh of one face, the rectangle between the two corners in the rows of `window`."""
    (left, low), (right, high) = window
    ahead, behind = np.array([2, 7, 4, 1, 6, 3, 0, 5]), np.array([6, 3, 0, 5, 2, 7, 4, 1])
    return Mesh(
        values=np.array([[left, low], [right, low], [right, high], [left, high]]),
        origin=np.array([0, 1, 1, 2, 2, 3, 3, 0], dtype=np.int32),
        following=ahead.astype(np.int32),
        previous=behind.astype(np.int32),
        face=np.array([0, OUTSIDE] * 4, dtype=np.int32),
        unit=np.full(4, OUTSIDE, dtype=np.int32),
        start=np.zeros(1, dtype=np.int32),
        parent=np.full(1, OUTSIDE, dtype=np.int32),
        sizes=np.array([4, 4, 1]),
    )


def grow(mesh: Mesh, vertices: int, faces: int) -> Mesh:
    """Return the mesh with room for so many more vertices and faces, its arrays grown where they must."""
    need_v, need_e, need_f = mesh.sizes + np.array([vertices, vertices + faces, faces])
    if len(mesh.values) < need_v:
        # In place: the values are nearly all of the memory, and a copy would double it.
        mesh.values.resize((int(need_v * SPARE), mesh.values.shape[1]), refcheck=False)
    if len(mesh.unit) >= need_e and len(mesh.start) >= need_f:
        return mesh
    e, f = int(need_e * SPARE), int(need_f * SPARE)
    return mesh._replace(
        origin=_longer(mesh.origin, 2 * e),
        following=_longer(mesh.following, 2 * e),
        previous=_longer(mesh.previous, 2 * e),
        face=_longer(mesh.face, 2 * e),
        unit=_longer(mesh.unit, e),
        start=_longer(mesh.start, f),
        parent=_longer(mesh.parent, f),
    )


def _longer(array: NDArray[np.int32], length: int) -> NDArray[np.int32]:
    result = np.empty(length, dtype=np.int32)
    result[: len(array)] = array
    return result


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def faces_on(mesh, bits):
    """Return for each face (F, bytes) which bits are set at one of its vertices (V, bytes)."""
    on = np.zeros((mesh.sizes[2], bits.shape[1]), dtype=np.uint8)
    for face in range(mesh.sizes[2]):
        half = mesh.start[face]
        while True:
            for k in range(bits.shape[1]):
                on[face, k] |= bits[mesh.origin[half], k]
            half = mesh.following[half]
            if half == mesh.start[face]:
                break
    return on


@njit(cache=True)
@no_type_check
def face_cycles(mesh):
    """Return where each face begins in the list of all half-edges, face by face, and that list."""
    faces = mesh.sizes[2]
    starts = np.zeros(faces + 1, dtype=np.int64)
    halves = np.empty(2 * mesh.sizes[1], dtype=np.int32)
    count = 0
    for face in range(faces):
        half = mesh.start[face]
        while True:
            halves[count] = half
            count += 1
            half = mesh.following[half]
            if half == mesh.start[face]:
                break
        starts[face + 1] = count
    return starts, halves[:count].copy()
