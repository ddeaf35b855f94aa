"""What is known after a night? A result per id, what it ran on, and its exit code; as one JSON file.

A job of a build server writes the night of its shard, and the pages are made from all of them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from netsci_bench.contract.errors import Interrupted, Mistake
from netsci_bench.storage.atomic import write_json
from netsci_bench.verdicts.drift import Change

State = Literal[
    "crashed",
    "differs",
    "not measured",
    "measured nothing",
    "not reached",
    "suspected",
    "no record",
    "as recorded",
]
EXIT_CODES: dict[State, int] = {
    "crashed": 1,
    "differs": 3,
    "not measured": 4,
    "measured nothing": 4,
    "not reached": Interrupted.exit_code,
    "suspected": 0,
    "no record": 0,
    "as recorded": 0,
}
WORST_FIRST: tuple[State, ...] = tuple(EXIT_CODES)
ALARMING = {state for state, code in EXIT_CODES.items() if code}
SLOWER = 3  # the exit code where a ratio of speeds fell


@dataclass(frozen=True)
class Measured:
    """One id in one night.

    Attributes:
        id, tier, state: what was run, and how it ended.
        how: how its metrics were compared; against: with what; both empty where there is nothing to compare with.
        changes: what differs and counts; suspected: what differs and may be chance.
        error: why it crashed, was not measured, or has failed seeds.
        verdicts: claim -> word; metrics: claim -> its metric.
        values: metric -> seed -> value, a list by its mean; compared: the metrics that were compared.
        empty: the claims whose metric no seed has given a number; unjudged: those that no report has ever judged.
        code: the digest of its code; seconds: how long it took; cpu_seconds: of all seeds together.
    """

    id: str
    state: State
    tier: str = ""
    how: str = ""
    against: str = ""
    changes: tuple[Change, ...] = ()
    suspected: tuple[Change, ...] = ()
    error: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    compared: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    code: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Night:
    """All ids of a night, or of one shard of it.

    Attributes:
        date: when it began (UTC); commit: of the bench; shard: such as ``2/4``.
        environment: name -> text, see ``describe_environment``; functions: name -> digest of all code that was run.
        results: one per id; left_out: ids that were not to be run, each with the reason.
        ratios: name -> ratio of speeds; slower: those that fell.
    """

    date: str
    commit: str = ""
    shard: str = "1/1"
    environment: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    results: tuple[Measured, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    ratios: Mapping[str, float] = field(default_factory=dict)
    slower: tuple[Change, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code of the worst."""
        return max_code([result.state for result in self.results], bool(self.slower))


NIGHTS = TypeAdapter(Night)


def max_code(states: Sequence[State], slower: bool = False) -> int:
    """The exit code of the worst state; a ratio of speeds that fell is as bad as a result that differs."""
    codes = {EXIT_CODES[state] for state in states} | ({SLOWER} if slower else set())
    return next((code for code in (1, 3, 4, Interrupted.exit_code) if code in codes), 0)


def worst_first(results: Sequence[Measured]) -> list[Measured]:
    """What is not as recorded first, then by id."""
    return sorted(results, key=lambda result: (WORST_FIRST.index(result.state), result.id))


def write_night(night: Night, path: Path) -> None:
    """Write a night as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, asdict(night), indent=1)


def read_night(path: Path) -> Night:
    """Read a night.

    Raises:
        Mistake: there is none, or the file holds something else.
    """
    try:
        return NIGHTS.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise Mistake("there is no night here", str(path), "`netsci-bench nightly` writes one") from None
    except ValidationError as error:
        first: Any = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Mistake(f"this is no night: {place}: {first['msg']}", str(path), "run the night again") from error
