"""Are 6 and 9 very similar where they are made so, and only there, in patterns of the size of LeNet5's graphs?"""

import numpy as np
import pytest

from netsci_bench.experiments.coactivation.digits import DigitSimilarity, summarise_similarity
from netsci_bench.measures.similarity.graph_similarity import pattern_similarity

seeds = pytest.mark.parametrize("seed", [0, 1, 2])


def digits_with(share: float, seed: int, entries: int, shared) -> DigitSimilarity:
    """Patterns of ten digits, of which 6 and 9 have ``share`` in common; the halves of a digit differ in noise."""
    rng = np.random.default_rng(seed)
    digits = rng.normal(size=(10, entries))
    digits[9] = share * digits[6] + np.sqrt(1 - share**2) * digits[9]
    more = [digits[d] + 0.2 * rng.normal(size=entries) for d in (7, 6, 6, 9, 9)]
    likeness = np.corrcoef(digits)
    similarity = pattern_similarity(np.stack([*digits, *more]), np.zeros(entries, dtype=int))
    return summarise_similarity(similarity, likeness, shared.run("made"))


@pytest.mark.parametrize("entries", [57, 35, 586, 250, 1596])
@seeds
def test_six_and_nine_are_very_similar_where_they_are_and_only_there(shared, entries, seed):
    same, unrelated = (digits_with(share, seed, entries, shared) for share in (0.97, 0.0))
    assert same.six_nine > 0.8  # the band of the claim
    assert same.above_other_pairs > 0.5
    assert same.margin > 0.3
    assert same.rank == 1
    assert abs(unrelated.six_nine) < 0.5
    assert abs(unrelated.above_other_pairs) < 0.5
    for found in (same, unrelated):
        assert found.same_digit > 0.9  # two halves of a digit are very similar in either case
        assert found.follows_images == pytest.approx(1.0)


def test_where_all_digits_are_alike_six_and_nine_are_similar_but_no_more_than_others(shared):
    rng = np.random.default_rng(0)
    patterns = rng.normal(size=586) + 0.2 * rng.normal(size=(15, 586))
    similarity = pattern_similarity(patterns, np.zeros(586, dtype=int))
    found = summarise_similarity(similarity, np.corrcoef(rng.normal(size=(10, 784))), shared.run("made"))
    assert found.six_nine > 0.9
    assert abs(found.above_other_pairs) < 0.03
    assert abs(found.any_pair_above) < 0.03
    assert abs(found.follows_images) < 0.5


def test_a_pair_at_random_is_above_the_others_in_half_of_all_seeds(shared):
    above = []
    for seed in range(200):
        shared.seed = seed
        above.append(digits_with(0.0, seed, 57, shared).any_pair_above > 0)
    shared.seed = 0
    assert 0.4 < np.mean(above) < 0.6
