"""Where do the connections of a sparse net lie, and are some neurons' many more than others'?

Degrees are counted as the authors of SET count them: of the connections that stay when the smallest weights go.
"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.graphs.mask_structure import overdispersion
from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.power_law_p_value import falling_line_p_value
from netsci_bench.nets.sparse.evolution import Evolution, remaining_after_removal
from netsci_bench.nets.sparse.linear import SparseLinear

OTHERS = ("log_normal", "exponential", "poisson", "negative_binomial")  # laws of degrees that are not scale-free
BORDER = 3  # pixels at each side, which are black in nearly every image
Degrees = Int[NDArray[np.int64], " _"]


class PixelWiring(Metrics):
    """By kept epoch, and from the first of them to the last.

    ``centre_excess``: mean degree of a pixel of the middle half of rows and columns less that of the outermost three
    pixels; ``heterogeneity``: variance of the pixels' degrees over their mean, 1 for connections put at random.
    ``power_law_margin``: of the degrees of the first hidden layer at the end, by how much a power law describes them
    better than the best of other laws (Akaike's criterion over twice the neurons, nats a neuron; below 0: worse);
    ``falling_line_p``: the p-value of a falling line through their histogram on logarithmic axes.
    """

    centre_excess: list[float]
    heterogeneity: list[float]
    last_centre_excess: float
    last_heterogeneity: float
    centre_gain: float
    heterogeneity_growth: float
    power_law_margin: float
    falling_line_p: float


def pixel_wiring(maps: Int[NDArray[np.int64], "epochs rows columns"], hidden: Degrees) -> PixelWiring:
    """What the degrees of pixels over the epochs, and of hidden neurons at the end, tell."""
    centre = [centre_excess(degrees) for degrees in maps]
    spread = [overdispersion(degrees.ravel()) for degrees in maps]
    return PixelWiring(
        centre_excess=centre,
        heterogeneity=spread,
        last_centre_excess=centre[-1],
        last_heterogeneity=spread[-1],
        centre_gain=centre[-1] - centre[0],
        heterogeneity_growth=spread[-1] - spread[0],
        power_law_margin=power_law_margin(hidden),
        falling_line_p=falling_line_p_value(hidden),
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


def power_law_margin(degrees: Degrees) -> float:
    """How much better a power law describes degrees than the best of the other laws, in nats a neuron."""
    positive = degrees[degrees > 0]
    power, *others = (fitted_family(law, positive).information_criterion for law in ("power_law", *OTHERS))
    return float(min(others) - power) / (2 * len(positive))


def input_degrees(layer: SparseLinear, how: Evolution | None) -> Degrees:
    """How many connections leave each input."""
    return np.bincount(layer.source.cpu().numpy()[remaining_after_removal(layer.weight, how)], minlength=layer.inputs)


def hidden_degrees(layers: list[SparseLinear], how: Evolution | None) -> Degrees:
    """How many connections each neuron of the first hidden layer has, to the inputs and to the next layer."""
    into, out = layers[0], layers[1]
    incoming = np.bincount(
        into.target.cpu().numpy()[remaining_after_removal(into.weight, how)], minlength=into.outputs
    )
    return incoming + input_degrees(out, how)
