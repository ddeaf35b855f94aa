"""Are the curves of nets that are trained here those of their layers, and are their numbers what they are called?"""

import numpy as np
import pytest
import torch
from bright_channels import bright_channels
from fake_run import FakeStore
from lu2022_method import modularity_by_networkx
from pydantic import ValidationError
from safetensors.torch import save_file
from torch import nn
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.random_init import Untrained, describe_untrained, random_init
from netsci_bench.experiments.modularity.readings import draw_sample
from netsci_bench.experiments.modularity.trained.curve import (
    CurveOfThePaper,
    FigureCurve,
    TrainedCurve,
    beside,
    contrast,
    curve_beside_figure,
    describe_curve,
    steps_at_the_end,
    trained_curve,
)
from netsci_bench.experiments.modularity.trained.figures import curve as curve_figure
from netsci_bench.experiments.modularity.trained.figures import probes as probe_figure
from netsci_bench.experiments.modularity.trained.figures import sensitivity as sensitivity_figure
from netsci_bench.experiments.modularity.trained.figures import untrained as untrained_figure
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, each_layer, sample_of
from netsci_bench.experiments.modularity.trained.nets import build_architecture
from netsci_bench.experiments.modularity.trained.probes import Probed, probes, rank_correlation
from netsci_bench.experiments.modularity.trained.sensitivity import Sensitivity, describe_effects, sensitivity
from netsci_bench.measures.series.plateaus import relative_slow_steps
from netsci_bench.nets.models.deep.library_model import library_model
from netsci_bench.nets.probes.layer_outputs import layer_outputs
from netsci_bench.nets.training.tensors import normalise
from netsci_bench.nets.training.trained import load
from netsci_bench.specs import registry

CLASSES = 3
DEEP = "netsci_bench.nets.models.deep"
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
RANDOM = {"draw": "random", "unit": "activation", **COLOURS}
VGG16_IN_FIG_4 = [0.225, 0.138, 0.314, 0.221, 0.448, 0.466, 0.569, 0.731, 0.786, 0.802, 0.789, 0.791, 0.791]
RESNET18_IN_FIG_4 = [0.149, 0.054, 0.103, 0.311, 0.366, 0.557, 0.8, 0.834, 0.836]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FakeStore(tmp_path_factory.mktemp("store"), bright_channels(60, 120, CLASSES))


@pytest.fixture(scope="module")
def graphs(store):
    data = toy_dataset(store.arrays)
    return {"dataset": data, "classes": CLASSES, "images": 40, "neighbours": 3, "least_gain": 0.01}


@pytest.fixture(scope="module")
def recipe(graphs):
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    sizes = {"architecture": {"width": 2}, "batch": 30, "epochs": 1, "lr": 0.01}
    return {"dataset": graphs["dataset"], "classes": CLASSES, "model": model, **sizes}


def outcomes(found, run, count=2):
    pairs = list(flat(found))
    lists = {name: value for name, value in pairs if isinstance(value, list)}
    scalars = {name: value for name, value in pairs if not isinstance(value, list)}
    return [Outcome(seed=n, address="", scalars=scalars, lists=lists, folder=run.folder) for n in range(count)]


def test_the_curve_is_the_authors_at_both_units_on_the_same_images(store, graphs, recipe, drawn):
    published = {"draw": "consecutive", "unit": "convolution", **COLOURS}
    figure = {"net": "VGG11", "last_layer": 0.794, "end_plateau": 1}
    p = CurveOfThePaper(**graphs, draws=2, recipe=recipe, text=RANDOM, published=published, figure=figure)
    run = store.run("curve")
    found = curve_beside_figure(p, run)
    net = load(store.folder / "training-0", 1, p.recipe)
    kinds = {"text": nn.ReLU, "published": nn.Conv2d}
    for name, reading in (("text", p.text), ("published", p.published)):
        places = [at for at, module in net.named_modules() if type(module) is kinds[name] and "features" in at]
        theirs = []
        for number in range(2):
            seen = draw_sample(p, reading, run, number)
            images, labels = normalise(seen.images, reading.mean, reading.deviation), seen.labels.numpy()
            curve = layer_outputs(
                net, images, places, lambda output, y=labels: modularity_by_networkx(output.numpy(), y, 3)
            )
            theirs.append(list(curve.values()))
        np.testing.assert_allclose(getattr(found, name).modularity, np.mean(theirs, axis=0), atol=1e-6)
    shown = drawn(curve_figure.draw_before_figure(outcomes(found, run)).popitem()[1])
    assert "VGG11, Fig. 4" in shown
    assert "2 trainings, mean and s.d." in shown
    assert "Fig. 4" not in drawn(curve_figure.draw_alone(outcomes(found, run, 1)).popitem()[1])


