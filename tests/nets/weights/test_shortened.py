"""Does a shortened network compute what the whole one does when the removed layers are passed over?"""

import pytest
import torch
from torch import nn

from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.deep.four_stage_resnet import four_stage_resnet, resnet152
from netsci_bench.nets.models.deep.vgg import vgg, vgg11, vgg13, vgg19
from netsci_bench.nets.weights.shortened import names_in_whole, weights_of_whole

LAYER = 3  # modules: convolution, normalisation, activation


def trained(net: nn.Module) -> nn.Module:
    """As if it had seen data: its normalisations are none that would be drawn."""
    torch.manual_seed(0)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2.0)
            nn.init.uniform_(module.weight, 0.5, 1.5)
    return net.eval()


def without(net: nn.Module, stage: int, last: int) -> None:
    """Pass over the last layers of a stage of a VGG."""
    pools = [at for at, layer in enumerate(net.features) if isinstance(layer, nn.MaxPool2d)]
    for at in range(pools[stage] - LAYER * last, pools[stage]):
        net.features[at] = nn.Identity()


@pytest.mark.parametrize("removed", range(7))
def test_a_vgg19_computes_what_the_whole_one_does_without_these_layers(removed):
    whole, short = trained(vgg19(4, width=2)), vgg19(4, width=2, removed=removed)
    short.load_state_dict(weights_of_whole(whole, short))
    images = torch.randn(3, 3, 32, 32)
    of_fifth = min(removed, 3)
    without(whole, 4, of_fifth)
    without(whole, 3, removed - of_fifth)
    assert torch.equal(short.eval()(images), whole(images))


def test_a_vgg11_loses_the_last_layers_of_its_fifth_fourth_and_third_stage():
    names = names_in_whole(vgg11(4, width=1), vgg11(4, width=1, removed=3))
    left = [old for new, old in names.items() if new.startswith("features.")]
    convolutions = [name for name, layer in vgg11(4, width=1).named_modules() if isinstance(layer, nn.Conv2d)]
    assert [at for at, name in enumerate(convolutions) if name not in left] == [3, 5, 7]


def test_a_resnet_computes_what_the_whole_one_does_without_the_last_blocks_of_a_stage():
    whole, short = (trained(resnet152(4, width=2, removed=removed)) for removed in (30, 33))
    short.load_state_dict(weights_of_whole(whole, short))
    images = torch.randn(3, 3, 32, 32)
    expected = short(images)
    whole.layer3 = whole.layer3[:3]
    assert torch.equal(expected, whole(images))


def test_a_network_that_loses_nothing_gets_all_weights():
    whole = trained(vgg11(4, width=2))
    found = weights_of_whole(whole, vgg11(4, width=2))
    assert all(torch.equal(value, found[name]) for name, value in whole.state_dict().items())
    assert found.keys() == whole.state_dict().keys()


def test_a_network_with_more_layers_in_a_stage_or_with_other_stages_is_refused():
    with pytest.raises(ValueError, match=r"stages of \[6, 1, 6, 1"):
        weights_of_whole(vgg11(4, width=1), vgg13(4, width=1))
    four = vgg(4, (1, 1, 1, 1, 1), 1)
    four.features = four.features[:-1]
    with pytest.raises(ValueError, match="are not those of"):
        weights_of_whole(four, vgg11(4, width=1, removed=3))
    with pytest.raises(ValueError, match=r"the whole network has no layer2\.1"):
        weights_of_whole(four_stage_resnet(4, (1, 1, 1, 1)), four_stage_resnet(4, (1, 2, 1, 1)))
    with pytest.raises(ValueError, match="the whole network has no"):
        weights_of_whole(cifar_resnet(4, (1, 1, 1)), four_stage_resnet(4, (1, 1, 1, 1)))
