"""Are the twins of an evolving net what they are said to be, and is the comparison right?"""

import numpy as np
import pytest
import torch

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.sparse.controls import Controlled, recipe_removing, removal_controls
from netsci_bench.experiments.sparse.figures.published import read_published_log
from netsci_bench.experiments.sparse.figures.set_mlp import (
    draw,
    draw_cifar10,
    draw_controls,
    draw_table,
    draw_tutorial,
)
from netsci_bench.experiments.sparse.order import first_epoch_ahead
from netsci_bench.experiments.sparse.readings import Dense, dense_twin, early_accuracy, fixed_twin, train_and_measure
from netsci_bench.experiments.sparse.scale_free import degrees_of, hidden_degrees, hidden_laws
from netsci_bench.experiments.sparse.set_mlp import TutorialTwins, Twins, set_mlp, set_mlp_table, set_mlp_tutorial
from netsci_bench.experiments.sparse.wiring import centre_excess
from netsci_bench.measures.tails.power_law_p_value import power_law_sample
from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import load, read_history

EPOCHS = 6


@pytest.fixture(scope="module")
def recipe(digit_recipe):
    told = {
        "model": {"name": "netsci_bench.nets.models.set_mlp:set_mlp"},
        "architecture": {"inputs": 784, "hidden": (60, 50), "epsilon": 5.0, "dropout": 0.2},
        "optimizer": "sgd",
        "lr": 0.05,
        "momentum": 0.9,
        "batch": 32,
        "epochs": EPOCHS,
        "keep_epochs": (0, 3),
        "evolution": {"zeta": 0.3},
        "evolved_by": {"name": "netsci_bench.nets.sparse.evolution:evolve"},
    }
    return type(digit_recipe).model_validate(dict(digit_recipe) | told)


@pytest.fixture(scope="module")
def run(shared):
    return shared.run("set")


@pytest.fixture(scope="module")
def found(recipe, run):
    return set_mlp(Twins(recipe=recipe), run)


def test_twins_have_the_same_recipe_but_for_what_makes_them_twins(recipe):
    fixed, dense = fixed_twin(recipe), dense_twin(recipe, Dense())
    told = {"evolution", "evolved_by", "keep_epochs"}
    assert fixed.model_dump(exclude=told) == recipe.model_dump(exclude=told)
    assert fixed.evolution is None
    assert dense.model_dump(exclude=told | {"architecture"}) == recipe.model_dump(exclude=told | {"architecture"})
    assert dense.architecture == {"inputs": 784, "hidden": (60, 50), "dropout": 0.2}
    slow = dense_twin(recipe, Dense(lr=0.1, bias_pace=0.5))
    assert (slow.lr, slow.weight_decay, slow.architecture["bias_pace"]) == (0.1, recipe.weight_decay, 0.5)


def test_the_comparison_is_that_of_the_logged_accuracies(found, recipe, run):
    series = {
        name: read_history(run.once(fit, told)).series["test_accuracy"]
        for name, told in (
            ("evolved", recipe),
            ("fixed", fixed_twin(recipe)),
            ("dense", dense_twin(recipe, Dense())),
        )
    }
    for name, values in series.items():
        net = getattr(found, name)
        assert net.test_accuracy == [values[epoch] for epoch in range(1, EPOCHS + 1)]
        assert net.last == values[EPOCHS]
        assert net.late == np.mean([values[5], values[6]])
        assert early_accuracy(net) == np.mean([values[1], values[2]])
    assert found.gain_over_fixed == found.evolved.late - found.fixed.late
    assert found.gain_over_dense == found.evolved.late - found.dense.late
    assert found.dense.weights == 784 * 60 + 60 * 50 + 50 * 10
    assert found.evolved.weights == found.fixed.weights == 5 * (784 + 60) + 5 * (60 + 50) + 50 * 10


def test_connections_removed_in_the_end_are_those_that_count_no_more(found):
    sparse = 5 * (784 + 60) + 5 * (60 + 50)
    assert abs(found.weight_share * found.dense.weights - (0.7 * sparse + 50 * 10)) <= 3
    assert found.removed_loss == found.evolved.last - found.removed


