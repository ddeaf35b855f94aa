"""Is what a training reached told as it is, and are the two of a pair trained alike but for the precision?"""

import json

from fake_run import FakeStore

from netsci_bench.experiments.training.accuracy import Training, both_precisions, one_training
from netsci_bench.nets.training.trained import SUMMARY, history, summary
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs import registry
from netsci_bench.specs.flatten import flatten
from netsci_bench.storage.home import home


def test_the_two_recipes_differ_in_precision_only_and_the_difference_has_its_sign(shared, digit_recipe):
    told = both_precisions(Training(recipe=digit_recipe), shared.run("both precisions"))
    asked = {name: params for name, params in shared.names.items() if name}
    assert {name: params.precision for name, params in asked.items()} == {
        "float32": "float32",
        "bfloat16": "bfloat16",
    }
    assert asked["float32"].model_copy(update={"precision": "bfloat16"}) == asked["bfloat16"]
    reached = {name: history(shared.once(never, params)).last_accuracy for name, params in asked.items()}
    assert (told.float32, told.bfloat16) == (reached["float32"], reached["bfloat16"])
    assert told.difference == reached["bfloat16"] - reached["float32"]


def never(recipe, run):
    raise AssertionError("was trained already")


def test_last_and_best_epoch_are_not_confused(tmp_path, digit_recipe):
    """A training that was best in its middle, as its folder tells of it."""
    by_epoch = {0: 99.0, 1: 40.0, 2: 80.0, 3: 60.0}
    store = FakeStore(tmp_path)
    store.once(lambda recipe, run: left_behind(run.folder, {"test_accuracy": by_epoch}), digit_recipe)
    told = one_training(Training(recipe=digit_recipe), store.run("result"))
    assert (told.last, told.best) == (60.0, 80.0)


def left_behind(folder, series):
    (folder / SUMMARY).write_text(json.dumps(summary(series, "made")))


def test_the_net_that_ships_was_trained_by_the_recipe_that_the_registry_has():
    entry = registry.find("training/resnet56/two-cycles")
    params = resolve_tier(entry, "paper", home()).values
    told = json.loads((registry.folder() / "weights" / "resnet56-ours.json").read_text(encoding="utf-8"))
    assert "two-cycles" in told["what"]

    def plain(recipe):
        return {name: str(value).partition("@")[0] for name, value in flatten(recipe).items()}

    assert plain(told["recipe"]) == plain(params["recipe"])
