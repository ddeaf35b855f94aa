import json
import math

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.nets.training import loop
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.randomness import borrowed_rng
from netsci_bench.nets.training.train_state import start_training
from netsci_bench.nets.training.trained import load, read_history, summarise, weights_file

pytestmark = pytest.mark.system


def weights(run, epoch=3):
    return torch.load(weights_file(run.folder, epoch), weights_only=True)


def same(first, second):
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def test_the_same_seed_gives_the_same_bits(toy_recipe, new_run):
    first, second = new_run(seed=5), new_run(seed=5)
    fit(toy_recipe, first)
    fit(toy_recipe, second)
    assert all(same(weights(first, epoch), weights(second, epoch)) for epoch in (0, 1, 3))
    assert first.series == second.series


def test_another_seed_gives_other_initial_and_other_final_weights(toy_recipe, new_run):
    first, second = new_run(seed=5), new_run(seed=6)
    fit(toy_recipe, first)
    fit(toy_recipe, second)
    assert not same(weights(first, 0), weights(second, 0))
    assert not same(weights(first), weights(second))


def test_a_separable_toy_is_learnt(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe.model_copy(update={"epochs": 12}), run)
    losses = run.series["train_loss"]
    assert losses[12] < losses[1] / 2
    assert run.series["test_accuracy"][12] > 80
    assert run.series["test_accuracy"][0] < 40


@pytest.mark.parametrize(
    "change",
    [
        {"loss": "mse"},
        {"target": "parity", "classes": 2},
        {"target": "parity", "classes": 2, "loss": "mse"},
        {"optimizer": "sgd", "lr": 0.1, "momentum": 0.9},
        {"optimizer": "sgd", "lr": 0.3},
    ],
)
def test_every_loss_target_and_optimizer_makes_the_loss_fall(toy_recipe, new_run, change):
    run = new_run()
    fit(toy_recipe.model_copy(update=change | {"epochs": 6}), run)
    assert run.series["train_loss"][6] < 0.95 * run.series["train_loss"][1]


def test_every_epoch_is_logged_and_the_untrained_network_is_epoch_0(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe, run)
    assert {name: sorted(values) for name, values in run.series.items()} == {
        "train_loss": [1, 2, 3],
        "train_accuracy": [1, 2, 3],
        "test_loss": [0, 1, 2, 3],
        "test_accuracy": [0, 1, 2, 3],
    }


def test_training_values_are_weighted_by_the_size_of_the_last_batch(toy_recipe, new_run):
    run = new_run()
    still = toy_recipe.model_copy(update={"lr": 1e-30, "weight_decay": 0.0, "batch": 100, "train_limit": 250})
    fit(still.model_copy(update={"epochs": 1}), run)
    arrays = run.arrays(still.dataset)
    model = load(run.folder, 0, still)
    with torch.inference_mode():
        answers = model(torch.tensor(arrays["train_images"][:250] / np.float32(255)).unsqueeze(1))
        wanted = torch.tensor(arrays["train_labels"][:250].astype(np.int64))
        loss = nn.functional.cross_entropy(answers, wanted).item()
    right = (answers.argmax(1) == wanted).double().mean().item()
    assert run.series["train_loss"][1] == pytest.approx(loss, rel=1e-5)
    assert run.series["train_accuracy"][1] == pytest.approx(100 * right)


def test_the_mse_is_taken_between_raw_outputs_and_one_hot_targets(toy_recipe, new_run):
    run = new_run()
    recipe = toy_recipe.model_copy(update={"loss": "mse"})
    fit(recipe, run)
    arrays = run.arrays(recipe.dataset)
    with torch.inference_mode():
        answers = load(run.folder, 3, recipe)(torch.tensor(arrays["test_images"] / np.float32(255)).unsqueeze(1))
    expected = np.mean((answers.numpy() - np.eye(10)[arrays["test_labels"]]) ** 2)
    assert run.series["test_loss"][3] == pytest.approx(expected, rel=1e-5)


def test_the_limits_take_the_first_images_only(toy_recipe, new_run, toy_arrays):
    limited, cut = new_run(), new_run()
    fit(toy_recipe.model_copy(update={"train_limit": 100, "test_limit": 30}), limited)
    few = {name: a[: 100 if "train" in name else 30] for name, a in toy_arrays.items()}
    fit(toy_recipe, Run(seed=0, device="cpu", folder=cut.folder, arrays=lambda _: few, series=cut.series))
    assert same(weights(limited), weights(cut))
    assert limited.series == cut.series


def test_the_kept_epochs_and_no_others_are_on_disk_and_the_checkpoint_is_gone(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe, run)
    files = sorted(str(p.relative_to(run.folder)) for p in run.folder.rglob("*") if p.is_file())
    assert files == ["training.json", "weights/epoch-0.pt", "weights/epoch-1.pt", "weights/epoch-3.pt"]


