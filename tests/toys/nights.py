"""What does a test of a night need? Reports of the toy experiment with given values, attempts and nights of them."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from netsci_bench.maintenance.nightly.measuring import RECORD, Attempt
from netsci_bench.maintenance.nightly.night import Measured, Night
from netsci_bench.maintenance.nightly.shards import Chosen
from netsci_bench.specs.registry import entries_of
from netsci_bench.verdicts.drift import find_drift

WALK = Path(__file__).parent / "walk.yaml"
HERE, THERE = "here", "there"  # two classes of machine


@cache
def toy_entry():
    return entries_of(WALK)[0]


def toy_report(ends, words=("reproduced", "contradicted"), machine=HERE, first=0, functions=None):
    """A report of the toy: the metric ``end`` of each seed, and the verdicts of its two claims."""
    outcomes = [
        {"seed": first + n, "error": "", "diverged": False, "seconds": 3.0, "scalars": {"end": end}, "lists": {}}
        for n, end in enumerate(ends)
    ]
    claims = ("it-goes-far", "it-goes-nowhere")
    return {
        "outcomes": outcomes,
        "claims": {name: {"metric": "end", "resolution": 0.0} for name in claims},
        "verdicts": [{"claim": n, "word": w, "why": "so"} for n, w in zip(claims, words, strict=True)],
        "threads": 1,
        "versions": {"numpy": "2.4"},
        "environment": {"processor": machine, "device": "cpu", "python": "3", "system": "s"},
        "code": "c0de",
        "functions": functions or {"toy:walk": "1"},
    }  # fmt: skip


def toy_attempt(reference, report, confirmation=None, id_="", stale=""):
    """The toy run again; without a reference there is nothing to compare with."""
    entry = replace(toy_entry(), id=id_ or "file/walk")
    drift = find_drift(reference, report, stale) if reference else None
    against = RECORD if reference else ""
    return Attempt(Chosen(entry, "paper", 0.1), "", "", report, reference, against, drift, confirmation)


def toy_night(day, ends=(1.0, 2.0), state="as recorded", **facts):
    """A night of one id with these values."""
    values = {"end": dict(enumerate(ends))}
    result = Measured(
        "file/walk",
        state,
        "paper",
        verdicts={"far": "reproduced"},
        metrics={"far": "end"},
        values=values,
        seconds=60.0,
    )
    return Night(f"2026-01-{day:02d}T02:00:00Z", commit=f"c{day}", results=(result,), **facts)
