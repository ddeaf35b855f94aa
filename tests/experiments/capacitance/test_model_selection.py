"""Does the experiment move each network to both targets, look at what it says, and refuse what cannot be ranked?"""

import numpy as np
import pytest
import torch

from netsci_bench.contract.errors import Failure
from netsci_bench.experiments.capacitance import figures
from netsci_bench.experiments.capacitance.model_selection import ModelSelection, model_selection
from netsci_bench.experiments.capacitance.zoo import first_recipe, target_recipe
from netsci_bench.nets.capacitance.transfer import fit_transferred
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import load

BODIES = {
    "mlp": {"family": "mlp", "size": (12, 1)},
    "plain": {"family": "plain", "size": (2, 2)},
    "mobile": {"family": "mobile", "size": (4, 1)},
    "mixer": {"family": "mixer", "size": (8, 1)},
}
MODEL = {"name": "netsci_bench.nets.models.transfer_zoo:zoo_net"}


@pytest.fixture(scope="module")
def params(digit_recipe):
    first = digit_recipe.model_copy(update={"model": type(digit_recipe.model)(**MODEL), "keep_epochs": ()})
    target = first.model_copy(update={"epochs": 3, "hold_out": 60, "batch": 20})
    return ModelSelection(
        bodies=BODIES,
        chosen=tuple(BODIES),
        probe=(8, 6, 5),
        pretraining=first,
        digits=target,
        objects=target.model_copy(update={"lr": 0.003}),
        observation={"epochs": 2, "starts": (2,), "samples": 50, "sample_counts": (20,), "evidence_samples": 60},
        convergence=target.model_copy(update={"epochs": 6, "keep_epochs": (5, 6), "train_limit": 160}),
        stages=2,
    )


@pytest.fixture(scope="module")
def found(params, shared):
    run = shared.run("selection")
    return model_selection(params, run), run


def test_every_network_is_trained_first_and_moved_to_both_targets(found, params, shared):
    told, run = found
    for target, recipe in (("digits", params.digits), ("objects", params.objects)):
        for body in BODIES:
            moved = shared.names[f"{target} {body}"]
            assert moved == target_recipe(params, body, recipe)
            assert moved.start.training == first_recipe(params, body)
            assert moved.architecture["probe"] == (8, 6, 5)
    assert shared.names["convergence"].train_limit == 160
    assert np.load(run.folder / "arrays" / "networks.npy").tolist() == list(BODIES)
    assert len(told.digits.reached) == len(BODIES)
    assert np.load(run.folder / "arrays" / "digits_capacitance.npy").shape == (2, len(BODIES), 4)


def test_the_early_prediction_is_the_accuracy_on_what_was_held_out(found):
    told, run = found
    validation = np.load(run.folder / "arrays" / "objects_validation.npy")
    assert told.objects.early.predicted == validation[:, 2].tolist()
    assert ((validation >= 0) & (validation <= 100)).all()


def test_the_body_goes_on_and_the_head_is_new(params, shared):
    recipe = target_recipe(params, "plain", params.digits)
    before = load(shared.once(fit, first_recipe(params, "plain")), 1, first_recipe(params, "plain"))
    moved = load(shared.once(fit_transferred, recipe), 0, recipe)
    for one, other in zip(before.body.parameters(), moved.body.parameters(), strict=True):
        assert torch.equal(one, other)
    assert [layer.out_features for layer in moved.head if hasattr(layer, "weight")] == [8, 6, 5, 10]
    assert not (shared.folder / "training-1" / "start").exists()


def test_the_same_head_begins_on_equal_bodies_and_another_one_with_another_seed(params, tmp_path, digits):
    from fake_run import FakeStore

    recipe = target_recipe(params, "mlp", params.digits)
    heads = []
    for seed, place in ((0, "a"), (0, "b"), (1, "c")):
        store = FakeStore(tmp_path / place, digits, seed=seed)
        heads.append(load(store.once(fit_transferred, recipe), 0, recipe).head[0].weight)
    assert torch.equal(heads[0], heads[1])
    assert not torch.equal(heads[0], heads[2])


def test_another_body_and_no_start_are_refused(params, shared):
    recipe = target_recipe(params, "mlp", params.digits)
    other = recipe.start.model_copy(update={"training": first_recipe(params, "mixer")})
    with pytest.raises(Failure, match="its body is another one"):
        fit_transferred(recipe.model_copy(update={"start": other}), shared.run("another body"))
    with pytest.raises(Failure, match="transferred from a training"):
        fit_transferred(recipe.model_copy(update={"start": None}), shared.run("no start"))


def changed(params, **update):
    return ModelSelection.model_validate({name: getattr(params, name) for name in type(params).model_fields} | update)


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"chosen": ("mlp", "plain", "mixer")}, "3 networks cannot be ranked: choose 4 or more"),
        ({"chosen": ("mlp", "plain", "mixer", "mlp")}, "3 networks cannot be ranked"),
        ({"chosen": ("mlp", "plain", "mixer", "resnet")}, "no network resnet; there are mlp, plain"),
        ({"observation": {"epochs": 2, "start": 3}}, "epoch 4 would be observed, after the end"),
        ({"stages": 4}, "4 kept epochs at both ends"),
    ],
)
def test_what_cannot_be_judged_is_refused_before_anything_is_trained(params, update, why):
    with pytest.raises(ValueError, match=why):
        changed(params, **update)


def test_without_images_held_out_there_is_no_early_accuracy(params):
    with pytest.raises(ValueError, match="hold_out"):
        changed(params, digits=params.digits.model_copy(update={"hold_out": 0}))


def test_more_images_than_there_are_are_refused(params, shared):
    many = params.model_copy(update={"observation": params.observation.model_copy(update={"samples": 400})})
    with pytest.raises(ValueError, match="400 training images are to be looked at, and there are 260"):
        model_selection(many, shared.run("many"))


def test_the_figures_show_every_network_and_prediction(found, as_outcome, titled, drawn):
    told, run = found
    outcome = as_outcome(told, run.folder)
    shown = titled(figures.draw([outcome, outcome]))
    assert list(shown) == ["Predicted and reached accuracy", "Rank correlations", "Neural capacitance", "Sensitivity"]
    assert all(name in drawn(shown["Predicted and reached accuracy"]) for name in BODIES)
    assert all(name in drawn(shown["Rank correlations"]) for name in figures.COMPETITORS.values())
