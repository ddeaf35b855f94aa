"""Do the policies turn signed weights into what they say, and refuse what they cannot?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.graphs.signed_weights import POLICIES, nonnegative
from netsci_bench.measures.similarity.correlation import pearson

SIGNED = np.array([[1.0, -0.5, 0.25], [-0.5, 1.0, -1.0], [0.25, -1.0, 1.0]])


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("absolute", [[0.0, 0.5, 0.25], [0.5, 0.0, 1.0], [0.25, 1.0, 0.0]]),
        ("positive", [[0.0, 0.0, 0.25], [0.0, 0.0, 0.0], [0.25, 0.0, 0.0]]),
        ("shifted", [[0.0, 0.25, 0.625], [0.25, 0.0, 0.0], [0.625, 0.0, 0.0]]),
    ],
)
def test_each_policy_does_what_it_states(policy: str, expected: list[list[float]]) -> None:
    assert np.array_equal(nonnegative(SIGNED, policy), expected)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(POLICIES))
def test_every_policy_commutes_with_relabelling_and_gives_no_negative_weight(seed: int, policy: str) -> None:
    rng = np.random.default_rng(seed)
    weights = pearson([rng.normal(size=(6, 7))])
    order = rng.permutation(7)
    result = nonnegative(weights, policy)
    assert result.min() >= 0.0
    assert not result.diagonal().any()
    assert np.array_equal(nonnegative(weights[np.ix_(order, order)], policy), result[np.ix_(order, order)])


def test_the_input_is_left_as_it_was() -> None:
    before = SIGNED.copy()
    for policy in POLICIES:
        nonnegative(SIGNED, policy)
    assert np.array_equal(before, SIGNED)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_constant_unit_is_tied_to_nothing(policy: str) -> None:
    data = np.random.default_rng(0).normal(size=(20, 4))
    data[:, 1] = 3.0
    result = nonnegative(pearson([data]), policy)
    assert not result[1].any()
    assert not result[:, 1].any()


def test_shifted_ties_a_varying_unit_at_one_half_even_where_it_correlates_with_nothing() -> None:
    assert nonnegative(np.eye(2), "shifted")[0, 1] == 0.5


def test_an_unknown_policy_is_refused_with_the_names_of_the_policies() -> None:
    with pytest.raises(ValueError, match=r"'abs'.*absolute, positive, shifted"):
        nonnegative(SIGNED, "abs")


def test_shifted_refuses_weights_that_are_no_correlations() -> None:
    with pytest.raises(ValueError, match=r"outside \[-1, 1\]"):
        nonnegative(SIGNED * 2.0, "shifted")


@pytest.mark.parametrize("policy", POLICIES)
def test_a_weight_that_is_not_finite_is_refused_with_its_place(policy: str) -> None:
    weights = SIGNED.copy()
    weights[1, 2] = np.nan
    with pytest.raises(ValueError, match=r"weights\[1, 2\]"):
        nonnegative(weights, policy)
