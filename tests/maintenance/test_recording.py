"""Does the record get a scoreboard and a page per paper, also from reports of the old form, with equal bytes?"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance import recording
from netsci_bench.maintenance.recording import renew_example, write_scoreboard
from netsci_bench.reporting.report_model import read_report
from netsci_bench.reporting.terminal import verdict_lines
from netsci_bench.specs import registry, selection

REPORTS = Path(__file__).parents[2] / "reports"
RECORDED = "coactivation/lenet5-epochs/paper"
NEW = ("statement", "reading", "role", "replicate", "null", "added_after_results", "competitor", "exact_because",
       "no_effect", "censored_from")  # fmt: skip
OF_A_VERDICT = ("looks", "waiting_for", "exploratory", "flips", "sign_p", "null_rate")


@pytest.fixture
def record(tmp_path):
    """A record with one report, as it was before papers had statements."""
    folder = tmp_path / "reports"
    shutil.copytree(REPORTS / RECORDED, folder / RECORDED)
    report = json.loads((folder / RECORDED / "report.json").read_text())
    report.pop("statements", None)
    for claim in report["claims"].values():
        for key in NEW:
            claim.pop(key, None)
    for verdict in report["verdicts"]:
        for key in OF_A_VERDICT:
            verdict.pop(key, None)
    (folder / RECORDED / "report.json").write_text(json.dumps(report))
    return folder


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_record_of_the_old_form_has_its_pages(record):
    page = write_scoreboard(record)
    assert page == record / "README.md"
    assert f"[coactivation/lenet5-epochs]({RECORDED}/report.md)" in page.read_text()
    papers = [key for key, paper in registry.papers().items() if paper.statements]
    assert {path.stem for path in (record / "papers").glob("*.md")} == set(papers)
    assert len(papers) >= 7
    for key in papers:
        text = (record / "papers" / f"{key}.md").read_text()
        assert "**0 reproduced, 0 contradicted, 0 depending on the reading, 0 undecided**" in text
        assert all(word not in text for word in ("None", "null", "undefined"))


@pytest.mark.system
def test_statements_are_counted_once_reports_name_them(record):
    report = json.loads((record / RECORDED / "report.json").read_text())
    for name, claim in registry.find("coactivation/lenet5-epochs").spec.claims.items():
        report["claims"][name] |= {
            "statement": claim.statement, "reading": claim.reading, "role": claim.role, "replicate": claim.replicate,
        }  # fmt: skip
    (record / RECORDED / "report.json").write_text(json.dumps(report))
    write_scoreboard(record)
    before = contents(record)
    text = (record / "papers" / "ozer2025.md").read_text()
    assert "](ozer2025-pagerank-grows.png)" in text
    assert "papers/ozer2025-pagerank-grows.png" in before
    measured = {
        claim["statement"]
        for claim in report["claims"].values()
        if claim["role"] == "paper" and not claim.get("added_after_results")
    }
    assert f"{len(measured)} of " in text.partition("statements measured")[0]
    assert len(measured) > 3
    write_scoreboard(record)
    assert contents(record) == before


def test_the_verdicts_in_the_readme_are_those_of_the_record(record):
    readme = record.parent / "README.md"
    readme.write_text(f"# Title\n\n<!-- verdicts of {RECORDED} -->\n```\nold\n```\n\nMore\n")
    renew_example(record)
    lines = "\n".join(verdict_lines(read_report(record / RECORDED)))
    assert readme.read_text() == f"# Title\n\n<!-- verdicts of {RECORDED} -->\n```\n{lines}\n```\n\nMore\n"
    ours = (REPORTS.parent / "README.md").read_text()
    shown = "\n".join(verdict_lines(read_report(REPORTS / RECORDED)))
    assert f"<!-- verdicts of {RECORDED} -->\n```\n{shown}\n```\n" in ours


def test_a_readme_without_marks_stays_as_it_is(record):
    readme = record.parent / "README.md"
    readme.write_text("# Somebody's project\n")
    renew_example(record)
    assert readme.read_text() == "# Somebody's project\n"


@pytest.mark.parametrize(("tier", "command"), [("quick", "run a/b --tier quick`"), (None, "run a/b`")])
def test_a_report_that_is_not_here_is_made_by_the_command_that_is_told(tmp_path, tier, command):
    with pytest.raises(Mistake, match="there is no report of a/b") as refused:
        recording.report_to_record(tmp_path, "a/b", tier)
    assert command in refused.value.remedy


def test_looking_for_a_report_loads_neither_statistics_nor_figures():
    code = "import sys, netsci_bench.maintenance.recording; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"matplotlib", "seaborn", "pandas", "scipy", "torch", "mlflow"} & set(loaded)


@pytest.fixture
def looks(tmp_path):
    """Two reports of the same: of the recorded seeds, and of fewer."""
    folders = tmp_path / "more", tmp_path / "fewer"
    for folder in folders:
        shutil.copytree(REPORTS / RECORDED, folder)
    return folders


def change(folder, **changes):
    report = json.loads((folder / "report.json").read_text())
    (folder / "report.json").write_text(json.dumps(report | changes))
    return report


def without_seed(folder, *gone):
    outcomes = json.loads((folder / "report.json").read_text())["outcomes"]
    change(folder, outcomes=[outcome for outcome in outcomes if outcome["seed"] not in gone])


@pytest.mark.parametrize("gone", [(4,), (1, 2, 4)])
def test_a_look_at_more_seeds_is_not_taken_back(looks, tmp_path, gone):
    more, fewer = looks
    without_seed(fewer, *gone)
    for source in (fewer, more, more):
        recording.record(source, tmp_path / "record")
    before = contents(tmp_path / "record")
    last = max(outcome["seed"] for outcome in json.loads((more / "report.json").read_text())["outcomes"])
    with pytest.raises(Mistake, match=f"lenet5-epochs --tier paper --seeds 0-{last}`") as refused:
        recording.record(fewer, tmp_path / "record")
    assert f"the record has seeds {selection.seed_ranges(list(gone))} of the same code" in str(refused.value)
    assert contents(tmp_path / "record") == before


@pytest.mark.parametrize("changed", [{"code": "other"}, {"params": {"steps": 7}}])
def test_a_measurement_with_other_code_or_params_takes_the_place(looks, tmp_path, changed):
    more, fewer = looks
    without_seed(fewer, 4)
    change(fewer, **changed)
    recording.record(more, tmp_path / "record")
    recording.record(fewer, tmp_path / "record")
    assert contents(tmp_path / "record") == contents(fewer)
