"""Is a choice as near to the published net as its curve says, at the 27 blocks of a ResNet56?"""

import numpy as np
import pytest

from netsci_bench.experiments.pruning.readings import Choosing, measure_choice
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.probes.block_ablation import shape_changing

PARAMS = Choosing.model_construct(shape=(2, 3, 6))  # all that the measure reads of them


@pytest.fixture(scope="module")
def net():
    return cifar_resnet(10, (9, 9, 9))


def curve_that_gains_in(blocks: tuple[int, ...]) -> np.ndarray:
    """A curve of 28 layers that stands still but in these blocks."""
    gains = np.full(27, 0.001)
    gains[list(blocks)] = 0.1
    return np.concatenate([[0.1], 0.1 + gains.cumsum()])


PUBLISHED = (0, 4, 10, 12, 19, 20, 22, 24, 26)  # and 9 and 18, which change the shape: 2, 3 and 6


def test_gains_in_as_many_blocks_of_each_stage_as_published_choose_the_published_shape(net):
    assert np.flatnonzero(shape_changing(net)).tolist() == [9, 18]
    found = measure_choice(net, PARAMS, np.array([curve_that_gains_in(PUBLISHED)] * 2))
    assert (found.shape, found.shape_distance, found.shape_share) == ([2, 3, 6], 0, 1)
    assert found.distance_by_draw == [0, 0]


def test_each_block_that_lies_in_another_stage_is_one_away(net):
    for moved in range(1, 5):
        blocks = (*PUBLISHED[:-moved], *range(1, 1 + moved))  # blocks of the third stage for blocks of the first
        found = measure_choice(net, PARAMS, np.array([curve_that_gains_in(blocks)]))
        assert (found.shape, found.shape_distance) == ([2 + moved, 3, 6 - moved], moved)


def test_gains_at_random_blocks_are_as_near_in_a_fifth_of_the_cases(net):
    rng, free = np.random.default_rng(0), [block for block in range(27) if block not in (9, 18)]
    curves = [curve_that_gains_in(tuple(rng.choice(free, 9, replace=False))) for _ in range(1000)]
    found = measure_choice(net, PARAMS, np.array(curves))
    near = np.mean(np.array(found.distance_by_draw) <= 1)
    assert near == pytest.approx(0.22, abs=0.05)  # what the claims say of chance