def test_the_numbers_of_a_curve_are_those_read_off_the_published_ones():
    def described(values, opening):
        curves = Curves(np.array([values]), np.zeros((1, len(values))) + np.arange(len(values)), np.array(opening))
        return describe_curve(curves, 0.25, np.random.default_rng(0))

    vgg = described(VGG16_IN_FIG_4, [False] * 12)
    assert (vgg.end_plateau, vgg.last_layer, round(vgg.gain, 3)) == (3.0, 0.791, 0.566)
    assert vgg.fall_share == 3 / 12
    assert vgg.repeat_contrast == 0.0
    opening = [False, False, True, False, True, False, True, False]
    resnet = described(RESNET18_IN_FIG_4, opening)
    assert resnet.repeat_contrast == pytest.approx(2 / 5)
    assert resnet.slow_share == 2 / 8
    assert resnet.permuted_depth_rank_correlation == 1.0
    assert described(RESNET18_IN_FIG_4[::-1], opening).depth_rank_correlation < -0.9


def test_beside_its_own_figure_a_curve_differs_by_nothing_and_beside_a_worse_one_by_what_is_more():
    curves = Curves(np.array([VGG16_IN_FIG_4]), np.zeros((1, 13)) + np.arange(13), np.zeros(12) > 0)
    shape = describe_curve(curves, 0.25, np.random.default_rng(0))
    own = beside(shape, FigureCurve(net="VGG16", last_layer=0.791, end_plateau=3))
    assert (own.last_layer_difference, own.end_plateau_ratio) == (0.0, 1.0)
    other = beside(shape, FigureCurve(net="VGG19", last_layer=0.891, end_plateau=6))
    assert (round(other.last_layer_difference, 12), other.end_plateau_ratio) == (-0.1, 0.5)
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        FigureCurve(net="VGG16", last_layer=0.791, end_plateau=0)


def test_the_registry_has_the_last_layers_and_ends_of_the_published_curves():
    nets = {}
    for entry in registry.entries():
        if figure := entry.spec.params.get("figure"):
            curve = read_published_curves(figure["net"], "cifar10")[figure["net"]]
            found = (float(curve[-1]), steps_at_the_end(relative_slow_steps(curve, 0.25)))
            assert (figure["last_layer"], figure["end_plateau"]) == found
            assert entry.id == f"modularity/curve/{figure['net'].lower()}"
            assert entry.spec.params["recipe"]["model"].endswith(f":{figure['net'].lower()}")
            nets[figure["net"]] = curve
    assert len(nets) == 9


def test_a_curve_that_climbs_to_the_end_has_no_plateau_and_a_flat_one_is_a_plateau():
    assert steps_at_the_end(np.array([True, True, False])) == 0
    assert steps_at_the_end(np.array([False, True, True])) == 2
    assert steps_at_the_end(np.array([True, True])) == 2


def test_the_contrast_of_random_places_is_0_on_average_at_the_size_of_a_resnet18():
    rng = np.random.default_rng(0)
    opening = np.array([False, False, True, False, True, False, True, False])
    slow = np.array([True, False, False, False, False, False, False, True])
    found = [contrast(rng.permutation(slow), opening) for _ in range(2000)]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(2000)
    assert contrast(slow, opening) == pytest.approx(0.4)
    assert contrast(opening, opening) == -1.0


def test_labels_in_random_order_have_a_modularity_of_about_0_whatever_the_layer(store, graphs):
    untrained = {"model": {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}, "settings": {"width": 2}}
    resnet = {"model": {"name": "netsci_bench.nets.models.deep.four_stage_resnet:resnet18"}, "settings": {"width": 2}}
    p = Untrained(**graphs, draws=20, vgg=untrained, resnet=resnet, text=RANDOM)
    run = store.run("untrained")
    found = random_init(p, run)
    assert np.abs(np.mean(found.vgg.permuted)) < 0.05
    assert len(found.vgg.modularity) == 8
    assert len(found.resnet.modularity) == 9
    assert found.vgg.gain == found.vgg.modularity[-1] - found.vgg.modularity[0]
    figure = untrained_figure.draw(outcomes(found, run)).popitem()[1]
    assert [axes.get_title() for axes in figure.axes] == ["VGG16", "ResNet18"]


