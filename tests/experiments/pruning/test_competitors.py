"""Do probes keep the blocks that add to what can be read off, and is each net compared with what it should be?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from pydantic import ValidationError
from toy_dataset import toy_dataset

from netsci_bench.experiments.pruning import competitors as module
from netsci_bench.experiments.pruning.competitors import Competing, OwnSizes, competitors, tuned_recipe
from netsci_bench.experiments.pruning.figures import competitors as figure
from netsci_bench.experiments.pruning.fine_tuned import LayerPruning, pruned_recipe
from netsci_bench.experiments.pruning.probe_choice import probe_accuracies
from netsci_bench.experiments.pruning.readings import base_net
from netsci_bench.nets.models.cifar_resnet import cifar_resnet

pytestmark = pytest.mark.usefixtures("toy_net")
TRAIN, TEST, CLASSES = 240, 60, 3
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
OTHERS = {"mean": (0.3, 0.3, 0.3), "deviation": (0.3, 0.3, 0.3)}
MODEL = {"name": "netsci_bench.nets.models.cifar_resnet:cifar_resnet"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FakeStore(tmp_path_factory.mktemp("store"), bright_channels(TRAIN, TEST, CLASSES))


@pytest.fixture(scope="module")
def params(store) -> Competing:
    data = toy_dataset(store.arrays)
    sgd = {"optimizer": "sgd", "lr": 0.05, "momentum": 0.9, "batch": 30, "epochs": 1, "train_limit": 60}
    tuning = {"dataset": data, "model": MODEL, "classes": CLASSES, **sgd}
    base = {**tuning, "architecture": {"stages": (3, 3, 3)}, "normalisation": COLOURS}
    return Competing(
        dataset=data,
        classes=CLASSES,
        images=30,
        neighbours=3,
        least_gain=0.01,
        base={"model": {"name": "netsci_bench.experiments.toy_for_tests:nine"}, "start": {"training": base}},
        shape=(1, 2, 1),
        draws=2,
        similar=20,
        probe_images=60,
        text={"part": "train", "draw": "random", **COLOURS},
        published={"part": "test", "draw": "consecutive", **OTHERS},
        tuning=tuning,
        left={"chen_zhao": 7, "dbp": 5},
    )


@pytest.fixture(scope="module")
def found(params, store):
    run = store.run("seed")
    return competitors(params, run), run


def test_each_lead_is_that_of_the_accuracies_it_names(found):
    told, _ = found
    for rule in ("random", "cka", "last", "chen_zhao", "dbp"):
        assert getattr(told, f"over_{rule}") == told.text.last - getattr(told, rule).last
    for rule in ("chen_zhao_own", "dbp_own"):
        trained = getattr(told, rule).trained
        assert getattr(told, f"over_{rule}") == told.text.last - trained.last
        assert getattr(told, f"published_over_{rule}") == told.published.best - trained.best


def test_nets_of_equal_shape_have_it_and_own_sizes_keep_as_many_blocks_as_they_are_told(found):
    told, run = found
    for rule in ("text", "published", "random", "cka", "last", "chen_zhao", "dbp"):
        rows = np.load(run.folder / "arrays" / f"kept-{rule}.npy")
        assert np.bincount(rows[:, 0]).tolist() == [1, 2, 1]
    assert (sum(told.chen_zhao_own.shape), sum(told.dbp_own.shape)) == (7, 5)
    assert told.dbp_own.macs_removed > told.chen_zhao_own.macs_removed > 0
    assert told.base.macs_removed > 0
    own = cifar_resnet(CLASSES, [int(blocks) for blocks in told.dbp_own.shape])
    whole = cifar_resnet(CLASSES, (3, 3, 3))
    parameters = [sum(one.numel() for one in net.parameters()) for net in (own, whole)]
    assert told.dbp_own.parameters_removed == pytest.approx(100 * (1 - parameters[0] / parameters[1]))


def test_blocks_are_kept_where_a_probe_gains(params, store, request, monkeypatch):
    """The probe of the second block of each stage gains most, that of the third falls behind all others."""
    gains = np.tile([1.0, 9.0, -5.0], 3)
    seen = np.concatenate([[10.0], 10.0 + gains.cumsum()])
    monkeypatch.setattr(module, "probe_accuracies", lambda net, p, run, pooled: seen if pooled else seen[::-1])
    run = store.run(request.node.name)
    told = competitors(params, run)
    assert np.load(run.folder / "arrays" / "kept-dbp.npy").tolist() == [[0, 1], [1, 0], [1, 1], [2, 0]]
    assert np.load(run.folder / "arrays" / "kept-chen_zhao.npy")[0].tolist() == [0, 0]
    assert np.load(run.folder / "arrays" / "kept-dbp-own.npy").tolist() == [[0, 1], [1, 0], [1, 1], [2, 0], [2, 1]]
    assert told.dbp_own.shape == [1, 2, 2]
    text = np.load(run.folder / "arrays" / "kept-text.npy").tolist()
    free = [row for row in ([0, 1], [1, 1]) if row in text]
    assert told.dbp_shared == len(free)


def test_a_probe_of_means_finds_colours_and_not_places_and_one_of_all_values_finds_both(params, store, request):
    """Colours are the classes of the store; places: a square on the left or on the right, which has the same mean."""
    net = base_net(params, store.run(request.node.name))
    by_colour = [probe_accuracies(net, params, store.run("colour"), pooled)[0] for pooled in (True, False)]
    assert min(by_colour) > 90.0
    rng = np.random.default_rng(1)
    labels = rng.integers(2, size=TRAIN).astype(np.uint8)
    images = rng.integers(100, size=(TRAIN, 3, 32, 32)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:, 10:20, 4 + 12 * label : 14 + 12 * label] += 100
    places = {**store.arrays, "train_images": images, "train_labels": labels}
    run = FakeStore(store.folder, places).run("place")
    two = params.model_copy(update={"classes": 2})
    pooled, whole = (probe_accuracies(net, two, run, kind)[0] for kind in (True, False))
    assert whole > 95.0
    assert pooled < 80.0


def test_a_probe_of_labels_in_random_order_finds_as_many_as_chance(params, store, request):
    mixed = {**store.arrays, "train_labels": np.random.default_rng(0).permutation(store.arrays["train_labels"])}
    net = base_net(params, store.run(request.node.name))
    seen = probe_accuracies(net, params, FakeStore(store.folder, mixed).run("mixed"), True)
    assert len(seen) == 10
    assert abs(seen.mean() - 100 / CLASSES) < 12.0


def test_no_test_image_takes_part_in_what_a_probe_sees(params, store, request):
    net = base_net(params, store.run(request.node.name))
    spoilt = {**store.arrays, "test_images": store.arrays["test_images"] // 2}
    one, other = (
        probe_accuracies(net, params, FakeStore(store.folder, arrays).run("held out"), True)
        for arrays in (store.arrays, spoilt)
    )
    np.testing.assert_array_equal(one, other)


def test_trainings_are_those_of_the_layer_pruning_that_is_recorded(params):
    fields = {name: getattr(params, name) for name in LayerPruning.model_fields if name != "scratch"}
    recorded = LayerPruning(**fields, scratch=params.tuning)
    kept = ((0,), (0, 2), (0,))
    for rule in ("text", "published", "cka"):
        assert tuned_recipe(params, rule, kept) == pruned_recipe(recorded, rule, kept)


def test_the_figures_name_every_rule_and_the_published_sizes(found, as_outcome, titled, drawn):
    told, run = found
    outcome = as_outcome(told, run.folder)
    figures = titled(figure.draw([outcome]))
    words = drawn(figures["Accuracy of the pruned nets"])
    assert all(label in words for label in (*figure.EQUAL.values(), *figure.OWN.values()))
    assert "probe of means of maps (DBP)" in drawn(figures["What the rules see"])


@pytest.mark.parametrize("left", [{"chen_zhao": 2, "dbp": 5}, {"chen_zhao": 7}])
def test_a_size_that_leaves_a_stage_empty_or_is_missing_is_refused(left):
    with pytest.raises(ValidationError):
        OwnSizes(**left)


def test_more_images_for_probes_than_there_are_is_refused(params, store, request):
    net = base_net(params, store.run(request.node.name))
    many = params.model_copy(update={"probe_images": TRAIN})
    with pytest.raises(ValueError, match="larger sample"):
        probe_accuracies(net, many, store.run("many"), True)
