"""Are the two sides scored alike whatever they are called, and is chance told from agreement?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.communities.partition_scores import balanced_accuracy

pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1)


@given(pairs)
def test_naming_the_sides_the_other_way_changes_no_score(points: list[tuple[bool, bool]]) -> None:
    sides, classes = np.array(points).T
    if 0 < classes.sum() < len(classes):
        assert balanced_accuracy(sides, classes) == pytest.approx(balanced_accuracy(~sides, classes))
        assert 0.5 <= balanced_accuracy(sides, classes) <= 1.0


def test_agreement_is_perfect_and_one_side_is_chance() -> None:
    classes = np.array([True] * 9 + [False])
    assert balanced_accuracy(~classes, classes) == 1.0
    assert balanced_accuracy(np.ones(10, dtype=bool), classes) == 0.5


def test_a_score_of_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="both classes"):
        balanced_accuracy(np.array([True]), np.array([True]))
