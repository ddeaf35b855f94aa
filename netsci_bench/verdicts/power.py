"""How small an effect can the planned seeds decide? Sizes that the looks find with a chance of 80 %."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import special

from netsci_bench.verdicts.correlations import LEAST_PAIRS, artanh
from netsci_bench.verdicts.decisions import ALPHA
from netsci_bench.verdicts.looks import (
    DRAWS,
    HALF,
    Floats,
    check_looks,
    means_at_looks,
    share_error,
    share_levels,
    t_levels,
    t_quantile,
)

POWER = 0.8


def smallest_effect(looks: Sequence[int], spread: float, resolution: float = 0.0, power: float = POWER) -> float:
    """The distance of a mean from the edge of its band that some planned look decides with this chance.

    Normal values. In each draw the effect that would just have sufficed is known, so the answer is a quantile.

    Args:
        looks: planned numbers of seeds.
        spread: standard deviation between seeds, in the unit of the metric.
        resolution: the least half-width of the interval, in the unit of the metric.
        power: chance of a decision.
    Returns: in the unit of the metric; infinite if no look has two seeds.
    """
    return _size(looks, spread, resolution, power, two_sided=False)


def smallest_band(looks: Sequence[int], spread: float, resolution: float = 0.0, power: float = POWER) -> float:
    """The half-width of a band that is reproduced with this chance when the true mean lies at its centre.

    Arguments and result as for :func:`smallest_effect`.
    """
    return _size(looks, spread, resolution, power, two_sided=True)


def smallest_share(looks: Sequence[int], power: float = POWER) -> float:
    """The true share of seeds inside the band for which ``each`` says *reproduced* at some look with this chance.

    The same share of seeds on the other side is contradicted as often. Infinite if no look can decide.

    >>> round(smallest_share([5]), 3)  # all of five: 0.8 ** (1 / 5)
    0.956
    """
    planned = check_looks(looks)
    chosen = share_levels(planned)
    if not any(chosen):
        return math.inf

    def surplus(share: float) -> float:
        return share_error(planned, chosen, share) - power

    from scipy.optimize import brentq  # takes long to import, and a run does not need it

    return float(brentq(surplus, HALF, 1.0))


def smallest_correlation(looks: Sequence[int], edge: float, power: float = POWER) -> float:
    """The correlation beyond an edge that the last look decides with this chance, by Pearson's r of normal pairs.

    By Fisher's z, z(edge) + (q(level) + q(1 - power)) / sqrt(n - 3), where Bonferroni shares out the level; that of
    an earlier look only adds to the chance. At ten pairs the chance is 84 %, and ranks need slightly more pairs.

    Args:
        looks: planned numbers of seeds, each a pair.
        edge: of the band, between -1 and 1. The same distance in z decides on its other side.
        power: chance of a decision.
    Returns: above the edge; infinite where the last look has fewer than ten pairs.

    >>> round(smallest_correlation([20], 0.0), 2)
    0.54
    """
    planned = check_looks(looks)
    if planned[-1] < LEAST_PAIRS:
        return math.inf
    quantiles = -float(special.ndtri(ALPHA / len(planned))) + float(special.ndtri(power))
    return math.tanh(artanh(edge) + quantiles / math.sqrt(planned[-1] - 3))


def _size(looks: Sequence[int], spread: float, resolution: float, power: float, two_sided: bool) -> float:
    """In units of the spread the answer depends on the plan and on resolution / spread only."""
    if spread == 0:
        return resolution
    return spread * _size_in_spreads(check_looks(looks), resolution / spread, power, two_sided)


@lru_cache(maxsize=256)
def _size_in_spreads(looks: tuple[int, ...], resolution: float, power: float, two_sided: bool) -> float:
    least: Floats = np.full(DRAWS, np.inf)
    level = t_levels(looks)[0]
    for n, mean, error in means_at_looks([n for n in looks if n > 1], DRAWS, seed=1):
        half = np.maximum(t_quantile(level, n) * error, resolution)
        least = np.minimum(least, half + np.abs(mean) if two_sided else half - mean)
    return float(np.quantile(least, power, method="higher"))
