"""Where does a straight path through the inputs of a ReLU network pass from one linear region into the next?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.relu_layers import Layer, relu_layers


def segment_crossings(
    layers: Sequence[Layer], start: Float[NDArray[np.floating], " d"], end: Float[NDArray[np.floating], " d"]
) -> Float[NDArray[np.float64], " crossings"]:
    """Return where on a segment some hidden unit changes its sign.

    Formula: all t in (0, 1) with z_u(start + t (end - start)) = 0 and z_u of opposite signs on both sides, layer by
    layer: between the crossings of the layers below, a unit is affine in t. Ascending, equal ones once.
    Shapes: (d,) and (d,) to (crossings,). Units: fractions of the segment.
    Raises: ValueError if the layers are no ReLU network of d inputs or a number is not finite.
    Source: the one-dimensional case of `netsci_bench.measures.polyhedra.relu_complex`.

    >>> net = [(np.array([[1.0], [2.0]]), np.array([-1.0, -1.0])), (np.ones((1, 2)), np.zeros(1))]
    >>> segment_crossings(net, np.array([0.0]), np.array([2.0]))
    array([0.25, 0.5 ])
    """
    checked = relu_layers(layers)
    hidden: NDArray[np.float64] = np.stack([start, end]).astype(np.float64)
    if hidden.shape[1] != checked[0][0].shape[1]:
        raise ValueError(f"a segment in {hidden.shape[1]} dimensions, a network of {checked[0][0].shape[1]} inputs")
    if not np.isfinite(hidden).all():
        raise ValueError("a point has a coordinate that is NaN or infinite")
    t = np.array([0.0, 1.0])
    for weight, bias in checked[:-1]:
        t, values = _with_crossings(t, hidden @ weight.T + bias)
        hidden = np.maximum(values, 0.0)
    return t[1:-1]


def _with_crossings(
    t: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the positions, with those added at which a column changes its sign in between, and the values there."""
    before, after = values[:-1], values[1:]
    piece, unit = np.nonzero(before * after < 0.0)
    a, b = before[piece, unit], after[piece, unit]
    share = a / (a - b)
    share_of_all = np.concatenate([np.zeros(len(t)), share])
    piece_of_all = np.concatenate([np.append(np.arange(len(t) - 1), len(t) - 2), piece])
    share_of_all[len(t) - 1] = 1.0  # the end is the end of the last piece
    order = np.lexsort((share_of_all, piece_of_all))
    share, piece = share_of_all[order], piece_of_all[order]
    places = (1.0 - share) * t[piece] + share * t[piece + 1]
    mixed = (1.0 - share[:, None]) * values[piece] + share[:, None] * values[piece + 1]
    distinct = np.append(True, np.diff(places) > 0.0)
    return places[distinct], mixed[distinct]
