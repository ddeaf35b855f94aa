"""Are the layers inside of blocks those on the way through, and none on the way around?"""

import pytest
from torch import nn

from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.deep.four_stage_resnet import resnet18, resnet50
from netsci_bench.nets.models.deep.vgg import vgg11
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.inside_blocks import inside_names

IMAGE = (3, 32, 32)


@pytest.mark.parametrize(
    ("net", "blocks", "each"),
    [(cifar_resnet(3, (2, 1, 1)), 4, 2), (resnet18(3, 2), 8, 2), (resnet50(3, 1), 16, 3)],
)
def test_each_block_has_its_normalisations_inside(net, blocks, each):
    names = block_names(net, IMAGE)
    inside = inside_names(net, names)
    assert len(inside) == blocks * each
    assert not [name for name in inside if "shortcut" in name]
    assert all(isinstance(net.get_submodule(name), nn.BatchNorm2d) for name in inside)
    assert {name for name in names if any(part.startswith(f"{name}.") for part in inside)} == set(names) - {"conv1"}


def test_torchvision_s_way_around_is_not_inside():
    models = pytest.importorskip("torchvision.models")
    net = models.resnet18(num_classes=3)
    inside = inside_names(net, block_names(net, (3, 64, 64)))
    assert len(inside) == 16
    assert not [name for name in inside if "downsample" in name]


def test_a_net_without_blocks_and_a_block_without_normalisation_are_refused():
    net = vgg11(3, 2)
    with pytest.raises(ValueError, match="no block of Vgg has a batch normalisation inside"):
        inside_names(net, block_names(net, IMAGE))
    plain = nn.Sequential(nn.Sequential(nn.Linear(2, 2)))
    with pytest.raises(ValueError, match="0 has no batch normalisation inside"):
        inside_names(plain, ["0"])
