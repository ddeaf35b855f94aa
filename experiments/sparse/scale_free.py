"""Are the degrees of hidden neurons scale-free, counted in one layer of connections at a time?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.tails.power_law_evidence import (
    IN_TAIL,
    SCORES,
    power_law_evidence,
    scale_free_category,
    word_of,
)
from netsci_bench.measures.tails.power_law_p_value import line_p_value
from netsci_bench.nets.sparse.evolution import Evolution, remaining_after_removal
from netsci_bench.nets.sparse.linear import SparseLinear

READ_AS_POWER_LAW = 0.05  # Mocanu et al. (2018)
Degrees = Int[NDArray[np.int64], " _"]


class HiddenLaws(Metrics):
    """Degree distributions of hidden neurons, each within one bipartite layer; lists have one value for each.

    ``words``: 1 where a power-law tail with an exponent of 2 to 3 is plausible, -1 where it is rejected, 0 where the
    tail is too small to tell (see `power_law_evidence`); ``p_value``, ``exponent``, ``in_tail`` (units), ``power``:
    of that tail, 0 where there is none; ``falling_line_p``: of a falling line through the histogram on logarithmic
    axes. ``scale_free``: the mean of ``words``; ``as_read``: the share of falling lines with p < 0.05; ``category``:
    from 0 to 5, that of Broido & Clauset (2019).
    """

    words: list[float]
    p_value: list[float]
    exponent: list[float]
    in_tail: list[float]
    power: list[float]
    falling_line_p: list[float]
    scale_free: float
    as_read: float
    category: float


def hidden_laws(distributions: Sequence[Degrees], run: Run) -> HiddenLaws:
    """Test every distribution for a power-law tail, and for a falling line."""
    found = [power_law_evidence(degrees, run.rng(f"tail {at}")) for at, degrees in enumerate(distributions)]
    words = [SCORES[word_of(one)] for one in found]
    lines = [line_p_value(degrees) for degrees in distributions]
    return HiddenLaws(
        words=words,
        p_value=[one.p_value if one else 0.0 for one in found],
        exponent=[one.tail.alpha if one else 0.0 for one in found],
        in_tail=[float(one.tail.size) if one else 0.0 for one in found],
        power=[one.power if one else 0.0 for one in found],
        falling_line_p=lines,
        scale_free=float(np.mean(words)),
        as_read=float(np.mean(np.array(lines) < READ_AS_POWER_LAW)),
        category=float(scale_free_category(found)),
    )


def hidden_degrees(layers: Sequence[SparseLinear], how: Evolution | None) -> list[Degrees]:
    """The degrees of hidden neurons in each sparse layer, those that it leaves before those that it reaches.

    Inputs are no hidden neurons, and towards fewer than 50 units degrees have too few possible values; both are left
    out. Connections are counted that stay when the smallest weights go.
    """
    found = []
    for number, layer in enumerate(layers):
        if number and layer.outputs >= IN_TAIL:
            found.append(degrees_of(layer, how, "source"))
        if layer.outputs >= IN_TAIL and layer.inputs >= IN_TAIL:
            found.append(degrees_of(layer, how, "target"))
    return found


def degrees_of(layer: SparseLinear, how: Evolution | None, end: str) -> Degrees:
    """How many connections each unit at one end of a layer (``source`` or ``target``) has."""
    units = layer.inputs if end == "source" else layer.outputs
    places: NDArray[np.int64] = getattr(layer, end).cpu().numpy()
    return np.bincount(places[remaining_after_removal(layer.weight, how)], minlength=units)
