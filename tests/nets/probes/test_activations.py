import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from netsci_bench.nets.models.lenet import lenet5, lenet5_eighth
from netsci_bench.nets.probes.activations import Layer, activations, find_layers, layer_numbers

IMAGES = torch.rand(7, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def together(model, images=IMAGES, **how):
    return np.concatenate(list(activations(model, images, find_layers(model, images), **how)))


def hooks_on(model):
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())


def test_the_layers_of_lenet_run_in_order_with_57_units():
    found = find_layers(lenet5_eighth(10), IMAGES)
    assert [(layer.name, layer.units) for layer in found] == [
        ("conv1", 6),
        ("conv2", 16),
        ("full1", 15),
        ("full2", 10),
        ("output", 10),
    ]
    assert sum(layer.units for layer in find_layers(lenet5(2), IMAGES)) == 6 + 16 + 120 + 84 + 2


def test_activations_are_those_computed_by_hand_after_the_nonlinearity():
    net = lenet5_eighth(10)
    with torch.inference_mode():
        map1 = net.tanh1(net.conv1(IMAGES))
        map2 = net.tanh2(net.conv2(net.pool1(map1)))
        full1 = net.tanh3(net.full1(net.flat(net.pool2(map2))))
        full2 = net.tanh4(net.full2(full1))
        expected = torch.cat([map1.mean((2, 3)), map2.mean((2, 3)), full1, full2, net.output(full2)], 1).numpy()
    measured = together(net)
    assert measured.dtype == np.float32
    np.testing.assert_allclose(measured, expected, rtol=1e-5, atol=1e-6)


def test_activations_before_the_nonlinearity_are_what_the_layer_gives():
    net = lenet5_eighth(10)
    before, after = together(net, when="before"), together(net, when="after")
    full = slice(6 + 16, 6 + 16 + 15 + 10)
    np.testing.assert_allclose(np.tanh(before[:, full]), after[:, full], rtol=1e-5, atol=1e-6)
    assert np.array_equal(before[:, -10:], after[:, -10:])
    with torch.inference_mode():
        map1 = net.conv1(IMAGES)
    np.testing.assert_allclose(before[:, :6], map1.mean((2, 3)), rtol=1e-5, atol=1e-6)


def test_layer_of_tells_the_layer_of_each_unit():
    assert (
        layer_numbers(find_layers(lenet5_eighth(10), IMAGES)).tolist()
        == [0] * 6 + [1] * 16 + [2] * 15 + [3] * 10 + [4] * 10
    )


def test_batches_are_streamed_and_their_size_does_not_matter():
    net = lenet5_eighth(10)
    found = find_layers(net, IMAGES)
    assert [len(part) for part in activations(net, IMAGES, found, batch=3)] == [3, 3, 1]
    np.testing.assert_allclose(together(net, batch=3), together(net, batch=7), rtol=1e-5, atol=1e-6)


def test_chosen_layers_come_alone_and_in_the_order_asked_for():
    net = lenet5_eighth(10)
    everything = together(net)
    chosen = next(activations(net, IMAGES, [Layer("output", 10), Layer("conv1", 6)]))
    np.testing.assert_array_equal(chosen, np.hstack([everything[:, -10:], everything[:, :6]]))


