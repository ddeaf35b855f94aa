"""Do degrees have a power-law tail, have they none, or are they too few to tell?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.likelihood_ratio import Ratio, likelihood_ratio
from netsci_bench.measures.tails.power_law_p_value import synthetic_degrees
from netsci_bench.measures.tails.power_law_tail import Tail, power_law_tail

Word = Literal["plausible", "rejected", "undecided"]
SCORES: dict[Word, float] = {"plausible": 1.0, "undecided": 0.0, "rejected": -1.0}
IN_TAIL = 50  # units: with fewer, hardly any law is told from a power law (Broido & Clauset 2019)
LEVEL = 0.1  # of each ground; as Clauset, Shalizi & Newman (2009) take it
EXPONENTS = (2.0, 3.0)  # of a scale-free graph, by Mocanu et al. (2018) and Broido & Clauset (2019)
ENOUGH = 0.5  # power: with less, that nothing speaks against a power law says little
ALTERNATIVES = ("exponential", "log_normal")


@dataclass(frozen=True)
class Evidence:
    """What speaks against a power-law tail, and how much could have.

    ``exponents``: the 5 % and the 95 % quantile of the exponents of the resampled data; ``ratios``: ln of the
    likelihood of the power law over that of each alternative, on the tail; ``power``: how often an exponential tail
    of the same size would have been rejected.
    """

    tail: Tail
    p_value: float
    exponents: tuple[float, float]
    ratios: dict[str, Ratio]
    power: float

    @property
    def favoured(self) -> tuple[str, ...]:
        """The alternatives that describe the tail better, and not by chance."""
        return tuple(name for name, told in self.ratios.items() if told.ratio < 0.0 and told.p_value < LEVEL)

    @property
    def grounds(self) -> tuple[str, ...]:
        """Why a power law of a scale-free graph is rejected; empty where nothing speaks against it."""
        fit = ("fit",) if self.p_value < LEVEL else ()
        exponent = ("exponent",) if _outside(*self.exponents) else ()
        return (*fit, *exponent, *self.favoured)

    @property
    def word(self) -> Word:
        """Whether a power law is plausible, rejected, or whether too little is known."""
        if self.grounds:
            return "rejected"
        return "plausible" if self.power >= ENOUGH else "undecided"


def power_law_evidence(
    degrees: Int[NDArray[np.integer], " n"], rng: np.random.Generator, samples: int = 200
) -> Evidence | None:
    """Return what speaks against a power-law tail, or None where no tail has 50 units and two different degrees.

    Formula: the tail is that of `power_law_tail`. Grounds for rejecting it: the p-value of `power_law_p_value` is
    below 0.1; the 90 % interval of the exponent, over the same resampled data, lies outside 2 to 3; Vuong's test
    prefers an exponential or a log-normal law on the tail (p < 0.1). Power: half as many data sets with an
    exponential tail of the same size and mean, of which the share that the first two grounds reject; their critical
    values come from one resampling of each, pooled (the warp-speed bootstrap). So the true power is a little larger.
    Shapes: (n,) to one `Evidence`. Units: none. Raises: ValueError for fewer than two samples.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661; tail size, level and exponents as Broido & Clauset
    (2019), Nat. Commun. 10, 1017; Giacomini, Politis & White (2013), Econom. Theory 29, 567.

    >>> power_law_evidence(np.repeat([9, 10, 11], [300, 400, 300]), np.random.default_rng(0), 20).grounds[:2]
    ('fit', 'exponent')
    """
    if samples < 2:
        raise ValueError(f"an interval needs at least two samples, not {samples}")
    positive = degrees[degrees >= 1].astype(np.int64)
    try:
        tail = power_law_tail(positive, IN_TAIL)
    except ValueError:
        return None
    drawn = [power_law_tail(synthetic_degrees(positive, tail, rng), IN_TAIL) for _ in range(samples)]
    law = fitted_family("power_law", positive, tail.x_min).log_likelihoods
    others = {name: fitted_family(name, positive, tail.x_min) for name in ALTERNATIVES}
    low, high = np.quantile([one.alpha for one in drawn], [LEVEL / 2, 1 - LEVEL / 2])
    return Evidence(
        tail,
        float(np.mean([one.distance >= tail.distance for one in drawn])),
        (float(low), float(high)),
        {name: likelihood_ratio(law, other.log_likelihoods) for name, other in others.items()},
        _power(positive, tail, others["exponential"].parameters[0], rng, samples // 2),
    )


def word_of(evidence: Evidence | None) -> Word:
    """The word for degrees; *undecided* where there is no tail to look at."""
    return "undecided" if evidence is None else evidence.word


def scale_free_category(found: Sequence[Evidence | None]) -> int:
    """Return how scale-free the degree sequences of one net are, in the categories of Broido & Clauset.

    Formula: 1 super-weak, no alternative is favoured in half of the sequences; 2 weakest, p is at least 0.1 in half;
    3 weak, and the tail has 50 units; 4 strong, and the exponent lies in 2 to 3; 5 strongest, the same in 90 %, and
    no alternative is favoured in 95 %; 0 otherwise. Alternatives here: exponential and log-normal. Tails below 50
    units are not looked at, so 2 does not occur.
    Shapes: any number of sequences to one number. Units: none. Raises: ValueError without any sequence.
    Source: Broido & Clauset (2019), Nat. Commun. 10, 1017.

    >>> scale_free_category([None, None])
    0
    """
    if not found:
        raise ValueError("a net without degree sequences has no category")
    fine = np.array([one is not None and not one.favoured for one in found])
    weak = np.array([one is not None and one.p_value >= LEVEL for one in found])
    inside = np.array([one is not None and EXPONENTS[0] < one.tail.alpha < EXPONENTS[1] for one in found])
    strong = weak & inside
    if strong.mean() >= 0.9 and fine.mean() >= 0.95:
        return 5
    if strong.mean() >= 0.5:
        return 4
    return 3 if weak.mean() >= 0.5 else int(fine.mean() >= 0.5)


def _outside(low: float, high: float) -> bool:
    return bool(high < EXPONENTS[0] or low > EXPONENTS[1])


def _power(degrees: NDArray[np.int64], tail: Tail, rate: float, rng: np.random.Generator, samples: int) -> float:
    """The share of exponential tails that distance or exponent reject; those without a tail are not rejected."""
    pairs = []
    for _ in range(samples):
        made = _with_exponential_tail(degrees, tail, rate, rng)
        try:
            one = power_law_tail(made, IN_TAIL)
            pairs.append((one, power_law_tail(synthetic_degrees(made, one, rng), IN_TAIL)))
        except ValueError:  # all of a steep tail may have one degree
            continue
    if not pairs:
        return 0.0
    critical = np.quantile([again.distance for _, again in pairs], 1 - LEVEL)
    errors = [np.log((again.alpha - 1) / (one.alpha - 1)) * np.sqrt(one.size) for one, again in pairs]
    ends = np.quantile(errors, [LEVEL / 2, 1 - LEVEL / 2])
    rejected = [
        one.distance > critical or _outside(*(1 + (one.alpha - 1) * np.exp(ends / np.sqrt(one.size))))
        for one, _ in pairs
    ]
    return float(np.sum(rejected) / samples)


def _with_exponential_tail(
    degrees: NDArray[np.int64], tail: Tail, rate: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The degrees below the tail drawn again, and an exponential law in place of the tail."""
    below, n = degrees[degrees < tail.x_min], len(degrees)
    in_tail = int(rng.binomial(n, tail.size / n))
    drawn = tail.x_min - 1 + rng.geometric(-np.expm1(-rate), in_tail)
    body = rng.choice(below, n - in_tail) if len(below) else below
    return np.concatenate([drawn, body])
