"""How does a build server read the report? As junit.xml: a test case per claim and one per seed."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from netsci_bench.report.facts import Report
from netsci_bench.report.rows import Row, rows
from netsci_bench.report.wording import one_line
from netsci_bench.result import Outcome

DATE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?")  # with or without the T of ISO 8601


def junit(report: Report) -> str:
    """Contradicted is a failure, undecided and not judged are skipped, a failed seed is an error."""
    plan = report.plan
    claims = [_claim(row, plan.id) for row in rows(plan, report.outcomes, report.verdicts)]
    seeds = [_seed(outcome, plan.id) for outcome in report.outcomes]
    root = Xml.Element("testsuites", name="netsci-bench")
    root.append(_suite(f"{plan.id} {plan.tier_name}: claims", report.date, claims))
    root.append(_suite(f"{plan.id} {plan.tier_name}: seeds", report.date, seeds))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, date: str, cases: Sequence[Xml.Element]) -> Xml.Element:
    kinds = [child.tag for case in cases for child in case]
    suite = Xml.Element("testsuite", name=name, tests=str(len(cases)))
    if found := DATE.match(date):
        suite.set("timestamp", f"{found[1]}T{found[2]}{found[3] or ':00'}")
    for plural, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(plural, str(kinds.count(kind)))
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.3f}")
    suite.extend(cases)
    return suite


def _claim(row: Row, name: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=name, name=f"{row.claim}: {row.says}", time="0.000")
    why = one_line(f"{row.word}: {row.verdict.why}")
    if row.verdict.word == "contradicted":
        numbers = f"{why}\naccepted {row.band}, measured {row.measured}, in band {row.inside}"
        Xml.SubElement(case, "failure", message=why, type="contradicted").text = numbers
    elif row.verdict.word != "reproduced":
        Xml.SubElement(case, "skipped", message=why)
    return case


def _seed(outcome: Outcome, name: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=name, name=f"seed {outcome.seed}", time=f"{outcome.seconds:.3f}")
    if outcome.error:
        Xml.SubElement(case, "error", message=one_line(outcome.error), type="failed seed")
    return case
