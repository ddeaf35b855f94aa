"""Is the loss taken where it is said to be, in directions that no rescaling changes, and are features found?"""

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.measures.landscape.extreme_eigenvalues import extreme_eigenvalues
from netsci_bench.measures.landscape.surface_curvature import principal_curvatures
from netsci_bench.nets.landscape.directions import (
    draw_direction,
    filter_normalised,
    moving_weights,
    read_vector,
    write_vector,
)
from netsci_bench.nets.landscape.feature_images import Ascent, feature_images
from netsci_bench.nets.landscape.hessian import hessian_product
from netsci_bench.nets.landscape.loss_surface import loss, loss_surface
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.models.deep.keras_convnet import keras_convnet
from netsci_bench.nets.models.deep.shortcut_resnet import shortcut_resnet
from netsci_bench.nets.training.tensors import Examples


@pytest.fixture
def net():
    torch.manual_seed(0)
    return shortcut_resnet(10, 2, False, 4, (1, 2)).eval()


@pytest.fixture(scope="module")
def examples():
    generator = torch.Generator().manual_seed(1)
    return Examples(torch.rand(24, 1, 28, 28, generator=generator), torch.arange(24) % 10)


def test_each_filter_of_a_direction_has_the_norm_of_the_networks_own(net):
    direction = draw_direction(net, np.random.default_rng(0))
    start = 0
    for weights in moving_weights(net):
        part = direction[start : start + weights.numel()].reshape(len(weights), -1)
        assert np.linalg.norm(part, axis=1) == pytest.approx(
            weights.detach().flatten(1).norm(dim=1).numpy(), rel=1e-5
        )
        start += weights.numel()
    assert start == len(direction) == len(read_vector(net))


