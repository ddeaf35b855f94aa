"""Do the rules of SET's successors choose what they say, by gradients that are those of a dense layer?"""

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.contract.errors import Interrupted
from netsci_bench.nets.sparse.balanced import balanced_mlp
from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.sparse.successors import (
    evolve_by_gradient,
    evolve_by_size,
    largest_places,
    smallest_weights,
)
from netsci_bench.nets.sparse.watched import Watched, watched_layers, watched_mlp
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import load

SHAPE = {"inputs": 30, "hidden": (40, 20), "epsilon": 3.0, "activation": "srelu"}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def net() -> nn.Sequential:
    torch.manual_seed(0)
    return watched_mlp(5, **SHAPE)


def learn(net: nn.Module, rows: int = 12) -> torch.optim.Optimizer:
    """One step, so that there is momentum, and gradients that the next step would take away."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    torch.manual_seed(1)
    net.train()(torch.randn(rows, 30)).square().sum().backward()
    optimizer.step()
    return optimizer


def by_place(layer: SparseLinear, values: torch.Tensor) -> dict[int, float]:
    return dict(zip(layer.places().tolist(), values.tolist(), strict=True))


def as_dense(layer: SparseLinear) -> nn.Linear:
    dense = nn.Linear(layer.inputs, layer.outputs)
    matrix = torch.zeros(layer.outputs, layer.inputs)
    matrix[layer.target.long(), layer.source.long()] = layer.weight.detach()
    dense.weight, dense.bias = nn.Parameter(matrix), nn.Parameter(layer.bias.detach().clone())
    return dense


def test_gradients_of_absent_connections_are_those_of_a_dense_layer_with_zeros(net):
    torch.manual_seed(1)
    given = torch.randn(12, 30)
    dense = nn.Sequential(*(as_dense(part.layer) if isinstance(part, Watched) else part for part in net))
    dense.train()(given).square().sum().backward()
    expected = [layer.weight.grad for layer in dense if isinstance(layer, nn.Linear)]
    net.train()(given).square().sum().backward()
    watched = list(watched_layers(net).values())
    assert len(watched) == 2
    for layer, whole in zip(watched, expected, strict=False):
        torch.testing.assert_close(layer.gradient(), whole)
        there = layer.gradient().ravel()[torch.from_numpy(layer.layer.places())]
        torch.testing.assert_close(there, layer.layer.weight.grad)


def test_only_the_last_batch_of_training_is_remembered(net):
    learn(net, rows=7)
    first = watched_layers(net)[net[1].layer].gradient()
    net.eval()(torch.randn(3, 30))
    assert torch.equal(net[1].gradient(), first)
    learn(net, rows=9)
    assert not torch.equal(net[1].gradient(), first)


def test_the_watched_net_begins_as_the_plain_one_and_answers_the_same():
    torch.manual_seed(3)
    plain = balanced_mlp(5, **SHAPE)
    torch.manual_seed(3)
    watched = watched_mlp(5, **SHAPE)
    given = torch.randn(4, 30)
    assert torch.equal(plain(given), watched(given))


def test_connections_grow_where_the_gradient_is_largest_with_weights_of_zero(net):
    optimizer = learn(net)
    layer, gradient = net[1].layer, net[1].gradient().abs().ravel().numpy()
    before, weights = set(layer.places().tolist()), by_place(layer, layer.weight)
    stay = sorted(weights, key=lambda place: abs(weights[place]))[round(0.3 * len(weights)) :]
    evolve_by_gradient(net, optimizer, Evolution(zeta=0.3), rng(), last=False)
    after = by_place(layer, layer.weight)
    assert len(after) == len(before)
    assert all(after[place] == weights[place] for place in stay)
    new = set(after) - set(stay)
    best = sorted(set(range(gradient.size)) - set(stay), key=lambda place: -gradient[place])[: len(new)]
    assert new == set(best)
    assert {after[place] for place in new} == {0.0}
    moving = by_place(layer, optimizer.state[layer.weight]["momentum_buffer"])
    assert {moving[place] for place in new} == {0.0}
    assert 0.0 not in {moving[place] for place in stay}


def test_one_connection_that_would_help_is_found_and_chance_finds_it_seldom():
    """Output 0 should follow input 7, which no connection reaches."""
    found = {"gradient": 0, "chance": 0}
    for seed in range(20):
        for name, rule in (("gradient", evolve_by_gradient), ("chance", evolve_by_size)):
            torch.manual_seed(seed)
            layer = SparseLinear(60, 3, 12)
            net = nn.Sequential(Watched(layer))
            free = [place for place in range(180) if place != 7]
            layer.rewire(np.sort(rng().choice(free, 12, replace=False)), np.linspace(0.1, 0.2, 12))
            given = torch.randn(200, 60)
            wanted = torch.stack([given[:, 7], *2 * [torch.zeros(200)]], dim=1)
            nn.functional.mse_loss(net.train()(given), wanted).backward()
            rule(
                net,
                torch.optim.SGD(net.parameters(), lr=0.1),
                Evolution(zeta=0.3),
                np.random.default_rng(seed),
                False,
            )
            found[name] += 7 in layer.places()
    assert found["gradient"] == 20
    assert found["chance"] <= 3


def test_the_smallest_of_all_go_where_set_takes_them_from_either_sign():
    weights = np.array([0.9, 0.8, 0.7, 0.6, -0.1, -0.2], dtype=np.float32)
    assert smallest_weights(weights, 1 / 3).tolist() == [False] * 4 + [True] * 2
    assert not smallest_weights(weights, 0.01).any()


def test_places_that_are_kept_are_never_chosen():
    gradient = np.array([9.0, 8.0, 7.0, 0.0], dtype=np.float32)
    assert largest_places(gradient, np.array([0, 1]), 2).tolist() == [2, 3]


def test_random_growth_keeps_the_largest_and_draws_new_weights(net):
    optimizer = learn(net)
    layer = net[3].layer
    weights = by_place(layer, layer.weight)
    stay = sorted(weights, key=lambda place: abs(weights[place]))[round(0.3 * len(weights)) :]
    evolve_by_size(net, optimizer, Evolution(zeta=0.3, deviation=0.2), rng(), last=False)
    after = by_place(layer, layer.weight)
    new = [after[place] for place in set(after) - set(stay)]
    assert len(after) == len(weights)
    assert all(after[place] == weights[place] for place in stay)
    assert 0.1 < np.std(new) < 0.3


@pytest.mark.parametrize("rule", [evolve_by_gradient, evolve_by_size])
def test_after_the_last_epoch_connections_are_only_removed_and_only_if_asked(net, rule):
    optimizer = learn(net)
    places = net[1].layer.places()
    rule(net, optimizer, Evolution(finally_remove=False), rng(), last=True)
    assert int((net[1].layer.weight == 0).sum()) == 0
    rule(net, optimizer, Evolution(zeta=0.3), rng(), last=True)
    assert int((net[1].layer.weight == 0).sum()) == round(0.3 * len(places))
    assert (net[1].layer.places() == places).all()


def test_what_cannot_be_done_says_what_to_do(net):
    how, optimizer = Evolution(), torch.optim.SGD(net.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="learned from no batch"):
        evolve_by_gradient(net, optimizer, how, rng(), last=False)
    plain = nn.Sequential(SparseLinear(6, 5, 10))
    with pytest.raises(ValueError, match="watched_mlp"):
        evolve_by_gradient(plain, optimizer, how, rng(), last=False)
    with pytest.raises(ValueError, match="no sparse layer"):
        evolve_by_size(nn.Linear(3, 3), optimizer, how, rng(), last=False)
    with pytest.raises(ValueError, match="nothing to watch"):
        watched_mlp(5, inputs=6, hidden=(4,))


@pytest.mark.system
@pytest.mark.parametrize("poll", [5, 6, 7, 12])
def test_a_net_that_grows_by_gradient_goes_on_to_the_same_bits_when_it_was_stopped(toy_recipe, new_run, poll):
    told = {
        "model": {"name": "netsci_bench.nets.sparse.watched:watched_mlp"},
        "architecture": {"inputs": 784, "hidden": (40, 30), "epsilon": 4.0, "activation": "srelu"},
        "optimizer": "sgd",
        "lr": 0.05,
        "momentum": 0.9,
        "evolution": {"zeta": 0.3},
        "evolved_by": {"name": "netsci_bench.nets.sparse.successors:evolve_by_gradient"},
        "keep_epochs": (0, 1, 2),
    }
    recipe = type(toy_recipe).model_validate(dict(toy_recipe) | told)
    whole, polls = new_run(), iter(range(10**6))
    fit(recipe, whole)
    with pytest.raises(Interrupted):
        fit(recipe, new_run(folder="cut", stopping=lambda: "time" if next(polls) >= poll else ""))
    again = new_run(folder="cut")
    fit(recipe, again)
    for epoch in recipe.kept:
        one, other = (load(run.folder, epoch, recipe).state_dict() for run in (whole, again))
        assert all(torch.equal(one[name], other[name]) for name in one)
    first, second = (load(whole.folder, epoch, recipe)[1].layer.places() for epoch in (1, 2))
    assert 0.1 < np.mean(~np.isin(first, second)) < 0.31
