"""Is a shift told and chance not? Whole reports, seed by seed."""

import numpy as np
import pytest
from scipy import stats

from netsci_bench.verdicts.drift import find_drift


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


def moved(before, now, **kwargs):
    return {change.name for change in find_drift(before, now, **kwargs).metrics}


def column(values):
    return np.reshape(values, (-1, 1))


def test_a_small_shift_of_seeds_that_stay_alike_is_found():
    """The intervals of the two means would overlap almost wholly."""
    rng = np.random.default_rng(0)
    values = rng.normal(10, 1, 5)
    shifted = values + 0.3 + rng.normal(0, 0.03, 5)
    found = find_drift(report(column(values)), report(column(shifted), machine="there"))
    (change,) = found.metrics
    assert change.name == "m0"
    assert "paired by 5 seeds" in change.why
    assert found.how.startswith("by seeds, t at 1 % of all metrics")


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
    change = find_drift(report(column(old)), report(column(new), seeds=range(50, 58), machine="there")).metrics[0]
    assert "two samples of 6 and 8 seeds" in change.why
    p = stats.ttest_ind(old, new, equal_var=False).pvalue
    assert float(change.why.split("p = ")[1].split()[0]) == pytest.approx(p, rel=0.1)


def test_the_p_of_pairs_is_that_of_scipy():
    rng = np.random.default_rng(4)
    old = rng.normal(0, 1, 6)
    new = old + rng.normal(1, 0.3, 6)
    (change,) = find_drift(report(column(old)), report(column(new), machine="there")).metrics
    p = stats.ttest_rel(old, new).pvalue
    assert float(change.why.split("p = ")[1].split()[0]) == pytest.approx(p, rel=0.1)


def test_only_seeds_that_both_have_are_paired():
    rng = np.random.default_rng(5)
    old = rng.normal(0, 1, 10)
    new = old[:5] + 0.5 + rng.normal(0, 0.01, 5)
    (change,) = find_drift(report(column(old)), report(column(new), machine="there")).metrics
    assert "paired by 5 seeds" in change.why


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
    assert not found
    assert not found.compared