def test_untrained_weights_are_drawn_by_the_seed(store, graphs):
    p = Untrained(
        **graphs,
        draws=1,
        vgg={"model": {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}, "settings": {"width": 1}},
        resnet={
            "model": {"name": "netsci_bench.nets.models.deep.four_stage_resnet:resnet18"},
            "settings": {"width": 1},
        },
        text=RANDOM,
    )
    runs = [store.run("seeds"), store.run("seeds"), FakeStore(store.folder, store.arrays, seed=1).run("seeds")]
    first, second, other = (build_architecture(p.vgg, CLASSES, run).features[0].weight for run in runs)
    assert (first == second).all()
    assert not (first == other).any()


def test_a_net_of_a_library_with_the_users_own_weights_has_their_curve_and_accuracy(store, graphs, tmp_path):
    """Somebody's file, through the catalogue: of the net that it was made from, and of no other."""
    settings = {"name": "timm:vit_tiny_patch16_224", "img_size": 32, "patch_size": 16, "embed_dim": 12, "depth": 3}
    trained = library_model(CLASSES, **settings)
    save_file(trained.state_dict(), tmp_path / "mine.safetensors")
    sources = {"title": "Mine", "licence": "MIT", "source": "mine", "sources": ()}
    model = {"name": "netsci_bench.nets.models.deep.library_model:library_model"}
    net = {"model": model, "settings": settings, "checkpoint": {"name": "mine", "sha256": "0" * 64, **sources}}
    p = TrainedCurve(**graphs, draws=1, net=net, text=RANDOM, published=RANDOM | {"draw": "consecutive"})
    run = store.run("mine", file=lambda _: tmp_path / "mine.safetensors")
    found = trained_curve(p, run)
    assert len(found.text.modularity) == 4
    test = store.arrays["test_images"] / np.float32(255)
    answers = trained.eval()(normalise(torch.tensor(test), *COLOURS.values())).argmax(1)
    assert found.accuracy == pytest.approx(100 * float((answers.numpy() == store.arrays["test_labels"]).mean()))
    other = p.net.model_copy(update={"settings": settings | {"depth": 2}})
    with pytest.raises(Failure, match="the weights do not fit"):
        build_architecture(other, CLASSES, run)


@pytest.mark.parametrize("named", [set(), {"recipe", "net"}])
def test_neither_and_both_of_recipe_and_net_are_refused(graphs, recipe, named):
    both = {"recipe": recipe, "net": {"model": {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}}}
    with pytest.raises(ValidationError, match="name either a recipe or a net"):
        Probed(**graphs, draws=1, text=RANDOM, probe_images=50, **{name: both[name] for name in named})


def test_what_an_untrained_net_is_said_to_gain_is_told_from_a_trained_one():
    trained = describe_untrained(Curves(np.array([VGG16_IN_FIG_4]), np.array([VGG16_IN_FIG_4[::-1]]), np.zeros(12)))
    assert round(trained.gain, 3) == 0.566
    assert round(trained.permuted_gain, 3) == -0.566
    assert trained.depth_rank_correlation > 0.9 > -0.9 > trained.permuted_depth_rank_correlation


def test_a_layer_that_gives_the_same_for_all_images_is_refused_by_its_name(store, graphs):
    net = nn.Sequential(nn.Conv2d(3, 2, 3), nn.Conv2d(2, 2, 3))
    nn.init.zeros_(net[1].weight)
    p = Untrained.model_construct(**graphs)
    reading = LayerReading(draw="random", **COLOURS)
    with pytest.raises(ValueError, match="the layer 1 gives the same for all 40 images"):
        each_layer(net, draw_sample(p, reading, store.run("dead"), 0), reading, lambda output: output)


def test_data_with_fewer_classes_than_asked_and_with_one_alone_are_refused(store, graphs):
    reading = LayerReading(draw="random", **COLOURS)
    with pytest.raises(ValueError, match="the test images of toy have 3 classes, and 5 are asked for"):
        sample_of(Untrained.model_construct(**graphs | {"classes": 5}), reading, store.run("five"), 0)
    alone = {name: np.zeros_like(a) if "labels" in name else a for name, a in store.arrays.items()}
    with pytest.raises(ValueError, match="have 1 classes, and 3 are asked for"):
        sample_of(Untrained.model_construct(**graphs), reading, FakeStore(store.folder, alone).run("one"), 0)


