"""Is a distribution better described by a heavy-tailed law than by any that is not?"""

from collections.abc import Mapping
from dataclasses import dataclass

from netsci_bench.measures.tails.degree_families import Fit
from netsci_bench.measures.tails.likelihood_ratio import likelihood_ratio

HEAVY = ("power_law", "log_normal")  # tails heavier than any exponential
NEITHER = ("truncated_power_law",)  # holds the exponential law within it and falls off as that does
LEVEL = 0.1  # as Clauset, Shalizi & Newman (2009) take it for likelihood ratios


@dataclass(frozen=True)
class HeavyTail:
    """The best heavy-tailed and the best light family, ln of their likelihood ratio, and Vuong's p-value."""

    heavy: str
    light: str
    ratio: float
    p_value: float

    @property
    def prefers_heavy(self) -> bool:
        """Whether the heavy-tailed one is better, and not by chance."""
        return self.ratio > 0.0 and self.p_value < LEVEL

    @property
    def prefers_light(self) -> bool:
        """Whether the light one is better, and not by chance."""
        return self.ratio < 0.0 and self.p_value < LEVEL

    @property
    def sign(self) -> int:
        """1 where a heavy-tailed law is preferred, -1 where a light one is, 0 where it may be chance."""
        return int(self.prefers_heavy) - int(self.prefers_light)


def heavy_tail(fits: Mapping[str, Fit]) -> HeavyTail:
    """Return the likelihood ratio of the best heavy-tailed family over the best light one.

    Formula: best by log-likelihood among {power law, log-normal} and among what is neither of these nor a truncated
    power law (exponential, Poisson, binomial, negative binomial, normal); Vuong's test between the two. A log-normal
    law beats the exponential one wherever small degrees are rare, so beating it alone says nothing about tails: all
    light families have to be beaten, among them the negative binomial and the normal one, whose spread is free: else
    the degrees of a dense net, which vary less than Poisson's, would be heavy-tailed for want of another law.
    Shapes: fits of one sample, by family. Units: nats.
    Raises: ValueError if either kind has no fit, or the fits are not of one sample.
    Source: the test is Vuong's (1989), Econometrica 57, 307; the rule is ours.

    >>> import numpy as np
    >>> from netsci_bench.measures.tails.degree_families import fitted_family
    >>> degrees = np.repeat([1, 2, 3, 9, 90], [300, 100, 50, 10, 5])
    >>> result = heavy_tail({name: fitted_family(name, degrees) for name in ("power_law", "exponential", "poisson")})
    >>> result.heavy, result.light, result.prefers_heavy
    ('power_law', 'exponential', True)
    """
    light = [fit for name, fit in fits.items() if name not in HEAVY + NEITHER]
    heavy = [fits[name] for name in HEAVY if name in fits]
    if not light or not heavy:
        raise ValueError(f"fits of {', '.join(fits) or 'nothing'}: a heavy-tailed and a light family are needed")
    one, other = (max(kind, key=lambda fit: fit.log_likelihood) for kind in (heavy, light))
    comparison = likelihood_ratio(one.log_likelihoods, other.log_likelihoods)
    return HeavyTail(one.family, other.family, comparison.ratio, comparison.p_value)
