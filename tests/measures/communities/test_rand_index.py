"""Is the index that of scikit-learn, and at chance where partitions have nothing to do with each other?"""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from netsci_bench.measures.communities.rand_index import adjusted_rand_index


@pytest.mark.parametrize("seed", range(5))
def test_it_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(1 + seed, size=60), rng.integers(4, size=60)
    assert adjusted_rand_index(a, b) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert adjusted_rand_index(a, b) == pytest.approx(adjusted_rand_index(b, 7 - a), abs=1e-12)


@pytest.mark.parametrize("kinds", [2, 3, 4])
def test_at_the_size_that_is_used_equal_partitions_give_1_and_unrelated_ones_0(kinds):
    rng = np.random.default_rng(kinds)
    labels = np.arange(1000) % kinds
    assert adjusted_rand_index(labels, (labels + 1) % kinds) == 1
    found = [adjusted_rand_index(labels, rng.permutation(labels)) for _ in range(100)]
    assert np.mean(found) == pytest.approx(0, abs=0.002)
    assert np.max(np.abs(found)) < 0.02


@pytest.mark.parametrize(("kinds", "moved"), [(4, 13), (2, 20)])
def test_one_point_of_so_many_in_a_wrong_group_is_where_the_band_begins(kinds, moved):
    labels, groups = np.arange(10_400) % kinds, np.arange(10_400) % kinds
    wrong = np.random.default_rng(0).choice(10_400, 10_400 // moved, replace=False)
    groups[wrong] = (groups[wrong] + np.random.default_rng(1).integers(1, kinds, len(wrong))) % kinds
    assert adjusted_rand_index(groups, labels) == pytest.approx(0.805, abs=0.01)


def test_partitions_of_different_nodes_are_refused():
    with pytest.raises(ValueError, match="the same, at least one, nodes"):
        adjusted_rand_index(np.zeros(3, int), np.zeros(4, int))
    with pytest.raises(ValueError, match="at least one"):
        adjusted_rand_index(np.zeros(0, int), np.zeros(0, int))
