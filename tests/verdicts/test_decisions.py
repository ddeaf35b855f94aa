"""Is a direction contradicted only by the other direction? Every place of an interval, by hand and by chance."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.verdicts.decisions import Criterion, decide, p_of_word
from netsci_bench.verdicts.means import judge_mean

INF = math.inf
GROWS = Criterion(low=0.5, kind="direction", neutral=0.0)  # our size is 0.5
FALLS = Criterion(high=-0.5, kind="direction", neutral=0.0)
MORE = Criterion(low=0.0, kind="direction")
SIZE = Criterion(low=0.5, kind="size")
NUMBER = Criterion(low=9.0, high=11.0, kind="number")
NOT_WORSE = Criterion(low=-0.1, kind="direction", neutral=0.0)  # a margin on the other side of no effect


@pytest.mark.parametrize(
    ("low", "high", "criterion", "word"),
    [
        (0.5, 0.9, GROWS, "reproduced"),
        (0.4, 0.9, GROWS, "undecided"),
        (-0.4, 0.9, GROWS, "undecided"),
        (0.1, 0.4, GROWS, "smaller than expected"),
        (0.0, 0.4, GROWS, "undecided"),  # no effect is not excluded
        (-0.3, 0.4, GROWS, "undecided"),
        (-0.3, 0.0, GROWS, "undecided"),
        (-0.3, -0.1, GROWS, "contradicted"),
        (-0.9, -0.5, FALLS, "reproduced"),
        (-0.4, -0.1, FALLS, "smaller than expected"),
        (-0.4, 0.1, FALLS, "undecided"),
        (0.1, 0.4, FALLS, "contradicted"),
        (-0.2, 0.1, MORE, "undecided"),
        (-0.2, -0.1, MORE, "contradicted"),
        (0.1, 0.2, MORE, "reproduced"),
        (0.1, 0.4, SIZE, "contradicted"),
        (0.4, 0.6, SIZE, "undecided"),
        (9.5, 10.5, NUMBER, "reproduced"),
        (9.0, 11.0, NUMBER, "reproduced"),
        (8.5, 9.5, NUMBER, "undecided"),
        (8.0, 12.0, NUMBER, "undecided"),
        (7.0, 8.9, NUMBER, "contradicted"),
        (11.1, 12.0, NUMBER, "contradicted"),
        (-0.05, 0.2, NOT_WORSE, "reproduced"),
        (-0.15, -0.05, NOT_WORSE, "undecided"),
        (-0.3, -0.15, NOT_WORSE, "contradicted"),
    ],
)
def test_the_word_of_an_interval(low, high, criterion, word):
    assert decide(low, high, criterion) == word


ends = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(sorted)
edges = st.floats(-1.5, 1.5)


@given(ends, edges, edges)
def test_an_interval_that_holds_no_effect_or_the_papers_side_never_contradicts(interval, edge, neutral):
    criterion = Criterion(low=edge, kind="direction", neutral=neutral)
    if decide(*interval, criterion) == "contradicted":
        assert interval[1] < min(neutral, edge)


@given(ends, edges, edges)
def test_a_direction_and_its_mirror_image_have_the_same_word(interval, edge, neutral):
    low, high = interval
    grows = Criterion(low=edge, kind="direction", neutral=neutral)
    falls = Criterion(high=-edge, kind="direction", neutral=-neutral)
    assert decide(low, high, grows) == decide(-high, -low, falls)


@given(ends, st.floats(0, 1), st.floats(0, 1), edges, st.sampled_from(["size", "direction"]))
def test_a_wider_interval_never_decides_more(interval, below, above, edge, kind):
    low, high = interval
    criterion = Criterion(low=edge, kind=kind, neutral=0.0 if kind == "direction" else None)
    wide = decide(low - below, high + above, criterion)
    assert wide in ("undecided", decide(low, high, criterion))


@given(ends, edges, st.floats(0, 1))
def test_our_own_size_never_contradicts_a_direction(interval, neutral, size):
    ours = decide(*interval, Criterion(low=neutral + size, kind="direction", neutral=neutral))
    plain = decide(*interval, Criterion(low=neutral, kind="direction"))
    assert (ours == "contradicted") == (plain == "contradicted")
    assert ours != "reproduced" or plain == "reproduced"


def test_what_cannot_be_a_band_is_refused():
    for wrong in ({"low": 1.0, "high": 0.0}, {"low": math.nan}, {"kind": "direction"}):
        with pytest.raises(ValueError, match=r"band|edge"):
            Criterion(**wrong)
    with pytest.raises(ValueError, match="one edge"):
        Criterion(low=0.0, high=1.0, kind="direction")


def test_values_one_by_one_oppose_a_direction_beyond_no_effect_only():
    values = np.array([-0.1, 0.0, 0.2, 0.7, math.nan, INF])
    assert GROWS.holds(values).tolist() == [False, False, False, True, False, True]
    assert GROWS.opposes(values).tolist() == [True, False, False, False, True, False]
    assert NOT_WORSE.opposes(np.array([-0.2, -0.05, 0.1])).tolist() == [True, False, False]  # inside is inside
    assert SIZE.opposes(values).tolist() == [True, True, True, False, True, False]


def at(p_by_edge):
    return lambda edge: p_by_edge[edge]


def test_the_p_of_each_word():
    assert p_of_word(0.7, GROWS, at({0.5: 0.02, INF: 1.0})) == 0.02
    assert p_of_word(-0.2, GROWS, at({0.5: 0.99, 0.0: 0.96})) == pytest.approx(0.04)
    assert p_of_word(0.2, GROWS, at({0.5: 0.97, 0.0: 0.01})) == pytest.approx(0.03)
    assert p_of_word(10.2, NUMBER, at({9.0: 0.01, 11.0: 0.98})) == pytest.approx(0.02)
    assert p_of_word(12.0, NUMBER, at({9.0: 0.001, 11.0: 0.04})) == 0.04
    assert p_of_word(8.0, NUMBER, at({9.0: 0.97, 11.0: 1.0})) == pytest.approx(0.03)


def test_an_interval_that_excludes_the_band_and_not_the_opposite_says_so():
    values = [0.04, -0.05, 0.02, -0.03, 0.03]
    beside = judge_mean(values, GROWS, 0.05)
    assert beside.word == "undecided"
    assert "outside the band, on both sides of no effect" in beside.why
    reaching = judge_mean([0.04, -0.5, 0.9, -0.3, 0.3], GROWS, 0.05)
    assert reaching.word == "undecided"
    assert "does not decide" in reaching.why
    falling = judge_mean([-value for value in values], FALLS, 0.05)
    assert falling.why == beside.why
