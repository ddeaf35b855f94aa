"""What is different since the last green night? Verdicts, metrics, code by function, environment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from netsci_bench.maintenance.nightly.night import Measured, Night
from netsci_bench.maintenance.staleness import edited
from netsci_bench.reporting.wording import number
from netsci_bench.specs.flatten import differences

DIGITS = 6
NO_NEWS = ("date",)
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Since:
    """Rows for a page, each (id, name, before, now) or (name, before, now); ``night`` is the last green one.

    ``same``: of how many ids every value that both nights have is the same to the last bit; ``compared``: of how many
    there are such values.
    """

    night: Night
    verdicts: Rows = field(default_factory=list)
    metrics: Rows = field(default_factory=list)
    functions: Rows = field(default_factory=list)
    environment: Rows = field(default_factory=list)
    same: int = 0
    compared: int = 0


def since(before: Night, tonight: Night) -> Since:
    """The differences between two nights, of the ids that both have at the same tier."""
    old = {(result.id, result.tier): result for result in before.results}
    pairs = [(old[result.id, result.tier], result) for result in tonight.results if (result.id, result.tier) in old]
    compared = [(a, b) for a, b in pairs if a.values.keys() & b.values.keys()]
    return Since(
        before,
        [(b.id, *row) for a, b in pairs for row in _differing(a.verdicts, b.verdicts) if b.verdicts],
        [(b.id, *row) for a, b in compared for row in _moved(a, b)],
        [(name, *_words(pair)) for name, pair in _functions(before, tonight).items()],
        list(_differing(_environment(before), _environment(tonight))),
        sum(not list(_moved(a, b)) for a, b in compared),
        len(compared),
    )


def _environment(night: Night) -> dict[str, str]:
    return {**night.environment, "commit": night.commit}


def _moved(before: Measured, now: Measured) -> Iterator[tuple[str, ...]]:
    """Metric, mean before, mean now and their difference, where a shared seed has another value."""
    for metric in sorted(before.values.keys() & now.values.keys()):
        old, new = before.values[metric], now.values[metric]
        seeds = sorted(old.keys() & new.keys())
        if any(old[seed] != new[seed] for seed in seeds):
            means = [fmean(side[seed] for seed in seeds) for side in (old, new)]
            step = f"{'+' if means[1] > means[0] else ''}{number(means[1] - means[0], 3)}"
            yield metric, number(means[0], DIGITS), number(means[1], DIGITS), step


def _functions(before: Night, now: Night) -> Mapping[str, tuple[Any, Any]]:
    """The digests that differ; what only one night has counts where both ran the same ids."""
    old, new = before.functions, now.functions
    if {r.id for r in before.results} != {r.id for r in now.results}:
        both = old.keys() & new.keys()
        old, new = ({name: side[name] for name in both} for side in (old, new))
    return edited(old, new)


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for name, pair in sorted(differences(before, now).items()):
        if name not in NO_NEWS:
            yield (name, *_words(pair))


def _words(pair: tuple[Any, Any]) -> tuple[str, str]:
    return ("—" if pair[0] is None else str(pair[0]), "—" if pair[1] is None else str(pair[1]))
