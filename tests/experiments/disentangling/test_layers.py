"""Do the numbers say what the layers do, and is a training that was broken off continued to the same bits?"""

from dataclasses import replace

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.disentangling.figures import draw
from netsci_bench.experiments.disentangling.layers import (
    Disentangling,
    betti_by_layer,
    count_descent,
    first_well_trained,
    in_plane,
    layer_points,
)
from netsci_bench.nets.planar.deep_net import deep_gradient, draw_weights, hidden_outputs
from netsci_bench.nets.planar.discs import Discs, disc_points
from netsci_bench.nets.planar.mlp import layers_of, mean_loss
from netsci_bench.nets.planar.well_trained import DeepRecipe, DeepTrained, fit_deep, read_deep

RECIPE = DeepRecipe(
    data=Discs(spacing=0.6), widths=(15,) * 4, activation="relu", lr=0.01, most_steps=3000, enough=0.003
)
SETTING = Disentangling(deep=RECIPE, tanh_lr=0.01, shallow=(25, 25), neighbours=8, hops=2, most_draws=3)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_gradient_is_that_of_the_loss(activation):
    rng, widths = np.random.default_rng(0), (5, 4, 3)
    vector = draw_weights(widths, activation, rng)
    vector += rng.normal(0.0, 0.1, len(vector))  # no unit lies at the kink of its ReLU
    points, targets, slope = rng.normal(size=(9, 2)), rng.choice([-1.0, 1.0], 9), np.zeros_like(vector)

    def loss(weights: np.ndarray) -> float:
        return mean_loss(
            hidden_outputs(layers_of(weights, widths), points, activation)[-1][:, 0], targets, "logistic"
        )

    deep_gradient(layers_of(vector, widths), points, targets, activation, layers_of(slope, widths))
    steps = 1e-6 * np.eye(len(vector))
    numeric = np.array([(loss(vector + step) - loss(vector - step)) / 2e-6 for step in steps])
    np.testing.assert_allclose(slope, numeric, atol=1e-7)


def made_net() -> DeepTrained:
    vector = draw_weights(RECIPE.widths, "relu", np.random.default_rng(0))
    return DeepTrained(vector, vector, 10, 0.0, 1.0, 1.0, RECIPE)


def test_layers_that_only_turn_the_points_keep_all_numbers_and_one_that_folds_them_does_not():
    points, labels = disc_points(Discs(spacing=0.5), np.random.default_rng(0))
    p = SETTING.model_copy(update={"neighbours": 12})
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(2, 2)))[0]
    still = count_descent([points, points @ turn, 2 * points @ turn, points], labels, p, made_net())
    assert still.total == [19.0] * 4
    assert (still.kept, still.mean_kept, still.late_share) == (1.0, 1.0, 1.0)
    line = labels[:, None] + 0.001 * np.random.default_rng(2).uniform(size=(len(labels), 1))
    early = count_descent([points, line, line, line, line], labels, p, made_net())
    late = count_descent([points, points, points, points, line], labels, p, made_net())
    assert (early.total[1:], early.kept, early.late_share) == ([2.0] * 4, 2 / 19, 0.0)
    assert (late.kept, late.late_share, late.output) == (1.0, 1.0, 2.0)
    assert early.mean_kept < late.mean_kept


def test_a_small_setting_is_well_trained_and_its_output_is_simpler_than_its_last_layer(store):
    run = store.run("small")
    told = betti_by_layer(SETTING, run)
    assert told.relu.total[0] == told.tanh.total[0] == told.untrained.total[0] == 19.0
    assert all(2.0 <= net.output < net.last <= 19.0 for net in (told.relu, told.tanh))
    assert min(told.relu.held_out, told.tanh.held_out, told.shallow.held_out) >= 99.9
    assert len(told.relu.total) == 6
    assert len(told.shallow.total) == 4
    assert told.relu.total != told.untrained.total
    assert told.relu_lead == pytest.approx(told.relu.mean_kept - told.tanh.mean_kept)


def test_a_net_that_errs_is_left_out_and_the_seed_says_so(store):
    hasty = RECIPE.model_copy(update={"most_steps": 50})
    with pytest.raises(Failure, match="none of 2 nets is well trained"):
        first_well_trained(hasty, 2, "hasty", store.run("hasty"))


def test_an_interrupted_training_goes_on_to_the_same_bits(store):
    recipe, whole = RECIPE.model_copy(update={"most_steps": 300, "enough": 1e-9}), store.run("whole")
    fit_deep(recipe, whole)
    asked = iter(["", "", "", *["enough for now"] * 9])
    broken = replace(store.run("broken"), stopping=lambda: next(asked))
    with pytest.raises(Interrupted):
        fit_deep(recipe, broken)
    assert not (broken.folder / "well-trained.npz").exists()
    fit_deep(recipe, store.run("broken"))
    one, other = (read_deep(run.folder, recipe) for run in (whole, broken))
    np.testing.assert_array_equal(one.last, other.last)
    assert one.loss == other.loss


def test_the_layers_are_the_points_first_and_the_plane_keeps_distances():
    points = np.random.default_rng(0).normal(size=(20, 2))
    clouds = layer_points(made_net().layers(), points, "relu")
    assert [cloud.shape[1] for cloud in clouds] == [2, 15, 15, 15, 15, 1]
    plane = in_plane(points)
    np.testing.assert_allclose(np.linalg.norm(plane[3] - plane[7]), np.linalg.norm(points[3] - points[7]))
    assert in_plane(clouds[-1]).shape == (20, 2)


def test_the_figures_show_both_activations(store, drawn, titled):
    run = store.run("drawn")
    values = dict(flat(betti_by_layer(SETTING, run)))
    lists = {name: v for name, v in values.items() if isinstance(v, list)}
    outcome = Outcome(seed=0, address="", lists=lists, folder=run.folder)
    figures = titled(draw([outcome] * 2))
    assert "tanh" in drawn(figures["Betti numbers by layer"])
    assert "layer 0: 19" in drawn(figures["Clouds of seed 0"])
