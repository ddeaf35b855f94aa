"""Does a forest plot compare what can be compared, and standardise the rest to the bands?"""

import math
import re
import sys
from dataclasses import replace

import pytest

from netsci_bench.contract.result import Verdict
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.plots.forest import (
    CLIP,
    ONE_EDGE,
    TWO_EDGES,
    ForestLine,
    forest_plot,
    grouped,
    share_a_unit,
    standardised,
    told_apart,
)
from netsci_bench.reporting.rows import make_rows


@pytest.fixture
def make_row(make_plan, make_claim):
    def make(band, values, metric="text.growth", judge="mean", **numbers):
        verdict = Verdict("odd", "undecided", "", values, band, **numbers)
        content = report_content(make_plan({"odd": make_claim(judge=judge, metric=metric)}), [], [verdict], {})
        return make_rows(content)[0]

    return make


UP = (0.0, math.inf)


def test_one_quantity_in_one_band_shares_its_unit(make_row):
    text, code = make_row(UP, (0.1, 0.3)), make_row(UP, (0.2, 0.5), "published.growth")
    assert share_a_unit([text, code])
    (panel,) = grouped([ForestLine("text", "a", text), ForestLine("published", "a", code)]).items()
    assert panel[0] == "growth"
    assert [scale.to_axis(0.2) for _, scale in panel[1]] == [0.2, 0.2]


@pytest.mark.parametrize(
    ("band", "values", "metric"),
    [((0.1, math.inf), (0.2, 0.5), "published.growth"), (UP, (0.2, 0.5), "text.rank"),
     (UP, (-9e4, 9e4), "published.growth")],
)  # fmt: skip
def test_another_band_quantity_or_magnitude_does_not(make_row, band, values, metric):
    assert not share_a_unit([make_row(UP, (0.1, 0.3)), make_row(band, values, metric)])


@pytest.mark.parametrize(
    ("band", "values", "value", "at", "label"),
    [
        ((0.0, math.inf), (1.0, 3.0), 1.0, 1 / math.sqrt(2), ONE_EDGE),
        ((-math.inf, 0.0), (1.0, 3.0), 1.0, -1 / math.sqrt(2), ONE_EDGE),  # above "at most" is outside: left
        ((90.0, 94.0), (91.0, 93.0), 93.0, 0.5, TWO_EDGES),
        ((90.0, 94.0), (91.0, 93.0), 90.0, -1.0, TWO_EDGES),
        ((0.5, math.inf), (0.0, 0.0), 0.0, -0.5 / sys.float_info.min, ONE_EDGE),  # without spread any distance is far
        ((0.5, math.inf), (0.5, 0.5), 0.5, 0.0, ONE_EDGE),
    ],
)
def test_others_are_standardised_to_their_bands(make_row, band, values, value, at, label):
    scale = standardised(make_row(band, values))
    assert scale.label == label
    assert scale.to_axis(value) == pytest.approx(at)


def test_both_kinds_of_bands_have_an_axis_each_and_each_line_its_texts(make_row):
    lines = [
        ForestLine("text", "a/one", make_row(UP, (0.1, 0.3), estimate=0.2, low=0.1, high=0.3)),
        ForestLine("text, wide", "a/one/wide", make_row((1.0, 2.0), (1.1, 1.2, 99.0), "text.rank", judge="each")),
    ]
    figure = forest_plot(lines)
    assert [axes.get_xlabel() for axes in figure.axes] == [ONE_EDGE, TWO_EDGES]
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "0.20 [0.10, 0.30]" in texts
    assert {"text", "text, wide", "a/one", "a/one/wide", "? undecided"} <= set(texts)
    assert any(re.fullmatch(r"1.2, 2/3 in band", text) for text in texts)
    assert figure.axes[1].get_xlim()[1] < 1.2 * CLIP
    assert ">" in [line.get_marker() for line in figure.axes[1].lines]  # the seed at 99


def test_a_share_of_seeds_is_no_interval_of_the_metric(make_row):
    row = make_row((900.0, 1100.0), (1000.0, 1001.0), judge="each", estimate=1.0, low=0.6, high=1.0)
    low, _ = forest_plot([ForestLine("text", "a", row)]).axes[0].get_xlim()
    assert low > 800


def test_a_claim_without_values_and_one_that_is_exact_are_drawn(make_row):
    lines = [ForestLine("text", "a", make_row((7.0, 7.0), ())), ForestLine("text", "b", make_row((7.0, 7.0), (7.0,)))]
    assert len(forest_plot(lines).axes) == 1


def test_the_axis_has_the_unit_of_its_metric_and_two_units_share_no_axis(make_row):
    text, code = make_row(UP, (0.1, 0.3)), make_row(UP, (0.2, 0.5), "published.growth")
    lines = [ForestLine(row.reading, "a", replace(row, unit="nats")) for row in (text, code)]
    assert [*grouped(lines)] == ["growth (nats)"]
    assert [*grouped([replace(line, row=replace(line.row, unit="1")) for line in lines])] == ["growth (no unit)"]
    assert not share_a_unit([lines[0].row, replace(code, unit="points")])


def test_two_claims_of_one_reading_and_id_say_what_they_measure(make_row):
    early, late = make_row(UP, (0.1, 0.3), "text.growth"), make_row(UP, (0.1, 0.3), "text.late.growth")
    other = ForestLine("published", "a", make_row(UP, (0.1, 0.3), "published.growth"))
    lines = [ForestLine("text", "a", early), ForestLine("text", "a", late), other]
    assert [line.reading for line in told_apart(lines)] == ["text: growth", "text: late growth", "published"]
    assert [line.reading for line in told_apart([lines[0], ForestLine("text", "b", late)])] == ["text", "text"]


def test_seeds_of_one_value_are_all_seen(make_row):
    row = make_row((0.0, 1.0), (0.0, 1.0, 1.0, 1.0, 1.0), judge="each")
    (dots,) = [line for line in forest_plot([ForestLine("text", "a", row)]).axes[0].lines if line.get_marker() == "o"]
    assert len({*zip(dots.get_xdata(), dots.get_ydata(), strict=True)}) == 5
    assert all(0 < y < 0.5 for y in dots.get_ydata())  # within its row, below the interval


def test_the_interval_of_a_median_is_drawn(make_row):
    row = make_row(UP, (0.1, 0.2, 9.0), judge="median", estimate=0.2, low=0.1, high=9.0)
    figure = forest_plot([ForestLine("text", "a", row)])
    assert [0.1, 9.0] in [list(line.get_xdata()) for line in figure.axes[0].lines]
