"""Does a shortened network begin with the weights of the trained one, and can it be interrupted anywhere?"""

import pytest
import torch
from bright_channels import bright_channels
from fake_run import FakeStore
from pydantic import ValidationError
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.shortened import Shortened, digest_of, fit_shortened
from netsci_bench.nets.training.trained import load, read_history
from netsci_bench.nets.weights.shortened import weights_of_whole

CLASSES = 3


@pytest.fixture
def store(tmp_path) -> FakeStore:
    return FakeStore(tmp_path, bright_channels(60, 40, CLASSES))


@pytest.fixture
def params(store) -> Shortened:
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    one = {"dataset": data, "model": model, "classes": CLASSES, "lr": 0.01, "batch": 20, "keep_epochs": (0,)}
    whole = Recipe(**one, architecture={"width": 2}, epochs=1)
    return Shortened(whole=whole, recipe=Recipe(**one, architecture={"width": 2, "removed": 2}, epochs=2))


def test_it_begins_with_the_weights_of_the_whole_network_after_its_last_epoch(params, store):
    run = store.run("short")
    fit_shortened(params, run)
    assert store.names["whole"] == params.whole
    whole = load(store.once(fit, params.whole), 1, params.whole)
    start = load(run.folder, 0, params.recipe)
    expected = weights_of_whole(whole, start)
    for name, value in start.state_dict().items():  # counters of steps begin at 0, and no output depends on them
        assert name.endswith("num_batches_tracked") or torch.equal(value, expected[name])
    end = load(run.folder, 2, params.recipe)
    assert not torch.equal(end.features[0].weight, start.features[0].weight)
    assert sorted(read_history(run.folder).series["test_accuracy"]) == [0, 1, 2]


@pytest.mark.parametrize("poll", [0, 2, 4])
def test_interrupted_anywhere_it_goes_on_to_the_same_bits(params, store, poll):
    at_once, cut = store.run("at once"), "cut"
    fit_shortened(params, at_once)
    polls = iter(range(1000))
    with pytest.raises(Interrupted):
        fit_shortened(params, store.run(cut, stopping=lambda: "enough" if next(polls) >= poll else ""))
    again = store.run(cut)
    fit_shortened(params, again)
    one, other = (load(run.folder, 2, params.recipe).state_dict() for run in (at_once, again))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_the_folder_of_a_network_shortened_from_another_is_refused(params, store):
    fit_shortened(params, store.run("short"))
    other = params.model_copy(update={"whole": params.whole.model_copy(update={"lr": 0.02})})
    with pytest.raises(Failure, match="another training"):
        fit_shortened(other, store.run("short"))


def test_weights_of_its_own_and_a_network_that_is_not_shorter_are_refused(params, store):
    started = params.recipe.model_copy(update={"start": {"training": params.whole}})
    with pytest.raises(ValidationError, match="`start` names others"):
        Shortened(whole=params.whole, recipe=Recipe.model_validate(dict(started)))
    swapped = Shortened(whole=params.recipe, recipe=params.whole)
    with pytest.raises(ValueError, match="are not those of"):
        fit_shortened(swapped, store.run("longer"))


def test_a_digest_is_that_of_names_shapes_and_values_in_any_order():
    one, two = torch.arange(6.0).view(2, 3), torch.ones(2)
    known = digest_of({"a": one, "b": two})
    assert known == digest_of({"b": two.clone(), "a": one.clone()})
    others = [{"a": one, "c": two}, {"a": one.view(3, 2), "b": two}, {"a": one, "b": two + 1e-7}, {"a": one}]
    assert len({known, *(digest_of(other) for other in others)}) == 5
    assert len(known) == 64
