"""What does fitting degrees cost, and the p-value of a power law by resampling? Processor time on one thread."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import zeta
from stopwatch import fastest

from netsci_bench.measures.tails.power_law_p_value import power_law_sample
from netsci_bench.measures.tails.power_law_tail import power_law_tail

pytestmark = pytest.mark.perf


def one_by_one(degrees: np.ndarray) -> tuple[int, float]:
    """A search for the exponent for every x_min, as one writes it down from the paper."""
    best = (0, np.inf)
    for x_min in np.unique(degrees):
        tail = np.sort(degrees[degrees >= x_min])
        if len(tail) < 25 or tail[0] == tail[-1]:
            continue
        loss = lambda a, t=tail, m=x_min: a * np.log(t).sum() + len(t) * np.log(zeta(a, m))  # noqa: E731
        alpha = minimize_scalar(loss, bounds=(1.02, 31.0), method="bounded").x
        x = np.arange(x_min, tail[-1] + 1)
        model = 1 - zeta(alpha, x + 1.0) / zeta(alpha, float(x_min))
        distance = np.abs(np.searchsorted(tail, x, side="right") / len(tail) - model).max()
        best = min(best, (int(x_min), float(distance)), key=lambda found: found[1])
    return best


def test_a_tail_is_found_many_times_faster_than_by_a_search_for_each_x_min() -> None:
    degrees = np.minimum(power_law_sample(3000, 2.2, 2, np.random.default_rng(0)), 5000)
    assert power_law_tail(degrees).distance == pytest.approx(one_by_one(degrees)[1], abs=2e-4)
    here, there = fastest([lambda: power_law_tail(degrees), lambda: one_by_one(degrees)], 5)
    print(f"\n3,000 degrees: {1e3 * here:.1f} ms here, {1e3 * there:.1f} ms one by one, ratio {there / here:.1f}")
    assert there / here >= 2.0
