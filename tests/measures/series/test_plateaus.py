"""Is a plateau found where there is one, at any depth, and is a random placement no finding?"""

import numpy as np
import pytest

from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import (
    at_equal_depths,
    placement_p_value,
    relative_slow_steps,
    slow_steps,
)

BLOCKS = (9, 15, 27, 54)


def straight(steps: int) -> np.ndarray:
    return np.linspace(0.1, 0.6, steps + 1)


def saturating(steps: int) -> np.ndarray:
    return 0.6 * (1 - np.exp(-4 * np.linspace(0, 1, steps + 1)))


def staircase(steps: int) -> np.ndarray:
    """Rises in every third step."""
    return 0.1 + 0.5 * np.floor(np.arange(steps + 1) / 3) / (steps // 3)


@pytest.mark.parametrize("steps", BLOCKS)
def test_a_straight_climb_has_no_plateau_at_any_depth_and_a_staircase_two_steps_in_three(steps):
    assert not relative_slow_steps(straight(steps), 0.25).any()
    assert relative_slow_steps(staircase(steps), 0.25).mean() == pytest.approx(2 / 3)


def test_a_saturating_curve_is_slow_over_the_same_share_of_its_depth_at_every_depth():
    where = 1 - np.log(4 * 4 / (1 - np.exp(-4))) / 4  # its slope is a quarter of the mean from there on
    for steps in BLOCKS:
        assert relative_slow_steps(saturating(steps), 0.25).mean() == pytest.approx(where, abs=1 / steps)


def test_a_fixed_gain_finds_plateaus_in_a_deep_straight_line_and_the_relative_one_does_not():
    assert [float(slow_steps(straight(steps), 0.01).mean()) for steps in BLOCKS] == [0, 0, 0, 1]
    absolute = [float(slow_steps(saturating(steps), 0.01).mean()) for steps in BLOCKS]
    assert depth_rank_correlation(np.array(absolute)) == 1


@pytest.mark.parametrize("curve", [straight, saturating, staircase])
def test_scale_and_offset_of_a_curve_do_not_matter(curve):
    for steps in BLOCKS:
        found = relative_slow_steps(curve(steps), 0.25)
        np.testing.assert_array_equal(relative_slow_steps(3 + 8 * curve(steps), 0.25), found)


def test_a_curve_that_stands_still_or_falls_is_slow_everywhere():
    assert relative_slow_steps(np.full(28, 0.4), 0.25).all()
    assert relative_slow_steps(-straight(27), 0.25).all()


def test_noise_makes_deep_straight_lines_look_slow_unless_they_are_read_at_equal_depths():
    rng = np.random.default_rng(0)
    steps, coarse = {}, {}
    for blocks in (9, 54):
        curves = [straight(blocks) + rng.normal(0, 0.01, blocks + 1) for _ in range(200)]
        steps[blocks] = np.mean([relative_slow_steps(curve, 0.25).mean() for curve in curves])
        coarse[blocks] = np.mean([relative_slow_steps(at_equal_depths(curve, 9), 0.25).mean() for curve in curves])
    assert steps[54] > 0.25
    assert coarse[54] == pytest.approx(coarse[9], abs=0.01)


@pytest.mark.parametrize("blocks", BLOCKS)
def test_at_equal_depths_a_straight_line_is_straight_and_the_ends_stay(blocks):
    found = at_equal_depths(straight(blocks), 9)
    np.testing.assert_allclose(found, np.linspace(0.1, 0.6, 10))


def opening(blocks: int) -> np.ndarray:
    """Blocks that change the shape: the first of the second stage and of the third."""
    marks = np.zeros(blocks, dtype=bool)
    marks[[blocks // 3, 2 * blocks // 3]] = True
    return marks


@pytest.mark.system
@pytest.mark.parametrize("blocks", [9, 27])
def test_slow_steps_where_all_blocks_repeat_are_beyond_chance_and_random_ones_are_not(blocks):
    rare = opening(blocks)
    assert placement_p_value(~rare, rare) < 0.05
    assert placement_p_value(rare, rare) > 0.95
    slow = np.arange(blocks) < blocks // 3
    random = [placement_p_value(np.random.default_rng(seed).permutation(slow), rare) for seed in range(2000)]
    assert np.mean(random) == pytest.approx(0.5, abs=0.02)
    assert np.mean(np.array(random) <= 0.05) == 0  # a third of the steps cannot decide with two rare blocks


def test_the_p_value_is_that_of_many_random_placements():
    rng = np.random.default_rng(1)
    rare, slow = rng.permutation(np.arange(20) < 4), rng.permutation(np.arange(20) < 11)
    seen = (slow & rare).sum()
    drawn = np.array([(rng.permutation(slow) & rare).sum() for _ in range(20_000)])
    by_hand = (drawn < seen).mean() + (drawn == seen).mean() / 2
    assert placement_p_value(slow, rare) == pytest.approx(by_hand, abs=0.01)


def test_what_has_no_meaning_is_refused():
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match="share of the mean step"):
            relative_slow_steps(straight(9), share)
    with pytest.raises(ValueError, match="2 or more"):
        relative_slow_steps(np.ones(1), 0.25)
    with pytest.raises(ValueError, match="equal shares"):
        at_equal_depths(straight(9), 0)
