"""Are the layers of a network found by what its blocks do, and is a network without any described?"""

import pytest
import torch
from torch import nn

from netsci_bench.nets.models.cifar_resnet import resnet20
from netsci_bench.nets.models.deep.library_model import library_model
from netsci_bench.nets.models.lenet300 import lenet300
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.layer_outputs import block_points

IMAGE = (3, 16, 16)


class Mixed(nn.Module):
    """A mixer block: two additions, of one part that mixes places and one that mixes channels."""

    def __init__(self, places: int, channels: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(nn.Linear(places, 5), nn.GELU(), nn.Linear(5, places))
        self.channels = nn.Sequential(nn.Linear(channels, 5), nn.GELU(), nn.Linear(5, channels))

    def forward(self, x):
        x = x + self.mix(x.transpose(1, 2)).transpose(1, 2)
        return x + self.channels(x)


class Patches(nn.Module):
    """Patches, then what comes after them, then the mean over places."""

    def __init__(self, *after: nn.Module) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 4, 4)
        self.places = nn.Parameter(torch.zeros(1, 16, 8))
        self.after = nn.Sequential(*after)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2) + self.places
        return self.head(self.after(x).mean(1))


def test_the_blocks_of_a_mixer_are_found():
    net = Patches(Mixed(16, 8), Mixed(16, 8), Mixed(16, 8))
    assert block_names(net, IMAGE) == ("stem", "after.0", "after.1", "after.2")


def test_the_layers_of_torchs_own_transformer_are_found_although_it_has_one_kernel_for_them():
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    net = Patches(nn.TransformerEncoder(layer, 3, enable_nested_tensor=False))
    assert block_names(net, IMAGE) == ("stem", *(f"after.0.layers.{number}" for number in range(3)))


def test_the_blocks_of_a_resnet_are_those_that_were_named_by_hand():
    assert block_names(resnet20(10), (3, 32, 32)) == block_points(resnet20(10))


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "side", "layers"),
    [
        ("timm:mixer_s32_224", 224, 9),
        ("timm:swin_tiny_patch4_window7_224", 224, 13),
        ("timm:convnext_atto", 64, 13),
        ("timm:resmlp_12_224", 224, 13),
        ("torchvision:vit_b_32", 224, 13),
        ("torchvision:swin_t", 224, 13),
        ("torchvision:resnet50", 64, 17),
        ("torchvision:mobilenet_v2", 64, 18),
        ("torchvision:efficientnet_b0", 64, 17),
        ("torchvision:alexnet", 224, 5),
    ],
)
def test_published_networks_have_as_many_layers_as_their_papers_say(name, side, layers):
    assert len(block_names(library_model(10, name), (3, side, side))) == layers


def test_a_block_that_adds_nothing_is_found_by_its_class_and_blocks_within_blocks_are_left_out():
    net = library_model(10, "torchvision:mobilenet_v2", width_mult=0.1)  # the first block of a stage has no shortcut
    names = block_names(net, (3, 32, 32))
    assert names[:3] == ("features.0.0", "features.1", "features.2")
    assert len(names) == 18


class OwnActivation(nn.Module):
    """Two convolutions, with an activation that is a function."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3)

    def forward(self, x):
        return self.second(torch.relu(self.first(x))).flatten(1)


def test_without_additions_the_convolutions_are_the_layers_or_the_activations_that_follow():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True), nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4), nn.GELU())
    assert block_names(net, IMAGE) == ("0", "2")
    assert block_names(net, IMAGE, "activation") == ("1", "4")
    assert block_names(OwnActivation(), IMAGE) == ("first", "second")
    with pytest.raises(ValueError, match="the convolution first is followed by no activation that is a module"):
        block_names(OwnActivation(), IMAGE, "activation")


def test_nothing_of_the_network_changes():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Conv2d(4, 4, 3))
    net[1].eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    block_names(net, IMAGE)
    assert [module.training for module in net] == [True, False, True, True]
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
    assert all(p.grad is None for p in net.parameters())


def test_a_net_without_blocks_says_what_it_consists_of():
    with pytest.raises(ValueError, match=r"Sequential has no blocks .* it consists of 3 Linear, 2 ReLU, 1 Flatten"):
        block_names(lenet300(10), (1, 28, 28))
    with pytest.raises(ValueError, match="it consists of 1 Conv2d"):
        block_names(nn.Sequential(nn.Conv2d(3, 4, 3)), IMAGE)
    many = nn.Sequential(
        nn.Identity(), nn.ReLU(), nn.GELU(), nn.Tanh(), nn.ELU(), nn.CELU(), nn.SELU(), nn.SiLU(), nn.Mish()
    )
    with pytest.raises(ValueError, match="and 1 other kinds"):
        block_names(many, IMAGE)
