"""What is a ReLU network of many inputs when its inputs are confined to a plane?

A ReLU network of two inputs: only its first layer changes. So whatever is measured of the cells of two-input
networks can be measured of a window in any plane, through three data points or along their principal axes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.relu_layers import ExactLayer, Layer, relu_layers

# Axes shorter than this share of the longest are rounding: points on a line span no plane.
FLAT = 1e-10


@dataclass(frozen=True)
class Plane:
    """The points origin + u axes[0] + v axes[1]; the axes are orthonormal, so lengths in the plane are true."""

    origin: Float[NDArray[np.float64], " d"]
    axes: Float[NDArray[np.float64], "2 d"]


def principal_plane(points: Float[NDArray[np.floating], "n d"]) -> Plane:
    """Return the plane through the mean of the points that is nearest to all of them.

    Formula: the axes are the first two right singular vectors of the centred points; of each the entry of largest
    magnitude is positive.
    Shapes: (n, d), n >= 3 and d >= 2. Units: those of the points.
    Raises: ValueError if a number is not finite or the points lie on a line. Source: Pearson (1901), Phil. Mag. 2.

    >>> cross = np.array([[-2.0, 0.0, 5.0], [2.0, 0.0, 5.0], [0.0, 1.0, 5.0], [0.0, -1.0, 5.0]])
    >>> principal_plane(cross).axes.round(9)
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    exact = _finite(points)
    origin = exact.mean(axis=0)
    _, lengths, rows = np.linalg.svd(exact - origin, full_matrices=False)
    if len(lengths) < 2 or lengths[1] <= FLAT * lengths[0]:
        raise ValueError("the points lie on a line, so they span no plane")
    axes = rows[:2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return Plane(origin, axes * np.sign(largest) + 0.0)


def plane_coordinates(plane: Plane, points: Float[NDArray[np.floating], "n d"]) -> Float[NDArray[np.float64], "n 2"]:
    """Return where in the plane the foot of each point lies.

    Formula: (x - origin) . axes. Shapes: (n, d) to (n, 2). Units: those of the points.
    Raises: ValueError if a number is not finite. Source: orthogonal projection.

    >>> plane_coordinates(Plane(np.ones(3), np.eye(3)[:2]), np.array([[3.0, 4.0, 9.0]]))
    array([[2., 3.]])
    """
    return np.asarray((_finite(points) - plane.origin) @ plane.axes.T, dtype=np.float64)


def restricted_to_plane(layers: Sequence[Layer], plane: Plane) -> tuple[ExactLayer, ...]:
    """Return the network of two inputs that the given one is on a plane.

    Formula: W_1' = W_1 axes^T, b_1' = b_1 + W_1 origin; all other layers stay.
    Shapes: layers of d inputs to layers of two. Units: those of the plane.
    Raises: ValueError if the layers are no ReLU network or the plane is not one of its inputs. Source: none.

    >>> net = [(np.array([[1.0, 2.0, 3.0]]), np.zeros(1))]
    >>> restricted_to_plane(net, Plane(np.array([0.0, 0.0, 1.0]), np.eye(3)[:2]))
    ((array([[1., 2.]]), array([3.])),)
    """
    checked = relu_layers(layers)
    weight, bias = checked[0]
    if weight.shape[1] != len(plane.origin):
        raise ValueError(f"a plane in {len(plane.origin)} dimensions for a network of {weight.shape[1]} inputs")
    return ((weight @ plane.axes.T, bias + weight @ plane.origin), *checked[1:])


def _finite(points: NDArray[np.floating]) -> NDArray[np.float64]:
    if not np.isfinite(points).all():
        raise ValueError("a point has a coordinate that is NaN or infinite")
    return np.asarray(points, dtype=np.float64)
