"""Are rules compared as they should be, and are the numbers of a small setting sane?"""

import numpy as np
import pytest
from pydantic import ValidationError

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.persistence.figures import draw, stopped_by
from netsci_bench.experiments.persistence.rules import all_stops, compare_rules
from netsci_bench.experiments.persistence.stopping import (
    Stopping,
    gaussian_over_uniform,
    neural_persistence_stops,
    weight_matrices,
)
from netsci_bench.nets.training.recipe import Recipe, build_untrained

EPOCHS, MOST = 41, 10  # as in the spec


@pytest.fixture(scope="module")
def params(digit_recipe) -> Stopping:
    recipe = Recipe(
        dataset=digit_recipe.dataset,
        model={"name": "netsci_bench.nets.models.set_mlp:set_mlp"},
        architecture={"inputs": 784, "hidden": (20, 15), "initial": "glorot"},
        classes=10,
        lr=0.003,
        batch=32,
        epochs=4,
        hold_out=60,
    )
    return Stopping(recipe=recipe, dropout=0.5, most=2, matrices=2)


@pytest.fixture(scope="module")
def measured(params, shared):
    run = shared.run("stopping")
    return neural_persistence_stops(params, run), run


def test_a_measure_that_levels_off_early_saves_epochs_and_loses_little():
    epochs = np.arange(EPOCHS)
    persistence = np.minimum(0.4 + 0.02 * epochs, 0.6)
    losses = 0.3 + 0.001 * (epochs - 20.0) ** 2
    accuracies = 88.0 - 30.0 * np.exp(-epochs / 3.0)
    found = compare_rules(persistence, losses, 1.0 + epochs, accuracies, MOST)
    assert found.epochs_saved == pytest.approx(10.0)
    assert -2.0 < found.accuracy_change < 0.0
    assert (found.triggered, found.loss_triggered, found.triggered_more) == (1.0, 1.0, 0.0)
    assert found.norm_triggered == 0.0


def test_a_measure_that_grows_all_along_stops_later_than_the_loss():
    epochs = np.arange(EPOCHS)
    found = compare_rules(0.01 * epochs, 1.0 + epochs, np.ones(EPOCHS), np.full(EPOCHS, 80.0), MOST)
    assert found.epochs_saved < -20.0
    assert found.accuracy_change == 0.0
    assert (found.triggered, found.loss_triggered, found.norm_triggered) == (0.0, 1.0, 1.0)


def test_two_rules_that_see_the_same_stop_together():
    values = np.random.default_rng(0).normal(size=EPOCHS)
    found = compare_rules(values, -values, values, np.arange(float(EPOCHS)), MOST)
    assert (found.epochs_saved, found.accuracy_change, found.triggered_more) == (0.0, 0.0, 0.0)


def test_every_pair_of_patience_and_burn_in_is_tried():
    stops = all_stops(np.zeros(EPOCHS), MOST)
    assert stops.shape == (MOST, MOST)
    assert stops[2, 4] == 3 + 5
    assert (all_stops(np.arange(4.0), MOST) == -1).all()
    assert stopped_by(stops, EPOCHS)[[1, 2, 20]].tolist() == [0.0, 1.0, 100.0]


def test_random_matrices_differ_by_their_law_and_equal_laws_do_not():
    difference = gaussian_over_uniform((100, 300), 2, np.random.default_rng(0))
    assert 0.3 < difference < 0.6


def test_the_weights_are_those_of_the_layers_without_biases(params):
    shapes = [weights.shape for weights in weight_matrices(build_untrained(params.recipe))]
    assert shapes == [(20, 784), (15, 20), (10, 15)]


def test_a_small_setting_gives_sane_numbers(measured):
    told, run = measured
    assert len(told.plain.persistence) == 5
    assert 0 < told.plain.untrained < told.largest <= 1
    assert told.growth == pytest.approx(told.plain.persistence[-1] - told.plain.persistence[0])
    assert told.dropout_gain_untrained == 0.0
    assert told.dropout_gain != 0.0
    layers = np.load(run.folder / "arrays" / "plain_layers.npy")
    np.testing.assert_allclose(layers.mean(axis=1), told.plain.persistence)


def test_without_validation_images_there_is_nothing_to_compare_with(params):
    with pytest.raises(ValidationError, match="hold_out"):
        Stopping(**{**dict(params), "recipe": params.recipe.model_copy(update={"hold_out": 0})})


def test_the_figures_show_both_nets_and_both_rules(measured, drawn, titled):
    told, run = measured
    values = dict(flat(told))
    outcome = Outcome(
        seed=0,
        address="",
        scalars={name: v for name, v in values.items() if not isinstance(v, list)},
        lists={name: v for name, v in values.items() if isinstance(v, list)},
        folder=run.folder,
    )
    figures = titled(draw([outcome] * 2))
    words = drawn(figures["Neural persistence over training"])
    assert all(word in words for word in ("with dropout", "plain", "validation loss", "neural persistence"))
    assert "weights of layer 3" in drawn(figures["Neural persistence by layer"])
