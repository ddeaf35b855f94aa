"""Does a sparse layer compute and learn as a masked dense one does, without ever being as large?"""

import copy
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.nets.models.set_mlp import connection_count, set_mlp
from netsci_bench.nets.sparse.linear import SparseLinear

INPUTS, OUTPUTS, COUNT, BATCH = 37, 23, 200, 11


@pytest.fixture
def layer() -> SparseLinear:
    torch.manual_seed(0)
    made = SparseLinear(INPUTS, OUTPUTS, COUNT)
    nn.init.normal_(made.weight)
    nn.init.normal_(made.bias)
    return made


def mask_of(layer: SparseLinear) -> torch.Tensor:
    mask = torch.zeros(layer.outputs, layer.inputs, dtype=torch.bool)
    mask[layer.target.long(), layer.source.long()] = True
    return mask


def dense_twin(layer: SparseLinear) -> nn.Linear:
    twin = nn.Linear(layer.inputs, layer.outputs).to(layer.weight.dtype)
    with torch.no_grad():
        twin.weight.zero_()
        twin.weight[layer.target.long(), layer.source.long()] = layer.weight
        twin.bias.copy_(layer.bias)
    return twin


@pytest.mark.parametrize("batch", [1, 2, 3, 40, 129])
@pytest.mark.parametrize("threads", [1, 2])
def test_answers_and_gradients_are_those_of_a_masked_dense_layer(layer, batch, threads):
    torch.set_num_threads(threads)
    twin = dense_twin(layer)
    given = torch.randn(batch, INPUTS)
    ours, theirs = (given.clone().requires_grad_() for _ in range(2))
    pull = torch.randn(batch, OUTPUTS)
    torch.testing.assert_close(layer(ours), twin(theirs), rtol=1e-5, atol=1e-5)
    (layer(ours) * pull).sum().backward()
    (twin(theirs) * pull).sum().backward()
    at = (layer.target.long(), layer.source.long())
    torch.testing.assert_close(layer.weight.grad, twin.weight.grad[at], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(layer.bias.grad, twin.bias.grad, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(ours.grad, theirs.grad, rtol=1e-5, atol=1e-5)


def test_gradients_are_those_of_finite_differences_in_double_precision(layer):
    layer = layer.double()
    given = torch.randn(4, INPUTS, dtype=torch.float64, requires_grad=True)
    inputs = (given, layer.weight, layer.bias)
    assert torch.autograd.gradcheck(lambda x, *_: torch.tanh(layer(x)), inputs)


def test_a_first_layer_gets_the_same_weight_gradients_though_its_inputs_need_none(layer):
    given = torch.randn(BATCH, INPUTS)
    layer(given).square().sum().backward()
    first = layer.weight.grad.clone()
    layer.weight.grad = None
    layer(given.requires_grad_()).square().sum().backward()
    torch.testing.assert_close(layer.weight.grad, first, rtol=1e-6, atol=1e-6)


def test_where_there_is_no_kernel_a_matrix_gives_the_same_answers_and_gradients(layer):
    given, found = torch.randn(BATCH, INPUTS), []
    for product in (layer, layer.by_matrix):
        layer.zero_grad()
        answer = product(given)
        answer.square().sum().backward()
        found.append((answer, layer.weight.grad, layer.bias.grad))
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)
    assert layer.to("meta")(given.to("meta")).shape == (BATCH, OUTPUTS)


def test_momentum_and_decay_move_existing_connections_as_in_a_masked_net_through_several_layers():
    torch.manual_seed(0)
    ours = nn.Sequential(SparseLinear(20, 30, 150), nn.ReLU(), SparseLinear(30, 5, 60))
    for layer in (ours[0], ours[2]):
        nn.init.normal_(layer.weight)
    masks = [mask_of(ours[0]), mask_of(ours[2])]
    theirs = nn.Sequential(dense_twin(ours[0]), nn.ReLU(), dense_twin(ours[2]))
    settings = {"lr": 0.05, "momentum": 0.9, "weight_decay": 1e-3, "fused": True}
    steps = [torch.optim.SGD(net.parameters(), **settings) for net in (ours, theirs)]
    for _ in range(10):
        given = torch.randn(16, 20)
        for net, step in zip((ours, theirs), steps, strict=True):
            step.zero_grad()
            net(given).square().mean().backward()
            step.step()
        for layer, mask in zip((theirs[0], theirs[2]), masks, strict=True):
            layer.weight.data *= mask
    for at in (0, 2):
        torch.testing.assert_close(dense_twin(ours[at]).weight, theirs[at].weight, rtol=1e-5, atol=1e-6)


def test_one_and_two_threads_give_the_same_bits(layer):
    given, found = torch.randn(BATCH, INPUTS), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        layer.zero_grad()
        answer = layer(given)
        answer.square().sum().backward()
        found.append((answer, layer.weight.grad))
    assert torch.equal(found[0][0], found[1][0])
    assert torch.equal(found[0][1], found[1][1])


def test_between_sparse_layers_nothing_is_transposed():
    net = nn.Sequential(SparseLinear(20, 30, 100), nn.ReLU(), nn.Dropout(0.5), SparseLinear(30, 8, 50))
    assert net[:3](torch.randn(6, 20)).t().is_contiguous()


def test_a_state_dict_holds_the_places_and_brings_them_back(layer):
    torch.manual_seed(1)
    other = SparseLinear(INPUTS, OUTPUTS, COUNT)
    given = torch.randn(BATCH, INPUTS)
    assert not torch.equal(other.source, layer.source)
    other.load_state_dict(layer.state_dict())
    assert torch.equal(other(given), layer(given))
    twin = copy.deepcopy(layer)
    assert torch.equal(twin(given), layer(given))


def test_places_are_distinct_and_all_equally_likely():
    torch.manual_seed(0)
    hit = np.zeros(60)
    for _ in range(600):
        places = SparseLinear(10, 6, 12).places()
        assert (np.diff(places) > 0).all()
        hit[places] += 1
    assert abs(hit / 600 - 0.2).max() < 5 * np.sqrt(0.2 * 0.8 / 600)


@pytest.mark.parametrize("count", [0, 7, -1])
def test_a_layer_has_at_least_one_connection_and_no_more_than_places(count):
    with pytest.raises(ValueError, match=f"a layer 3 to 2 cannot have {count} connections"):
        SparseLinear(3, 2, count)


def test_a_full_layer_is_a_dense_one():
    layer = SparseLinear(5, 4, 20)
    nn.init.normal_(layer.weight)
    given = torch.randn(3, 5)
    torch.testing.assert_close(layer(given), given @ layer.weight.view(4, 5).T)


def test_epsilon_gives_the_papers_number_of_connections_and_too_large_a_one_is_refused():
    sizes = [784, 1000, 1000, 1000]
    sparse = sum(connection_count(n, m, 20) for n, m in pairwise(sizes))
    assert sparse + 10_000 == 125_680  # with a dense last layer
    with pytest.raises(ValueError, match="epsilon 13 asks for 13130 connections where a layer 1000 to 10 has 10000"):
        set_mlp(10, inputs=784, hidden=(1000,), epsilon=13.0, sparse_output=True)
    with pytest.raises(ValueError, match="hiden"):
        set_mlp(10, inputs=784, hiden=(1000,))


def test_repeated_draws_hit_as_many_places_as_they_do_on_average():
    rng = np.random.default_rng(0)
    hit = [len(np.unique(rng.integers(10_000, size=13_130))) for _ in range(200)]
    assert abs(connection_count(1000, 10, 13, "repeated") - np.mean(hit)) < 5


def test_the_memory_of_training_is_that_of_connections_and_neurons():
    net = SparseLinear(3072, 50_000, connection_count(3072, 50_000, 20))
    numbers = sum(value.numel() for value in (*net.parameters(), *net.buffers()))
    numbers += sum(len(places) for places in net.wiring)
    assert numbers < 7 * len(net.weight) < 0.05 * 3072 * 50_000
