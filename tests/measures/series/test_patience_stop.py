"""Does the rule stop where a loop that waits would stop?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.series.patience_stop import patience_stop


def by_waiting(values: list[float], patience: int, burn_in: int) -> int | None:
    """The rule as a training would follow it, look by look."""
    best, waited = -np.inf, 0
    for look, value in enumerate(values):
        if look < burn_in:
            continue
        best, waited = (value, 0) if value > best else (best, waited + 1)
        if waited >= patience:
            return look
    return None


@given(st.lists(st.integers(-4, 4), max_size=40), st.integers(1, 6), st.integers(0, 12))
def test_it_stops_where_a_loop_would(values, patience, burn_in):
    assert patience_stop(np.array(values, dtype=float), patience, burn_in) == by_waiting(values, patience, burn_in)


def test_a_value_that_always_grows_never_stops_and_one_that_stays_stops_after_its_patience():
    grows, stays = np.arange(41.0), np.ones(41)
    assert [patience_stop(grows, patience) for patience in range(1, 11)] == [None] * 10
    assert [patience_stop(stays, patience, 5) for patience in range(1, 11)] == list(range(6, 16))


def test_a_best_value_before_the_burn_in_does_not_count():
    values = np.array([9.0, 1.0, 2.0, 3.0, 4.0])
    assert patience_stop(values, 2) == 2
    assert patience_stop(values, 2, 1) is None


@pytest.mark.parametrize(("patience", "burn_in"), [(0, 0), (1, -1)])
def test_a_rule_without_patience_or_with_a_negative_burn_in_is_refused(patience, burn_in):
    with pytest.raises(ValueError, match="at least"):
        patience_stop(np.ones(3), patience, burn_in)


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        patience_stop(np.array([1.0, np.nan]), 1)
