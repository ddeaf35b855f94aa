"""Into which cells does a ReLU network cut its plane of inputs, and which of them touch?

Exact up to stated rounding: the window is cut by one unit after the other, layer by layer; within a layer every
unit is affine on each face so far, so that its zero line bends only at sides that are there already. All numbers
are float64. A vertex where |z_u| <= TOLERANCE * (|W_u| max_v |h_v| + |b_u|) is taken to lie on the line of unit u;
cells thinner than that are not distinguished from their neighbours, and a unit that stays so small throughout a
cell, a tiny bias where all its inputs are off, counts as off there.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra import mesh_cuts, planar_mesh
from netsci_bench.measures.polyhedra.planar_mesh import COORDINATES, Mesh
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_layers import ExactLayer, Layer, relu_layers

# Some 30 times the rounding of a sum over 300 units, and small enough that in a net of 4e5 cells and 900 units no
# vertex is expected to lie so close to a line by chance.
TOLERANCE = 1e-12
# A layer starts with room for so many times the vertices it finds: the third of three equal layers makes 2.25 times
# as many. Room that is not needed is never touched, and arrays that need not grow are not moved.
GROWTH = 2.5


def relu_complex(
    layers: Sequence[Layer],
    window: Float[NDArray[np.floating], "2 2"],
    max_cells: int = 1_000_000,
) -> ReluComplex:
    """Return the polyhedral complex of a ReLU network with two inputs on a rectangle.

    Formula: cells are the maximal sets of one activation pattern (see `relu_layers.activation_patterns`), sides
    are where z_u = 0 for some hidden unit u. The last layer has no ReLU and cuts nothing.
    Shapes: layers of (out, in) and (out,), the first with in = 2; window [[left, low], [right, high]].
    Units: those of the inputs. Memory grows as V x the widest layer.
    Raises: ValueError if the layers are no ReLU network or not one of two inputs (names `relu_slice`), if the
    window is not finite or has no area, if values overflow, or before there are more than `max_cells` cells.
    Source: Berzins (2023), ICML, "Polyhedral complex extraction from ReLU networks using edge subdivision".

    >>> net = [(np.array([[1.0, 0.0], [0.0, 1.0]]), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    >>> relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]])).sizes
    (9, 12, 4)
    """
    checked = relu_layers(layers)
    if checked[0][0].shape[1] != 2:
        raise ValueError(
            f"the network has {checked[0][0].shape[1]} inputs, a complex needs 2; restrict it to a plane first by "
            "netsci_bench.measures.polyhedra.relu_slice.restricted_to_plane"
        )
    mesh = planar_mesh.rectangle(_checked_window(window))
    packed: UInt8[NDArray[np.uint8], "_ _"] = np.zeros((1, 0), dtype=np.uint8)
    units = 0
    for layer in checked[:-1]:
        mesh, scale = _entered(mesh, layer, units)
        mesh = _cut_by_layer(mesh, TOLERANCE * scale, units, max_cells)
        on = planar_mesh.faces_on(mesh, np.packbits(mesh.values[: mesh.sizes[0], COORDINATES:] > 0.0, axis=1))
        packed = np.concatenate([packed[_ancestors(mesh, len(packed))], on], axis=1)
        units += len(scale)
    outputs = _entered(mesh, checked[-1], units)[0].values[: mesh.sizes[0], COORDINATES:].copy()
    return _frozen(mesh, outputs, packed, tuple(len(bias) for _, bias in checked[:-1]))


def _checked_window(window: NDArray[np.floating]) -> NDArray[np.float64]:
    exact: NDArray[np.float64] = np.asarray(window, dtype=np.float64)
    if exact.shape != (2, 2) or not np.isfinite(exact).all():
        raise ValueError("a window is [[left, low], [right, high]] of finite numbers")
    if not (exact[1] > exact[0]).all():
        raise ValueError(f"a window of no area: its corners are {exact[0].tolist()} and {exact[1].tolist()}")
    return exact


def _entered(mesh: Mesh, layer: ExactLayer, units: int) -> tuple[Mesh, NDArray[np.float64]]:
    """Return the mesh with a layer's values instead of those of the layer below, and each unit's scale.

    The values below are used up, for a second copy of them would be most of the memory.
    """
    weight, bias = layer
    below = mesh.values[: mesh.sizes[0]]
    inputs = np.maximum(below[:, COORDINATES:], 0.0, out=below[:, COORDINATES:]) if units else below
    largest = np.maximum(inputs.max(axis=0), -inputs.min(axis=0))
    with np.errstate(over="ignore"):  # an overflow is reported below
        scale = np.abs(weight) @ largest + np.abs(bias)
    if not np.isfinite(scale).all():
        raise ValueError("the network's values in the window overflow float64")
    room = np.empty((int(len(below) * GROWTH), COORDINATES + len(bias)))
    values = room[: len(below)]
    values[:, :COORDINATES] = below[:, :COORDINATES]
    np.matmul(inputs, weight.T, out=values[:, COORDINATES:])
    values[:, COORDINATES:] += bias
    return mesh._replace(values=room), scale


def _cut_by_layer(mesh: Mesh, tolerances: NDArray[np.float64], units: int, max_cells: int) -> Mesh:
    """Return the mesh cut by all units of the layer that has been entered, `units` lying below it."""
    for unit, tolerance in enumerate(tolerances):
        column = COORDINATES + unit
        signs, crossed, faces = _plan(mesh, column, tolerance)
        if mesh.sizes[2] + len(faces) > max_cells:
            raise ValueError(
                f"more than max_cells = {max_cells} cells after {units + unit + 1} of the network's hidden units; "
                "take a smaller window or network, or raise max_cells"
            )
        if len(faces):
            mesh = planar_mesh.grow(mesh, len(crossed), len(faces))
            mesh_cuts.cut(mesh, signs, crossed, faces, column, units + unit)
    return mesh


def _plan(mesh: Mesh, column: int, tolerance: float) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.int32]]:
    """Return the signs of a unit at the vertices, the sides that it crosses and the faces that it cuts."""
    signs, touched = mesh_cuts.vertex_signs(mesh, column, tolerance)
    sound = False
    while not sound:  # each round moves one more vertex onto the line, so it ends
        crossed = mesh_cuts.crossed_sides(mesh, signs)
        faces, sound = mesh_cuts.cut_faces(mesh, signs, crossed, column, touched)
        touched = True
    return signs, crossed, faces


def _ancestors(mesh: Mesh, faces: int) -> NDArray[np.int64]:
    """Return which of the first so many faces each face was cut from."""
    ancestor = np.arange(mesh.sizes[2])
    while (younger := ancestor >= faces).any():
        ancestor[younger] = mesh.parent[ancestor[younger]]
    return ancestor


def _frozen(
    mesh: Mesh, outputs: NDArray[np.float64], packed: NDArray[np.uint8], widths: tuple[int, ...]
) -> ReluComplex:
    v, e, _ = mesh.sizes
    starts, halves = planar_mesh.face_cycles(mesh)
    return ReluComplex(
        vertices=mesh.values[:v, :2].copy(),
        sides=mesh.origin[: 2 * e].reshape(-1, 2).copy(),
        side_faces=mesh.face[: 2 * e].reshape(-1, 2).copy(),
        side_units=mesh.unit[:e].copy(),
        packed=packed,
        starts=starts,
        corners=mesh.origin[halves],
        around=halves // 2,
        outputs=outputs,
        widths=widths,
    )
