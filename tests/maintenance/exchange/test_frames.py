"""Has a frame every number of its report, to the last bit, and is a missing one missing?"""

import json
import math

import pandas as pd
import pytest

from netsci_bench.maintenance.exchange import frames
from netsci_bench.maintenance.exchange.statements import statements_frame
from netsci_bench.maintenance.recording import findings_of
from netsci_bench.reporting.papers.scoreboard import headline

from .conftest import EVERY, RECORD


@pytest.mark.parametrize("folder", EVERY, ids=lambda path: path.relative_to(RECORD).as_posix())
def test_results_are_those_of_the_report(recorded, folder):
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    frame = frames.results_frame(recorded[folder].content)
    assert list(frame.columns) == list(frames.RESULTS)
    rebuilt = {}
    for row in frame.itertuples():
        value = None if math.isnan(row.value) else row.value
        if row.position is pd.NA:
            rebuilt[row.seed, row.metric] = value
        else:
            rebuilt.setdefault((row.seed, row.metric), []).append(value)
            assert row.position == len(rebuilt[row.seed, row.metric]) - 1
    written = {
        (o["seed"], name): v for o in content["outcomes"] for name, v in {**o["scalars"], **o["lists"]}.items()
    }
    assert rebuilt == {key: value for key, value in written.items() if value != []}


@pytest.mark.parametrize("folder", EVERY, ids=lambda path: path.relative_to(RECORD).as_posix())
def test_verdicts_are_those_of_the_report(recorded, folder):
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    frame = frames.verdicts_frame(recorded[folder]).set_index("claim")
    assert sorted(frame.index) == sorted(verdict["claim"] for verdict in content["verdicts"])
    for verdict in content["verdicts"]:
        row, claim = frame.loc[verdict["claim"]], content["claims"][verdict["claim"]]
        assert (row["verdict"], row["why"]) == (verdict["word"], verdict["why"])
        assert row["inside"] == verdict["inside"]
        for column, written in (
            ("estimate", verdict["estimate"]),
            ("low", verdict["low"]),
            ("p", verdict["p_value"]),
        ):
            assert math.isnan(row[column]) if written is None else row[column] == written
        low, high = verdict["band"]
        assert row["band_low"] == (-math.inf if low is None else low)
        assert row["band_high"] == (math.inf if high is None else high)
        assert math.isnan(row["reported"]) if claim["reported"] is None else row["reported"] == claim["reported"]


def test_a_seed_that_diverged_counts_and_one_that_failed_does_not(recorded):
    report = next(iter(recorded.values()))
    diverged, failed, *others = (dict(outcome) for outcome in report.content["outcomes"])
    diverged |= {"error": "the loss is not finite", "diverged": True, "scalars": {}, "lists": {}}
    failed |= {"error": "killed", "diverged": False, "scalars": {}, "lists": {}}
    content = report.content | {"outcomes": [diverged, failed, *others]}
    seeds = frames.seeds_frame(content)
    assert list(seeds["diverged"][:3]) == [True, False, False]
    assert list(seeds["error"][:3]) == ["the loss is not finite", "killed", ""]
    rows = frames.verdicts_frame(type(report)(content, report.rows))
    assert set(rows["seeds"]) == {len(others) + 1}


def test_a_report_without_claims_has_empty_frames_with_all_columns(recorded):
    report = next(iter(recorded.values()))
    content = report.content | {"claims": {}, "outcomes": []}
    assert list(frames.verdicts_frame(type(report)(content, ())).columns) == list(frames.VERDICTS)
    assert frames.results_frame(content).empty
    assert frames.seeds_frame(content).empty


def test_the_statements_are_those_of_the_scoreboard(recorded):
    frame = statements_frame(RECORD)
    said = headline(findings_of([report.content for report in recorded.values()])[0])
    for word in ("reproduced", "contradicted", "undecided"):
        assert f"{(frame['verdict'] == word).sum()} {word}" in said
    assert not frame.duplicated(["paper", "statement"]).any()
    assert (frame["reproduced"] + frame["contradicted"] <= frame["readings"]).all()
    assert (frame["untestable"].astype(bool) == (frame["verdict"] == "untestable")).all()
