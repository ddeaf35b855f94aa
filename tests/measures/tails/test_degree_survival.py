"""Does the share of units with at least k edges begin at one, and does a law's fall as its probabilities say?"""

import numpy as np
import pytest

from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.degree_survival import law_survival, survival


def test_the_survival_function_starts_at_one_and_counts_units_with_edges_only():
    k, share = survival(np.array([0, 0, 3, 1, 1, 2]))
    assert k.tolist() == [1, 2, 3]
    np.testing.assert_allclose(share, [1, 0.5, 0.25])


def test_units_without_edges_have_no_survival_function():
    assert [len(part) for part in survival(np.zeros(3, int))] == [0, 0]


@pytest.mark.parametrize("x_min", [1, 4])
def test_a_law_s_survival_is_that_of_a_large_sample(x_min):
    drawn = np.random.default_rng(0).geometric(0.2, 50_000)
    at, share = law_survival(fitted_family("exponential", drawn, x_min), 20)
    values, seen = survival(drawn[drawn >= x_min])
    assert at.tolist() == values[: len(at)].tolist() == list(range(x_min, 21))
    np.testing.assert_allclose(share, seen[: len(at)], atol=0.01)
