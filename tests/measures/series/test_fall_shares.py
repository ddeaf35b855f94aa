"""Is the share of a fall that is done the same whatever the unit and the zero of the value?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from netsci_bench.measures.series.fall_shares import fall_shares

FALLING = arrays(np.float64, st.integers(2, 20), elements=st.integers(-100, 100).map(float)).filter(
    lambda values: values.min() < values[0]
)


@given(FALLING, st.floats(0.1, 10), st.integers(-50, 50))
def test_neither_the_unit_nor_the_zero_matters(values, unit, zero):
    np.testing.assert_allclose(fall_shares(values * unit + zero), fall_shares(values), atol=1e-9)


@given(FALLING)
def test_it_begins_with_nothing_and_reaches_all_at_the_lowest_value_and_nowhere_more(values):
    shares = fall_shares(values)
    assert shares[0] == 0
    assert shares.max() == shares[values.argmin()] == 1
    assert ((shares < 0) == (values > values[0])).all()


def test_an_exponential_fall_has_done_95_percent_after_three_time_constants():
    steps = np.arange(0, 40)
    shares = fall_shares(2 + 5 * np.exp(-steps / 2))
    assert np.argmax(shares >= 0.95) == 6  # 3 constants of 2 steps


@pytest.mark.parametrize(
    ("values", "what"),
    [([1.0], "two or more"), ([2.0, np.nan], "all finite"), ([1.0, 1.0, 3.0], "no fall")],
)
def test_what_does_not_fall_is_refused(values, what):
    with pytest.raises(ValueError, match=what):
        fall_shares(np.array(values))
