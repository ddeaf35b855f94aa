"""Is a pooled convolution what its layers are one after another: values, gradients, weights, and what hooks see?"""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from netsci_bench.nets.models.lenet import lenet5_eighth
from netsci_bench.nets.models.pooled_convolution import PooledSequential, pooled_convolution
from netsci_bench.nets.probes.activations import activations, find_layers

# images, channels, height, width, filters, kernel, window
CASES = [
    (5, 1, 28, 28, 6, (5, 5), (2, 2)),
    (3, 6, 12, 12, 4, (5, 5), (2, 2)),
    (4, 2, 11, 14, 3, (3, 4), (3, 2)),  # rows and columns that fill no window
    (2, 3, 9, 7, 2, (2, 1), (1, 4)),
    (1, 1, 4, 4, 1, (1, 1), (4, 4)),
    (3, 2, 20, 21, 2, (3, 3), (17, 18)),  # more places in a window than a byte counts
]


class Called(TorchDispatchMode):
    """Which of torch's operations ran."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.add(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


def one_by_one(net: nn.Sequential) -> nn.Sequential:
    """The same layers in torch's own Sequential."""
    return nn.Sequential(OrderedDict(net.named_children()))


def pools_by_itself(net: nn.Module, given: Tensor) -> bool:
    """Whether torch's max-pooling ran, that is, whether the layers were taken one by one."""
    with Called() as called:
        net(given)
    return any(name.startswith("max_pool") for name in called.names)


def gradients(answers: Tensor, of: list[Tensor]) -> list[Tensor]:
    pull = torch.randn(answers.shape, dtype=answers.dtype, generator=torch.Generator().manual_seed(1))
    return list(torch.autograd.grad((answers * pull).sum(), of))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_and_gradients_are_those_of_the_layers(case, bias):
    torch.manual_seed(0)
    images, channels, height, width, filters, kernel, window = case
    layer = nn.Conv2d(channels, filters, kernel, bias=bias).double()
    given = torch.randn(images, channels, height, width, dtype=torch.float64, requires_grad=True)
    ours = pooled_convolution(given, layer.weight, layer.bias, window)
    plain = nn.functional.max_pool2d(layer(given), window)
    torch.testing.assert_close(ours, plain)
    learned = [given, *layer.parameters()]
    torch.testing.assert_close(gradients(ours, learned), gradients(plain, learned))


def test_gradients_are_the_differences_of_the_values():
    torch.manual_seed(0)
    given, kernels, bias = (
        torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in ((2, 2, 6, 7), (3, 2, 3, 2), (3,))
    )
    assert torch.autograd.gradcheck(lambda *tensors: pooled_convolution(*tensors, (2, 2)), (given, kernels, bias))


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_of_equal_values_the_first_has_the_gradient(value):
    given = torch.full((2, 1, 6, 6), value, dtype=torch.float64, requires_grad=True)
    kernels = torch.arange(1.0, 10, dtype=torch.float64).view(1, 1, 3, 3)
    ours = gradients(pooled_convolution(given, kernels, None, (2, 2)), [given])
    plain = gradients(nn.functional.max_pool2d(nn.functional.conv2d(given, kernels), 2), [given])
    assert torch.equal(ours[0], plain[0])


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (3, 2)])
def test_what_is_not_a_number_is_passed_on(place):
    given = torch.zeros(1, 1, 4, 4)
    given[0, 0][place] = torch.nan
    ours = pooled_convolution(given, torch.ones(1, 1, 1, 1), None, (2, 2))
    assert torch.equal(ours.isnan(), nn.functional.max_pool2d(given, 2).isnan())
    assert ours.isnan().sum() == 1


@pytest.mark.parametrize("shape", [(1, 2, 5, 9), (1, 2, 9, 5), (1, 1, 12, 12), (2, 4, 12, 12)])
def test_images_that_do_not_fit_are_refused_as_by_torch(shape):
    layers = PooledSequential(nn.Conv2d(2, 3, 5), nn.Tanh(), nn.MaxPool2d(2))
    for net in (layers, one_by_one(layers)):
        with pytest.raises(RuntimeError):
            net(torch.zeros(shape))
    with pytest.raises(RuntimeError, match="images of 2 channels and 6 x 6 pixels or more are wanted, not of"):
        layers(torch.zeros(shape))


