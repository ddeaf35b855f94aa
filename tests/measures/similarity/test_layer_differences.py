"""Are blocks seen where there are blocks, and nowhere else?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.similarity.layer_differences import (
    absolute_differences,
    agreement_beyond_distance,
    block_contrast,
    inside_excess,
    stage_numbers,
)

seeds = st.integers(0, 2**32 - 1)
STAGES = np.repeat(np.arange(4), (2, 2, 2, 3))  # the layers of a ResNet18


def by_loops(differences: np.ndarray, stages: np.ndarray) -> float:
    n, total, weight = len(stages), 0.0, 0
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    for distance in range(1, n):
        kinds = {True: [], False: []}
        for i, j in pairs:
            if j - i == distance:
                kinds[bool(stages[i] != stages[j])].append(differences[i, j])
        if kinds[True] and kinds[False]:
            count = min(len(kinds[True]), len(kinds[False]))
            total += count * (np.mean(kinds[True]) - np.mean(kinds[False]))
            weight += count
    return total / weight / np.mean([differences[i, j] for i, j in pairs])


@given(seeds)
def test_the_contrast_is_that_of_its_definition(seed: int) -> None:
    differences = absolute_differences(np.random.default_rng(seed).normal(size=9))
    assert block_contrast(differences, STAGES) == pytest.approx(by_loops(differences, STAGES))


@pytest.mark.system
@settings(max_examples=20)  # of 300 curves each
@given(seeds)
def test_random_curves_have_no_contrast_on_average_and_curves_of_stages_have_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    climbs = np.cumsum(rng.random(size=(300, 9)), axis=1)
    contrasts = [block_contrast(absolute_differences(climb), STAGES) for climb in climbs]
    assert abs(np.mean(contrasts)) < 4 * np.std(contrasts) / np.sqrt(300)
    jumps = np.array([0.0, 1.0, 3.0, 4.0])[STAGES] + 0.05 * rng.random(9)
    assert block_contrast(absolute_differences(jumps), STAGES) > 0.3


def test_at_the_size_of_a_resnet56_jumps_between_stages_are_blocks_and_climbs_within_them_are_the_opposite() -> None:
    stages = np.repeat(np.arange(3), (10, 9, 9))
    jumps = absolute_differences(stages + 0.01 * np.arange(28.0))
    climbs = absolute_differences(np.arange(28.0) - 0.99 * stages)  # as steep within as before, and flat between
    assert block_contrast(jumps, stages) > 0.3
    assert block_contrast(climbs, stages) < -0.02
    assert block_contrast(absolute_differences(np.arange(28.0)), stages) == pytest.approx(0.0, abs=1e-12)


def test_a_straight_climb_has_no_blocks_whatever_its_stages() -> None:
    differences = absolute_differences(np.arange(9.0))
    for opening in np.random.default_rng(0).random((20, 8)) < 0.4:
        stages = stage_numbers(opening)
        if 1 < len(set(stages.tolist())) < 9:
            assert block_contrast(differences, stages) == pytest.approx(0.0, abs=1e-12)


@given(seeds)
def test_agreement_beyond_distance_ignores_what_depends_on_distance_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = absolute_differences(rng.normal(size=12))
    ramp = absolute_differences(np.arange(12.0))
    assert agreement_beyond_distance(first, ramp) == 0.0
    assert agreement_beyond_distance(first, 3.0 * first + 1.0) == pytest.approx(1.0)
    assert agreement_beyond_distance(first, -first) == pytest.approx(-1.0)


def test_two_climbs_that_have_only_the_distance_in_common_agree_and_beyond_it_do_not() -> None:
    rng = np.random.default_rng(0)
    plain, beyond = [], []
    for _ in range(200):
        first, second = (absolute_differences(np.arange(9.0) + rng.normal(size=9)) for _ in range(2))
        upper = np.triu_indices(9, 1)
        plain.append(np.corrcoef(first[upper], second[upper])[0, 1])
        beyond.append(agreement_beyond_distance(first, second))
    assert np.mean(plain) > 0.7
    assert abs(np.mean(beyond)) < 0.05


def test_what_has_no_blocks_to_see_is_refused() -> None:
    with pytest.raises(ValueError, match="no two layers differ"):
        block_contrast(np.zeros((4, 4)), np.array([0, 0, 1, 1]))
    differences = absolute_differences(np.arange(3.0))
    for stages in ([0, 0, 0], [0, 1, 2]):
        with pytest.raises(ValueError, match="there is nothing to compare"):
            block_contrast(differences, np.array(stages))
    with pytest.raises(ValueError, match="the value of layer 1 is not finite"):
        absolute_differences(np.array([0.0, np.nan]))
    with pytest.raises(ValueError, match="of the same 4 layers or more"):
        agreement_beyond_distance(differences, differences)


@pytest.mark.parametrize("seed", range(5))
def test_the_excess_is_that_of_its_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inside = np.array([False, True, True, False, False, True, False, True, True, True, False])
    differences = absolute_differences(rng.random(11)) + 0.1 * (1 - np.eye(11))
    found = []
    for before, after in ((0, 3), (4, 6), (6, 10)):
        for layer in (0, 3, 4, 6, 10):
            within = [differences[layer, m] for m in range(before + 1, after)]
            found.append(sum(within) / len(within) - (differences[layer, before] + differences[layer, after]) / 2)
    mean = np.mean([differences[i, j] for i in range(11) for j in range(i + 1, 11)])
    assert inside_excess(differences, inside) == pytest.approx(np.mean(found) / mean)


@pytest.mark.parametrize("inside", [[True, False, True, False], [False, True, True, True], [False] * 4])
def test_layers_that_lie_between_no_two_others_are_refused(inside: list[bool]) -> None:
    with pytest.raises(ValueError, match="must lie between layers behind an addition"):
        inside_excess(absolute_differences(np.arange(4.0)), np.array(inside))
