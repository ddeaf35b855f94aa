"""Is the tail found where it begins, and does the p-value mean what it says?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import zeta

from netsci_bench.measures.tails.power_law_p_value import falling_line_p_value, power_law_p_value, power_law_sample
from netsci_bench.measures.tails.power_law_tail import power_law_tail

seeds = st.integers(0, 2**32 - 1)


def brute_tail(degrees: np.ndarray, fewest: int) -> tuple[int, float, float]:
    """By the definition: every x_min, every whole x, an exact search for the exponent."""
    best = (0, 0.0, np.inf)
    for x_min in np.unique(degrees[degrees >= 1]):
        tail = degrees[degrees >= x_min]
        if len(tail) < fewest or tail.min() == tail.max():
            continue
        loss = lambda a, tail=tail, m=x_min: a * np.log(tail).sum() + len(tail) * np.log(zeta(a, m))  # noqa: E731
        alpha = minimize_scalar(loss, bounds=(1.02, 31.0), method="bounded", options={"xatol": 1e-9}).x
        x = np.arange(x_min, tail.max() + 1)
        model = 1 - zeta(alpha, x + 1.0) / zeta(alpha, float(x_min))
        distance = np.abs(np.searchsorted(np.sort(tail), x, side="right") / len(tail) - model).max()
        if distance < best[2]:
            best = (int(x_min), float(alpha), float(distance))
    return best


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(["zipf", "poisson", "mixed"]))
def test_the_tail_is_that_of_a_brute_search(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    degrees = {
        "zipf": lambda: np.minimum(rng.zipf(2.2, 120), 400),
        "poisson": lambda: rng.poisson(9.0, 120),
        "mixed": lambda: np.concatenate([rng.integers(0, 12, 60), np.minimum(12 * rng.zipf(2.5, 60), 500)]),
    }[kind]()
    found, brute = power_law_tail(degrees, 20), brute_tail(degrees, 20)
    assert found.distance == pytest.approx(brute[2], abs=2e-4)
    if found.x_min == brute[0]:  # two tails may be equally near
        assert found.alpha == pytest.approx(brute[1], rel=1e-3)


def test_a_tail_that_begins_at_twenty_is_found_there() -> None:
    rng = np.random.default_rng(4)
    degrees = np.concatenate([rng.integers(1, 20, 1500), power_law_sample(1500, 2.5, 20, rng)])
    tail = power_law_tail(degrees)
    assert 18 <= tail.x_min <= 30
    assert tail.alpha == pytest.approx(2.5, abs=0.2)


@pytest.mark.parametrize("degrees", [[0, 0, 0], [4] * 50, [1, 2, 3, 4]])
def test_degrees_without_a_tail_are_refused(degrees: list[int]) -> None:
    with pytest.raises(ValueError, match="no tail to look at"):
        power_law_tail(np.array(degrees))


@pytest.mark.system
def test_power_laws_are_rarely_ruled_out_and_an_exponential_law_is() -> None:
    rng = np.random.default_rng(7)
    p_values = [power_law_p_value(power_law_sample(200, 2.4, 1, rng), rng, 60) for _ in range(20)]
    assert sum(p <= 0.1 for p in p_values) <= 5  # 2 of 20 are to be expected
    assert power_law_p_value(rng.geometric(0.05, 2000), rng, 60, fewest=1000) == 0.0
    with pytest.raises(ValueError, match="at least one sample"):
        power_law_p_value(np.arange(1, 50), rng, 0)


def test_the_papers_reading_calls_an_exponential_law_a_power_law_too() -> None:
    rng = np.random.default_rng(0)
    assert falling_line_p_value(rng.zipf(2.5, 1000)) < 0.05
    assert falling_line_p_value(rng.geometric(0.2, 1000)) < 0.05  # which is why it is no test
    assert falling_line_p_value(np.repeat([1, 2, 3, 4], [1, 2, 3, 4])) > 0.9
    assert falling_line_p_value(np.array([2, 3, 5, 9])) == 0.5  # level, without any residual
    with pytest.raises(ValueError, match="2 different degrees"):
        falling_line_p_value(np.array([1, 2, 2]))
