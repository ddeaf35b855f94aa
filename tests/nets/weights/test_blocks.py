"""Do the right weights go into a shallower network?"""

import pytest
import torch

from netsci_bench.nets.models.cifar_resnet import CifarResNet
from netsci_bench.nets.probes.block_ablation import blocks_by_stage, last_features, shape_changing
from netsci_bench.nets.weights.blocks import keep_blocks


@pytest.fixture
def net() -> CifarResNet:
    torch.manual_seed(0)
    return CifarResNet((3, 2, 2), 5).eval()


def test_blocks_close_ranks_and_all_else_stays(net):
    found = keep_blocks(net.state_dict(), ((0, 2), (0,), (0, 1)))
    small = CifarResNet((2, 1, 2), 5)
    small.load_state_dict(found)
    assert torch.equal(small.layer1[1].conv2.weight, net.layer1[2].conv2.weight)
    assert torch.equal(small.layer3[1].bn1.bias, net.layer3[1].bn1.bias)
    assert torch.equal(small.conv1.weight, net.conv1.weight)


def test_the_net_that_keeps_everything_is_the_net_itself(net):
    found = keep_blocks(net.state_dict(), ((0, 1, 2), (0, 1), (0, 1)))
    assert found.keys() == net.state_dict().keys()


@pytest.mark.parametrize("kept", [((0, 3), (0,), (0,)), ((2, 0), (0,), (0,)), ((0, 0), (0,), (0,))])
def test_blocks_that_are_not_there_or_out_of_order_are_refused(net, kept):
    with pytest.raises(ValueError, match="stage 1 has blocks 0 to 2"):
        keep_blocks(net.state_dict(), kept)


def test_a_stage_that_is_not_told_of_is_refused(net):
    with pytest.raises(ValueError, match="3 stages, and blocks are named of 2"):
        keep_blocks(net.state_dict(), ((0,), (0,)))


def test_leaving_a_block_out_gives_the_features_of_the_net_without_it(net):
    images = torch.randn(4, 3, 32, 32)
    small = CifarResNet((2, 2, 2), 5).eval()
    small.load_state_dict(keep_blocks(net.state_dict(), ((0, 2), (0, 1), (0, 1))))
    torch.testing.assert_close(
        torch.from_numpy(last_features(net, images, "layer1.1")), torch.from_numpy(last_features(small, images))
    )
    assert net.layer1[1]._forward_hooks == {}


def test_a_block_that_changes_the_shape_cannot_be_left_out(net):
    assert shape_changing(net).tolist() == [False, False, False, True, False, True, False]
    assert blocks_by_stage(net) == (3, 2, 2)
    with pytest.raises(ValueError, match="changes the shape"):
        last_features(net, torch.zeros(2, 3, 32, 32), "layer2.0")
