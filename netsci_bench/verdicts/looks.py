"""How sure must each planned look be? One-sided levels that share out an error of 5 % among the looks.

A look judges the first n seeds. Whoever looks twice at 5 % is wrong more often than in 5 %. So each look gets a
smaller level, chosen so that all looks *together* are wrong in 5 %: with this probability a true value on the edge of
a band is taken for one inside it at any look. The first decision stands.

For Student's t all looks have the same level (Pocock 1977). It is the 5 % quantile of the smallest p over the looks,
of normal values, by simulation with a fixed seed: with equal levels, "some look decides" means "the smallest p is
small enough". For shares of seeds the error is computed exactly, and is below 5 % where counts cannot meet it.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.special._ufuncs import _binom_pmf  # what scipy.stats calls, whose import takes half a second

from netsci_bench.verdicts.decisions import ALPHA

Floats = NDArray[np.float64]

HALF = 0.5  # the share of seeds that is tested
DRAWS = 2**19  # each counts twice, as itself and with the other sign
T_LEVELS = {(5,): ALPHA, (5, 10): 0.0291, (5, 10, 20): 0.0207}  # a nightly test computes them again
SURELY = 1 + 1e-9  # the same tail, computed twice, is the same


def check_looks(looks: Sequence[int]) -> tuple[int, ...]:
    """The numbers of seeds at which is looked. Raises: ValueError unless they rise, from one on."""
    if not looks or looks[0] < 1 or any(a >= b for a, b in pairwise(looks)):
        raise ValueError(f"planned looks are rising numbers of seeds, not {list(looks)}")
    return tuple(looks)


def t_levels(looks: Sequence[int]) -> tuple[float, ...]:
    """The one-sided level of each look at a mean, by Student's t: the same at all looks; 5 % for one look.

    >>> t_levels([5]), t_levels([5, 10])
    ((0.05,), (0.0291, 0.0291))
    """
    planned = check_looks(looks)
    known = ALPHA if len(planned) == 1 else T_LEVELS.get(planned)
    return (known or float(np.quantile(smallest_p(planned), ALPHA)),) * len(planned)


def t_error(looks: Sequence[int], level: float) -> float:
    """The chance that a mean on the edge of a band passes at some look, when each is held at this one-sided level.

    As a function of the p-value at a look it is the p-value of the whole plan; at the level of the plan it is 5 %.
    Below one in a thousand it is the bound of Bonferroni, which simulation cannot improve.
    """
    planned = check_looks(looks)
    if len(planned) == 1:
        return level
    sample, least = smallest_p(planned), 1e-3
    by_draws = ALPHA * (_rate(sample, max(level, least)) / _rate(sample, t_levels(planned)[0]))
    return min(1.0, by_draws if level >= least else min(by_draws, len(planned) * level))


@lru_cache(maxsize=64)
def share_levels(looks: tuple[int, ...]) -> tuple[float, ...]:
    """The one-sided level of each look at a share of seeds against one half.

    Counts leave few levels to choose from: each look in turn takes the largest one with which all looks so far are
    wrong in 5 % at most; 0 where no count is small enough, so that nothing is decided there.

    >>> share_levels((5, 10))  # five of five, then nine of ten
    (0.03125, 0.0107421875)
    """
    levels: tuple[float, ...] = ()
    for place, n in enumerate(check_looks(looks)):
        tails = [float(p) for p in half_tail(np.arange(n + 1), n) if p <= ALPHA]
        fit = [p for p in tails if share_error(looks[: place + 1], (*levels, p)) <= ALPHA]
        levels = (*levels, max(fit, default=0.0))
    return levels


def share_error(looks: Sequence[int], levels: Sequence[float], share: float = HALF) -> float:
    """The chance that at some look too many seeds lie inside a band for a share of one half.

    Args:
        looks: numbers of seeds.
        levels: one-sided, of each look. With a tail as the last, this is the p-value of its count (by stages).
        share: the true share of seeds inside the band. At one half this is the error, above it the power.
    """
    open_yet, before, decided = np.ones(1), 0, 0.0
    for n, level in zip(check_looks(looks), levels, strict=True):
        open_yet = np.convolve(open_yet, _binomial(n - before, share))
        passes = half_tail(np.arange(n + 1), n) <= level * SURELY
        decided += float(open_yet[passes].sum())
        open_yet[passes], before = 0.0, n
    return decided


def half_tail(count: int | NDArray[np.int64], n: int) -> Floats:
    """The chance that at least so many of n fair coins show heads."""
    tail: Floats = special.bdtrc(np.asarray(count) - 1.0, n, HALF)
    return tail


def _rate(ordered: Floats, level: float) -> float:
    """The share of values up to a level, linear between two of them."""
    place = min(max(int(np.searchsorted(ordered, level)), 1), len(ordered) - 1)
    below, above = ordered[place - 1], ordered[place]
    return float(place - 1 + (level - below) / (above - below)) / (len(ordered) - 1)


@lru_cache(maxsize=256)
def _binomial(n: int, share: float) -> Floats:
    chances: Floats = _binom_pmf(np.arange(n + 1), n, share)
    return chances


def t_quantile(level: float, n: int) -> float:
    """What Student's t of n values exceeds with this chance."""
    return -float(special.stdtrit(n - 1, level))


@lru_cache(maxsize=8)
def smallest_p(looks: tuple[int, ...], draws: int = DRAWS, seed: int = 0) -> Floats:
    """The smallest one-sided p over the looks of normal values on the edge; sorted, two for each draw."""
    least = np.ones((2, draws))
    for n, mean, error in means_at_looks([n for n in looks if n > 1], draws, seed):  # one value has no spread
        upper = special.stdtr(n - 1, -mean / error)
        least = np.minimum(least, [upper, 1 - upper])
    return np.sort(least, axis=None)


def means_at_looks(looks: Sequence[int], draws: int, seed: int) -> Iterator[tuple[int, Floats, Floats]]:
    """Number of seeds, means and their standard errors at each look, of standard normal values.

    The seeds between two looks enter by their mean and sum of squares (Chan, Golub & LeVeque 1983).
    """
    rng, before = np.random.default_rng(seed), 0
    mean, squares = np.zeros(draws), np.zeros(draws)
    for n in looks:
        new = n - before
        shift = rng.standard_normal(draws) / math.sqrt(new) - mean
        squares = squares + (rng.chisquare(new - 1, draws) if new > 1 else 0.0) + shift**2 * before * new / n
        mean, before = mean + shift * new / n, n
        yield n, mean, np.sqrt(squares / (n - 1) / n)
