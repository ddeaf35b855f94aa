"""Does a network learn numbers, the same bits however often it is stopped, and nothing where there is nothing?"""

import pytest
import torch
from pydantic import ValidationError

from netsci_bench.contract.errors import Diverged, Failure, Interrupted
from netsci_bench.nets.targets.regression import explained_variance, fit_regression, load_regressor
from netsci_bench.nets.targets.regression_recipe import RegressionRecipe
from netsci_bench.nets.targets.tables import Table


def weights(run, epoch, recipe):
    return load_regressor(run.folder, epoch, recipe).state_dict()


def stop_at(poll):
    """Asks to stop from the given poll on; there is one at each checkpoint."""
    polls = iter(range(100))
    return lambda: "enough" if next(polls) >= poll else ""


def test_it_learns_what_follows_and_nothing_of_shuffled_targets(table_recipe, table_run):
    run, mere = table_run(), table_run()
    fit_regression(table_recipe, run)
    explained = run.series["test_explained"]
    assert explained[20] > 80
    assert explained[20] > explained[1] > explained[0] < 20
    assert run.series["train_loss"].keys() == set(range(1, 21))
    fit_regression(table_recipe.model_copy(update={"shuffled": True}), mere)
    assert mere.series["test_explained"][20] < 10
    first, same = weights(run, 0, table_recipe), weights(mere, 0, table_recipe)
    assert all(torch.equal(first[name], same[name]) for name in first)


def test_a_training_interrupted_anywhere_goes_on_to_the_same_bits(table_recipe, table_run):
    whole = table_run()
    fit_regression(table_recipe, whole)
    for stop in (1, 7, 19):
        cut = table_run(folder=f"cut-{stop}", stopping=stop_at(stop))
        with pytest.raises(Interrupted, match="enough"):
            fit_regression(table_recipe, cut)
        again = table_run(folder=f"cut-{stop}")
        fit_regression(table_recipe, again)
        assert again.series == whole.series
        for epoch in table_recipe.kept:
            one, other = (weights(run, epoch, table_recipe) for run in (whole, again))
            assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_finished_training_is_told_again_and_another_refused(table_recipe, table_run):
    run = table_run(folder="one")
    fit_regression(table_recipe, run)
    again = table_run(folder="one")
    fit_regression(table_recipe, again)
    assert again.series == run.series
    with pytest.raises(Failure, match="another training"):
        fit_regression(table_recipe.model_copy(update={"lr": 0.02}), table_run(folder="one"))


def test_a_seed_decides_the_first_weights(table_recipe, table_run):
    short = table_recipe.model_copy(update={"epochs": 1, "keep_epochs": (0,)})
    runs = [table_run(seed=seed) for seed in (0, 1)]
    for run in runs:
        fit_regression(short, run)
    one, other = (weights(run, 0, short) for run in runs)
    assert not torch.equal(one["1.weight"], other["1.weight"])


def test_explained_variance_is_that_of_known_answers():
    wanted = torch.tensor([[0.0, 4.0], [2.0, 0.0]])
    right, flat = torch.nn.Identity(), torch.nn.Linear(2, 2)
    torch.nn.init.zeros_(flat.weight)
    flat.bias.data = wanted.mean(0)
    table = Table(wanted, wanted)
    assert explained_variance(right, table) == 100
    assert explained_variance(flat, table) == pytest.approx(0, abs=1e-5)
    assert explained_variance(right, Table(-wanted, wanted)) < 0


def test_a_loss_without_bounds_ends_the_training(table_recipe, table_run):
    with pytest.raises(Diverged, match="smaller learning rate than 1e\\+30"):
        fit_regression(table_recipe.model_copy(update={"lr": 1e30}), table_run())


def test_mistakes_in_a_recipe_are_named(table_recipe, table_run):
    with pytest.raises(ValidationError, match=r"epochs \[21\] of keep_epochs lie outside 0 to 20"):
        RegressionRecipe(**{**dict(table_recipe), "keep_epochs": (21,)})
    with pytest.raises(Failure, match="no such network"):
        fit_regression(table_recipe.model_copy(update={"architecture": {"inputs": 6}}), table_run())
    run = table_run()
    fit_regression(table_recipe.model_copy(update={"epochs": 1, "keep_epochs": (0,)}), run)
    with pytest.raises(Failure, match="after epoch 4 were not kept"):
        load_regressor(run.folder, 4, table_recipe)