def test_pixels_are_counted_before_the_smallest_weights_go_for_each_kept_epoch(found, recipe, run):
    maps = np.load(run.folder / "arrays" / "pixel_degrees.npy")
    assert maps.shape == (3, 28, 28)
    assert np.load(run.folder / "arrays" / "epochs.npy").tolist() == [0, 3, EPOCHS]
    layer = load(run.once(fit, recipe), 3, recipe)[1]
    weights = layer.weight.detach().numpy()
    stays = np.zeros(len(weights), dtype=bool)
    for sign in (1, -1):
        side = np.flatnonzero(sign * weights > 0)
        stays[side[np.argsort(np.abs(weights[side]))[round(0.3 * len(side)) :]]] = True
    expected = np.bincount(layer.source.numpy()[stays], minlength=784)
    assert (maps[1].ravel() == expected).all()
    assert found.wiring.centre_gain == found.wiring.centre_excess[-1] - found.wiring.centre_excess[0]
    assert found.wiring.heterogeneity[1] == pytest.approx(expected.var() / expected.mean())


def test_degrees_of_hidden_neurons_are_of_one_layer_each():
    torch.manual_seed(0)
    layers = [SparseLinear(90, 70, 200), SparseLinear(70, 60, 120), SparseLinear(60, 10, 80)]
    for layer in layers:
        torch.nn.init.normal_(layer.weight)
    into_first, out_of_first, into_second = hidden_degrees(layers, None)  # towards ten units there are none
    assert (into_first == np.bincount(layers[0].target.numpy(), minlength=70)).all()
    assert (out_of_first == np.bincount(layers[1].source.numpy(), minlength=70)).all()
    assert (into_second == np.bincount(layers[1].target.numpy(), minlength=60)).all()
    assert degrees_of(layers[0], Evolution(zeta=0.5), "source").sum() == 100


def test_two_layers_added_are_no_evidence_about_either(shared):
    rng = np.random.default_rng(0)
    one, other = power_law_sample(1000, 2.4, 3, rng), power_law_sample(1000, 2.4, 3, rng)
    at_random = rng.binomial(784, 20 / 784, 1000)
    told = hidden_laws([one, other, at_random, np.full(1000, 7)], shared.run("laws"))
    assert told.words == [1.0, 1.0, -1.0, 0.0]
    assert told.scale_free == 0.25
    assert told.exponent[:2] == pytest.approx([2.4, 2.4], abs=0.3)
    assert (told.falling_line_p[3], told.in_tail[3]) == (1.0, 0.0)
    assert told.as_read == 0.5
    assert told.category == 4.0


def test_the_centre_is_compared_with_the_border_and_both_can_win():
    middle = np.zeros((28, 28), dtype=np.int64)
    middle[7:21, 7:21] = 4
    assert centre_excess(middle) == 4.0
    assert centre_excess(middle.max() - middle) == -4.0


@pytest.mark.parametrize(
    ("ours", "theirs", "at"),
    [
        ([1, 1, 1], [2, 2, 2], 4.0),  # never
        ([3, 3, 3], [2, 2, 2], 1.0),
        ([1, 3, 3], [2, 2, 2], 2.0),
        ([3, 1, 3], [2, 2, 2], 3.0),  # once behind again
        ([2, 2, 2], [2, 2, 2], 4.0),  # equal is not ahead
    ],
)
def test_a_net_leads_from_when_it_is_behind_no_more(ours, theirs, at):
    assert first_epoch_ahead(ours, theirs, window=1) == at


def test_the_lead_is_that_of_a_running_mean():
    ours = [0.0] * 30 + [1.0] * 30
    theirs = [0.5] * 60
    assert first_epoch_ahead(ours, theirs) == 41.0  # the mean over 22 to 41 is the first above a half