def test_a_second_derivative_is_refused_and_never_wrong():
    given = torch.randn(1, 1, 6, 6, requires_grad=True)
    answers = pooled_convolution(given, torch.randn(1, 1, 3, 3), None, (2, 2))
    (slope,) = torch.autograd.grad((answers**2).sum(), given, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("rising", [nn.ReLU, nn.Sigmoid, nn.Tanh])
def test_a_net_learns_as_its_layers_one_by_one(rising, layout):
    torch.manual_seed(0)
    layers = [nn.Conv2d(3, 4, 3), rising(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 2), rising(), nn.MaxPool2d((2, 3))]
    net = PooledSequential(*layers, nn.Flatten(), nn.Linear(5 * 3 * 2, 3)).double().to(memory_format=layout)
    given = torch.randn(6, 3, 16, 17, dtype=torch.float64).to(memory_format=layout)
    assert not pools_by_itself(net, given)
    assert pools_by_itself(one_by_one(net), given)
    ours, plain = net(given), one_by_one(net)(given)
    torch.testing.assert_close(ours, plain)
    learned = list(net.parameters())
    torch.testing.assert_close(gradients(ours, learned), gradients(plain, learned))


def test_the_same_bits_come_twice():
    torch.manual_seed(0)
    net, given = lenet5_eighth(10), torch.rand(64, 1, 28, 28)
    first, second = (gradients(net(given), list(net.parameters())) for _ in range(2))
    assert all(map(torch.equal, first, second))


def test_lenet_has_the_weights_and_the_names_of_its_layers():
    torch.manual_seed(0)
    net = lenet5_eighth(10)
    torch.manual_seed(0)
    drawn = [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(256, 15), nn.Linear(15, 10), nn.Linear(10, 10)]
    names = ["conv1", "conv2", "full1", "full2", "output"]
    expected = {
        f"{name}.{part}": value
        for name, layer in zip(names, drawn, strict=True)
        for part, value in layer.state_dict().items()
    }
    state = net.state_dict()
    assert list(state) == list(expected)
    assert all(torch.equal(state[name], value) for name, value in expected.items())


@pytest.mark.parametrize("when", ["after", "before"])
def test_a_probe_sees_each_layer(when):
    torch.manual_seed(0)
    net, images = lenet5_eighth(10), torch.rand(20, 1, 28, 28)
    plain = one_by_one(net)
    assert find_layers(net, images) == find_layers(plain, images)
    ours, expected = (
        np.concatenate(list(activations(which, images, find_layers(net, images), when))) for which in (net, plain)
    )
    assert np.array_equal(ours, expected)
    assert not pools_by_itself(net, images)  # the hooks of the probe are gone


@pytest.mark.parametrize("watch", ["register_forward_hook", "register_forward_pre_hook"])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_watched_layer_runs_by_itself(watch, layer):
    net, seen = PooledSequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.MaxPool2d(2)), []
    handle = getattr(net[layer], watch)(lambda *given: seen.append(len(given)))
    assert pools_by_itself(net, torch.rand(2, 1, 8, 8))
    assert len(seen) == 1
    handle.remove()
    assert not pools_by_itself(net, torch.rand(2, 1, 8, 8))


class Doubled(nn.Conv2d):
    def forward(self, given: Tensor) -> Tensor:
        return 2 * super().forward(given)


TWO = nn.MaxPool2d(2)
OTHERS: dict[str, Callable[[], list[nn.Module]]] = {
    "stride": lambda: [nn.Conv2d(2, 2, 3, stride=2), nn.Tanh(), TWO],
    "padding": lambda: [nn.Conv2d(2, 2, 3, padding=1), nn.Tanh(), TWO],
    "same": lambda: [nn.Conv2d(2, 2, 3, padding="same"), nn.Tanh(), TWO],
    "dilation": lambda: [nn.Conv2d(2, 2, 3, dilation=2), nn.Tanh(), TWO],
    "groups": lambda: [nn.Conv2d(2, 2, 3, groups=2), nn.Tanh(), TWO],
    "windows that overlap": lambda: [nn.Conv2d(2, 2, 3), nn.Tanh(), nn.MaxPool2d(3, stride=2)],
    "windows over the border": lambda: [nn.Conv2d(2, 2, 3), nn.Tanh(), nn.MaxPool2d(2, padding=1)],
    "windows that are not full": lambda: [nn.Conv2d(2, 2, 2), nn.Tanh(), nn.MaxPool2d(2, ceil_mode=True)],
    "windows with gaps": lambda: [nn.Conv2d(2, 2, 3), nn.Tanh(), nn.MaxPool2d(2, dilation=2)],
    "not rising": lambda: [nn.Conv2d(2, 2, 3), nn.GELU(), TWO],
    "a convolution of one's own": lambda: [Doubled(2, 2, 3), nn.Tanh(), TWO],
    "pooling alone": lambda: [TWO, nn.Conv2d(2, 2, 3), nn.Tanh()],
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_layers_run_one_by_one(name):
    torch.manual_seed(0)
    net, given = PooledSequential(*OTHERS[name]()), torch.rand(3, 2, 10, 10)
    assert pools_by_itself(net, given)
    assert torch.equal(net(given), one_by_one(net)(given))


def test_a_single_image_and_products_of_16_bits_run_one_by_one():
    net = PooledSequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.MaxPool2d(2))
    assert torch.equal(net(torch.ones(1, 8, 8)), one_by_one(net)(torch.ones(1, 8, 8)))
    with torch.autocast("cpu", torch.bfloat16):
        assert net(torch.rand(2, 1, 8, 8)).dtype == torch.bfloat16
    half = net.to(torch.bfloat16)
    assert half(torch.rand(2, 1, 8, 8, dtype=torch.bfloat16)).dtype == torch.bfloat16
