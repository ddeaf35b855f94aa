"""Is a shift told and chance not? Whole reports, seed by seed."""

import numpy as np
import pytest
from scipy import stats

from netsci_bench.verdicts.drift import DIVERGED, alarms, find_drift, is_confirmed, values_of


def report(values, seeds=None, machine="here", resolution=None):
    """A report with the metrics ``m0``, ``m1``, ... from an array of seeds x metrics."""
    array = np.atleast_2d(np.asarray(values, float))
    seeds = range(len(array)) if seeds is None else seeds
    outcomes = [
        {"seed": s, "error": "", "scalars": {f"m{i}": float(v) for i, v in enumerate(row)}, "lists": {}}
        for s, row in zip(seeds, array, strict=True)
    ]
    claims = {} if resolution is None else {"c": {"metric": "m0", "resolution": resolution}}
    facts = {"processor": machine, "device": "cpu", "python": "3", "system": "s"}
    return {
        "outcomes": outcomes, "claims": claims, "verdicts": [], "threads": 1, "versions": {}, "environment": facts,
    }  # fmt: skip


def moved(before, now):
    """The metrics that differ for certain or, elsewhere, by more than chance, in a night of this report alone."""
    found = find_drift(before, now)
    return {change.name for change in found.metrics} | set(alarms(found.shifts))


def column(values):
    return np.reshape(values, (-1, 1))


def test_a_small_shift_of_seeds_that_stay_alike_is_found():
    """The intervals of the two means would overlap almost wholly."""
    rng = np.random.default_rng(0)
    values = rng.normal(10, 1, 5)
    shifted = values + 0.3 + rng.normal(0, 0.03, 5)
    found = find_drift(report(column(values)), report(column(shifted), machine="there"))
    assert alarms(found.shifts).keys() == {"m0"}
    assert found.shifts["m0"].test == "paired by 5 seeds"
    assert found.how.startswith("by seeds and distribution, not by bits (processor here -> there)")


def test_a_shift_of_one_spread_is_nearly_always_found_at_high_correlation_and_seldom_without():
    rng = np.random.default_rng(1)
    found = {0.99: 0, 0.0: 0}
    for r in found:
        for _ in range(200):
            old = rng.normal(size=5)
            new = r * old + (1 - r * r) ** 0.5 * rng.normal(size=5) + 1
            found[r] += bool(moved(report(column(old)), report(column(new), machine="there")))
    assert found[0.99] > 190
    assert found[0.0] < 40


@pytest.mark.system
@pytest.mark.parametrize("r", [0.0, 0.9])
def test_a_whole_report_gives_a_false_alarm_in_at_most_1_percent(r):
    """Forty metrics, alike or not from seed to seed; tolerance: three standard errors of 1000 reports."""
    rng = np.random.default_rng(2)
    old = rng.normal(size=(1000, 5, 40))
    new = r * old + (1 - r * r) ** 0.5 * rng.normal(size=old.shape)
    alarms = sum(bool(moved(report(a), report(b, machine="there"))) for a, b in zip(old, new, strict=True))
    assert 0 < alarms <= 10 + 3 * 3.2


def test_other_seeds_are_two_samples():
    rng = np.random.default_rng(3)
    old, new = rng.normal(0, 1, 6), rng.normal(4, 1, 8)
    shift = find_drift(report(column(old)), report(column(new), seeds=range(50, 58), machine="there")).shifts["m0"]
    assert shift.test == "two samples of 6 and 8 seeds"
    assert shift.p == pytest.approx(stats.ttest_ind(old, new, equal_var=False).pvalue, rel=1e-9)


@pytest.mark.parametrize(("spread", "test"), [(0.3, "paired by 6 seeds"), (3.0, "two samples of 6 and 6 seeds")])
def test_the_smaller_p_of_both_ways_counts_twice(spread, test):
    """Alike from seed to seed the pairs say more, else the two samples."""
    rng = np.random.default_rng(4)
    old = rng.normal(0, 1, 6)
    new = (old if spread < 1 else 0) + rng.normal(2, spread, 6)
    shift = find_drift(report(column(old)), report(column(new), machine="there")).shifts["m0"]
    p = stats.ttest_rel(old, new).pvalue, stats.ttest_ind(old, new, equal_var=False).pvalue
    assert shift.p == pytest.approx(min(1, 2 * min(p)), rel=1e-9)
    assert shift.test == test


def test_only_seeds_that_both_have_are_paired():
    rng = np.random.default_rng(5)
    old = rng.normal(0, 1, 10)
    new = old[:5] + 0.5 + rng.normal(0, 0.01, 5)
    found = find_drift(report(column(old)), report(column(new), machine="there"))
    assert found.shifts["m0"].test == "paired by 5 seeds"
    assert moved(report(column(old)), report(column(new), machine="there")) == {"m0"}


def test_the_metrics_of_a_report_share_the_false_alarms():
    """One metric alone is a drift at 0.2 %; among forty it is not."""
    differences = np.array([1.0, 1.4, 0.8, 1.6, 0.7])
    assert 0.001 < stats.ttest_1samp(differences, 0).pvalue < 0.01
    old = np.random.default_rng(6).normal(size=(5, 40))
    new = old + np.random.default_rng(7).normal(0, 1, (5, 40))
    new[:, 0] = old[:, 0] + differences
    assert moved(report(old[:, :1]), report(new[:, :1], machine="there")) == {"m0"}
    assert moved(report(old), report(new, machine="there")) == set()


@pytest.mark.parametrize(("resolution", "names"), [(None, {"m0"}), (0.2, {"m0"}), (0.5, set())])
def test_a_shift_below_the_resolution_of_a_claim_is_none(resolution, names):
    rng = np.random.default_rng(8)
    old = rng.normal(size=(5, 1))
    new = old + 0.3 + rng.normal(0, 0.01, (5, 1))
    assert moved(report(old), report(new, machine="there", resolution=resolution)) == names


