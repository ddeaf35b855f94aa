"""Does a net whose connections evolve train like any other, and go on to the same bits when it was interrupted?"""

import pytest
import torch

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import load, read_history

pytestmark = pytest.mark.system

SPARSE = {
    "model": {"name": "netsci_bench.nets.models.set_mlp:set_mlp"},
    "architecture": {"inputs": 784, "hidden": (40, 30), "epsilon": 4.0, "dropout": 0.2, "activation": "srelu"},
    "optimizer": "sgd",
    "lr": 0.05,
    "momentum": 0.9,
    "weight_decay": 1e-3,
    "evolution": {"zeta": 0.3},
    "evolved_by": {"name": "netsci_bench.nets.sparse.evolution:evolve"},
    "keep_epochs": (0, 1, 2),
}


@pytest.fixture
def recipe(toy_recipe):
    return type(toy_recipe).model_validate(dict(toy_recipe) | SPARSE)


def stop_at(call: int):
    polls = iter(range(10**6))
    return lambda: "the time is up" if next(polls) >= call else ""


def same(first, second, recipe) -> bool:
    nets = [[load(run.folder, epoch, recipe).state_dict() for epoch in recipe.kept] for run in (first, second)]
    equal = all(torch.equal(one[n], other[n]) for one, other in zip(*nets, strict=True) for n in one)
    return equal and first.series == second.series


@pytest.mark.parametrize("poll", [1, 5, 6, 7, 12, 13])
def test_an_evolving_net_interrupted_anywhere_goes_on_to_the_same_bits(recipe, new_run, poll):
    whole = new_run()
    fit(recipe, whole)
    with pytest.raises(Interrupted):
        fit(recipe, new_run(folder="cut", stopping=stop_at(poll)))
    again = new_run(folder="cut")
    fit(recipe, again)
    assert same(whole, again, recipe)


def test_connections_move_between_kept_epochs_and_their_number_stays(recipe, new_run):
    run = new_run()
    fit(recipe, run)
    first, second, third, last = (load(run.folder, epoch, recipe)[1] for epoch in (0, 1, 2, 3))
    assert torch.equal(first.source, second.source)  # kept before it is rewired
    assert not torch.equal(second.source, third.source)
    places = [set(layer.places().tolist()) for layer in (second, third)]
    moved = len(places[0] - places[1]) / len(places[0])
    assert 0.2 < moved < 0.31  # a few of those that go are drawn again
    assert len(last.weight) == len(first.weight)
    assert int((last.weight == 0).sum()) == 0  # kept before the last removal


def test_it_learns(recipe, new_run):
    run = new_run()
    fit(recipe.model_copy(update={"epochs": 8, "keep_epochs": ()}), run)
    assert read_history(run.folder).last_accuracy > 60


def test_twins_begin_as_the_same_net_and_differ_by_evolution_alone(recipe, new_run):
    fixed = recipe.model_copy(update={"evolution": None, "evolved_by": None})
    runs = [new_run(), new_run()]
    for told, run in zip((recipe, fixed), runs, strict=True):
        fit(told, run)
    nets = [[load(run.folder, epoch, recipe).state_dict() for epoch in (0, 1, 2)] for run in runs]
    for at, equal in ((0, True), (1, True), (2, False)):
        one, other = nets[0][at], nets[1][at]
        assert torch.equal(one["1.source"], other["1.source"]) is equal
        assert torch.equal(one["1.weight"], other["1.weight"]) is equal


def test_an_impossible_net_is_refused_before_it_trains(recipe, new_run):
    crowded = recipe.model_copy(update={"architecture": {**recipe.architecture, "epsilon": 30.0}})
    with pytest.raises(Failure, match="epsilon 30 asks for 2100 connections where a layer 40 to 30 has 1200"):
        fit(crowded, new_run())
