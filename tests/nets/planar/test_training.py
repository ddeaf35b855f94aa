from collections.abc import Callable

import numpy as np
import pytest
import torch

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.nets.planar import training
from netsci_bench.nets.planar.mlp import layers_of, outputs_at
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import SmallTrained, first_step_correct, grokking_delay, read_training
from netsci_bench.nets.planar.training import fit_small
from netsci_bench.nets.training import checkpointer

pytestmark = pytest.mark.system

CIRCLES = {"kind": "two_circles", "points": 60, "held_out": 50}
RECIPE = SmallRecipe(
    data=CIRCLES, widths=(6, 6), loss="logistic", lr=0.02, weight_decay=0.1, steps=300, kept=8, look_every=10
)
NAMES = ("steps", "weights", "losses", "evaluated", "train_correct", "held_out_correct")


def stop_at(poll: int) -> Callable[[], str]:
    polls = iter(range(10**6))
    return lambda: "the time is up" if next(polls) >= poll else ""


def fitted(recipe: SmallRecipe, run) -> SmallTrained:
    fit_small(recipe, run)
    return read_training(run.folder, recipe)


def same(one: SmallTrained, other: SmallTrained) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n), equal_nan=True) for n in NAMES)


@pytest.mark.parametrize("poll", [0, 1, 13, 150, 298])
@pytest.mark.parametrize("optimizer", ["adam", "descent"])
def test_a_training_interrupted_anywhere_goes_on_to_the_same_bits(new_run, poll, optimizer):
    recipe = RECIPE.model_copy(update={"optimizer": optimizer})
    whole = fitted(recipe, new_run())
    with pytest.raises(Interrupted, match="the time is up"):
        fit_small(recipe, new_run(folder="cut", stopping=stop_at(poll)))
    run = new_run(folder="cut")
    assert (run.folder / checkpointer.FILE).exists()
    assert same(whole, fitted(recipe, run))
    assert not (run.folder / checkpointer.FILE).exists()


def test_when_checkpoints_are_taken_changes_neither_the_result_nor_what_is_logged(new_run, monkeypatch):
    first, second = new_run(), new_run()
    whole = fitted(RECIPE, first)
    monkeypatch.setattr(checkpointer, "SECONDS", 0.0)
    assert same(whole, fitted(RECIPE, second))
    assert first.series == second.series
    assert set(first.series) == {"loss", "train_accuracy", "held_out_accuracy"}


def test_a_checkpoint_of_another_seed_is_refused(new_run):
    with pytest.raises(Interrupted):
        fit_small(RECIPE, new_run(folder="cut", stopping=stop_at(20)))
    with pytest.raises(Failure, match="another training"):
        fit_small(RECIPE, new_run(seed=1, folder="cut"))


def test_the_steps_of_adam_are_those_of_torch(new_run):
    recipe = RECIPE.model_copy(update={"steps": 20, "kept": 2})
    run = new_run()
    job = training.start_training(recipe, run)
    start = torch.tensor(job.vector.copy(), requires_grad=True)
    optimizer = torch.optim.AdamW([start], lr=recipe.lr, weight_decay=recipe.weight_decay)
    found = fitted(recipe, run)
    for _ in range(20):
        vector = start.detach().numpy().copy()
        slope = np.zeros_like(vector)
        args = (job.train.points, job.train.wanted, "logistic", layers_of(slope, recipe.widths))
        training.gradient(layers_of(vector, recipe.widths), *args)
        start.grad = torch.from_numpy(slope)
        optimizer.step()
    np.testing.assert_allclose(found.weights[-1], start.detach().numpy(), rtol=1e-9)


def test_two_circles_are_learned_and_the_network_read_back_tells_them_apart(new_run):
    run = new_run()
    found = fitted(RECIPE, run)
    train = training.start_training(RECIPE, run).train
    assert found.train_correct[-1] == 1
    assert (np.sign(outputs_at(found.layers(-1), train.points)) == train.wanted).all()
    assert found.losses[-1] < 0.1 * found.losses[0]
    assert found.steps[0] == 0
    assert found.steps[-1] == 300


def test_decay_makes_weights_smaller(new_run):
    sizes = [
        np.abs(fitted(RECIPE.model_copy(update={"weight_decay": decay}), new_run()).weights[-1]).mean()
        for decay in (0.0, 1.0)
    ]
    assert sizes[1] < 0.9 * sizes[0]


def test_a_surface_has_no_accuracy_and_its_weights_are_kept_at_equal_distances(new_run):
    recipe = SmallRecipe(
        data={"kind": "surface", "points": 40}, widths=(8,), loss="squared", lr=0.01, steps=60, kept=7,
        kept_by="difference",
    )  # fmt: skip
    run = new_run()
    found = fitted(recipe, run)
    assert found.steps.tolist() == [0, 10, 20, 30, 40, 50, 60]
    assert np.isnan(found.train_correct).all()
    assert set(run.series) == {"loss"}


def test_a_loss_that_is_not_finite_fails_with_the_step_the_net_and_the_rate(new_run):
    recipe = SmallRecipe(
        data={"kind": "surface", "points": 40}, widths=(6, 6), loss="squared", optimizer="descent", lr=50,
        steps=400, kept=3,
    )  # fmt: skip
    with pytest.raises(Failure, match=r"2-6-6-1 on surface, seed 0: the loss is (inf|nan) after step \d") as failure:
        fit_small(recipe, new_run())
    assert "smaller learning rate than 50" in str(failure.value)


def test_values_are_not_for_the_logistic_loss():
    with pytest.raises(ValueError, match="take `squared`"):
        SmallRecipe(data={"kind": "surface", "points": 9}, widths=(3,), loss="logistic", lr=0.1, steps=20, kept=2)


LOOKS = np.arange(0, 60, 10)


@pytest.mark.parametrize(
    ("train", "held_out", "delay"),
    [
        ([0.5, 1, 1, 1, 1, 1], [0.5, 0.6, 0.7, 0.96, 0.97, 0.99], 20),
        ([0.5, 1, 1, 1, 1, 1], [0.5, 0.96, 0.96, 0.96, 0.97, 0.99], 0),
        ([0.5, 0.9, 0.9, 1, 1, 1], [0.5, 0.96, 0.97, 0.96, 0.97, 0.99], 0),  # it generalised before it fit
        ([0.5, 1, 1, 1, 1, 1], [0.5, 0.96, 0.7, 0.7, 0.7, 0.99], 40),  # a moment does not count
        ([0.5, 1, 0.9, 1, 1, 1], [0.5, 0.6, 0.7, 0.8, 0.9, 0.94], None),
        ([0.5, 0.9, 0.9, 0.9, 0.9, 0.9], [0.99, 0.99, 0.99, 0.99, 0.99, 0.99], None),
    ],
)
def test_the_grokking_delay_is_from_the_last_error_to_lasting_generalisation(train, held_out, delay):
    assert grokking_delay(LOOKS, np.array(train), np.array(held_out), 0.95) == delay


def test_a_share_that_is_never_reached_has_no_step():
    assert first_step_correct(LOOKS, np.full(6, 0.99)) is None
