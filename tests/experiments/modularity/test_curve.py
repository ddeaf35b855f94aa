"""Does the curve of a net come from the right images, and is it the authors' own?"""

import numpy as np
import pytest
from lu2022_method import modularity_by_networkx
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.experiments.modularity.curve import Curve, CurveInBothReadings, curve
from netsci_bench.experiments.modularity.depth import Depths, plateaus_by_depth
from netsci_bench.experiments.modularity.figures import draw
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.readings import draw_sample
from netsci_bench.nets.probes.layer_outputs import block_points, layer_outputs
from netsci_bench.nets.training.tensors import normalise
from netsci_bench.nets.weights.initial import build_network

IMAGES, CLASSES = 120, 3


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.integers(CLASSES, size=IMAGES).astype(np.uint8)
    pixels = rng.integers(120, size=(IMAGES, 3, 32, 32)).astype(np.uint8)
    pixels[np.arange(IMAGES), labels] += 100
    return {"test_images": pixels, "test_labels": labels}


@pytest.fixture
def params(arrays) -> Curve:
    data = toy_dataset(arrays)
    colours = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
    return Curve(
        dataset=data,
        model={"name": "netsci_bench.nets.models.cifar_resnet:resnet20"},
        classes=CLASSES,
        checkpoint=None,
        images=40,
        neighbours=3,
        least_gain=0.01,
        text={"draw": "random", **colours},
        published={"draw": "consecutive", "mean": (0.3, 0.3, 0.3), "deviation": (0.2, 0.3, 0.4)},
    )


@pytest.fixture
def new_run(arrays, tmp_path):
    return lambda seed=0: Run(seed=seed, device="cpu", folder=tmp_path, arrays=lambda _: arrays)


def test_the_curve_is_the_authors_on_the_same_images(params, new_run):
    run = new_run(1)
    found = curve(params, run)
    net = build_network(params.model, CLASSES, None, run.torch_seed("weights"))
    for reading in ("text", "published"):
        told = getattr(params, reading)
        seen = draw_sample(params, told, run, run.seed)
        images, labels = normalise(seen.images, told.mean, told.deviation), seen.labels.numpy()
        theirs = layer_outputs(
            net, images, block_points(net), lambda output, y=labels: modularity_by_networkx(output.numpy(), y, 3)
        )
        ours = getattr(found, reading).modularity
        np.testing.assert_allclose(ours, list(theirs.values()), atol=1e-6)
        assert getattr(found, reading).last_layer == ours[-1]


def test_consecutive_images_are_the_batch_of_the_seed_and_random_ones_are_drawn_once_each(params, new_run, arrays):
    batch = draw_sample(params, params.published, new_run(2), 2)
    assert batch.labels.tolist() == arrays["test_labels"][80:120].tolist()
    first, second = (draw_sample(params, params.text, new_run(seed), seed) for seed in (0, 1))
    assert first.images.flatten(1).unique(dim=0).shape[0] == params.images
    assert not (first.images == second.images).all()


def test_a_batch_beyond_the_test_images_and_a_missing_class_are_refused(params, new_run, arrays):
    with pytest.raises(ValueError, match="120 images have no batch number 3 of 40"):
        draw_sample(params, params.published, new_run(3), 3)
    arrays["test_labels"][:] = 1
    with pytest.raises(ValueError, match=r"the 40 images have none of class \[0, 2\]: take more"):
        draw_sample(params, params.published, new_run(0), 0)


def test_fewer_images_than_neighbours_are_refused(params, new_run):
    with pytest.raises(ValueError, match="20 samples cannot have 25 nearest neighbours"):
        curve(params.model_copy(update={"images": 20, "neighbours": 25}), new_run(0))


def test_the_same_normalisation_has_no_effect_and_another_has_one(params, new_run):
    assert curve(params, new_run(0)).normalisation_effect > 0.0
    same = params.published.model_copy(update={"mean": params.text.mean, "deviation": params.text.deviation})
    assert curve(params.model_copy(update={"published": same}), new_run(0)).normalisation_effect == 0.0


def test_the_figure_shows_both_readings_and_the_published_curves(params, new_run, tmp_path):
    found: CurveInBothReadings = curve(params, new_run(0))
    lists = {f"{name}.modularity": getattr(found, name).modularity for name in ("text", "published")}
    (figure,) = draw([Outcome(seed=0, address="", lists=lists, folder=tmp_path)] * 2).values()
    left, right = figure.axes
    assert left.get_xlim()[1] == 10.5
    assert {line.get_label() for line in right.lines} >= {"ResNet152, Fig. 4", "here, as published"}
    assert [text.get_text() for text in left.texts] == ["new shape", "new shape"]


def test_the_published_curves_have_the_papers_layers_and_last_values():
    curves = read_published_curves("ResNet", "cifar10")
    assert {net: len(values) for net, values in curves.items()} == {
        "ResNet18": 9,
        "ResNet34": 17,
        "ResNet50": 17,
        "ResNet101": 34,
        "ResNet152": 51,
    }
    assert curves["ResNet18"].tolist() == [0.149, 0.054, 0.103, 0.311, 0.366, 0.557, 0.8, 0.834, 0.836]
    assert len(read_published_curves("VGG", "imagenet50")) == 4


def test_nets_of_several_depths_see_the_same_images_and_are_compared_in_order(params, new_run):
    models = ["resnet20", "resnet32", "resnet44"]
    nets = [{"model": {"name": f"netsci_bench.nets.models.cifar_resnet:{m}"}, "checkpoint": None} for m in models]
    shared = params.model_dump(include={"classes", "images", "neighbours"})
    depths = Depths(dataset=params.dataset, nets=nets, reading=params.text.model_dump(), least_gain=0.02, **shared)
    run = new_run(0)
    found = plateaus_by_depth(depths, run)
    alone = curve(params.model_copy(update={"least_gain": 0.02}), run)
    assert found.last_layer[0] == alone.text.last_layer
    assert found.slow_share[0] == alone.text.slow_share
    assert found.fall_share[0] == alone.text.fall_share
    assert found.slow_growth == found.slow_share[2] - found.slow_share[0]
