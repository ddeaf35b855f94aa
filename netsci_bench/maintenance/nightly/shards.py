"""Which ids does a night run, at which tier, and which of them are one job's share?

The shares are made from minutes that all jobs of a night know: those of the last night, else of the record, else of
the spec. So each job finds the same shares without talking to the others.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.nightly.night import Measured
from netsci_bench.maintenance.recording import last_report, recorded_reports
from netsci_bench.reporting.redact import redact
from netsci_bench.runs.hardware import best_device
from netsci_bench.specs.model import TIERS, TierName
from netsci_bench.specs.registry import Entry

CORES = 2  # on which the minutes of a spec are told, and seeds run at a time
OVERHEAD = 0.2  # minutes that an id takes beside its seeds
Read = Callable[[], list[Entry]]


@dataclass(frozen=True)
class Shard:
    """The share ``number`` (from 1) of ``of`` shares."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


ALL = Shard()


@dataclass(frozen=True)
class Chosen:
    """An id, the tier at which it is run, and the minutes that this is likely to take."""

    entry: Entry
    tier: TierName
    minutes: float


@dataclass(frozen=True)
class Choice:
    """What is to be run, what cannot be read (as results), and what is left out, with the reason."""

    chosen: Sequence[Chosen]
    broken: Sequence[Measured] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """The tier (None: the highest recorded one within ``minutes``, else smoke), and folders with reports."""

    tier: TierName | None
    minutes: float | None
    references: Sequence[Path]
    last: Mapping[tuple[str, str], float] = field(default_factory=dict)  # (id, tier) -> minutes of the last night

    @cached_property
    def trained_once(self) -> frozenset[str]:
        """Ids whose recorded trainings another recorded id has as well: only the first to run paid for them."""
        ids = defaultdict(set)
        for folder in self.references:
            for _, report in recorded_reports(folder):
                for training in trainings_of(report):
                    ids[training].add(report["id"])
        return frozenset().union(*(sharers for sharers in ids.values() if len(sharers) > 1))


def read_shard(text: str) -> Shard:
    """The shard of ``2/4``.

    Raises:
        Mistake: it is none.
    """
    number, _, of = text.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return Shard(int(number), int(of))
    raise Mistake(f"--shard {text!r} is no share", remedy="write 2/4 for the second of four")


def choose(sources: Sequence[Read], wish: Wish) -> Choice:
    """Everything that a night runs, all shards together."""
    chosen: list[Chosen] = []
    broken: list[Measured] = []
    left_out: dict[str, str] = {}
    for read in sources:
        try:
            entries = read()
        except Mistake as mistake:
            what = redact(str(mistake))
            broken.append(Measured(what.partition(": ")[0], "crashed", error=what))
            continue
        for entry in entries:
            tier = wish.tier or _recorded_tier(entry, wish)
            if why := _why_not(entry, tier):
                left_out[entry.id] = why
            else:
                chosen.append(Chosen(entry, tier, expected_minutes(entry, tier, wish)))
    return Choice(chosen, broken, left_out)


def take_share(choice: Choice, shard: Shard) -> Choice:
    """One job's part; what cannot be read or is left out is told by the first."""
    shares = share_out({one.entry.id: one.minutes + OVERHEAD for one in choice.chosen}, shard.of)
    mine = [one for one in choice.chosen if one.entry.id in shares[shard.number - 1]]
    return Choice(mine, choice.broken, choice.left_out) if shard.number == 1 else Choice(mine)


def share_out(minutes: Mapping[str, float], of: int) -> list[list[str]]:
    """Shares of nearly the same length: the longest first, each to the share that is the shortest so far.

    >>> share_out({"a": 5, "b": 4, "c": 3, "d": 2}, 2)
    [['a', 'd'], ['b', 'c']]
    """
    shares: list[list[str]] = [[] for _ in range(of)]
    lengths = [0.0] * of
    for id_ in sorted(minutes, key=lambda name: (-minutes[name], name)):
        shortest = lengths.index(min(lengths))
        shares[shortest].append(id_)
        lengths[shortest] += minutes[id_]
    return shares


def expected_minutes(entry: Entry, tier: TierName, wish: Wish) -> float:
    """As measured in the last night, else as recorded, else as the spec says; on two cores.

    A measured time leaves out trainings that the store had from another id. In this night they may fall to any of
    those that need them, so each of these takes at least the minutes of its spec, which has the trainings in them.
    """
    promised = entry.spec.tiers[tier].minutes
    measured = wish.last.get((entry.id, tier))
    if measured is None and (report := last_report(list(wish.references), entry.id, tier)):
        measured = sum(outcome["seconds"] or 0 for outcome in report[1]["outcomes"]) / 60 / CORES
    if measured is None:
        return promised
    return max(measured, promised) if entry.id in wish.trained_once else measured


def trainings_of(report: Mapping[str, Any]) -> set[str]:
    """The addresses of all trainings that a report's seeds took."""
    return {training for outcome in report["outcomes"] for training in outcome.get("trainings") or ()}


def _recorded_tier(entry: Entry, wish: Wish) -> TierName:
    for tier in reversed(TIERS):
        recorded = tier in entry.spec.tiers and last_report(list(wish.references[:1]), entry.id, tier)
        if recorded and not _why_not(entry, tier) and expected_minutes(entry, tier, wish) <= (wish.minutes or 1e9):
            return tier
    return "smoke"


def _why_not(entry: Entry, tier: TierName) -> str:
    if tier not in entry.spec.tiers:
        return f"has no {tier} tier"
    device = entry.spec.tiers[tier].device
    return "" if device in ("any", best_device()) else f"its {tier} tier needs a {device} device"
