"""Are these the four-stage ResNets of the paper: as large, with as many layers, and with the same pruned variants?"""

import pytest
import torch

from netsci_bench.nets.models.deep.four_stage_resnet import (
    four_stage_resnet,
    resnet18,
    resnet34,
    resnet50,
    resnet101,
    resnet152,
)
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.size import parameter_count
from netsci_bench.nets.weights.blocks import keep_blocks

IMAGE = (3, 32, 32)


def by_hand(stages, bottleneck, width, classes=10):
    """Parameters from the description: no bias but in the last layer, two numbers a channel after each
    convolution."""
    count, channels = 27 * width + 2 * width, width
    for number, blocks in enumerate(stages):
        inner = width * 2**number
        for block in range(blocks):
            ends = 4 * inner if bottleneck else inner
            kernels = [(1, channels, inner), (9, inner, inner), (1, inner, ends)]
            kernels = kernels if bottleneck else [(9, channels, inner), (9, inner, inner)]
            if channels != ends or (number and not block):
                kernels.append((1, channels, ends))
            count += sum(area * inputs * outputs + 2 * outputs for area, inputs, outputs in kernels)
            channels = ends
    return count + (channels + 1) * classes


@pytest.mark.parametrize(
    ("net", "stages", "bottleneck", "layers"),
    [
        (resnet18, (2, 2, 2, 2), False, 9),
        (resnet34, (3, 4, 6, 3), False, 17),
        (resnet50, (3, 4, 6, 3), True, 17),
        (resnet101, (3, 4, 23, 3), True, 34),
        (resnet152, (3, 8, 36, 3), True, 51),
    ],
)
def test_the_five_nets_have_the_layers_of_the_figure_and_the_parameters_counted_by_hand(
    net, stages, bottleneck, layers
):
    made = net(10, width=4)
    assert parameter_count(made) == by_hand(stages, bottleneck, 4)
    assert len(block_names(made, IMAGE)) == layers


def test_at_the_papers_width_the_parameters_are_those_known_for_cifar():
    with torch.device("meta"):
        assert [parameter_count(net(10)) for net in (resnet18, resnet34, resnet50)] == [11173962, 21282122, 23520842]


@pytest.mark.parametrize(("removed", "left"), [(5, 31), (11, 25), (16, 20), (21, 15), (26, 10), (30, 6)])
def test_the_variants_have_the_published_number_of_blocks(removed, left):
    assert len(resnet152(10, width=1, removed=removed).layer3) == left


@pytest.mark.system
def test_a_variant_takes_the_weights_of_the_blocks_that_stay():
    whole, pruned = resnet152(10, width=1), resnet152(10, width=1, removed=30)
    kept = keep_blocks(whole.state_dict(), (range(3), range(8), range(6), range(3)))
    pruned.load_state_dict(kept)
    assert torch.equal(pruned.layer3[5].convs[1].weight, whole.layer3[5].convs[1].weight)


def test_a_block_adds_its_input_to_what_it_made_of_it():
    block = resnet18(10, width=2).eval().layer1[1]
    for norm in block.norms:
        torch.nn.init.zeros_(norm.weight)
    x = torch.randn(2, 2, 8, 8).relu()
    assert torch.equal(block(x), x)


def test_the_map_is_halved_at_the_beginning_of_each_stage_but_the_first():
    net, x = four_stage_resnet(10, (1, 2, 1, 1), True, 2).eval(), torch.zeros(2, 2, 32, 32)
    sides = []
    for stage in (net.layer1, net.layer2, net.layer3, net.layer4):
        sides.append((x := stage(x)).shape[1:3])
    assert sides == [(8, 32), (16, 16), (32, 8), (64, 4)]


@pytest.mark.parametrize("removed", [-1, 36])
def test_what_cannot_be_removed_is_refused(removed):
    with pytest.raises(ValueError, match="of 36 blocks 0 to 35 can be removed"):
        resnet152(10, removed=removed)


@pytest.mark.parametrize(("stages", "width"), [((2, 2, 2), 4), ((2, 0, 2, 2), 4), ((1, 1, 1, 1), 0)])
def test_stages_without_blocks_and_no_width_are_refused(stages, width):
    with pytest.raises(ValueError, match="four stages of one block or more and a width of 1 or more"):
        four_stage_resnet(10, stages, width=width)
