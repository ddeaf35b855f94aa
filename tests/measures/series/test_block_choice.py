"""Are the kept blocks those of highest score, and never fewer than those that must stay?"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.series.block_choice import kept_in_shape, kept_overall
from netsci_bench.measures.similarity.linear_cka import linear_cka

STAGES = (3, 3, 3)
FIXED = np.array([False] * 3 + [True, False, False] * 2)
scores = st.lists(st.floats(-5, 5, width=32), min_size=9, max_size=9, unique=True).map(np.array)


def flat(kept: tuple[tuple[int, ...], ...]) -> set[int]:
    return {3 * stage + block for stage, blocks in enumerate(kept) for block in blocks}


@settings(max_examples=60, deadline=None)
@given(scores, st.integers(2, 9))
def test_no_other_choice_of_as_many_blocks_scores_higher(score, left):
    kept = flat(kept_overall(score, FIXED, STAGES, left))
    assert len(kept) == left
    free = [block for block in range(9) if not FIXED[block]]
    best = max(sum(score[list(some)]) for some in combinations(free, left - 2))
    assert sum(score[block] for block in kept if not FIXED[block]) == pytest.approx(best)
    assert {3, 6} <= kept


@settings(max_examples=60, deadline=None)
@given(scores, st.tuples(*[st.integers(1, 3)] * 3))
def test_a_shape_is_kept_and_within_each_stage_the_highest_scores(score, shape):
    kept = kept_in_shape(score, FIXED, STAGES, shape)
    assert tuple(len(blocks) for blocks in kept) == shape
    for stage, blocks in enumerate(kept):
        part, fixed = score[3 * stage : 3 * stage + 3], FIXED[3 * stage : 3 * stage + 3]
        chosen = [block for block in blocks if not fixed[block]]
        rest = [block for block in range(3) if block not in blocks]
        assert not any(fixed[block] for block in rest)
        assert all(part[one] >= part[other] for one in chosen for other in rest)


def test_of_equal_scores_the_earlier_block_stays():
    assert kept_overall(np.zeros(9), FIXED, STAGES, 4) == ((0, 1), (0,), (0,))
    assert kept_in_shape(np.zeros(9), FIXED, STAGES, (2, 2, 1)) == ((0, 1), (0, 1), (0,))


@pytest.mark.parametrize("left", [1, 10])
def test_fewer_than_must_stay_or_more_than_there_are_is_refused(left):
    with pytest.raises(ValueError, match="cannot be left"):
        kept_overall(np.zeros(9), FIXED, STAGES, left)


@pytest.mark.parametrize("shape", [(0, 1, 1), (4, 1, 1)])
def test_a_stage_cannot_vanish_or_grow(shape):
    with pytest.raises(ValueError, match="a stage of 3 blocks cannot keep"):
        kept_in_shape(np.zeros(9), FIXED, STAGES, shape)


def test_scores_must_be_finite_and_one_a_block():
    with pytest.raises(ValueError, match="finite"):
        kept_overall(np.array([np.nan] + [0.0] * 8), FIXED, STAGES, 4)
    with pytest.raises(ValueError, match="8 scores"):
        kept_overall(np.zeros(8), FIXED[:8], STAGES, 4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_cka_ignores_rotation_scale_and_shift(seed, scale):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(20, 6)), rng.normal(size=(20, 4))
    rotation = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert linear_cka(x, y) == pytest.approx(linear_cka(scale * x @ rotation + 3.0, y), abs=1e-9)
    assert linear_cka(x, y) == pytest.approx(linear_cka(y, x))


def test_cka_is_that_of_the_feature_form():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, 5)), rng.normal(size=(30, 7))
    x, y = x - x.mean(0), y - y.mean(0)
    expected = np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))
    assert linear_cka(x, y) == pytest.approx(expected)


def test_cka_refuses_what_does_not_vary_or_does_not_match():
    with pytest.raises(ValueError, match="represented alike"):
        linear_cka(np.ones((4, 2)), np.eye(4))
    with pytest.raises(ValueError, match="same ones"):
        linear_cka(np.eye(1), np.eye(1))
