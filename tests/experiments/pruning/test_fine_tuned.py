"""Do the nets of every rule keep what it says, and is everything compared with what it should be?"""

import numpy as np
import pytest
import torch
from bright_channels import bright_channels
from fake_run import FakeStore
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure
from netsci_bench.experiments.pruning.choice import block_choice
from netsci_bench.experiments.pruning.fine_tuned import LayerPruning, layer_pruning, pruned_recipe
from netsci_bench.experiments.pruning.readings import Choosing, base_net, measure_curves
from netsci_bench.experiments.pruning.rules import kept_by_rule
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.probes.block_ablation import last_features
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history

pytestmark = pytest.mark.usefixtures("toy_net")
TRAIN, TEST, CLASSES = 90, 60, 3
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
OTHERS = {"mean": (0.3, 0.3, 0.3), "deviation": (0.3, 0.3, 0.3)}


@pytest.fixture(scope="module")
def arrays():
    return bright_channels(TRAIN, TEST, CLASSES)


def recipe(arrays, stages) -> Recipe:
    return Recipe(
        dataset=toy_dataset(arrays),
        model={"name": "netsci_bench.nets.models.cifar_resnet:cifar_resnet"},
        architecture={"stages": stages},
        classes=CLASSES,
        normalisation=COLOURS,
        optimizer="sgd",
        lr=0.05,
        momentum=0.9,
        batch=30,
        epochs=1,
    )


@pytest.fixture(scope="module")
def params(arrays) -> LayerPruning:
    small = recipe(arrays, (1, 2, 1))
    return LayerPruning(
        dataset=small.dataset,
        classes=CLASSES,
        images=30,
        neighbours=3,
        least_gain=0.01,
        base={
            "model": {"name": "netsci_bench.experiments.toy_for_tests:never_called"},
            "start": {"training": recipe(arrays, (3, 3, 3))},
        },
        shape=(1, 2, 1),
        draws=2,
        similar=20,
        text={"part": "train", "draw": "random", **COLOURS},
        published={"part": "test", "draw": "consecutive", **OTHERS},
        tuning=small,
        scratch=small,
    )


@pytest.fixture(scope="module")
def shelf(arrays, tmp_path_factory) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("shelf"), arrays)


@pytest.fixture(scope="module")
def found(params, shelf, tmp_path_factory):
    run = shelf.run("seed")
    return layer_pruning(params, run), run


def test_relations_are_those_of_the_accuracies(found):
    told, _ = found
    assert told.gain == told.text.last - told.base.accuracy
    assert told.published_gain == told.published.best - told.base.accuracy_published
    assert told.over_random == told.text.last - told.random.last
    assert told.over_cka == told.text.last - told.cka.last
    assert told.over_last == told.text.last - told.last.last
    assert told.over_scratch == told.text.last - told.scratch.last
    assert told.text.by_epoch == [told.text.before, told.text.last]


def test_every_rule_keeps_the_published_shape_and_no_block_that_changes_the_shape_goes(found):
    _, run = found
    for rule in ("text", "published", "random", "cka", "last"):
        rows = np.load(run.folder / "arrays" / f"kept-{rule}.npy")
        assert np.bincount(rows[:, 0]).tolist() == [1, 2, 1]
        assert {(1, 0), (2, 0)} <= set(map(tuple, rows.tolist()))
    assert np.load(run.folder / "arrays" / "kept-last.npy").tolist() == [[0, 0], [1, 0], [1, 1], [2, 0]]


def test_modularity_keeps_the_blocks_of_largest_gain_of_each_stage(params, shelf, request):
    run = shelf.run(request.node.name)
    net = base_net(params, run)
    seen = {reading: measure_curves(net, params, getattr(params, reading), run) for reading in ("text", "published")}
    kept = kept_by_rule(net, params, seen, run)
    gain = np.diff(seen["text"].mean(axis=0))
    assert kept["text"][0] == (int(np.argmax(gain[:3])),)
    assert set(kept["text"][1]) == {0, 1 + int(np.argmax(gain[4:6]))}
    assert not np.array_equal(seen["text"][0], seen["text"][1])


def test_similarity_keeps_the_block_that_is_missed_most(params, shelf, request, monkeypatch):
    run = shelf.run(request.node.name)
    net = base_net(params, run)
    blank = np.zeros((2, 10))
    missed = "layer1.2"
    monkeypatch.setattr(
        "netsci_bench.experiments.pruning.rules.last_features",
        lambda net, images, without="": last_features(net, images.flip(0) if without == missed else images),
    )
    kept = kept_by_rule(net, params, {"text": blank, "published": blank}, run)
    assert kept["cka"][0] == (2,)


def test_the_pruned_net_begins_as_the_whole_one_less_its_blocks(params, shelf, found):
    _, run = found
    rows = np.load(run.folder / "arrays" / "kept-text.npy")
    kept = tuple(tuple(int(b) for s, b in rows if s == stage) for stage in range(3))
    told = read_history(shelf.once(fit, pruned_recipe(params, "text", kept)))
    assert told.series["test_accuracy"][0] == found[0].text.before


def test_the_published_net_sees_images_as_the_published_code_does(params):
    assert pruned_recipe(params, "published", ((0,), (0,), (0,))).normalisation.mean == OTHERS["mean"]
    assert pruned_recipe(params, "cka", ((0,), (0,), (0,))).normalisation.mean == COLOURS["mean"]


def test_choosing_alone_trains_nothing_and_agrees(params, shelf, request, found):
    run = shelf.run(request.node.name)
    before = len(shelf.asked)
    fields = {name: getattr(params, name) for name in Choosing.model_fields}
    told = block_choice(Choosing(**fields), run)
    assert len(shelf.asked) == before
    assert told.text == found[0].choice
    assert told.base.macs_removed == found[0].base.macs_removed
    assert 0 < told.base.parameters_removed < 100
    assert sum(told.text.shape) == sum(params.shape)
    assert told.text.shape_share == np.mean([d == 0 for d in told.text.distance_by_draw])


def test_weights_of_another_net_are_refused_by_name(params, shelf, tmp_path):
    other = tmp_path / "other.pt"
    torch.save(cifar_resnet(CLASSES, (2, 3, 3)).state_dict(), other)
    checkpoint = {"name": "x", "title": "X", "licence": "-", "source": "-", "sha256": "0" * 64, "sources": ()}
    base = params.base.model_copy(update={"start": {"checkpoint": checkpoint}})
    base = type(params.base).model_validate({"model": params.base.model, "start": base.start})
    cut = shelf.run("cut", file=lambda _: other)
    with pytest.raises(Failure, match=r"layer1\.2"):
        base_net(params.model_copy(update={"base": base}), cut)
