"""Are a block's units those after its shortcut, and does a shortcut join the channels that are added?"""

import numpy as np
import pytest
import torch

from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.set_mlp import set_mlp
from netsci_bench.nets.probes.activations import activations, find_layers
from netsci_bench.nets.probes.residual_units import shortcut_pairs, unit_activations, unit_places

IMAGES = torch.rand(5, 3, 32, 32, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def net():
    torch.manual_seed(0)
    return cifar_resnet(10, (1, 2, 1)).eval()


def test_a_blocks_units_are_its_output_and_all_others_are_as_they_were(net):
    probed = find_layers(net, IMAGES)
    found = unit_activations(net, IMAGES, probed, batch=2)
    places = unit_places(probed)
    with torch.inference_mode():
        stem = torch.relu(net.bn1(net.conv1(IMAGES)))
        first = net.layer1[0](stem)
        last = net.layer3(net.layer2(first))
    np.testing.assert_allclose(found[:, places["layer1.0.conv2"]], first.mean((2, 3)), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[:, places["layer3.0.conv2"]], last.mean((2, 3)), rtol=1e-4, atol=1e-5)
    plain = np.concatenate(list(activations(net, IMAGES, probed)))
    others = np.concatenate([units for name, units in places.items() if not name.endswith(".conv2")])
    np.testing.assert_allclose(found[:, others], plain[:, others], rtol=1e-4, atol=1e-5)
    assert not np.allclose(found[:, places["layer2.1.conv2"]], plain[:, places["layer2.1.conv2"]], atol=1e-2)


def test_a_shortcut_joins_the_channels_that_are_added(net):
    """With all inner weights 0 a block gives back what enters it: each pair of units is one and the same."""
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, torch.nn.Conv2d) and module is not net.conv1:
                module.weight.zero_()
    probed = find_layers(net, IMAGES)
    pairs, found = shortcut_pairs(net, probed), unit_activations(net, IMAGES, probed)
    assert len(pairs) == 16 + 16 + 32 + 32
    even = torch.relu(net.bn1(net.conv1(IMAGES)))[:, :, ::2, ::2].mean((2, 3)).detach().numpy()
    same = pairs[:16]
    np.testing.assert_allclose(found[:, same[:, 0]], found[:, same[:, 1]], rtol=1e-5)
    np.testing.assert_allclose(found[:, pairs[16:32, 1]], even, rtol=1e-4, atol=1e-6)  # every second pixel
    added = np.setdiff1d(unit_places(probed)["layer2.0.conv2"], pairs[16:32, 1])
    assert len(added) == 16
    assert not found[:, added].any()


def test_a_network_without_blocks_has_its_activations_and_no_shortcut():
    net, rows = set_mlp(2, inputs=6, hidden=(5, 4)), torch.rand(7, 6)
    probed = find_layers(net, rows)
    np.testing.assert_array_equal(
        unit_activations(net, rows, probed), np.concatenate(list(activations(net, rows, probed)))
    )
    assert shortcut_pairs(net, probed).shape == (0, 2)
