"""What do the planned looks say? The values of the seeds judged at each look; the first decision stands.

Seeds that an accident ended (a full disk, a killed process) have no value yet: a look that would need them says
nothing until they are run again. Seeds beyond the last planned look are exploratory: they are counted here and judged
nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from netsci_bench.specs.model import CORRELATIONS
from netsci_bench.verdicts.correlations import judge_pearson, judge_spearman
from netsci_bench.verdicts.counts import judge_each, judge_median
from netsci_bench.verdicts.decisions import ALPHA, Criterion, Judged
from netsci_bench.verdicts.looks import check_looks, share_error, share_levels, t_error, t_levels
from netsci_bench.verdicts.means import judge_exact, judge_mean, judge_units

WAYS: Mapping[str, Callable[..., Judged]] = {
    "mean": judge_mean,
    "each": judge_each,
    "median": judge_median,
    "units": judge_units,
    "exact": judge_exact,
    "pearson": judge_pearson,
    "spearman": judge_spearman,
}
BY_BONFERRONI = ("units", *CORRELATIONS)  # their looks are shared out by it


@dataclass(frozen=True)
class Look:
    """What was seen at ``n`` seeds, each side tested at the one-sided ``level``."""

    n: int
    level: float
    judged: Judged


@dataclass(frozen=True)
class Course:
    """All looks so far and what follows from them.

    Attributes:
        judged: the first decision, else the last look; *not judged* before the first look. Its p is that of the whole
            plan of looks: at most 5 % where it decides.
        looks: in their order, none after a decision; the p of each is that of this look alone.
        waiting_for: number of seeds of the next look; None after a decision or the last look.
        exploratory: seeds beyond the last planned look.
    """

    judged: Judged
    looks: tuple[Look, ...]
    waiting_for: int | None
    exploratory: int


def levels(way: str, looks: Sequence[int]) -> tuple[float, ...]:
    """The one-sided level of each look for a way of judging.

    Units do not grow in number with the seeds, so that looks are more alike than the plan assumes; correlations may
    be over units or over seeds. Their levels are those of Bonferroni, which hold whatever the looks have in common.
    """
    planned = check_looks(looks)
    if way in ("each", "median"):
        return share_levels(planned)
    return (ALPHA / len(planned),) * len(planned) if way in BY_BONFERRONI else t_levels(planned)


def judge_by_looks(way: str, values: Sequence[Any], criterion: Criterion, looks: Sequence[int]) -> Course:
    """Judge the seeds that have come in, in their planned order.

    Args:
        way: a key of ``WAYS``.
        values: per seed a float (for ``units`` floats, for correlations two of them); ``nan``: it diverged; ``inf``:
            censored; None: an accident.
        criterion: what is accepted.
        looks: the planned numbers of seeds.
    """
    seen: list[Look] = []
    waiting, why = None, ""
    for n, level in zip(looks, levels(way, looks), strict=True):
        lost = sum(value is None for value in values[:n])
        if lost or len(values) < n:
            why = (
                f"{lost} of {n} seeds ended by accident: run them again" if lost else f"the next look is at {n} seeds"
            )
            waiting = n
            break
        seen.append(Look(n, level, WAYS[way](values[:n], criterion, level)))
        if seen[-1].judged.word != "undecided":
            break
    return Course(_standing(way, seen, looks, why), tuple(seen), waiting, max(0, len(values) - looks[-1]))


def _standing(way: str, seen: Sequence[Look], looks: Sequence[int], why: str) -> Judged:
    """What the last look said, or that there was none; and what is waited for."""
    if not seen:
        return Judged("not judged", why)
    last = seen[-1].judged
    told = f"{last.why}; {why}" if why else last.why
    return replace(last, why=told, p_value=_p_of_plan(way, seen, looks))


def _p_of_plan(way: str, seen: Sequence[Look], looks: Sequence[int]) -> float | None:
    """The chance, on the edge, of so small a p at this look or of a decision before; at most 5 % where decided."""
    p = seen[-1].judged.p_value
    if p is None or way == "exact":
        return p
    if way in BY_BONFERRONI:
        return min(1.0, p * len(looks))
    if way == "mean":
        return t_error(looks, p)
    return share_error([look.n for look in seen], [*(look.level for look in seen[:-1]), p])