class Functional(nn.Module):
    """Nonlinearities as functions, one in place; defined in another order than run; normalised; pooled first."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(5, 3)
        self.middle = nn.Linear(4 * 12 * 12, 5)
        self.first = nn.Conv2d(1, 4, 5)
        self.norm = nn.BatchNorm2d(4)
        self.norm.running_mean += 0.1

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.norm(self.first(x)), 2))
        x = F.relu(self.middle(x.flatten(1)), inplace=True)
        return F.softmax(self.last(x), dim=1)


def test_nonlinearities_are_found_as_functions_behind_normalisation_and_pooling():
    net = Functional().eval()
    assert [layer.name for layer in find_layers(net, IMAGES)] == ["first", "middle", "last"]
    with torch.inference_mode():
        first = net.norm(net.first(IMAGES))
        rectified = F.relu(F.max_pool2d(first, 2))
        before = net.middle(rectified.flatten(1))
        last = net.last(F.relu(before))
        raw = net.first(IMAGES)
    np.testing.assert_allclose(
        together(net), torch.cat([rectified.mean((2, 3)), F.relu(before), last], 1), rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(
        together(net, when="before"), torch.cat([raw.mean((2, 3)), before, last], 1), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    "nonlinearity",
    [
        nn.ReLU(),
        nn.ReLU(inplace=True),
        nn.GELU(),
        nn.SiLU(),
        nn.LeakyReLU(inplace=True),
        nn.ELU(),
        nn.Sigmoid(),
        nn.Tanh(),
        nn.Hardtanh(),
        nn.ReLU6(),
        nn.PReLU(),
        nn.Softplus(),
        nn.SELU(),
        nn.Mish(),
        nn.Hardswish(),
        nn.LogSigmoid(),
        nn.Softsign(),
        nn.CELU(),
        nn.Threshold(0.1, 0.0),
        nn.Hardsigmoid(),
        nn.RReLU(),
    ],
)
def test_every_nonlinearity_of_torch_is_known(nonlinearity):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 6), nonlinearity, nn.Linear(6, 2)).eval()
    with torch.inference_mode():
        before = net[1](IMAGES.flatten(1))
        expected = net[2](before.clone())
    np.testing.assert_allclose(together(net)[:, :6], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(together(net, when="before")[:, :6], before, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("in_place", [False, True])
def test_a_nonlinearity_after_an_addition_is_not_that_of_the_layer(in_place):
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(784, 784)

        def forward(self, x):
            x = x.flatten(1)
            out = self.inner(x)
            if in_place:
                out += x
            else:
                out = out + x
            return F.relu(out)

    net = Residual()
    np.testing.assert_array_equal(together(net), together(net, when="before"))


def test_a_fully_connected_layer_applied_at_several_positions_is_averaged_over_them():
    net = nn.Sequential(nn.Flatten(1, 2), nn.Linear(28, 5))
    with torch.inference_mode():
        expected = net(IMAGES).mean(1)
    np.testing.assert_allclose(together(net), expected, rtol=1e-5, atol=1e-6)


def test_modes_are_restored_module_by_module():
    net = Functional().train()
    net.norm.eval()
    modes = [module.training for module in net.modules()]
    together(net)
    assert [module.training for module in net.modules()] == modes


def test_a_dropped_out_unit_is_probed_undropped():
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 40), nn.Dropout(0.9), nn.ReLU()).train()
    np.testing.assert_array_equal(together(net), together(net))


def test_no_hook_stays_while_a_batch_waits_or_when_the_network_fails():
    net = lenet5_eighth(10)
    stream = activations(net, IMAGES, find_layers(net, IMAGES), batch=3)
    next(stream)
    assert hooks_on(net) == 0
    net.train()
    with pytest.raises(RuntimeError):
        find_layers(net, IMAGES[..., :20])
    assert hooks_on(net) == 0
    assert net.training
    assert not torch.is_inference_mode_enabled()
    assert together(net).shape == (7, 57)


def test_a_network_without_layers_is_refused():
    with pytest.raises(ValueError, match="Sequential runs no convolution and no fully connected layer"):
        find_layers(nn.Sequential(nn.Flatten(), nn.ReLU()), IMAGES)


def test_a_layer_that_does_not_run_is_refused_by_name():
    with pytest.raises(ValueError, match=re.escape("no layer fc9 runs; those that do are conv1, conv2")):
        next(activations(lenet5_eighth(10), IMAGES, [Layer("fc9", 3)]))


def test_a_layer_that_runs_twice_is_refused():
    shared = nn.Linear(784, 784)
    with pytest.raises(ValueError, match="1 runs twice"):
        find_layers(nn.Sequential(nn.Flatten(), shared, nn.Tanh(), shared), IMAGES)
