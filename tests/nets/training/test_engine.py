"""Does the engine train colour images as the recipe says, whatever stops it and however little room there is?"""

import json

import numpy as np
import pytest
import torch
from bright_channels import bright_channels
from torch import nn
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.contract.run import Run
from netsci_bench.nets.training import loop, step
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Inheritance, Recipe
from netsci_bench.nets.training.schedule import Schedule, rate_share
from netsci_bench.nets.training.trained import load, read_history, weights_file

pytestmark = pytest.mark.system

TRAIN, TEST, CLASSES = 60, 20, 3


@pytest.fixture
def arrays():
    return bright_channels(TRAIN, TEST, CLASSES)


@pytest.fixture
def recipe(arrays) -> Recipe:
    return Recipe(
        dataset=toy_dataset(arrays),
        model={"name": "netsci_bench.nets.models.cifar_resnet:cifar_resnet"},
        architecture={"stages": (1, 1, 1)},
        classes=CLASSES,
        optimizer="sgd",
        lr=0.05,
        momentum=0.9,
        nesterov=True,
        weight_decay=5e-4,
        schedule={"kind": "one_cycle"},
        augmentation="crop_and_flip",
        normalisation={"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)},
        precision="bfloat16",
        batch=16,
        epochs=2,
    )


@pytest.fixture
def new_run(arrays, tmp_path):
    def build(folder: str = "one", stopping=lambda: "", once=None) -> Run:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        more = {"once": once} if once else {}
        return Run(seed=1, device="cpu", folder=place, arrays=lambda _: arrays, stopping=stopping, **more)

    return build


def weights(run: Run, epoch: int = 2) -> dict[str, torch.Tensor]:
    return torch.load(weights_file(run.folder, epoch), weights_only=True)


def same(first: Run, second: Run) -> bool:
    one, other = weights(first), weights(second)
    return all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_an_augmented_training_interrupted_in_the_middle_goes_on_to_the_same_bits(recipe, new_run, precision):
    recipe = recipe.model_copy(update={"precision": precision})
    whole = new_run("whole")
    fit(recipe, whole)
    polls = iter(range(100))
    with pytest.raises(Interrupted):
        fit(recipe, new_run("cut", stopping=lambda: "enough" if next(polls) >= 3 else ""))
    again = new_run("cut")
    fit(recipe, again)
    assert same(whole, again)
    assert whole.series == again.series


def test_a_toy_in_colour_is_learnt_in_half_precision(recipe, new_run):
    run = new_run()
    fit(recipe.model_copy(update={"epochs": 8, "lr": 0.1}), run)
    assert run.series["test_accuracy"][8] > 80
    assert all(value.dtype != torch.bfloat16 for value in weights(run, 8).values())


def test_precision_schedule_and_augmentation_each_change_the_weights(recipe, new_run):
    base = new_run("base")
    fit(recipe, base)
    changes = ({"precision": "float32"}, {"schedule": Schedule()}, {"augmentation": "none"}, {"nesterov": False})
    for number, change in enumerate(changes):
        other = new_run(f"other-{number}")
        fit(recipe.model_copy(update=change), other)
        assert not same(base, other), change


@pytest.mark.parametrize(
    ("schedule", "shares"),
    [
        (Schedule(), [1.0, 1.0, 1.0, 1.0]),
        (Schedule(kind="milestones", milestones=(1,), factor=0.5), [1.0, 1.0, 0.5, 0.5]),
        (Schedule(kind="one_cycle", rise=0.5), [0.0, 0.5, 1.0, 0.5]),
        (Schedule(kind="cosine"), [1.0, 0.8536, 0.5, 0.1464]),
    ],
)
def test_the_optimizer_takes_each_step_at_the_rate_of_the_schedule(recipe, new_run, monkeypatch, schedule, shares):
    rates = []
    step = torch.optim.SGD.step
    monkeypatch.setattr(
        torch.optim.SGD, "step", lambda self, *a: (rates.append(self.param_groups[0]["lr"]), step(self, *a))[1]
    )
    fit(recipe.model_copy(update={"schedule": schedule, "batch": 30, "lr": 0.01}), new_run())
    assert rates == pytest.approx([0.01 * share for share in shares], abs=1e-6)


def test_milestones_belong_to_their_schedule_only():
    with pytest.raises(ValueError, match="milestones"):
        Schedule(kind="cosine", milestones=(3,))
    with pytest.raises(ValueError, match="milestones"):
        Schedule(kind="milestones")
    assert rate_share(Schedule(kind="milestones", milestones=(5,)), 4.99, 10) == 1.0


def test_held_out_images_are_not_trained_on_and_are_tested(recipe, new_run, monkeypatch):
    seen = []
    inputs = step._gradients
    monkeypatch.setattr(step, "_gradients", lambda job, batch: (seen.append(len(batch)), inputs(job, batch))[1])
    run = new_run()
    fit(recipe.model_copy(update={"hold_out": 20, "epochs": 1}), run)
    assert sum(seen) == TRAIN - 20
    assert set(run.series["valid_accuracy"]) == {0, 1}
    with pytest.raises(ValueError, match="cannot be held out"):
        fit(recipe.model_copy(update={"hold_out": TRAIN}), new_run("more"))


def test_only_some_epochs_are_tested_but_always_the_first_and_the_last(recipe, new_run):
    run = new_run()
    fit(recipe.model_copy(update={"test_every": 2, "epochs": 3}), run)
    assert sorted(run.series["test_accuracy"]) == [0, 2, 3]
    assert sorted(run.series["train_loss"]) == [1, 2, 3]


class Cramped(nn.Module):
    """A network for which the device has room for so many images at a time."""

    ROOM = 5

    def __init__(self, classes: int):
        super().__init__()
        self.linear = nn.Linear(3 * 32 * 32, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and len(x) > self.ROOM:
            raise torch.OutOfMemoryError("out of memory")
        return self.linear(x.flatten(1))


@pytest.fixture
def cramped(recipe, monkeypatch):
    monkeypatch.setattr("netsci_bench.contract.importing.load", lambda name: Cramped)
    plain = {"architecture": {}, "augmentation": "none", "precision": "float32"}
    return recipe.model_copy(update=plain)


def test_a_batch_that_does_not_fit_is_taken_in_parts_to_the_same_weights_and_said(cramped, new_run, monkeypatch):
    parted = new_run("parted")
    fit(cramped, parted)
    assert parted.warnings == [
        "a batch of 16 images does not fit into memory: taken in parts of 8",
        "a batch of 16 images does not fit into memory: taken in parts of 4",
    ]
    monkeypatch.setattr(Cramped, "ROOM", 1000)
    whole = new_run("whole")
    fit(cramped, whole)
    assert whole.warnings == []
    for name, value in weights(whole).items():
        torch.testing.assert_close(weights(parted)[name], value, rtol=1e-4, atol=1e-6)


def test_no_room_for_one_image_is_an_error(cramped, new_run, monkeypatch):
    monkeypatch.setattr(Cramped, "ROOM", 0)
    with pytest.raises(Failure, match="a single image does not fit in the memory of the cpu"):
        fit(cramped, new_run())


def test_a_training_can_begin_with_the_weights_of_another_less_some_blocks(recipe, new_run):
    parent = recipe.model_copy(update={"architecture": {"stages": (2, 2, 2)}, "epochs": 1})
    done = new_run("parent")
    fit(parent, done)
    kept = ((1,), (0,), (0, 1))
    start = Inheritance(training=parent, kept=kept)
    child = recipe.model_copy(update={"architecture": {"stages": (1, 1, 2)}, "start": start, "keep_epochs": (0,)})
    run = new_run("child", once=lambda build, params, name="": done.folder)
    fit(child, run)
    before, whole = weights(run, 0), weights(done, 1)
    assert torch.equal(before["layer1.0.conv1.weight"], whole["layer1.1.conv1.weight"])
    assert torch.equal(before["layer3.1.bn2.running_var"], whole["layer3.1.bn2.running_var"])
    assert torch.equal(before["linear.weight"], whole["linear.weight"])
    assert not torch.equal(weights(run)["linear.weight"], whole["linear.weight"])


def test_an_unknown_part_of_the_architecture_is_told_with_the_model(recipe, new_run):
    with pytest.raises(Failure, match=r"no such network.*width"):
        fit(recipe.model_copy(update={"architecture": {"stages": (1, 1, 1), "width": 3}}), new_run())


def test_the_pace_is_noted_and_is_no_part_of_the_result(recipe, new_run):
    run = new_run()
    fit(recipe, run)
    assert len(run.notes["images_per_second"]) == 2
    assert all(value > 0 for value in run.notes["images_per_second"])
    assert run.notes["seconds_per_epoch"][0] == pytest.approx(TRAIN / run.notes["images_per_second"][0])
    assert "images_per_second" not in (run.folder / "training.json").read_text()


def test_a_subset_is_the_one_that_numpys_old_generator_shuffles_to_the_front(recipe, new_run, arrays, monkeypatch):
    kept = {}
    real = loop.start_training
    monkeypatch.setattr(loop, "start_training", lambda *a: kept.setdefault("job", real(*a)))
    small = {"subset_seed": 0, "train_limit": 7, "test_limit": 4, "augmentation": "none", "epochs": 1}
    fit(recipe.model_copy(update=small), new_run())
    drawn = np.random.RandomState(0)
    first, second = np.arange(TRAIN), np.arange(TEST)
    drawn.shuffle(first)
    drawn.shuffle(second)
    assert np.array_equal(kept["job"].train.pixels.numpy(), arrays["train_images"][first[:7]])
    assert np.array_equal(kept["job"].test.labels.numpy(), arrays["test_labels"][second[:4]])


def test_decoupled_decay_takes_its_share_off_every_weight(recipe, new_run):
    still = {"decoupled": True, "weight_decay": 0.5, "lr": 0.1, "schedule": Schedule(), "epochs": 1, "batch": TRAIN}
    run, free = new_run("decayed"), new_run("free")
    quiet = recipe.model_copy(update=still | {"keep_epochs": (0,), "precision": "float32"})
    fit(quiet, run)
    fit(quiet.model_copy(update={"weight_decay": 0.0}), free)
    name = "linear.weight"
    lost = weights(free, 1)[name] - weights(run, 1)[name]
    torch.testing.assert_close(lost, 0.05 * weights(run, 0)[name], rtol=1e-4, atol=1e-6)


def test_the_history_and_the_network_can_be_had_back(recipe, new_run):
    run = new_run()
    fit(recipe, run)
    net = load(run.folder, 2, recipe)
    assert not net.training
    assert read_history(run.folder).last_accuracy == run.series["test_accuracy"][2]
    assert json.loads((run.folder / "training.json").read_text())["series"].keys() == run.series.keys()
