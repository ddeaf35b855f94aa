"""Does each strip show what must be seen: every seed, and the edge of the band that they are judged by?"""

import math
from dataclasses import replace
from typing import get_args

import pytest

from netsci_bench.contract.result import Verdict, Word
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.plots.verdict_plot import axis_words, limits, metric_words, verdict_plot
from netsci_bench.reporting.rows import make_rows


def _row(make_plan, make_claim, band, values, judge="mean", **numbers):
    verdict = Verdict("odd", "undecided", "", values, band, **numbers)
    (row,) = make_rows(report_content(make_plan({"odd": make_claim(judge=judge)}), [], [verdict], {}))
    return row


@pytest.mark.parametrize(
    ("band", "values", "seen"),
    [
        ((0.5, math.inf), (0.7, 0.8), (0.5, 0.7, 0.8)),
        ((100.0, 200.0), (1.0, 1.1), (1.0, 1.1, 100.0)),
        ((7.0, 7.0), (7.0,), (7.0,)),
        ((0.5, math.inf), (), (0.5,)),
        ((-math.inf, 0.0), (0.0, 0.0), (0.0,)),
        ((0.0, 2e300), (1e300, 1.1e300), (0.0, 2e300)),
    ],
)
def test_seeds_and_nearer_edge_are_always_seen(make_plan, make_claim, band, values, seen):
    low, high = limits(_row(make_plan, make_claim, band, values))
    assert all(low < x < high for x in seen)
    assert math.isfinite(low)
    assert math.isfinite(high)


def test_a_far_edge_does_not_squeeze_the_seeds(make_plan, make_claim):
    low, _ = limits(_row(make_plan, make_claim, (-10_000.0, 1.0), (2.0, 3.0)))
    assert low > -10


def test_a_share_of_seeds_is_not_drawn_on_the_metrics_axis(make_plan, make_claim):
    share = {"estimate": 1.0, "low": 0.63, "high": 1.0}
    low, _ = limits(_row(make_plan, make_claim, (900.0, 1100.0), (1000.0, 1001.0), judge="each", **share))
    assert low > 800


def test_there_is_one_strip_per_claim_up_to_a_readable_number(make_plan, make_claim):
    plan = make_plan({f"c{k}": make_claim() for k in range(30)})
    verdicts = [Verdict(f"c{k}", "undecided", "", (), (0.5, math.inf)) for k in range(30)]
    assert len(verdict_plot(make_rows(report_content(plan, [], verdicts, {})), "title").axes) == 24


def test_claims_without_values_take_no_room_beside_others(make_plan, make_claim):
    plan = make_plan({f"c{k}": make_claim() for k in range(26)})
    verdicts = [
        Verdict(f"c{k}", "undecided", "", (0.1 * k,) if k % 9 == 3 else (), (0.5, math.inf)) for k in range(26)
    ]
    figure = verdict_plot(make_rows(report_content(plan, [], verdicts, {})), "title")
    assert len(figure.axes) == 3
    assert figure.texts[0].get_text() == "title (3 of 26 claims have values)"


def _legend_of(rows):
    return [text.get_text() for text in verdict_plot(rows, "title").legends[0].texts]


def test_the_legend_names_what_is_drawn_and_nothing_else(make_plan, make_claim):
    single = _row(make_plan, make_claim, (0.5, math.inf), (0.7, 0.8), judge="each")
    judged = _row(make_plan, make_claim, (0.5, 1.0), (0.7, 0.8), estimate=0.75, low=0.7, high=0.8)
    single, judged = replace(single, stated=None), replace(judged, stated=0.9)
    assert _legend_of([single]) == ["accepted band", "one seed"]
    assert _legend_of([judged]) == [
        "accepted band",
        "one seed",
        "mean or median, interval by which it is judged",
        "reported by the paper",
    ]


def test_values_that_no_axis_shows_are_counted(make_plan, make_claim):
    row = _row(make_plan, make_claim, (0.0, 400.0), (300.0, math.inf, math.inf), judge="median")
    words = [text.get_text() for text in verdict_plot([row], "title").axes[0].texts]
    assert any("2 not finite" in text for text in words)


@pytest.mark.parametrize(
    ("metric", "unit", "words"),
    [
        ("gain.half", "percentage points", "axis: gain: half (percentage points)"),
        ("growth", "1", "axis: growth (no unit)"),
        ("growth", "", "axis: growth"),
    ],
)
def test_the_axis_of_a_strip_has_its_unit(make_plan, make_claim, metric, unit, words):
    row = replace(_row(make_plan, make_claim, (0.5, math.inf), (0.7, 0.8)), metric=metric, unit=unit)
    assert axis_words(row) == words
    assert words in [text.get_text() for text in verdict_plot([row], "title").axes[0].texts]


def test_a_long_name_and_its_unit_are_told_whole_on_lines_that_fit(make_plan, make_claim):
    row = _row(make_plan, make_claim, (0.5, math.inf), (0.7, 0.8))
    lines = axis_words(replace(row, metric="linear_only.untrained.weight_spread", unit="s" * 40)).splitlines()
    assert " ".join(lines).startswith("axis: linear only: untrained: weight spread (s")
    assert "…" not in " ".join(lines)
    assert all(len(line) <= 36 for line in lines)


@pytest.mark.parametrize("metric", ["end", "a.very_long_name." + "of_a_metric_" * 3, "number_of_common_images." * 4])
@pytest.mark.parametrize("says", ["short", "long " * 60])
def test_no_text_leaves_the_picture(make_plan, make_claim, metric, says):
    verdict = Verdict("odd", "contradicted", "", (0.7, 0.8), (0.5, math.inf))
    (row,) = make_rows(report_content(make_plan({"odd": make_claim(says=says)}), [], [verdict], {}))
    assert_all_inside([replace(row, metric=metric, unit="share of the variation")] * 2)


@pytest.mark.parametrize("word", get_args(Word))
@pytest.mark.parametrize("tier", ["quick", "paper"])
def test_no_verdict_leaves_the_picture(make_plan, make_claim, word, tier):
    verdict = Verdict("odd", word, "", (0.7, 0.8), (0.5, math.inf))
    assert_all_inside(make_rows(report_content(make_plan({"odd": make_claim()}), [], [verdict], {}) | {"tier": tier}))


def assert_all_inside(rows):
    figure = verdict_plot(rows, "title")
    png(figure)
    for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]:
        seen = text.get_window_extent()
        assert seen.y0 >= 0, text.get_text()
        assert seen.y1 <= figure.bbox.y1, text.get_text()
        assert seen.x0 >= 0, text.get_text()
        assert seen.x1 <= figure.bbox.x1, text.get_text()


def test_the_plotted_metric_is_named(make_plan, make_claim):
    row = replace(_row(make_plan, make_claim, (0.5, math.inf), (0.7, 0.8)), metric="ticket.gain_over_dense")
    assert metric_words(row.metric) == "ticket: gain over dense"
    assert f"axis: {metric_words(row.metric)}" in [
        text.get_text() for text in verdict_plot([row], "title").axes[0].texts
    ]
