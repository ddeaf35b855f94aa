"""Is a training with shuffled labels the same training in all but the order of its labels?"""

import numpy as np
import pytest
import torch

from netsci_bench.nets.targets import shuffled_labels as module
from netsci_bench.nets.targets.shuffled_labels import ShuffledLabels, fit_shuffled
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import read_history, weights_file


@pytest.fixture
def served(monkeypatch, toy_recipe):
    """The arrays that each training is given, in place of the training."""
    seen = []
    monkeypatch.setattr(module, "fit", lambda recipe, run: seen.append((recipe, run.arrays(recipe.dataset))))
    return seen


def test_only_the_order_of_the_training_labels_differs(toy_recipe, toy_arrays, new_run, served):
    fit_shuffled(ShuffledLabels(recipe=toy_recipe), new_run())
    ((recipe, arrays),) = served
    assert recipe == toy_recipe
    assert arrays.keys() == toy_arrays.keys()
    before, after = toy_arrays["train_labels"], arrays["train_labels"]
    assert (np.sort(before) == np.sort(after)).all()
    assert np.mean(before == after) < 0.3
    assert all(arrays[name] is toy_arrays[name] for name in arrays if name != "train_labels")


def test_the_order_is_that_of_the_seed(toy_recipe, new_run, served):
    for seed in (0, 0, 1):
        fit_shuffled(ShuffledLabels(recipe=toy_recipe), new_run(seed=seed))
    first, again, other = (arrays["train_labels"] for _, arrays in served)
    assert (first == again).all()
    assert (first != other).any()


def test_it_begins_with_the_same_weights_and_learns_nothing_of_new_images(toy_recipe, new_run):
    plain, mere = new_run(), new_run()
    fit(toy_recipe, plain)
    fit_shuffled(ShuffledLabels(recipe=toy_recipe), mere)
    one, other = (torch.load(weights_file(run.folder, 0), weights_only=True) for run in (plain, mere))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert read_history(plain.folder).last_accuracy > 60
    assert read_history(mere.folder).last_accuracy < 35
