"""Where do the connections of the pixels lie, and have some pixels many more than others?

Degrees are counted as the authors of SET count them: of the connections that stay when the smallest weights go.
"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.graphs.mask_structure import overdispersion

BORDER = 3  # pixels at each side, which are black in nearly every image


class PixelWiring(Metrics):
    """By kept epoch, and from the first of them to the last.

    ``centre_excess``: mean degree of a pixel of the middle half of rows and columns less that of the outermost three
    pixels; ``heterogeneity``: variance of the pixels' degrees over their mean, 1 for connections put at random.
    """

    centre_excess: list[float]
    heterogeneity: list[float]
    last_centre_excess: float
    last_heterogeneity: float
    centre_gain: float
    heterogeneity_growth: float


def pixel_wiring(maps: Int[NDArray[np.int64], "epochs rows columns"]) -> PixelWiring:
    """What the degrees of pixels over the epochs tell."""
    centre = [centre_excess(degrees) for degrees in maps]
    spread = [overdispersion(degrees.ravel()) for degrees in maps]
    return PixelWiring(
        centre_excess=centre,
        heterogeneity=spread,
        last_centre_excess=centre[-1],
        last_heterogeneity=spread[-1],
        centre_gain=centre[-1] - centre[0],
        heterogeneity_growth=spread[-1] - spread[0],
    )


def centre_excess(degrees: Int[NDArray[np.int64], "rows columns"]) -> float:
    """Mean degree in the middle half of rows and columns less that at the border.

    >>> centre_excess(np.pad(np.full((22, 22), 5), 3))
    5.0
    """
    rows, columns = degrees.shape
    middle = degrees[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4]
    border = np.ones(degrees.shape, dtype=bool)
    border[BORDER:-BORDER, BORDER:-BORDER] = False
    return float(middle.mean() - degrees[border].mean())
