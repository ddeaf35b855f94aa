"""Are the two sides scored alike whatever they are called, and is chance told from agreement?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.communities.partition_scores import balanced_accuracy, misclassified_share

pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1)


@given(pairs)
def test_naming_the_sides_the_other_way_changes_no_score(points: list[tuple[bool, bool]]) -> None:
    sides, classes = np.array(points).T
    assert misclassified_share(sides, classes) == pytest.approx(misclassified_share(~sides, classes))
    assert 0.0 <= misclassified_share(sides, classes) <= 0.5
    if 0 < classes.sum() < len(classes):
        assert balanced_accuracy(sides, classes) == pytest.approx(balanced_accuracy(~sides, classes))
        assert 0.5 <= balanced_accuracy(sides, classes) <= 1.0


def test_agreement_is_perfect_and_one_side_is_chance() -> None:
    classes = np.array([True] * 9 + [False])
    assert misclassified_share(~classes, classes) == 0.0
    assert balanced_accuracy(~classes, classes) == 1.0
    assert balanced_accuracy(np.ones(10, dtype=bool), classes) == 0.5
    assert misclassified_share(np.ones(10, dtype=bool), classes) == pytest.approx(0.1)


def test_scores_without_points_or_of_one_class_are_refused() -> None:
    none = np.zeros(0, dtype=bool)
    with pytest.raises(ValueError, match="no points"):
        misclassified_share(none, none)
    with pytest.raises(ValueError, match="both classes"):
        balanced_accuracy(np.array([True]), np.array([True]))
