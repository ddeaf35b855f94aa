"""Are points where they are said to be, and does a training that is cut off come to the same bits?"""

import numpy as np
import pytest
import torch

from netsci_bench.contract.errors import Diverged, Failure, Interrupted
from netsci_bench.nets.point_classes.points import ClassPoints, class_points
from netsci_bench.nets.point_classes.recipe import ClassRecipe, ClassTrained, read_classes
from netsci_bench.nets.point_classes.softmax_net import class_gradient, class_layers, class_net_size, class_outputs
from netsci_bench.nets.point_classes.training import fit_classes
from netsci_bench.nets.training import checkpointer

RINGS = {"kind": "rings", "classes": 3, "points": 61, "held_out": 40}
RECIPE = ClassRecipe(data=RINGS, widths=(8, 8), lr=0.02, weight_decay=0.1, steps=150, kept=6)
SIZES = (3, 5, 4, 3)


def fitted(recipe: ClassRecipe, run) -> ClassTrained:
    fit_classes(recipe, run)
    return read_classes(run.folder, recipe)


def same(one: ClassTrained, other: ClassTrained) -> bool:
    names = ("steps", "weights", "losses", "train_correct", "held_out_correct")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("inputs", [2, 8])
def test_rings_have_the_radii_of_their_classes_in_any_number_of_inputs(new_run, inputs):
    part = class_points(ClassPoints(kind="rings", classes=3, inputs=inputs, points=300), new_run(), "train")
    radius, width = np.linalg.norm(part.points, axis=1), 0.6
    assert (radius >= 2 * width * part.labels).all()
    assert (radius <= width * (2 * part.labels + 1)).all()
    assert np.bincount(part.labels).tolist() == [100] * 3
    assert (np.sign(part.points).mean(axis=0) ** 2 < 0.05).all()  # in all directions


def test_blobs_lie_around_their_centres_and_arms_wind_around_the_middle(new_run):
    blobs = class_points(ClassPoints(kind="blobs", classes=4, inputs=3, points=400, blur=0.1), new_run(), "train")
    middles = np.array([blobs.points[blobs.labels == c].mean(axis=0) for c in range(4)])
    np.testing.assert_allclose(middles, [[2, 0, 0], [0, 2, 0], [-2, 0, 0], [0, -2, 0]], atol=0.05)
    arms = class_points(ClassPoints(kind="arms", classes=3, points=300), new_run(), "held_out")
    radius, angle = np.linalg.norm(arms.points, axis=1), np.arctan2(*arms.points.T[::-1]) / (2 * np.pi)
    offset = angle - arms.labels / 3 - 0.75 * radius / 3
    np.testing.assert_allclose(offset, offset.round(), atol=1e-9)
    assert 0.6 <= radius.min() < 0.8 < 2.8 < radius.max() <= 3


def test_the_two_parts_differ_and_the_same_seed_gives_the_same_points(new_run):
    data = ClassPoints(**RINGS)
    first, again, others = (class_points(data, new_run(), part).points for part in ("train", "train", "held_out"))
    np.testing.assert_array_equal(first, again)
    assert first.shape != others.shape


@pytest.mark.parametrize(
    ("change", "message"),
    [({"kind": "arms", "inputs": 3}, "take rings or blobs"), ({"classes": 25}, "need 50 points or more")],
)
def test_points_that_cannot_be_drawn_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        ClassPoints.model_validate(RINGS | change)


def test_the_gradient_is_that_of_torch():
    rng = np.random.default_rng(0)
    vector, points, labels = (
        rng.uniform(-1, 1, class_net_size(SIZES)),
        rng.normal(size=(30, 3)),
        rng.integers(3, size=30),
    )
    slope = np.full(len(vector), np.nan)
    loss = class_gradient(class_layers(vector, SIZES), points, labels, class_layers(slope, SIZES))
    leaf = torch.tensor(vector, requires_grad=True)
    x, at = torch.tensor(points), 0
    for weight, _ in class_layers(vector, SIZES):
        out, into = weight.shape
        x = x @ leaf[at : at + out * into].view(out, into).T + leaf[at + out * into : at + out * (into + 1)]
        at += out * (into + 1)
        x = torch.relu(x) if at < len(vector) else x
    wanted = torch.nn.functional.cross_entropy(x, torch.tensor(labels))
    wanted.backward()
    assert loss == pytest.approx(float(wanted.detach()), rel=1e-12)
    np.testing.assert_allclose(slope, leaf.grad.numpy(), rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(class_outputs(class_layers(vector, SIZES), points), x.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("poll", [0, 1, 77, 150])
def test_a_training_that_is_cut_off_comes_to_the_same_bits(new_run, poll):
    whole = fitted(RECIPE, new_run())
    polls = iter(range(10**6))
    with pytest.raises(Interrupted, match="the time is up"):
        fit_classes(RECIPE, new_run(folder="cut", stopping=lambda: "the time is up" if next(polls) >= poll else ""))
    run = new_run(folder="cut")
    assert (run.folder / checkpointer.FILE).exists()
    assert same(whole, fitted(RECIPE, run))
    assert not (run.folder / checkpointer.FILE).exists()


def test_a_training_learns_keeps_what_it_says_and_logs_its_curves(new_run):
    run = new_run()
    found = fitted(RECIPE.model_copy(update={"steps": 600}), run)
    assert found.steps.tolist() == [0, 10, 28, 77, 216, 600]
    assert found.train_correct[-1] > 0.9 > found.train_correct[0]
    assert found.losses[-1] < 0.5 * found.losses[0]
    train = class_points(RECIPE.data, run, "train")
    predicted = class_outputs(found.layers(-1), train.points).argmax(axis=1)
    assert np.mean(predicted == train.labels) == found.train_correct[-1]
    assert set(run.series) == {"loss", "train_accuracy", "held_out_accuracy"}
    assert run.series["train_accuracy"][600] == 100 * found.train_correct[-1]


def test_the_steps_are_those_of_torchs_adamw(new_run):
    run, recipe = new_run(), RECIPE.model_copy(update={"steps": 20, "kept": 2})
    found, train = fitted(recipe, run), class_points(recipe.data, run, "train")
    leaf = torch.tensor(found.weights[0].copy(), requires_grad=True)
    optimizer = torch.optim.AdamW([leaf], lr=recipe.lr, weight_decay=recipe.weight_decay)
    for _ in range(20):
        slope, vector = np.zeros(len(leaf)), leaf.detach().numpy().copy()
        layers = class_layers(vector, recipe.sizes)
        class_gradient(layers, train.points, train.labels, class_layers(slope, recipe.sizes))
        leaf.grad = torch.from_numpy(slope)
        optimizer.step()
    np.testing.assert_allclose(found.weights[-1], leaf.detach().numpy(), rtol=1e-9)


@pytest.mark.filterwarnings("ignore:.*(overflow|invalid value).*:RuntimeWarning")
def test_a_loss_that_is_no_number_ends_the_training_and_another_training_is_refused(new_run):
    with pytest.raises(Diverged, match="take a smaller learning rate"):
        fit_classes(RECIPE.model_copy(update={"lr": 1e200}), new_run())
    with pytest.raises(Interrupted):
        fit_classes(RECIPE, new_run(folder="cut", stopping=lambda: "now"))
    with pytest.raises(Failure, match="another training"):
        fit_classes(RECIPE, new_run(seed=1, folder="cut"))
