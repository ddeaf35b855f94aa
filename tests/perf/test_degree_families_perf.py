"""What does fitting degrees cost, against a search for each x_min and against a package for it?"""

import warnings

import numpy as np
import pytest
from race import Row
from scipy.optimize import minimize_scalar
from scipy.special import zeta

from netsci_bench.measures.tails.power_law_p_value import power_law_sample
from netsci_bench.measures.tails.power_law_tail import power_law_tail

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]


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


def by_powerlaw(degrees: np.ndarray) -> tuple[int, float]:
    """The package of Alstott et al., told that degrees are whole."""
    powerlaw = pytest.importorskip("powerlaw", reason="no powerlaw here: pip install powerlaw")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of its own code
        fit = powerlaw.Fit(degrees, discrete=True, estimate_discrete=False, verbose=False)
    return int(fit.xmin), float(fit.D)


@pytest.mark.parametrize("count", [1_000, 3_000, 10_000])
@pytest.mark.parametrize(
    ("name", "peer", "tolerance", "least"),
    [("a search for each x_min in scipy", one_by_one, 2e-4, 2.0), ("powerlaw", by_powerlaw, 5e-3, 2.0)],
)
def test_a_tail_is_found_many_times_faster_than_by(race, count, name, peer, tolerance, least) -> None:
    degrees = np.minimum(power_law_sample(count, 2.2, 2, np.random.default_rng(0)), 5000)
    assert power_law_tail(degrees).distance == pytest.approx(peer(degrees)[1], abs=tolerance)
    agreement = f"the distance to {tolerance:g}"
    row = Row("x_min and exponent of a power law", name, f"{count:,} degrees", agreement, count)
    race(row, lambda: power_law_tail(degrees), lambda: peer(degrees), 3).at_least(least)
