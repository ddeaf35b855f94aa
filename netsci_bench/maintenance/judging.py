"""How is a report judged again? From its raw values, by the present claims, without running anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.identity.implementation import implementation
from netsci_bench.maintenance.recording import read_unedited
from netsci_bench.maintenance.staleness import how_changed
from netsci_bench.reporting.content import claims_content, dumps, verdict_content
from netsci_bench.reporting.report_model import make_report
from netsci_bench.reporting.write import draw_verdicts, render
from netsci_bench.specs import registry
from netsci_bench.specs.model import Claim, ExperimentSpec
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.artifacts import REPORT_JSON, VERDICTS_PNG
from netsci_bench.storage.atomic import write_bytes, write_text
from netsci_bench.storage.report_manifest import renewed
from netsci_bench.verdicts.judge import judge_claims

CHANGED = "the claim and the code have changed since: the experiment has to be run again"


@dataclass(frozen=True)
class Rejudged:
    """What became of the verdicts of one report: claim -> word before (None: new) and now (None: gone)."""

    id: str
    tier: str
    words: Mapping[str, tuple[str | None, str | None]]

    def __str__(self) -> str:
        changes = [
            f"{name}: {was or 'new'} -> {now or 'gone'}" for name, (was, now) in self.words.items() if was != now
        ]
        return f"{self.id} ({self.tier}): " + ("; ".join(changes) or f"{len(self.words)} verdicts as before")


def judge_report(entry: Entry, folder: Path, pages: Sequence[str]) -> Rejudged:
    """Judge a report by the present claims of its id, and write its verdicts and pages again.

    Args:
        entry: of the report's id.
        folder: where the report is.
        pages: which pages to write beside report.json and the figure of the verdicts.

    Raises:
        Mistake: there is no report, it was edited, or its tier is not in the spec any more.
    """
    before = read_unedited(folder)
    if before["tier"] not in entry.spec.tiers:
        raise Mistake(f"{entry.id} has no {before['tier']} tier any more", str(folder), "measure another tier")
    content = renewed(before | judged_content(entry, before))
    report = make_report(content)
    write_bytes(folder / VERDICTS_PNG, draw_verdicts(report.rows, content["title"]).png)
    write_text(folder / REPORT_JSON, f"{dumps(content)}\n")
    render(folder, pages)
    was, now = ({verdict["claim"]: verdict["word"] for verdict in each["verdicts"]} for each in (before, content))
    return Rejudged(entry.id, before["tier"], {name: (was.get(name), now.get(name)) for name in {**was, **now}})


def judged_content(entry: Entry, report: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of report.json that depend on the spec: verdicts, planned seeds, claims, papers and statements."""
    verdicts = [verdict_content(verdict) for verdict in _verdicts(entry.spec, report)]
    planned = list(entry.spec.tiers[report["tier"]].seeds)
    cited = claims_content(entry.spec, registry.papers(entry.document.path))
    return {"verdicts": verdicts, "tier_seeds": planned, **cited}


def _verdicts(spec: ExperimentSpec, report: Mapping[str, Any]) -> Iterator[Verdict]:
    """In the order of the claims; a claim is not judged if the report does not have what it asks for."""
    outcomes, tier = [outcome_of(written) for written in report["outcomes"]], report["tier"]
    same_code = report.get("code") == implementation(spec.experiment).code
    for name, claim in spec.claims.items():
        if lacking := [metric for metric in claim.rests_on if not _is_measured(metric, outcomes)]:
            why = f"the report has no {lacking[0]!r}: the experiment has to be run again"
        elif not same_code and not _was_asked(name, claim, report):
            why = CHANGED
        else:
            yield from judge_claims({name: claim}, tier, spec.tiers[tier], outcomes)
            continue
        yield Verdict(name, "not judged", why, (), claim.interval)


def _was_asked(name: str, claim: Claim, report: Mapping[str, Any]) -> bool:
    """Whether the claim was judged like this before: with other code, a metric of the same name may be another."""
    before = report["claims"].get(name)
    refused = {verdict["claim"] for verdict in report["verdicts"] if verdict["why"] == CHANGED}
    if before is None or name in refused:
        return False
    return how_changed(before, claim.model_dump(mode="json")) != "judged differently"


def _is_measured(metric: str, outcomes: Sequence[Outcome]) -> bool:
    return all(metric in {**o.scalars, **o.lists} for o in outcomes if not o.error)


def outcome_of(written: Mapping[str, Any]) -> Outcome:
    """One seed of a report.json, as far as claims need it."""
    noted = written.get("claims")  # not in older reports
    return Outcome(
        seed=written["seed"],
        address=written["address"],
        scalars={name: value for name, value in written["scalars"].items() if value is not None},
        lists={name: values for name, values in written["lists"].items() if None not in values},
        error=written["error"],
        diverged=written.get("diverged", False),
        claims=None if noted is None else tuple(noted),
    )