def test_rounding_in_the_same_direction_is_no_drift():
    old = np.array([[0.97], [0.95], [0.96]])
    assert moved(report(old), report(old * (1 + 2e-7), machine="there")) == set()
    assert moved(report(old), report(old * (1 + 2e-5), machine="there")) == {"m0"}


def test_values_without_spread_are_the_same_or_have_moved():
    assert moved(report([[3.0], [3.0]]), report([[3.0], [3.0]], machine="there")) == set()
    assert moved(report([[3.0], [3.0]]), report([[4.0], [4.0]], machine="there")) == {"m0"}


def test_one_seed_says_nothing_elsewhere():
    found = find_drift(report([[1.0]]), report([[9.0]], machine="there"))
    assert (found.metrics, found.shifts, found.compared) == ((), {}, frozenset())


def night(reports):
    """The shifts of many reports, as a night has them."""
    return {(str(n), m): s for n, (a, b) in enumerate(reports) for m, s in find_drift(a, b).shifts.items()}


DRAWS = {
    "normal": lambda rng, size: rng.normal(size=size),
    "long tails": lambda rng, size: rng.standard_t(3, size=size),
    "skewed": lambda rng, size: rng.exponential(size=size),
}


@pytest.mark.system
@pytest.mark.parametrize("kind", DRAWS)
@pytest.mark.parametrize("r", [0.0, 0.9])
def test_a_night_in_which_nothing_has_changed_alarms_in_at_most_1_percent(kind, r):
    """Eight ids of ten metrics; a night that would count has an alarm that fresh seeds confirm."""
    rng = np.random.default_rng(9)
    draw, nights, alarming, counting = DRAWS[kind], 100, 0, 0
    for _ in range(nights):
        shared, old, new, fresh = (draw(rng, (8, 5, 10)) for _ in range(4))
        old, new = (r * shared + (1 - r * r) ** 0.5 * side for side in (old, new))
        fresh = r * draw(rng, fresh.shape) + (1 - r * r) ** 0.5 * fresh
        found = night([(report(a), report(b, machine="there")) for a, b in zip(old, new, strict=True)])
        confirmed = [_is_confirmed(found, key, old, fresh) for key in alarms(found)]
        alarming += bool(confirmed)
        counting += any(confirmed)
    assert alarming <= nights * 0.01 + 3 * (nights * 0.01) ** 0.5
    assert counting <= nights * 0.01


def _is_confirmed(found, key, old, fresh):
    id_, metric = int(key[0]), int(key[1][1:])
    recorded, seen = (dict(enumerate(side[id_, :, metric])) for side in (old, fresh))
    return is_confirmed(found[key], recorded, {10 + seed: value for seed, value in seen.items()})


@pytest.mark.system
@pytest.mark.parametrize(("shift", "least", "most"), [(10.0, 95, 100), (0.0, 0, 1)])
def test_a_shift_of_one_metric_among_eighty_is_found_and_confirmed(shift, least, most):
    rng = np.random.default_rng(10)
    found = 0
    for _ in range(100):
        old, new, fresh = rng.normal(size=(3, 8, 5, 10))
        new[3, :, 4] += shift
        fresh[3, :, 4] += shift
        shifts = night([(report(a), report(b, machine="there")) for a, b in zip(old, new, strict=True)])
        key = ("3", "m4")
        found += key in alarms(shifts) and _is_confirmed(shifts, key, old, fresh)
    assert least <= found <= most


def test_fresh_seeds_on_the_other_side_confirm_nothing():
    shift = find_drift(report(column([0.0, 0.1, 0.2])), report(column([5.0, 5.1, 5.2]), machine="there")).shifts["m0"]
    recorded = {0: 0.0, 1: 0.1, 2: 0.2}
    assert is_confirmed(shift, recorded, {7: 5.0, 8: 5.3, 9: 4.9})
    assert not is_confirmed(shift, recorded, {7: -5.0, 8: -5.3, 9: -4.9})
    assert not is_confirmed(shift, recorded, {7: 0.1, 8: 0.2, 9: 0.0})
    assert not is_confirmed(shift, recorded, {})


def test_whole_numbers_that_all_changed_are_an_alarm_which_fresh_seeds_decide():
    shift = find_drift(report([[3.0]] * 5), report([[4.0]] * 5, machine="there")).shifts["m0"]
    recorded = dict.fromkeys(range(5), 3.0)
    assert is_confirmed(shift, recorded, dict.fromkeys(range(5, 10), 4.0))
    assert not is_confirmed(shift, recorded, dict.fromkeys(range(5, 10), 3.0))


def test_a_list_enters_by_its_mean_and_what_is_no_number_does_not():
    one = report([[1.0]])
    one["outcomes"][0]["lists"] = {"path": [1.0, None, 3.0], "nothing": [None], "empty": []}
    one["outcomes"][0]["scalars"]["lost"] = None
    assert values_of(one) == {"m0": {0: 1.0}, "path": {0: 2.0}}


def test_trainings_that_diverge_only_now_are_a_difference_here_and_elsewhere():
    old, new = report([[1.0], [2.0], [3.0], [4.0]]), report([[1.0], [2.0], [3.0], [4.0]])
    for outcome in new["outcomes"][1:]:
        outcome.update(error="the loss is not finite", diverged=True, scalars={})
    assert DIVERGED in {change.name for change in find_drift(old, new).metrics}
    new["environment"] = new["environment"] | {"processor": "there"}
    shift = find_drift(old, new).shifts[DIVERGED]
    assert (shift.before, shift.now) == (0.0, 0.75)
