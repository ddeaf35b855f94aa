"""Where may a new mean lie, if the published one is right? Bands for numbers, from the published spread.

Source: the prediction interval of a mean (Hahn & Meeker 1991, Statistical Intervals, section 4.7).
"""

import math

from scipy import special

COVERAGE = 0.95  # of the mean of n new seeds, when both samples are normal with the same mean and spread


def prediction_band(
    mean: float, spread: float, seeds: tuple[int, int], margin: float = 0.0, coverage: float = COVERAGE
) -> tuple[float, float]:
    """Between what the mean of n new seeds lies with this chance, wider by a margin on each side.

    mean ± t(m - 1) · spread · sqrt(1/m + 1/n) ± margin.

    Args:
        mean: published, of m seeds.
        spread: their published standard deviation (divided by m - 1), in the unit of the mean.
        seeds: (m, n), the published and the new number of seeds.
        margin: a difference that would not matter, in the unit of the mean.
        coverage: chance without the margin.
    Raises: ValueError for fewer than two published seeds: one value has no spread.

    >>> [round(end, 2) for end in prediction_band(82.0, 0.5, (5, 5))]
    [81.12, 82.88]
    """
    published, new = seeds
    if published < 2 or new < 1 or spread < 0 or margin < 0:
        raise ValueError("a band needs two published seeds, a new one, and neither spread nor margin below zero")
    quantile = float(special.stdtrit(published - 1, (1 + coverage) / 2))
    half = quantile * spread * math.sqrt(1 / published + 1 / new) + margin
    return mean - half, mean + half