def test_one_image_after_another_the_layers_are_those_that_run(store, graphs):
    net = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU(), nn.Conv2d(2, 4, 3))
    p, reading = Untrained.model_construct(**graphs), LayerReading(draw="random", **COLOURS)
    taken = each_layer(net, draw_sample(p, reading, store.run("sizes"), 0), reading, lambda output: output.shape)
    assert [tuple(shape) for shape in taken] == [(40, 2 * 30 * 30), (40, 4 * 28 * 28)]


def test_curves_by_number_of_images_are_those_of_parts_of_one_sample(store, graphs, recipe, drawn):
    p = Sensitivity(
        **graphs | {"neighbours": 2}, recipe=recipe, text=RANDOM, counts=(20, 40, 80), neighbour_counts=(2, 4)
    )
    run = store.run("sensitivity")
    found = sensitivity(p, run)
    by_images, by_neighbours = (
        np.load(run.folder / "arrays" / f"by-{kind}.npy") for kind in ("images", "neighbours")
    )
    assert by_images.shape == (3, 8)
    np.testing.assert_array_equal(by_images[1], by_neighbours[0])  # 40 images with 2 neighbours, found in both ways
    assert found.classes.early_growth == pytest.approx((by_images[2] - by_images[0])[:2].mean())
    assert "200 images, Fig. 7" in drawn(sensitivity_figure.draw(outcomes(found, run)).popitem()[1])


def test_the_published_curves_of_figure_7_have_the_effects_that_the_bands_rest_on():
    curves = {}
    for row in published_values("lu2022-sensitivity.csv"):
        key = row["net"], row["varied"], int(row["number"])
        curves.setdefault(key, []).append(float(row["modularity"]))
    families = [
        np.array([values for key, values in sorted(curves.items()) if key[:2] == ("VGG16", varied)])
        for varied in ("images", "neighbours")
    ]
    assert [family.shape for family in families] == [(5, 13), (5, 13)]
    found = describe_effects(*families)
    assert round(found.early_growth, 2) == 0.15
    assert round(found.final_change, 2) == 0.02
    assert round(found.images_effect, 2) == 0.12
    assert round(found.neighbours_effect, 3) == 0.039
    assert round(found.images_tendency, 2) == 0.89


def test_effects_are_those_of_their_definitions():
    base = np.arange(6.0) / 10.0
    shifts = np.array([0.3, 0.2, 0.0, 0.0, 0.0, -0.1])
    found = describe_effects(np.stack([base, base + shifts]), np.stack([base, base + 0.01, base + 0.02]))
    assert found.early_growth == pytest.approx(0.25)
    assert found.final_change == pytest.approx(0.1)
    assert found.early_over_final == pytest.approx(0.15)
    assert found.images_effect == pytest.approx(0.1)
    assert found.neighbours_effect == pytest.approx(0.02)
    assert found.neighbours_tendency == 1.0
    assert describe_effects(np.stack([base, base[::-1]]), np.stack([base, base])).images_tendency == -1.0


def test_probes_read_each_layer_and_agree_with_a_curve_that_goes_with_them(store, graphs, recipe, drawn):
    run = store.run("probes")
    found = probes(Probed(**graphs, draws=1, recipe=recipe, text=RANDOM, probe_images=50), run)
    assert len(found.probe_accuracy) == len(found.modularity) == 8
    assert found.probe_accuracy[0] > 90.0  # the brightest channel is the class
    assert "linear probe" in drawn(probe_figure.draw(outcomes(found, run)).popitem()[1])


def test_rank_correlation_tells_agreement_from_its_opposite_and_from_none():
    rng = np.random.default_rng(0)
    curve = np.array(VGG16_IN_FIG_4)
    assert rank_correlation(curve, 100.0 * curve**3) == pytest.approx(1.0)
    assert rank_correlation(curve, -curve) == pytest.approx(-1.0)
    found = [rank_correlation(curve, rng.permutation(curve)) for _ in range(300)]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(300)
    assert rank_correlation(curve, np.ones(13)) == 0.0
