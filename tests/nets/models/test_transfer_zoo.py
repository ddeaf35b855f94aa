"""Does each body of the zoo take all images, give the features that its head expects, and learn?"""

import pytest
import torch
from torch import nn

from netsci_bench.nets.models.transfer_zoo import FAMILIES, FitImages, make_head, zoo_net

SHAPES = [(1, 28, 28), (3, 32, 32)]


@pytest.mark.parametrize("image", [(1, 28), (3, 32)])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_body_takes_grey_and_coloured_images_of_both_sizes(family, image):
    torch.manual_seed(0)
    net = zoo_net(7, family, (4, 2), (6, 5), image)
    for shape in SHAPES:
        images = torch.rand(3, *shape).contiguous(memory_format=torch.channels_last)
        assert net(images).shape == (3, 7)
        assert net.body(images).shape == (3, net.head[0].in_features)
    nn.functional.cross_entropy(net(images), torch.arange(3)).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in net.parameters())


@pytest.mark.parametrize("family", FAMILIES)
def test_width_and_depth_make_a_network_larger(family):
    def size(*given):
        return sum(p.numel() for p in zoo_net(10, family, given).body.parameters())

    assert size(4, 2) < size(8, 2)
    assert size(4, 1) < size(4, 2)


def test_images_are_cut_in_the_middle_padded_evenly_averaged_or_repeated():
    large = torch.arange(3 * 32 * 32.0).view(1, 3, 32, 32)
    assert torch.equal(FitImages(1, 28)(large), large[:, :, 2:30, 2:30].mean(1, keepdim=True))
    small = torch.rand(2, 1, 28, 28)
    padded = FitImages(3, 32)(small)
    assert torch.equal(padded[:, :, 2:30, 2:30], small.expand(-1, 3, -1, -1))
    assert padded.sum() == pytest.approx(3 * float(small.sum()), rel=1e-5)
    assert torch.equal(FitImages(1, 28)(small), small)


def test_the_body_does_not_depend_on_the_head():
    torch.manual_seed(0)
    plain = zoo_net(10, "resnet", (4, 1))
    torch.manual_seed(0)
    probed = zoo_net(3, "resnet", (4, 1), (8, 8, 8))
    for one, other in zip(plain.body.parameters(), probed.body.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_head_is_one_layer_or_a_probe_and_an_unknown_family_is_named():
    assert [type(layer) for layer in make_head(4, 3)] == [nn.Linear]
    assert [type(layer) for layer in make_head(4, 3, (5, 6))] == [nn.Linear, nn.ReLU, nn.Linear, nn.ReLU, nn.Linear]
    with pytest.raises(ValueError, match="no family 'dense'; there are mlp"):
        zoo_net(10, "dense")