def test_a_loaded_network_has_the_kept_weights_and_an_unkept_epoch_is_refused(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe, run)
    model = load(run.folder, 1, toy_recipe)
    assert same(dict(model.state_dict()), weights(run, 1))
    assert not model.training
    with pytest.raises(Failure, match=r"\(0, 1, 3\)"):
        load(run.folder, 2, toy_recipe)


def test_the_history_tells_best_and_last_accuracy(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe, run)
    told = read_history(run.folder)
    by_epoch = run.series["test_accuracy"]
    assert told.series == run.series
    assert told.last_accuracy == by_epoch[3]
    assert told.best_accuracy == max(by_epoch[epoch] for epoch in (1, 2, 3)) == by_epoch[told.best_epoch]


def test_the_untrained_network_is_never_the_best_and_of_equals_the_first_is():
    told = summarise({"test_accuracy": {0: 90.0, 1: 40.0, 2: 50.0, 3: 50.0, 4: 45.0}}, "")
    assert (told["best_epoch"], told["best_accuracy"], told["last_accuracy"]) == (2, 50.0, 45.0)


def test_torchs_global_generator_is_left_as_it_was(toy_recipe, new_run):
    run = new_run()
    torch.manual_seed(123)
    before = torch.get_rng_state()
    fit(toy_recipe, run)
    assert torch.equal(before, torch.get_rng_state())
    load(run.folder, 1, toy_recipe)
    assert torch.equal(before, torch.get_rng_state())


def test_what_layers_draw_while_training_has_a_seed_of_its_own(toy_recipe, new_run):
    run = new_run()
    with borrowed_rng("cpu"):
        start_training(toy_recipe, run)
        assert torch.initial_seed() == run.torch_seed("training") != run.torch_seed("initial weights")


def test_each_epoch_takes_every_image_once_in_an_order_of_its_own(toy_recipe, new_run, monkeypatch):
    taken = []
    take_step = loop.take_step
    monkeypatch.setattr(loop, "take_step", lambda job, batch: (taken.append(batch.tolist()), take_step(job, batch)))
    fit(toy_recipe, new_run())
    orders = [[i for batch in taken[5 * epoch : 5 * epoch + 5] for i in batch] for epoch in range(3)]
    assert all(sorted(order) == list(range(320)) for order in orders)
    assert orders[0] != orders[1] != orders[2] != sorted(orders[2])


def test_torchs_global_generator_does_not_change_the_result(toy_recipe, new_run):
    first, second = new_run(), new_run()
    torch.manual_seed(1)
    fit(toy_recipe, first)
    torch.manual_seed(2)
    fit(toy_recipe, second)
    assert same(weights(first), weights(second))


@pytest.mark.parametrize("step", [1, 2, 5])
def test_a_loss_that_is_not_finite_fails_with_where_and_what_to_do(toy_recipe, new_run, monkeypatch, step):
    calls = iter(range(1, 100))

    def spoilt(recipe, answers, wanted):
        return answers.square().mean() * (math.nan if next(calls) == step else 1)

    monkeypatch.setattr("netsci_bench.nets.training.step.loss_of", spoilt)
    run = new_run()
    expected = f"lenet5_eighth on bars, seed 0: the loss is nan at epoch 1, step {step}\n"
    with pytest.raises(Failure, match=expected) as told:
        fit(toy_recipe, run)
    assert "smaller learning rate than 0.01" in told.value.remedy
    assert not (run.folder / "training.json").exists()


def test_a_test_loss_that_overflows_fails(toy_recipe, new_run):
    recipe = toy_recipe.model_copy(update={"optimizer": "sgd", "lr": 1e30, "loss": "mse", "epochs": 1})
    with pytest.raises(Failure, match=r"loss is (nan|inf)"):
        fit(recipe.model_copy(update={"batch": 320}), new_run())


def test_a_folder_with_another_training_is_refused(toy_recipe, new_run):
    run = new_run(folder="same")
    fit(toy_recipe, run)
    with pytest.raises(Failure, match="another training"):
        fit(toy_recipe, new_run(seed=1, folder="same"))
    with pytest.raises(Failure, match="another training"):
        fit(toy_recipe.model_copy(update={"lr": 0.02}), run)


def test_more_classes_in_the_data_than_outputs_are_refused(toy_recipe, new_run):
    with pytest.raises(ValueError, match="class 9, the network only 4 outputs"):
        fit(toy_recipe.model_copy(update={"classes": 4}), new_run())


def test_the_summary_is_plain_json(toy_recipe, new_run):
    run = new_run()
    fit(toy_recipe, run)
    told = json.loads((run.folder / "training.json").read_text())
    assert told["series"]["test_accuracy"]["3"] == told["last_accuracy"]
