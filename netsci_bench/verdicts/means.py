"""What does the mean of the seeds say? Ways of judging by Student's t (``mean``, ``units``) and by a fixed value.

Values are floats, one per seed; ``nan`` is a seed that diverged. A mean over the other seeds is one over seeds that
were selected by their result. So with a diverged seed a mean is never *reproduced*; it is contradicted where the
seeds, counted one by one with the diverged ones outside the band, contradict.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from netsci_bench.verdicts.counts import judge_each
from netsci_bench.verdicts.decisions import Criterion, Judged, decide, explain, is_around_no_effect, p_of_word
from netsci_bench.verdicts.looks import HALF, t_quantile

Floats = NDArray[np.float64]

LEAST_UNITS = 10  # below, a mean over layers or models is not judged


def judge_mean(values: Sequence[float] | Floats, criterion: Criterion, level: float) -> Judged:
    """By the Student-t interval of the mean, never narrower than the resolution.

    Raises: ValueError if a value is infinite.
    """
    array = _numbers(values)
    if np.isnan(array).any():
        return _with_diverged(array, criterion, level)
    return _by_student(array, criterion, level, "the mean")


def judge_units(values: Sequence[Sequence[float] | float], criterion: Criterion, level: float) -> Judged:
    """By the Student-t interval of a mean over units (layers, models), each averaged over the seeds.

    Args:
        values: of each seed the values of its units, or ``nan`` where it diverged.
        criterion: what is accepted.
        level: one-sided.
    Raises: ValueError if a value is infinite.
    """
    rows = [_numbers([row] if isinstance(row, float) else row) for row in values]
    means = np.array([row.mean() for row in rows])
    if np.isnan(means).any():
        return _with_diverged(means, criterion, level)
    if len({len(row) for row in rows}) != 1:
        return Judged("undecided", "the seeds measured different numbers of units")
    units: Floats = np.mean(rows, axis=0)
    if len(units) < LEAST_UNITS:
        return Judged("undecided", f"{len(units)} units are too few for an interval: {LEAST_UNITS} are needed")
    return _by_student(units, criterion, level, "the mean over units")


def judge_exact(values: Sequence[float] | Floats, criterion: Criterion, level: float = 0.0) -> Judged:
    """By a value that no seed changes; there is no chance in it, so the level plays no part and there is no p."""
    array = np.asarray(values, float)
    if np.isnan(array).all():
        return Judged("contradicted", "every seed diverged")
    if np.isnan(array).any() or array.min() != array.max():
        return Judged("undecided", "the seeds differ on a value that no seed should change")
    value = float(array[0])
    word = decide(value, value, criterion)
    return Judged(word, explain(word, "the value"), value, value, value)


def standard_error(array: Floats) -> float:
    """Of the mean of two values or more, in their unit; exactly zero where they are equal.

    Five times 0.1 has another mean, by rounding, and so a spread.
    """
    return 0.0 if array.min() == array.max() else float(array.std(ddof=1)) / math.sqrt(len(array))


def _numbers(values: Sequence[float] | Floats) -> Floats:
    array: Floats = np.asarray(values, float)
    if np.isinf(array).any():
        raise ValueError("a censored (infinite) value has no mean: judge it by `median` or `each`")
    return array


def _by_student(array: Floats, c: Criterion, level: float, what: str) -> Judged:
    if len(array) < 2:
        return Judged("undecided", "one value says nothing about its spread")
    quantile, error = t_quantile(level, len(array)), standard_error(array)
    mean = float(array.mean()) if error else float(array[0])
    error = max(error, c.resolution / quantile)
    low, high = mean - quantile * error, mean + quantile * error
    word = decide(low, high, c)

    def p_above(edge: float) -> float:
        distance = mean - edge
        if error == 0 or math.isinf(distance):
            return 0.0 if distance > 0 else 1.0 if distance < 0 else HALF
        return float(special.stdtr(len(array) - 1, -distance / error))

    certain = error == 0 and word == "reproduced"  # also on the edge itself
    why = explain(word, what, is_around_no_effect(low, high, c))
    return Judged(word, why, mean, low, high, 0.0 if certain else p_of_word(mean, c, p_above))


def _with_diverged(array: Floats, criterion: Criterion, level: float) -> Judged:
    counted, lost = judge_each(array, criterion, level), int(np.isnan(array).sum())
    why = f"{lost} of {len(array)} seeds diverged, so there is no mean; one by one, {counted.why}"
    return replace(counted, word="undecided" if counted.word == "reproduced" else counted.word, why=why)