def test_neither_the_scale_of_a_direction_nor_that_of_filters_without_effect_matters(net, examples):
    """Before a batch normalisation filters can be scaled; its numbers are those of the scaled filters then."""
    rng = np.random.default_rng(0)
    drawn = rng.normal(size=len(read_vector(net)))
    direction = filter_normalised(net, drawn)
    assert filter_normalised(net, 1000 * drawn) == pytest.approx(direction, rel=1e-4)
    before = loss_surface(net, (direction, direction[::-1].copy()), ([-1, 0, 1], [0.0]), examples)
    factor = 1 + 9 * torch.rand(4, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        net.first[0].weight.mul_(factor[:, None, None, None])
        net.first[1].running_mean.mul_(factor)
        net.first[1].running_var.mul_(factor**2).add_(net.first[1].eps * (factor**2 - 1))
    scaled = filter_normalised(net, drawn)
    after = loss_surface(net, (scaled, direction[::-1].copy()), ([-1, 0, 1], [0.0]), examples)
    assert after == pytest.approx(before, rel=1e-3)
    assert np.abs(before[0, 0] - before[0, 1]) > 0.01
    unscaled = loss_surface(net, (direction, direction), ([-1, 0, 1], [0.0]), examples)
    assert unscaled != pytest.approx(before, rel=1e-3)


def test_the_surface_of_a_known_quadratic_is_found(examples):
    """The loss near a minimum of one linear layer is the quadratic of its second derivative."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)).eval()
    with torch.no_grad():
        net[1].weight.mul_(0.01)
    product, size = hessian_product(net, examples), 7840
    rng = np.random.default_rng(0)
    first, second = (v / np.linalg.norm(v) for v in rng.normal(size=(2, size)))
    h, steps = 0.25, [-0.25, 0.0, 0.25]
    surface = loss_surface(net, (first, second), (steps, steps), examples)
    plane = np.array([[v @ product(w) for w in (first, second)] for v in (first, second)])
    assert principal_curvatures(surface, h)[0, 0] == pytest.approx(np.linalg.eigvalsh(plane), rel=0.02)
    weights = net[1].weight.detach().clone()

    def loss_of(flat):
        return nn.functional.cross_entropy(
            nn.functional.linear(examples.images.flatten(1), flat.view(10, 784), net[1].bias.detach()),
            examples.labels,
        )

    few = torch.autograd.functional.hvp(loss_of, weights.flatten(), torch.from_numpy(first).float())[1]
    assert product(first) == pytest.approx(few.numpy(), abs=1e-5)
    assert extreme_eigenvalues(product, size).negative_ratio < 0.01  # softmax regression is convex


def test_a_network_is_left_as_it_was_and_a_vector_of_another_length_is_refused(net, examples):
    before, at_rest = read_vector(net), loss(net, examples)
    rows = []
    directions = tuple(draw_direction(net, np.random.default_rng(n)) for n in (0, 1))
    surface = loss_surface(net, directions, ([-0.5, 0.0, 0.5], [0.0, 0.5]), examples, rows.append)
    assert surface[0, 1] == pytest.approx(at_rest)
    assert (surface.shape, rows) == ((2, 3), [1, 2])
    assert np.array_equal(read_vector(net), before)
    with pytest.raises(ValueError, match="numbers for"):
        write_vector(net, before[:-1])
    with pytest.raises(ValueError, match="neither convolutions"):
        moving_weights(nn.Sequential(nn.ReLU()))


def test_without_shortcuts_a_network_has_the_same_weights_and_no_additions(examples):
    pair = []
    for shortcuts in (True, False):
        torch.manual_seed(0)
        pair.append(shortcut_resnet(10, 2, shortcuts, 4, (1, 2)).eval())
    residual, plain = pair
    for one, other in zip(residual.state_dict().values(), plain.state_dict().values(), strict=True):
        assert torch.equal(one, other)
    with torch.no_grad():
        assert not torch.allclose(residual(examples.images), plain(examples.images))
        for net in pair:
            for block in net.blocks:
                block.bn2.weight.zero_()
        assert plain.blocks(plain.first(examples.images)).abs().max() == 0
        assert residual.blocks(residual.first(examples.images)).abs().max() > 0
    with pytest.raises(ValueError, match="one block or more"):
        shortcut_resnet(10, 0)


def test_in_the_papers_size_it_is_the_resnet_of_the_other_module():
    ours, theirs = shortcut_resnet(10, 3), cifar_resnet(10, (3, 3, 3))
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    images = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.allclose(ours.eval()(images), theirs.eval()(images), atol=1e-5)


def test_the_image_of_a_linear_unit_is_that_of_its_weights():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 6)).eval()
    rows, columns = np.mgrid[:28, :28]
    with torch.no_grad():
        for unit in range(6):  # a bright blob on dark ground
            blob = np.exp(-((rows - 6 - 3 * unit) ** 2 + (columns - 14) ** 2) / 30) - 0.3
            net[1].weight[unit] = torch.from_numpy(blob.ravel())
    found = feature_images(net, 1, (1, 28, 28), Ascent(), 0)
    assert found.shape == (6, 1, 28, 28)
    assert (found.min(), found.max()) == (0, 1)
    for unit in range(6):
        agreement = [np.corrcoef(found[unit].ravel(), weights)[0, 1] for weights in net[1].weight.detach().numpy()]
        assert np.argmax(agreement) == unit
        assert agreement[unit] > 0.7


def test_a_unit_of_the_convnet_is_excited_more_than_by_any_of_many_images(examples):
    torch.manual_seed(0)
    net = keras_convnet(10).eval()
    for layer, units in ((0, 32), (3, 64), (8, 10)):
        found = feature_images(net, layer, (1, 28, 28), Ascent(), 0)
        assert len(found) == units
        with torch.no_grad():
            own, others = (net[: layer + 1](images) for images in (found, examples.images))
        excited = own.flatten(2).mean(dim=2) if own.ndim > 2 else own
        most = (others.flatten(2).mean(dim=2) if others.ndim > 2 else others).max(dim=0).values
        assert (excited.diagonal() > most).float().mean() > 0.9
    assert torch.equal(found, feature_images(net, layer, (1, 28, 28), Ascent(), 0))
    with pytest.raises(ValueError, match="only convolutions and linear"):
        feature_images(net, 1, (1, 28, 28), Ascent(), 0)