def test_the_tutorial_has_a_fourth_net_that_learns_at_its_own_rate(recipe, shared):
    twins = TutorialTwins(recipe=recipe, published_dense=Dense(lr=0.01))
    told = set_mlp_tutorial(twins, shared.run("tutorial"))
    assert told.published_dense.test_accuracy != told.dense.test_accuracy
    assert told.gain_over_published_dense == told.evolved.late - told.published_dense.late
    assert {name for name, _ in flat(told)} >= {"leads_published_dense_from", "wiring.centre_gain"}


def test_without_pixels_the_comparison_is_the_same(found, recipe, shared):
    table = set_mlp_table(Twins(recipe=recipe), shared.run("table"))
    assert table.gain_over_fixed == found.gain_over_fixed


def test_a_recipe_without_evolution_has_nothing_to_compare(recipe, shared):
    with pytest.raises(ValueError, match="no evolution"):
        set_mlp_table(Twins(recipe=fixed_twin(recipe)), shared.run("none"))


def test_the_controls_differ_in_what_is_removed_alone(recipe, shared, drawn):
    run = shared.run("controls")
    told = removal_controls(Controlled(recipe=recipe), run)
    assert told.smallest == train_and_measure("", recipe, run)
    assert told.random_loss == told.smallest.late - told.random.late
    dumps = [recipe_removing(recipe, what).model_dump() for what in ("smallest", "random", "largest")]
    assert [dump["evolution"].pop("removed") for dump in dumps] == ["smallest", "random", "largest"]
    assert dumps[0] == dumps[1] == dumps[2]
    lists = {name: value for name, value in flat(told) if isinstance(value, list)}
    (figure,) = draw_controls([Outcome(seed=0, address="", lists=lists, folder=run.folder)]).values()
    assert "largest weights removed" in drawn(figure)
    with pytest.raises(ValueError, match="an evolution that removes the smallest"):
        Controlled(recipe=fixed_twin(recipe))


def test_the_figures_show_the_nets_the_logs_and_the_maps(found, run, drawn, titled):
    lists = {name: value for name, value in flat(found) if isinstance(value, list)}
    outcomes = [Outcome(seed=0, address="", lists=lists, folder=run.folder)] * 2
    plain = titled(draw(outcomes))
    assert list(plain) == ["Accuracy", "Connections of pixels", "Degrees"]
    assert "epoch 3" in drawn(plain["Connections of pixels"])
    assert "the authors' log" not in drawn(plain["Accuracy"])
    tutorial = titled(draw_tutorial(outcomes))
    assert "fixed connections (FixProb): the authors' log" in drawn(tutorial["Accuracy"])
    words = set(drawn(titled(draw_cifar10(outcomes))["Accuracy"]).splitlines())
    assert len([word for word in words if word.endswith("the authors' log")]) == 3
    assert list(titled(draw_table(outcomes))) == ["Accuracy"]
    assert "negative binomial" in drawn(plain["Degrees"])
    assert len(plain["Accuracy"].axes) == 1


@pytest.mark.parametrize(("late", "panels"), [((85.0, 86.0, 84.0), 2), ((85.0, 40.0, 12.0), 1)])
def test_the_end_is_drawn_again_only_where_that_enlarges_it(late, panels):
    nets = ("evolved", "fixed", "dense")
    lists = {f"{net}.test_accuracy": [10.0] * 10 + [value] * 90 for net, value in zip(nets, late, strict=True)}
    (figure,) = draw_table([Outcome(seed=0, address="", lists=lists)]).values()
    assert len(figure.axes) == panels
    whole, *end = figure.axes
    for axes in end:
        assert axes.get_xlim()[0] > 10 > whole.get_xlim()[0]
        assert np.ptp(axes.get_ylim()) < 0.5 * np.ptp(whole.get_ylim())


def test_the_published_logs_are_the_authors():
    at, values = read_published_log("mocanu2018-fashion-mnist.csv")["set"]
    assert at[-1] == 400
    assert values[-1] == pytest.approx(82.56)
    at, values = read_published_log("mocanu2018-cifar10.csv")["dense"]
    assert (at[-1], values[-1]) == (1000, 70.25)
