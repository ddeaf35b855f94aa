import numpy as np
import pytest

from netsci_bench.measures.series.event_effect import above_running_median, event_effect, step_up


def test_the_exact_moments_are_those_of_many_permutations():
    rng = np.random.default_rng(0)
    series, first, events = rng.gamma(1.0, size=80), 10, np.array([12, 40, 41, 77])
    drawn = np.array([series[rng.choice(np.arange(first, 80), 4, replace=False)].mean() for _ in range(40_000)])
    by_hand = (series[events].mean() - drawn.mean()) / drawn.std()
    assert event_effect(series, events, first) == pytest.approx(by_hand, abs=0.02)


def test_events_at_random_have_no_effect_on_average_and_a_spread_of_one():
    rng = np.random.default_rng(1)
    effects = [event_effect(rng.normal(size=200), np.arange(30, 200, 17), 20) for _ in range(400)]
    assert abs(np.mean(effects)) < 0.15
    assert np.std(effects) == pytest.approx(1.0, abs=0.12)


def test_a_rise_at_events_is_seen_with_its_sign_whatever_scale_and_offset():
    rng = np.random.default_rng(2)
    series, events = rng.normal(size=300), np.arange(40, 300, 40)
    series[events] += 3
    up = event_effect(series, events, 20)
    assert up > 5
    assert event_effect(-series, events, 20) == pytest.approx(-up)
    assert event_effect(7 * series + 100, events, 20) == pytest.approx(up)


def test_a_trend_alone_makes_late_events_stand_out_unless_it_is_taken_away():
    series = np.arange(200.0) + np.random.default_rng(3).normal(size=200)
    late = np.arange(150, 200, 7)
    assert event_effect(series, late, 20) > 3
    assert abs(event_effect(above_running_median(series, 10)[:190], late[:5], 20)) < 2


@pytest.mark.parametrize("events", [np.zeros(0, dtype=int), np.arange(5, 30)])
def test_no_events_or_nothing_else_says_nothing(events):
    assert event_effect(np.random.default_rng(4).normal(size=30), events, 5) == 0


def test_a_series_that_varies_by_rounding_only_says_nothing():
    series = np.full(50, 0.1)
    series[20] += 1e-17
    series[30] = np.nextafter(0.1, 1)
    assert event_effect(series, np.array([30]), 5) == 0


def test_an_event_before_the_first_time_is_refused():
    with pytest.raises(ValueError, match=r"outside 5\.\.29"):
        event_effect(np.ones(30), np.array([4]), 5)


def test_a_series_that_goes_up_for_good_at_events_is_higher_after_them_and_not_at_them():
    series, events = np.random.default_rng(5).normal(size=300), np.arange(40, 300, 40)
    for event in events:
        series[event + 1 :] += 5
    assert event_effect(step_up(series, 10), events, 20) > 5
    assert event_effect(above_running_median(series, 10), events, 20) < 0


def test_a_passing_peak_is_no_step():
    series = np.zeros(100)
    series[50] = 9
    assert step_up(series, 10)[50] == 0
    assert step_up(np.arange(100.0), 10)[30] == pytest.approx(11)
    assert len(step_up(np.ones(1), 3)) == 1


@pytest.mark.parametrize("measure", [above_running_median, step_up])
def test_a_neighbourhood_of_nothing_is_refused(measure):
    with pytest.raises(ValueError, match="at least 1"):
        measure(np.ones(3), 0)
