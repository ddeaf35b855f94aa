"""Which class has nine pieces, and which one nine holes? Discs in a square, and the square around them.

As data set D-I of Naitzat, Zhitnikov & Lim (2020), in the measures of the authors' code: eight discs on a circle and
one in the middle; between a disc and its surroundings there is a margin without points.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.schema import Params

SIDE, CIRCLE, RADIUS, MARGIN = 10.0, 7.0, 1.3, 0.5
PIECES = 9


class Discs(Params):
    """How densely the square is covered.

    Attributes:
        spacing: of the square grid of points, in a square of side 20.
        blur: standard deviation of the normal noise on both coordinates.
    """

    spacing: Annotated[float, Field(gt=0, le=1)]
    blur: Annotated[float, Field(ge=0)] = 0.02


def disc_points(data: Discs, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points (``n 2``), scaled to [-1, 1], and labels: 1 within a disc, -1 around the discs."""
    ticks = np.arange(-SIDE, SIDE + data.spacing / 2, data.spacing)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    points = grid + rng.normal(0.0, data.blur, grid.shape)
    angle = np.arange(PIECES - 1) * 2.0 * np.pi / (PIECES - 1)
    centres = np.concatenate([[[0.0, 0.0]], CIRCLE * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
    distance = np.linalg.norm(points[:, None] - centres, axis=2).min(axis=1)
    kept = (distance < RADIUS) | (distance > RADIUS + MARGIN)
    return points[kept] / SIDE, np.where(distance[kept] < RADIUS, 1.0, -1.0)
