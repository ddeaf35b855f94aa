"""Do connections evolve as Sparse Evolutionary Training has it?"""

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import nn

from netsci_bench.nets.sparse.evolution import Evolution, choose_removed, evolve
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.sparse.positions import free_places


@pytest.fixture
def net() -> nn.Sequential:
    torch.manual_seed(0)
    made = nn.Sequential(SparseLinear(30, 40, 300), nn.ReLU(), SparseLinear(40, 7, 100), nn.ReLU(), nn.Linear(7, 3))
    for layer in (made[0], made[2]):
        nn.init.normal_(layer.weight, std=0.1)
    return made


def stepped(net: nn.Module) -> torch.optim.Optimizer:
    """An optimizer after one step, so that it holds momentum."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, fused=True)
    net(torch.randn(8, 30)).square().sum().backward()
    optimizer.step()
    return optimizer


def by_place(layer: SparseLinear, values: torch.Tensor) -> dict[int, float]:
    return dict(zip(layer.places().tolist(), values.tolist(), strict=True))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_smallest_of_either_sign_go_and_the_others_stay_with_their_momentum(net):
    optimizer = stepped(net)
    layer = net[0]
    weights, momentum = (
        by_place(layer, values) for values in (layer.weight, optimizer.state[layer.weight]["momentum_buffer"])
    )
    evolve(net, optimizer, Evolution(zeta=0.3), rng(), last=False)
    after = by_place(layer, layer.weight)
    moving = by_place(layer, optimizer.state[layer.weight]["momentum_buffer"])
    for sign in (1, -1):
        side = sorted((place for place in weights if sign * weights[place] > 0), key=lambda p: abs(weights[p]))
        gone = side[: round(0.3 * len(side))]
        assert all(after.get(place) != weights[place] for place in gone)
        for place in side[len(gone) :]:
            assert after[place] == weights[place]
            assert moving[place] == momentum[place]
    new = [place for place in after if after[place] != weights.get(place)]
    assert {moving[place] for place in new} == {0.0}
    assert len(after) == len(weights)


def test_after_rewiring_the_layer_still_is_a_masked_dense_one(net):
    optimizer = stepped(net)
    evolve(net, optimizer, Evolution(), rng(), last=False)
    layer = net[0]
    matrix = torch.zeros(40, 30)
    matrix[layer.target.long(), layer.source.long()] = layer.weight.detach()
    given = torch.randn(5, 30)
    torch.testing.assert_close(layer(given), given @ matrix.T + layer.bias)
    assert (np.diff(layer.places()) > 0).all()


def test_new_weights_are_drawn_or_start_at_zero(net):
    before = set(net[0].weight.tolist())
    evolve(net, torch.optim.SGD(net.parameters(), lr=0.1), Evolution(deviation=2.0), rng(), last=False)
    drawn = np.array([w for w in net[0].weight.tolist() if w not in before])
    assert 85 <= len(drawn) <= 95
    assert 1.6 < drawn.std() < 2.4
    evolve(net, torch.optim.SGD(net.parameters(), lr=0.1), Evolution(deviation=0.0), rng(), last=False)
    assert 85 <= int((net[0].weight == 0).sum()) <= 95


def test_the_momentum_of_all_can_start_anew(net):
    optimizer = stepped(net)
    evolve(net, optimizer, Evolution(momentum="all"), rng(), last=False)
    assert all(float(state["momentum_buffer"].abs().max()) == 0 for state in optimizer.state.values())


def test_after_the_last_epoch_connections_are_removed_only(net):
    optimizer = stepped(net)
    places, weights = net[0].places(), net[0].weight.detach().clone()
    evolve(net, optimizer, Evolution(finally_remove=False), rng(), last=True)
    assert torch.equal(net[0].weight, weights)
    evolve(net, optimizer, Evolution(), rng(), last=True)
    assert (net[0].places() == places).all()
    left = net[0].weight != 0
    assert 207 <= int(left.sum()) <= 213
    assert torch.equal(net[0].weight[left], weights[left])


def test_dense_layers_are_left_alone(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    before = net[4].weight.clone()
    evolve(net, optimizer, Evolution(), rng(), last=False)
    assert torch.equal(net[4].weight, before)


def test_the_same_stream_gives_the_same_wiring_and_another_another(net):
    states = []
    start = {name: value.clone() for name, value in net.state_dict().items()}
    for seed in (0, 0, 1):
        net.load_state_dict(start)
        evolve(net, torch.optim.SGD(net.parameters(), lr=0.1), Evolution(), rng(seed), last=False)
        states.append(net[0].places().tolist())
    assert states[0] == states[1] != states[2]


def test_the_controls_remove_the_largest_or_any():
    weights = rng().normal(size=1000)
    largest = choose_removed(weights, Evolution(removed="largest"), rng())
    assert (
        np.abs(weights[weights > 0][largest[weights > 0]]).min() > weights[weights > 0][~largest[weights > 0]].max()
    )
    anyone = choose_removed(weights, Evolution(removed="random"), rng())
    assert anyone.sum() == 300
    assert abs(np.abs(weights[anyone]).mean() - np.abs(weights).mean()) < 0.1


@pytest.mark.parametrize("zeta", [0.0, 1.0, -0.1, 1.5])
def test_zeta_lies_between_none_and_all(zeta):
    with pytest.raises(ValidationError, match="zeta"):
        Evolution(zeta=zeta)


def test_a_layer_without_a_connection_left_and_a_net_without_sparse_layers_are_refused(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    with torch.no_grad():
        net[2].weight.zero_()
    with pytest.raises(ValueError, match="a layer 40 to 7 has lost its last connection"):
        evolve(net, optimizer, Evolution(), rng(), last=False)
    with pytest.raises(ValueError, match="no sparse layer to evolve"):
        evolve(net[4], optimizer, Evolution(), rng(), last=False)


@pytest.mark.parametrize(("places", "taken", "count"), [(50, 0, 5), (50, 30, 20), (1000, 10, 60), (12, 6, 3)])
def test_free_places_are_free_distinct_and_in_order(places, taken, count):
    held = np.sort(rng(1).choice(places, taken, replace=False))
    found = free_places(places, count, held, rng())
    assert len(found) == count
    assert (np.diff(found) > 0).all()
    assert not set(found.tolist()) & set(held.tolist())


@pytest.mark.parametrize("count", [4, 14])  # drawn until hit, and from the list of the free
def test_every_free_place_is_equally_likely(count):
    taken = np.arange(0, 40, 3)
    hit = np.zeros(40)
    for seed in range(2000):
        hit[free_places(40, count, taken, rng(seed))] += 1
    free = np.delete(np.arange(40), taken)
    share = count / len(free)
    assert hit[taken].sum() == 0
    assert abs(hit[free] / 2000 - share).max() < 5 * np.sqrt(share * (1 - share) / 2000)


def test_more_connections_than_free_places_are_refused():
    with pytest.raises(ValueError, match="5 connections are asked for where 4 of 6 places are free"):
        free_places(6, 5, np.array([1, 2]), rng())
