"""How closely do two quantities go together? Ways of judging by a correlation over pairs: ``pearson``, ``spearman``.

A pair is a seed with its two metrics; or a unit (layer, model), whose two values are averaged over the seeds. Both
intervals are symmetric in z = artanh r and hold the true correlation of normal pairs as often as promised; that of
ranks also where values were stretched, as long as their order stays. A seed that diverged has no pair. A correlation
over the others would be one over seeds selected by their result, so with a diverged seed there is none.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from netsci_bench.verdicts.decisions import Criterion, Judged, decide, explain, is_around_no_effect, p_of_word

Floats = NDArray[np.float64]

LEAST_PAIRS = 10  # below, the intervals are wide and approximate, and nothing is decided


def judge_pearson(values: Sequence[Any], criterion: Criterion, level: float, least: int = LEAST_PAIRS) -> Judged:
    """By the interval of Pearson's r: z - r / (2 (n - 1)), with the standard error 1 / sqrt(n - 3).

    Source: Fisher (1921), On the "probable error" of a coefficient of correlation; the second term is his correction.

    Args:
        values: of each seed two floats, or two lists of floats over units; ``nan`` where it diverged.
        criterion: what is accepted.
        level: one-sided.
        least: with fewer pairs nothing is decided.
    Raises: ValueError if a value is infinite: it has no mean.

    >>> judge_pearson([(n, n + 3 * (-1) ** n) for n in range(10)], Criterion(low=0.0), 0.05).word
    'reproduced'
    """
    pairs = _pairs(values, least)
    if isinstance(pairs, Judged):
        return pairs
    if np.isinf(pairs).any():
        raise ValueError("a censored (infinite) value has no mean: judge it by `spearman`")
    r, n = correlation(*pairs.T), len(pairs)
    return _by_z(r, artanh(r) - r / (2 * (n - 1)), 1 / math.sqrt(n - 3), criterion, level)


def judge_spearman(values: Sequence[Any], criterion: Criterion, level: float, least: int = LEAST_PAIRS) -> Judged:
    """By the interval of Spearman's rank correlation: z, with the standard error sqrt((1 + r^2 / 2) / (n - 3)).

    Equal values share their mean rank; a censored (infinite) value has the last one. Beyond 0.9 the interval is too
    narrow. Arguments and result as for :func:`judge_pearson`.

    Source: Bonett & Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations.
    """
    pairs = _pairs(values, least)
    if isinstance(pairs, Judged):
        return pairs
    r = correlation(*(ranks(column) for column in pairs.T))
    return _by_z(r, artanh(r), math.sqrt((1 + r * r / 2) / (len(pairs) - 3)), criterion, level)


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's r of two arrays that both vary; never beyond 1."""
    x, y = x - x.mean(), y - y.mean()
    return float(np.clip(x @ y / math.sqrt((x @ x) * (y @ y)), -1, 1))


def ranks(values: Floats) -> Floats:
    """From 1 on; equal values share the mean of theirs.

    >>> ranks(np.array([0.3, 0.1, 0.3, 9.0])).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Floats = (last - (counts - 1) / 2)[place]
    return shared


def artanh(r: float) -> float:
    """Fisher's z; infinite from 1 on, and down from -1 on."""
    return math.atanh(r) if abs(r) < 1 else math.copysign(math.inf, r)


def _pairs(values: Sequence[Any], least: int) -> Floats | Judged:
    """An array of two columns; or why nothing can be said."""
    lost = sum(isinstance(value, float) for value in values)
    if lost:
        return Judged(
            "undecided", f"{lost} of {len(values)} seeds diverged, so there is no correlation over all seeds"
        )
    of_units = np.ndim(values[0][0]) > 0
    if of_units and len({len(units) for both in values for units in both}) != 1:
        return Judged("undecided", "the seeds measured different numbers of units")
    pairs: Floats = np.asarray(values, float).mean(axis=0).T if of_units else np.asarray(values, float)
    if len(pairs) < least:
        return Judged("undecided", f"{len(pairs)} pairs are too few for a correlation: {least} are needed")
    if (pairs.min(axis=0) == pairs.max(axis=0)).any():
        return Judged("undecided", "one of the two quantities is the same in all pairs")
    return pairs


def _by_z(r: float, z: float, error: float, c: Criterion, level: float) -> Judged:
    half = -float(special.ndtri(level)) * error
    low, high = math.tanh(z - half), math.tanh(z + half)
    word = decide(low, high, c)

    def p_above(edge: float) -> float:
        if abs(edge) >= 1:  # no correlation lies beyond
            return 0.0 if edge < 0 else 1.0
        return float(special.ndtr((artanh(edge) - z) / error))

    why = explain(word, "the correlation", is_around_no_effect(low, high, c))
    return Judged(word, why, r, low, high, p_of_word(r, c, p_above))
