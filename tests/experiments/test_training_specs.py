"""Is what a training reached told as it is, and are the two of a pair trained alike but for the precision?"""

import json
from types import SimpleNamespace

import pytest
from netsci_bench.experiments import training
from netsci_bench.experiments.training import Training, both_precisions, one_training

from netsci_bench import registry
from netsci_bench.dotted import leaves
from netsci_bench.named import Dataset
from netsci_bench.nets.recipe import Recipe
from netsci_bench.plan import experiment_of, tier_params
from netsci_bench.run import Run


def test_the_two_recipes_differ_in_precision_only_and_the_difference_has_its_sign(tmp_path, monkeypatch):
    data = Dataset(name="toy", title="Toy", licence="CC0-1.0", source="toy", arrays={}, sources=())
    recipe = Recipe(dataset=data, model={"name": "a:b"}, classes=2, lr=0.1, batch=2, epochs=1)
    asked = {}

    def once(build, params, name=""):
        asked[name] = params
        return tmp_path / name

    reached = {"float32": 70.0, "bfloat16": 69.5}
    monkeypatch.setattr(training, "history", lambda folder: SimpleNamespace(last_accuracy=reached[folder.name]))
    told = both_precisions(Training(recipe=recipe), Run(seed=0, device="cpu", folder=tmp_path, once=once))
    assert told.difference == pytest.approx(-0.5)
    assert {name: params.precision for name, params in asked.items()} == {
        "float32": "float32",
        "bfloat16": "bfloat16",
    }
    assert asked["float32"].model_copy(update={"precision": "bfloat16"}) == asked["bfloat16"]


def test_last_and_best_epoch_are_not_confused(tmp_path, monkeypatch):
    data = Dataset(name="toy", title="Toy", licence="CC0-1.0", source="toy", arrays={}, sources=())
    recipe = Recipe(dataset=data, model={"name": "a:b"}, classes=2, lr=0.1, batch=2, epochs=1)
    monkeypatch.setattr(training, "history", lambda folder: SimpleNamespace(last_accuracy=1.0, best_accuracy=2.0))
    told = one_training(Training(recipe=recipe), Run(seed=0, device="cpu", folder=tmp_path, once=lambda *a: tmp_path))
    assert (told.last, told.best) == (1.0, 2.0)


def test_the_net_that_ships_was_trained_by_the_recipe_that_the_registry_has():
    entry = registry.find("training/resnet56/two-cycles")
    params = tier_params(entry, "paper", experiment_of(entry)).model_dump(mode="json")
    told = json.loads((registry.folder() / "weights" / "resnet56-ours.json").read_text(encoding="utf-8"))
    assert "two-cycles" in told["what"]

    def plain(recipe):
        return {name: str(value).partition("@")[0] for name, value in leaves(recipe).items()}

    assert plain(told["recipe"]) == plain(params["recipe"])
