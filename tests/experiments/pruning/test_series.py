"""Are gains those of the removed layers, losses those of accuracy, and trends those of the published curves?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from pydantic import ValidationError
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.resources import published_values
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.layers import LayerReading
from netsci_bench.experiments.modularity.trained.probes import rank_correlation
from netsci_bench.experiments.pruning.courses import Seen, describe_course, gains_of_removed
from netsci_bench.experiments.pruning.data_series import TwoSeries, series_by_data
from netsci_bench.experiments.pruning.figures import series as figure
from netsci_bench.experiments.pruning.series import Series, pruned_series, removed_layers
from netsci_bench.nets.models.deep.four_stage_resnet import resnet152
from netsci_bench.nets.models.deep.vgg import vgg11, vgg19

CLASSES = 3
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
TEXT = {"draw": "random", "unit": "activation", **COLOURS}
PUBLISHED = {"draw": "consecutive", "unit": "convolution", **COLOURS}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FakeStore(tmp_path_factory.mktemp("store"), bright_channels(60, 120, CLASSES))


@pytest.fixture(scope="module")
def fields(store):
    data = toy_dataset(store.arrays)
    recipe = {"dataset": data, "classes": CLASSES, "batch": 30, "epochs": 1, "lr": 0.01}
    recipe |= {"model": {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}}
    graphs = {"dataset": data, "classes": CLASSES, "images": 40, "neighbours": 3, "least_gain": 0.01, "draws": 2}
    nets = {"base": {**recipe, "architecture": {"width": 2}}, "tuning": recipe, "removed": (1, 3), "compared": 5}
    return {**graphs, **nets, "text": TEXT, "published": PUBLISHED}


@pytest.fixture(scope="module")
def found(store, fields):
    run = store.run("series")
    return pruned_series(Series(**fields), run), run


def published_seen(net: str, whole: int) -> Seen:
    """The curves of Fig. 9, the longest in place of the whole net, which is not shown, and their accuracies."""
    rows = [row for row in published_values(figure.NUMBERS) if (row["net"], row["dataset"]) == (net, "cifar10")]
    accuracy = np.array([float(row["accuracy"]) for row in rows])
    curves = figure.published_curves(net, "cifar10")
    assert [len(curve) for curve in curves] == [whole - int(row["removed"]) for row in rows]
    nothing = np.zeros(len(curves[0]), dtype=bool)
    return Seen([curves[0], *curves], [nothing] * len(rows), accuracy[0] - accuracy)


def test_the_published_curves_have_what_the_bands_say_of_them():
    vgg = describe_course(published_seen("VGG19", 16), 10, 0.25)
    assert round(vgg.distance, 3) == 0.022
    assert vgg.end_plateau == [5, 4, 4, 3, 2, 1]
    assert round(vgg.end_plateau_trend, 2) == 0.99
    assert round(vgg.loss_in_series, 2) == 0.10
    assert round(vgg.peak_spread, 2) == 0.03
    resnet = describe_course(published_seen("ResNet152", 51), 12, 0.25)
    assert round(resnet.distance, 3) == 0.012
    assert round(resnet.slow_trend, 2) == 0.99
    assert round(resnet.slow_share_trend, 2) == 0.46
    assert round(resnet.loss_in_series, 2) == 0.03


def test_published_losses_go_with_published_gains_and_half_as_well_with_those_of_the_removed_layers():
    rows = [row for row in published_values(figure.NUMBERS) if (row["net"], row["dataset"]) == ("VGG11", "cifar10")]
    gain, loss = (np.array([float(row[name]) for row in rows]) for name in ("gain", "loss"))
    assert rank_correlation(gain, loss) == pytest.approx(1.0)
    curve = read_published_curves("VGG11", "cifar10")["VGG11"]
    gone = [np.isin(np.arange(8), last) for last in ([7], [7, 5], [7, 5, 3])]
    of_removed = gains_of_removed(curve, gone)
    assert of_removed.round(3).tolist() == [0.015, 0.161, 0.03]
    assert rank_correlation(of_removed, loss) == pytest.approx(0.5)


def seen_with(gains: list[float], loss: list[float]) -> Seen:
    """A whole net that climbs evenly but for its last layers, which go one after the other."""
    steps = np.array([0.1, 0.1, 0.1, *gains[::-1]])
    whole = np.concatenate([[0.0], steps.cumsum()])
    shorter = [whole[: len(whole) - removed] for removed in range(1, len(gains) + 1)]
    gone = [np.arange(len(whole)) >= len(curve) for curve in shorter]
    return Seen([whole, *shorter], gone, np.array(loss))


def test_losses_that_follow_gains_are_told_from_their_opposite_and_from_chance():
    gains, losses = [0.01, 0.03, 0.2], np.array([0.1, 0.5, 2.0])
    with_them = describe_course(seen_with(gains, losses.tolist()), 4, 0.25)
    assert with_them.gain == pytest.approx(gains)
    assert with_them.final_gain == pytest.approx(gains)  # what goes is the final layer each time
    assert (with_them.agreement, with_them.final_agreement) == pytest.approx((1.0, 1.0))
    assert with_them.step_agreement == pytest.approx(1.0)
    assert (with_them.loss_of_shortest, with_them.loss_in_series) == pytest.approx((2.0, 1.9))
    against = describe_course(seen_with(gains[::-1], losses.tolist()), 4, 0.25)
    assert (against.agreement, against.final_agreement) == pytest.approx((-1.0, -1.0))
    # gains that fall while ever more is lost: in all together less agrees than step by step
    steady = describe_course(seen_with(gains, [3.0, 5.0, 6.0]), 4, 0.25)
    assert (steady.agreement, steady.step_agreement) == pytest.approx((1.0, -1.0))
    assert (steady.final_agreement, steady.final_step_agreement) == pytest.approx((1.0, -1.0))
    rng = np.random.default_rng(0)
    by_chance = [describe_course(seen_with(rng.permutation(gains).tolist(), losses), 4, 0.25) for _ in range(300)]
    values = [one.agreement for one in by_chance]
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(300)
    assert describe_course(seen_with(gains, [0.0, 0.0, 0.0]), 4, 0.25).agreement == 0.0


def test_a_plateau_that_goes_with_the_layers_is_told_from_one_that_stays():
    goes = describe_course(seen_with([0.0, 0.0, 0.0, 0.1], [0.0] * 4), 4, 0.25)
    assert (goes.end_plateau, goes.end_plateau_trend) == ([2, 1, 0, 0], pytest.approx(0.9487, abs=1e-4))
    flat = np.array([0.0, 0.1, 0.2, 0.3, 0.3, 0.3])
    stays = Seen([flat, flat, np.append(flat[2:], 0.3)[1:], flat[2:]], [np.zeros(6, dtype=bool)] * 3, np.zeros(3))
    assert describe_course(stays, 4, 0.25).end_plateau_trend <= 0.0
    assert goes.distance == 0.0
    apart = Seen([flat, flat, flat + 0.15], [np.zeros(6, dtype=bool)] * 2, np.zeros(2))
    assert describe_course(apart, 4, 0.25).distance == pytest.approx(0.5)
    assert describe_course(apart, 4, 0.25).peak_spread == pytest.approx(0.5)


@pytest.mark.parametrize("reading", [TEXT, PUBLISHED])
def test_the_removed_layers_are_those_of_the_published_variants_in_both_units(reading):
    gone = removed_layers(vgg11(4, width=1), vgg11(4, width=1, removed=2), LayerReading(**reading))
    assert np.flatnonzero(gone).tolist() == [5, 7]
    gone = removed_layers(vgg19(4, width=1), vgg19(4, width=1, removed=4), LayerReading(**reading))
    assert np.flatnonzero(gone).tolist() == [11, 13, 14, 15]


def test_of_a_resnet152_the_last_blocks_of_the_third_stage_go():
    whole, short = (resnet152(4, width=1, removed=removed) for removed in (0, 30))
    gone = removed_layers(whole, short, LayerReading(draw="random", **COLOURS))
    assert len(gone) == 51
    assert np.flatnonzero(gone).tolist() == list(range(1 + 3 + 8 + 6, 1 + 3 + 8 + 36))


def test_a_series_has_the_losses_of_its_accuracies_and_the_gains_of_its_curves(found):
    told, run = found
    assert told.text.loss == pytest.approx([told.accuracy - value for value in told.accuracies])
    assert told.published.loss_of_shortest == told.published.loss[-1]
    assert told.loss_beside_trained_on == told.trained_on - told.accuracies[-1]
    whole = np.load(run.folder / "arrays" / "text-0.npy")
    np.testing.assert_array_equal(whole, told.text.modularity)
    assert told.text.gain == pytest.approx([whole[7] - whole[6], whole[5] - whole[4] + whole[3] - whole[2]])
    first = np.load(run.folder / "arrays" / "published-1.npy")
    assert told.published.final_gain[1] == pytest.approx(first[-1] - first[-2])
    assert [len(np.load(run.folder / "arrays" / f"text-{n}.npy")) for n in (0, 1, 3)] == [8, 7, 5]
    assert np.abs(told.text_permuted.modularity).max() < 0.15
    assert told.text_permuted.loss == told.text.loss


def test_each_net_is_trained_once_from_one_whole_net(found, store):
    assert {"whole", "removed_0", "removed_1", "removed_3"} <= set(store.names)
    whole = store.asked[0]
    assert [store.names[f"removed_{n}"].whole == whole for n in (0, 1, 3)] == [True] * 3
    assert store.names["removed_3"].recipe.architecture == {"width": 2, "removed": 3}


def test_growth_is_the_loss_on_complex_data_less_that_on_plain_data(store, fields):
    run = store.run("two")
    more = {**fields, "base": {**fields["base"], "lr": 0.02}}
    told = series_by_data(TwoSeries(plain=Series(**fields), complex=Series(**more)), run)
    assert told.text_growth == told.complex.text.loss[-1] - told.plain.text.loss[-1]
    assert told.published_growth == told.complex.published.loss[-1] - told.plain.published.loss[-1]
    kept = {file.stem for file in (run.folder / "arrays").iterdir()}
    assert {"plain_text-0", "complex_published-3"} <= kept


def test_figures_show_every_net_with_its_accuracy_before_the_published_ones(found, as_outcome, titled, drawn):
    told, run = found
    outcome = as_outcome(told, run.folder)
    words = drawn(titled(figure.draw_vgg11([outcome, outcome]))["Curves of the shortened nets"])
    assert "2 trainings, means" in words
    assert f"3 removed, {told.accuracies[-1]:.1f} %" in words
    assert "whole net of Fig. 4" in words
    assert "Fig. 10b" in words
    deep = drawn(titled(figure.draw_vgg19([outcome]))["Curves of the shortened nets"])
    assert "shortened nets of Fig. 9" in deep
    assert "Fig. 10b" not in deep


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"removed": (3, 1)}, "each net loses more layers"),
        ({"removed": (1, 1)}, "each net loses more layers"),
        ({"removed": (2,)}, "at least 2 items"),
        ({"removed": (0, 1)}, "greater than or equal to 1"),
    ],
)
def test_a_series_that_is_none_is_refused(fields, change, match):
    with pytest.raises(ValidationError, match=match):
        Series(**{**fields, **change})


@pytest.mark.parametrize(
    "own", [{"architecture": {"width": 2}}, {"model": {"name": "netsci_bench.nets.models.deep.vgg:vgg13"}}]
)
def test_another_net_in_tuning_is_refused(fields, own):
    with pytest.raises(ValidationError, match="`tuning` has the model of `base`"):
        Series(**{**fields, "tuning": {**fields["tuning"], **own}})


def test_more_layers_than_can_be_removed_or_compared_and_one_class_alone_are_refused(store, fields):
    with pytest.raises(Failure, match="of VGG11 0 to 3 layers can be removed, not 4"):
        pruned_series(Series(**{**fields, "removed": (1, 4)}), store.run("many"))
    with pytest.raises(ValueError, match="6 layers cannot be compared: one net has 5"):
        pruned_series(Series(**{**fields, "compared": 6}), store.run("long"))
    alone = {name: np.zeros_like(a) if "labels" in name else a for name, a in store.arrays.items()}
    with pytest.raises(ValueError, match="have 1 classes, and 3 are asked for"):
        pruned_series(Series(**fields), FakeStore(store.folder / "alone", alone).run("one"))
