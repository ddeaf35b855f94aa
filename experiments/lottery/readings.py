"""Which laws do the degrees and strengths of a pruned net follow, and is any of them heavy-tailed?

Four distributions of a net with two hidden layers have enough units and enough possible degrees: how many weights
leave each input, reach and leave each unit of the first hidden layer, and reach each unit of the second. What reaches
and leaves the outputs has ten values. Units without edges are left out of every fit, and counted by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netsci_bench.measures.graphs.mask_structure import overdispersion, unit_degrees, unit_strengths
from netsci_bench.measures.tails.degree_families import Fit, fitted_family
from netsci_bench.measures.tails.heavy_tail import HEAVY, HeavyTail, heavy_tail
from netsci_bench.measures.tails.power_law_tail import FEWEST, power_law_tail
from netsci_bench.measures.tails.strength_families import FITS, fitted_strength_family

Masks = tuple[NDArray[np.bool_], ...]
Blocks = tuple[NDArray[np.float32], ...]
NAMES = ("inputs, out", "first layer, in", "first layer, out", "second layer, in")
ENDS = ((0, 1), (1, 0), (1, 1), (2, 0))  # of each: layer; 0 for what reaches it, 1 for what leaves it
FAMILIES = (
    "power_law",
    "truncated_power_law",
    "log_normal",
    "exponential",
    "poisson",
    "binomial",
    "negative_binomial",
    "normal",
)


@dataclass(frozen=True)
class Shape:
    """One distribution: the tests of its whole, of its tail, and of the strengths; None where nothing is fitted.

    ``tail_over_exponential``: of the tail against the exponential law alone, the least that Alstott, Bullmore & Plenz
    (2014), PLoS ONE 9, e85777, ask of a heavy tail.
    """

    whole: HeavyTail | None
    tail: HeavyTail | None
    tail_over_exponential: HeavyTail | None
    strength: HeavyTail | None


def degree_distributions(masks: Masks) -> list[NDArray[np.int64]]:
    """The degrees of each of the four distributions.

    Raises:
        ValueError: the net has not two hidden layers.
    """
    if len(masks) != 3:
        raise ValueError(f"four distributions need a net with two hidden layers; this one has {len(masks) - 1}")
    degrees = unit_degrees(masks)
    return [degrees[layer][end] for layer, end in ENDS]


def largest_degrees(masks: Masks) -> list[int]:
    """The largest degree that each distribution could have."""
    return [masks[0].shape[0], masks[0].shape[1], masks[1].shape[0], masks[1].shape[1]]


def strength_distributions(weights: Blocks) -> list[NDArray[np.float64]]:
    """The strengths of each of the four distributions."""
    by_layer = unit_strengths(weights)
    return [by_layer[layer][end] for layer, end in ENDS]


def fit_families(degrees: NDArray[np.int64], most: int, x_min: int = 1) -> Mapping[str, Fit]:
    """Every family fitted to the degrees from x_min on; empty where they are too few or all the same."""
    fitted = degrees[degrees >= x_min]
    if len(fitted) < FEWEST or fitted.min() == fitted.max():
        return {}
    return {family: fitted_family(family, degrees, x_min, most) for family in FAMILIES}


def measure_shapes(masks: Masks, weights: Blocks | None = None) -> list[Shape]:
    """The tests of all four distributions."""
    powers = strength_distributions(weights) if weights is not None else [None] * len(NAMES)
    rows = zip(degree_distributions(masks), largest_degrees(masks), powers, strict=True)
    return [_shape(*row) for row in rows]


def _shape(degrees: NDArray[np.int64], most: int, power: NDArray[np.float64] | None) -> Shape:
    tail = fit_families(degrees, most, _tail_start(degrees))
    return Shape(
        whole=_tested(fit_families(degrees, most)),
        tail=_tested(tail),
        tail_over_exponential=_tested({name: fit for name, fit in tail.items() if name in (*HEAVY, "exponential")}),
        strength=None if power is None else _tested(_strength_fits(power)),
    )


def heavy_balance(tests: list[HeavyTail | None]) -> float:
    """The share of the distributions that are heavy-tailed, less that of the light ones.

    A test without a result, and a distribution that cannot be fitted, are undecided and count as 0: only light-tailed
    distributions speak against heavy tails.
    """
    return float(np.mean([_sign(test) for test in tests]))


def heavier(these: list[HeavyTail | None], those: list[HeavyTail | None]) -> float:
    """Mean over the distributions: 1 where these are heavy-tailed and those not, -1 where these are light, else 0."""
    found = [min(_sign(this), int(_sign(that) <= 0)) for this, that in zip(these, those, strict=True)]
    return float(np.mean(found))


def mean_overdispersion(masks: Masks) -> float:
    """Variance over mean of the degrees, geometric mean over the distributions; 0 where all degrees are equal."""
    ratios = np.array([overdispersion(degrees) for degrees in degree_distributions(masks)])
    return float(np.exp(np.log(ratios).mean())) if ratios.all() else 0.0


def _sign(test: HeavyTail | None) -> int:
    return 0 if test is None else test.sign


def _tested(fits: Mapping[str, Fit]) -> HeavyTail | None:
    return heavy_tail(fits) if fits else None


def _strength_fits(power: NDArray[np.float64]) -> Mapping[str, Fit]:
    positive = power[power > 0]
    if len(positive) < FEWEST or positive.min() == positive.max():
        return {}
    return {family: fitted_strength_family(family, power) for family in FITS}


def _tail_start(degrees: NDArray[np.int64]) -> int:
    """Where the degrees look most like a power law; 1 where they have no tail to look at."""
    try:
        return power_law_tail(degrees).x_min
    except ValueError:
        return 1
