"""Is a power-law tail found where there is one, and rejected where there is none, at the sizes where it is used?"""

import numpy as np
import pytest

from netsci_bench.measures.tails.likelihood_ratio import Ratio
from netsci_bench.measures.tails.power_law_evidence import (
    Evidence,
    power_law_evidence,
    scale_free_category,
    word_of,
)
from netsci_bench.measures.tails.power_law_p_value import power_law_sample
from netsci_bench.measures.tails.power_law_tail import Tail

pytestmark = pytest.mark.system
SEEDS = 8  # of each case; docs/sparse.md has the rates over 40


def barabasi_albert(n: int, m: int, rng: np.random.Generator) -> np.ndarray:
    """Degrees of a graph in which each new node joins m old ones, drawn in proportion to their degrees."""
    ends: list[int] = []
    targets = set(range(m))
    for node in range(m, n):
        ends += [*targets, *[node] * m]
        targets = set()
        while len(targets) < m:
            targets.add(ends[rng.integers(len(ends))])
    return np.bincount(ends, minlength=n)


def set_start(inputs: int, outputs: int, epsilon: int, rng: np.random.Generator) -> np.ndarray:
    """Degrees of the outputs of a layer with which SET begins: so many different positions at random."""
    places = rng.choice(inputs * outputs, epsilon * (inputs + outputs), replace=False)
    return np.bincount(places // inputs, minlength=outputs)


def tailed(n: int, x_min: int, rng: np.random.Generator) -> np.ndarray:
    """Half of the units below x_min, the others in a true power law."""
    return np.where(rng.random(n) < 0.5, rng.integers(1, x_min, n), power_law_sample(n, 2.5, x_min, rng))


SCALE_FREE = {
    "Barabasi-Albert, m = 5, n = 1000": lambda rng: barabasi_albert(1000, 5, rng),
    "Barabasi-Albert, m = 13, n = 1000": lambda rng: barabasi_albert(1000, 13, rng),
    "Barabasi-Albert, m = 20, n = 784": lambda rng: barabasi_albert(784, 20, rng),
    "Barabasi-Albert, m = 5, n = 500": lambda rng: barabasi_albert(500, 5, rng),
    "power-law tail from 10 on, n = 1000": lambda rng: tailed(1000, 10, rng),
    "power-law tail from 5 on, n = 500": lambda rng: tailed(500, 5, rng),
}
NOT = {
    "Erdos-Renyi, n = 1000, mean 16": lambda rng: rng.binomial(784, 16 / 784, 1000),
    "Erdos-Renyi, n = 784, mean 20": lambda rng: rng.binomial(1000, 20 / 1000, 784),
    "Erdos-Renyi, n = 250, mean 10": lambda rng: rng.binomial(180, 10 / 180, 250),
    "start of SET, 784-1000, epsilon 13": lambda rng: set_start(784, 1000, 13, rng),
    "start of SET, 1000-1000, epsilon 20": lambda rng: set_start(1000, 1000, 20, rng),
    "start of SET, 180-500, epsilon 11": lambda rng: set_start(180, 500, 11, rng),
    "geometric, n = 1000": lambda rng: rng.geometric(0.05, 1000),
}


def all_nightly_but(laws, *names):
    """The names of laws, of which only these are drawn in every run of the tests."""
    return [pytest.param(name, marks=() if name in names else pytest.mark.nightly) for name in laws]


def words(law, seeds: int = SEEDS) -> list[str]:
    generators = [np.random.default_rng(seed) for seed in range(seeds)]
    return [word_of(power_law_evidence(law(rng), rng, 60)) for rng in generators]


@pytest.mark.parametrize("name", all_nightly_but(SCALE_FREE, "Barabasi-Albert, m = 5, n = 500"))
def test_scale_free_degrees_are_seldom_rejected_and_mostly_found(name: str) -> None:
    told = words(SCALE_FREE[name])
    print(name, {word: told.count(word) for word in set(told)})
    assert told.count("rejected") <= 3  # of 8: with one in five to be expected, more happen in 6 % of all tests
    assert told.count("plausible") >= 4


@pytest.mark.parametrize("name", all_nightly_but(NOT, "start of SET, 180-500, epsilon 11"))
def test_degrees_at_random_are_rejected(name: str) -> None:
    told = words(NOT[name])
    assert told.count("rejected") >= SEEDS - 1
    assert "plausible" not in told


@pytest.mark.parametrize("degrees", [np.zeros(100, int), np.full(200, 7), np.arange(1, 50)])
def test_without_a_tail_of_fifty_units_nothing_is_decided(degrees: np.ndarray) -> None:
    found = power_law_evidence(degrees, np.random.default_rng(0))
    assert found is None
    assert word_of(found) == "undecided"
    with pytest.raises(ValueError, match="at least two samples"):
        power_law_evidence(degrees, np.random.default_rng(0), 1)


def evidence(p_value: float = 0.5, alpha: float = 2.5, power: float = 1.0, ratio: float = 0.0) -> Evidence:
    told = {"exponential": Ratio(ratio, 0.01), "log_normal": Ratio(0.0, 1.0)}
    return Evidence(Tail(5, alpha, 0.1, 100), p_value, (alpha - 0.2, alpha + 0.2), told, power)


def test_little_power_is_undecided_and_each_ground_rejects_by_itself() -> None:
    assert evidence().word == "plausible"
    assert evidence(power=0.49).word == "undecided"
    assert evidence(alpha=3.1).word == "plausible"  # its interval reaches 3
    for one, ground in (
        (evidence(p_value=0.09, power=0.1), "fit"),
        (evidence(alpha=3.3), "exponent"),
        (evidence(alpha=1.7), "exponent"),
        (evidence(ratio=-5.0), "exponential"),
    ):
        assert (one.word, one.grounds) == ("rejected", (ground,))
    assert evidence(ratio=5.0).word == "plausible"


@pytest.mark.parametrize(
    ("found", "category"),
    [
        ([evidence()] * 4, 5),
        ([evidence()] * 2 + [evidence(p_value=0.0)] * 2, 4),
        ([evidence(alpha=5.0)] * 3 + [None], 3),
        ([evidence(p_value=0.0)] * 3 + [None], 1),
        ([evidence(p_value=0.0, ratio=-1.0)] * 4, 0),
        ([evidence()] * 9 + [evidence(ratio=-1.0)], 4),
    ],
)
def test_the_categories_are_those_of_broido_and_clauset(found: list, category: int) -> None:
    assert scale_free_category(found) == category
    with pytest.raises(ValueError, match="without degree sequences"):
        scale_free_category([])


def test_an_exponential_tail_of_a_thousand_would_be_noticed_and_one_of_sixty_would_not() -> None:
    rng = np.random.default_rng(3)
    large = power_law_evidence(power_law_sample(1000, 2.5, 1, rng), rng, 60)
    small = power_law_evidence(power_law_sample(60, 2.5, 20, rng), rng, 60)
    assert large.power >= 0.95
    assert small.power < large.power
