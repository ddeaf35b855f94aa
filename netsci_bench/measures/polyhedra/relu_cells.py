"""What is known of the cells of a ReLU network once they have been cut?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.packed_patterns import unpacked_patterns


@dataclass(frozen=True)
class ReluComplex:
    """The cells of a ReLU network on a window of its plane of inputs: V vertices, E sides, F convex cells.

    `corners[starts[f] : starts[f + 1]]` are the vertices of cell f counterclockwise and `around` the sides from
    each of them to the next. `side_faces` are the cells left and right of a side, -1 beyond the window.
    `side_units` are the units on whose line a side lies, numbered through all hidden layers, -1 for the
    window's border. `outputs` are the network's outputs at the vertices. `packed` are the cells' patterns, see
    `cell_patterns`; `widths` the hidden layers' numbers of units.
    """

    vertices: Float[NDArray[np.float64], "V 2"]
    sides: Int[NDArray[np.int32], "E 2"]
    side_faces: Int[NDArray[np.int32], "E 2"]
    side_units: Int[NDArray[np.int32], " E"]
    packed: UInt8[NDArray[np.uint8], "F bytes"]
    starts: Int[NDArray[np.int64], " F+1"]
    corners: Int[NDArray[np.int32], " C"]
    around: Int[NDArray[np.int32], " C"]
    outputs: Float[NDArray[np.float64], "V outputs"]
    widths: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """V, E, F: the numbers of vertices, sides and cells; V - E + F is 1."""
        return len(self.vertices), len(self.sides), len(self.packed)


def cell_patterns(cells: ReluComplex) -> Bool[NDArray[np.bool_], "F units"]:
    """Return which hidden units are on in each cell.

    Formula: as `relu_layers.activation_patterns`; no two cells have the same. Shapes: (F, units). Units: none.
    Raises: nothing. Source: as `relu_complex`.

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> net = [(np.array([[1.0, 0.0]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
    >>> cell_patterns(relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]]))).tolist()
    [[False], [True]]
    """
    return unpacked_patterns(cells.packed, cells.widths)
