"""Does this machine measure what a report says? Each seed is measured again, and compared bit by bit.

Where bits differ, the reasons that are recorded are listed: processor, versions, code, params. A report that was
edited is refused; one from before manifests cannot say whether it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange.comparison import Comparison, compare_reports
from netsci_bench.maintenance.exchange.comparison_page import arrows
from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.reporting.rows import Content
from netsci_bench.runs.plan import RunRequest
from netsci_bench.specs.explorations import explore
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.report_manifest import MANIFEST, refuse_edits

FOLDER = "replays"  # of the home: reports of replays
SHOWN = 3  # metrics of a seed that differ
NO_CAUSE = ("date", "cores", "commit", "netsci-bench", "seeds")  # they do not enter a number
UNSIGNED = "this report is older than manifests: whether it was edited is not known"
Word = Literal["same bits", "same verdicts", "different"]


@dataclass(frozen=True)
class SeedReplay:
    """One seed: same bits, or other bits on the same side of every band, or different; ``what`` differs."""

    seed: int
    word: Word
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replay:
    """All seeds, and the new report beside the old one; ``unsigned``: the old one has no manifest."""

    seeds: tuple[SeedReplay, ...]
    comparison: Comparison
    unsigned: bool

    @property
    def differs(self) -> bool:
        """Whether a seed, or the verdict of a claim over all seeds, is another one."""
        return any(seed.word == "different" for seed in self.seeds) or bool(self.verdicts)

    @property
    def verdicts(self) -> list[str]:
        """The claims with another verdict, where all seeds of the report were measured again."""
        old, new = (side.report.content["outcomes"] for side in (self.comparison.a, self.comparison.b))
        if {o["seed"] for o in old} != {o["seed"] for o in new}:
            return []
        return [
            f"{pair.a.claim}: {pair.a.verdict.word} -> {pair.b.verdict.word}"
            for pair in self.comparison.claims
            if pair.a.verdict.word != pair.b.verdict.word
        ]

    @property
    def causes(self) -> list[str]:
        """What was different and can change a number, in the form ``kind: name: before -> now``."""
        return [
            f"{kind}: {name}: {before} -> {now}"
            for kind, pairs in self.comparison.changes.items()
            if kind != "spec"
            for name, before, now in arrows(pairs)
            if name not in NO_CAUSE
        ]


def replay(found: Found, entry: Entry, seeds: Sequence[int] | None, options: RunOptions) -> Replay:
    """Measure the seeds of a report again.

    Args:
        found: the report.
        entry: the present spec of its id.
        seeds: some of the report's; None: all.
        options: of the run; with ``fresh``, or what is stored counts as measured. Its reports go to a folder of
            their own.

    Raises:
        Mistake: the report was edited, has no such seed, or this machine or spec cannot run it.
    """
    content = found.report.content
    refuse_edits(content, found.name, "replay the report as it was published")
    wanted = _wanted(content, seeds)
    request = RunRequest(content["tier"], wanted, content["device"], content["threads"])
    own = replace(options, reports=options.home / FOLDER)
    finished = run_experiment(explore(entry, content.get("set", {})), request, own)
    comparison = compare_reports(found, Found(finished.report, finished.page.parent, "replay"))
    return Replay(tuple(_seeds(content, finished.report.content)), comparison, MANIFEST not in content)


def replay_lines(done: Replay) -> Iterator[str]:
    """What a replay says: a line per seed, what is another verdict, and what was different."""
    if done.unsigned:
        yield UNSIGNED
    for seed in done.seeds:
        yield f"seed {seed.seed}: {seed.word}" + (f" ({'; '.join(seed.what)})" if seed.what else "")
    yield from (f"another verdict: {line}" for line in done.verdicts)
    if all(seed.word == "same bits" for seed in done.seeds):
        return
    yield "what was different:"
    yield from (f"  {cause}" for cause in done.causes or ["nothing that is recorded"])


def _wanted(content: Content, seeds: Sequence[int] | None) -> tuple[int, ...]:
    there = tuple(outcome["seed"] for outcome in content["outcomes"])
    if seeds is not None and (unknown := sorted(set(seeds) - set(there))):
        raise Mistake(f"the report has no seed {unknown[0]}", remedy=f"its seeds are {', '.join(map(str, there))}")
    return there if seeds is None else tuple(seeds)


def _seeds(old: Content, new: Content) -> Iterator[SeedReplay]:
    before = {outcome["seed"]: outcome for outcome in old["outcomes"]}
    for outcome in new["outcomes"]:
        yield _seed(before[outcome["seed"]], outcome, old)


def _seed(before: Mapping[str, Any], now: Mapping[str, Any], report: Content) -> SeedReplay:
    """Two measurements of one seed; a training that diverges in both has the same result."""
    ends = [_end(outcome) for outcome in (before, now)]
    if ends[0] != ends[1]:
        return SeedReplay(before["seed"], "different", (f"{ends[0]} -> {ends[1]}",))
    old, new = ({**outcome["scalars"], **outcome["lists"]} for outcome in (before, now))
    differing = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    if not differing:
        return SeedReplay(before["seed"], "same bits")
    moved = tuple(_moved(old, new, report))
    if moved:
        return SeedReplay(before["seed"], "different", moved)
    more = f" and {len(differing) - SHOWN} more" if len(differing) > SHOWN else ""
    return SeedReplay(before["seed"], "same verdicts", (f"other bits in {', '.join(differing[:SHOWN])}{more}",))


def _end(outcome: Mapping[str, Any]) -> str:
    return "diverged" if outcome.get("diverged") else "failed" if outcome["error"] else "measured"


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], report: Content) -> Iterator[str]:
    """The claims for which this seed lies on the other side of an edge of the band."""
    for verdict in report["verdicts"]:
        metric = report["claims"][verdict["claim"]]["metric"]
        if _inside(old.get(metric), verdict["band"]) != _inside(new.get(metric), verdict["band"]):
            yield f"{verdict['claim']}: {old.get(metric)} -> {new.get(metric)}"


def _inside(value: Any, band: Sequence[float | None]) -> Any:
    """Whether a value lies in the band, one by one for a list; None where there is no value."""
    if isinstance(value, list):
        return [_inside(one, band) for one in value]
    low, high = band
    return None if value is None else (low is None or low <= value) and (high is None or value <= high)
