"""How does a build server read the report? As junit.xml, with a test case per claim and one per seed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree import ElementTree as Xml

from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import Row
from netsci_bench.reporting.wording import one_line

DATE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?")  # with or without the T of ISO 8601
ENDS = {"failure": "failures", "error": "errors", "skipped": "skipped"}  # how a case ends -> attribute of its count


@dataclass(frozen=True)
class Case:
    """A test case; ``end`` is empty if it passed, else there may be a message, its kind and more text."""

    name: str
    end: Literal["", "failure", "error", "skipped"] = ""
    message: str = ""
    kind: str = ""
    text: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Suite:
    """The test cases of one id; ``date`` (UTC) as in a report, or empty."""

    name: str
    id: str
    cases: Sequence[Case]
    date: str = ""


def junit_xml(name: str, suites: Iterable[Suite]) -> str:
    """The text of a junit.xml."""
    root = Xml.Element("testsuites", name=name)
    root.extend(_suite(suite) for suite in suites)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def report_junit(report: Report) -> str:
    """The junit.xml of a report.

    A contradicted claim is a failure, an undecided or unjudged one is skipped, and a failed seed is an error.
    The order is that of the pages: claims of the paper first.
    """
    content = report.content
    id_, title = content["id"], f"{content['id']} {content['tier']}"
    claims = [_claim(row) for row in report.rows]
    seeds = [_seed(outcome) for outcome in content["outcomes"]]
    suites = (
        Suite(f"{title}: claims", id_, claims, content["date"]),
        Suite(f"{title}: seeds", id_, seeds, content["date"]),
    )
    return junit_xml("netsci-bench", suites)


def _suite(suite: Suite) -> Xml.Element:
    element = Xml.Element("testsuite", name=suite.name, tests=str(len(suite.cases)))
    if date := DATE.match(suite.date):
        element.set("timestamp", f"{date[1]}T{date[2]}{date[3] or ':00'}")
    for end, plural in ENDS.items():
        element.set(plural, str(sum(case.end == end for case in suite.cases)))
    element.set("time", f"{sum(case.seconds for case in suite.cases):.3f}")
    element.extend(_case(case, suite.id) for case in suite.cases)
    return element


def _case(case: Case, id_: str) -> Xml.Element:
    element = Xml.Element("testcase", classname=id_, name=case.name, time=f"{case.seconds:.3f}")
    if case.end:
        about = {"type": case.kind} if case.kind else {}
        Xml.SubElement(element, case.end, about, message=one_line(case.message)).text = case.text or None
    return element


def _claim(row: Row) -> Case:
    role = "" if row.of_the_paper else f" ({row.role})"
    name, why = f"{row.claim}{role}: {row.says}", one_line(f"{row.word}: {row.verdict.why}")
    if row.verdict.word == "contradicted":
        numbers = f"{why}\nours {row.measured}, accepted {row.band}, published {row.published}, in band {row.inside}"
        return Case(name, "failure", why, "contradicted", numbers)
    return Case(name) if row.verdict.word == "reproduced" else Case(name, "skipped", why)


def _seed(outcome: Mapping[str, Any]) -> Case:
    name, seconds = f"seed {outcome['seed']}", outcome["seconds"] or 0.0
    if outcome["error"] and not outcome.get("diverged"):  # a training that diverged is a result
        return Case(name, "error", outcome["error"], "failed seed", seconds=seconds)
    return Case(name, seconds=seconds)
