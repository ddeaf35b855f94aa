"""Are the graphs of other networks those of the networks that were trained, and are their figures what they show?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures
from fake_run import FakeStore
from matplotlib.collections import LineCollection
from toy_dataset import toy_dataset

from netsci_bench.contract.schema import flat
from netsci_bench.experiments.coactivation.figures.networks import draw_classifier, draw_regression, draw_residual
from netsci_bench.experiments.coactivation.networks import (
    Classifier,
    Regressor,
    classifier_trends,
    pair_excess,
    regression_trends,
    residual_trends,
    turn_pairs,
)
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.nets.targets.shuffled_labels import ShuffledLabels

MLP = {"name": "netsci_bench.nets.models.set_mlp:set_mlp"}
SETTINGS = {"lr": 0.01, "batch": 16, "epochs": 2, "keep_epochs": (0, 1)}


def colours():
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 48), ("test", 40)):
        arrays[f"{part}_images"] = rng.integers(0, 255, size=(count, 3, 32, 32), dtype=np.uint8)
        arrays[f"{part}_labels"] = (np.arange(count) % 4).astype(np.uint8)
    return arrays


def rows():
    rng = np.random.default_rng(0)
    return {
        f"{part}_features": rng.normal(size=(n, 9)).astype(np.float32) for part, n in (("train", 64), ("test", 50))
    }


@pytest.fixture(scope="module")
def residual(tmp_path_factory):
    store = FakeStore(tmp_path_factory.mktemp("residual"), colours())
    model = {"name": "netsci_bench.nets.models.cifar_resnet:cifar_resnet"}
    how = {"dataset": toy_dataset(store.arrays), "model": model, "architecture": {"stages": (1, 1, 1)}, "classes": 4}
    p = Classifier.model_validate({"recipe": {**how, **SETTINGS}})
    run = store.run("seed")
    return residual_trends(p, run), run.folder, store, p


@pytest.fixture(scope="module")
def regression(tmp_path_factory):
    store = FakeStore(tmp_path_factory.mktemp("regression"), rows())
    how = {"dataset": toy_dataset(store.arrays), "model": MLP, "inputs": 6, "targets": 3}
    p = Regressor.model_validate({"recipe": {**how, "architecture": {"inputs": 6, "hidden": (12, 8)}, **SETTINGS}})
    run = store.run("seed")
    return regression_trends(p, run), run.folder, store, p


def kept(folder, name):
    return np.load(folder / "arrays" / f"{name}.npy")


def test_each_training_has_one_with_nothing_to_learn(residual, regression):
    _, _, store, p = residual
    assert store.names == {"labels": p.recipe, "shuffled": ShuffledLabels(recipe=p.recipe)}
    _, _, store, p = regression
    assert store.names == {"targets": p.recipe, "shuffled": p.recipe.model_copy(update={"shuffled": True})}


@pytest.mark.parametrize("reading", ["drawn", "plain", "all_pairs"])
def test_the_metrics_are_those_of_the_kept_graphs(residual, reading):
    metrics, folder, _, p = residual
    found = getattr(metrics, reading)
    weights, ranks = kept(folder, f"{reading}_weights"), kept(folder, f"{reading}_pagerank")
    assert kept(folder, "epochs").tolist() == list(p.recipe.kept) == [0, 1, 2]
    assert weights.shape == (3, 244, 244)
    assert np.allclose([pagerank(np.abs(one.astype(float))) for one in weights], ranks, atol=1e-6)
    assert found.highest_pagerank == pytest.approx(244 * ranks.max(axis=1))
    assert found.growth.pagerank == pytest.approx(found.highest_pagerank[-1] - found.highest_pagerank[0])
    assert found.learned.communities == pytest.approx(found.growth.communities - found.shuffled.communities)
    assert found.redrawn.pagerank != 0


def test_shortcuts_are_edges_of_the_drawn_graph_alone(residual):
    metrics, folder, *_ = residual
    pairs, drawn, plain = kept(folder, "shortcuts"), kept(folder, "drawn_weights"), kept(folder, "plain_weights")
    assert len(pairs) == 64
    assert drawn[-1][tuple(pairs.T)].all()
    assert not plain[:, pairs[:, 0], pairs[:, 1]].any()
    drawn[:, pairs[:, 0], pairs[:, 1]] = drawn[:, pairs[:, 1], pairs[:, 0]] = 0
    assert (drawn == plain).all()
    all_pairs, layers = kept(folder, "all_pairs_weights"), kept(folder, "drawn_layers")
    assert metrics.shortcut_excess == pytest.approx(pair_excess(all_pairs[-1], layers, pairs), abs=1e-5)
    assert metrics.untrained_shortcut_excess == pytest.approx(pair_excess(all_pairs[0], layers, pairs), abs=1e-5)


def test_scores_are_of_each_stage_and_of_the_shuffled_training(residual, regression):
    for metrics in (residual[0], regression[0]):
        assert len(metrics.score) == 3
    assert all(0 <= score <= 100 for score in (*residual[0].score, residual[0].shuffled_score))
    assert all(score < 100 for score in regression[0].score)


def test_a_perceptron_for_classes_is_measured_without_shortcuts(tmp_path):
    made = rows()
    store = FakeStore(
        tmp_path, {**made, **{f"{p}_labels": np.arange(n) % 2 for p, n in (("train", 64), ("test", 50))}}
    )
    how = {"dataset": toy_dataset(store.arrays), "model": MLP, "architecture": {"inputs": 9, "hidden": (12, 8)}}
    p = Classifier.model_validate({"recipe": {**how, "classes": 2, "normalisation": "standardised", **SETTINGS}})
    metrics = classifier_trends(p, store.run("seed"))
    names = dict(flat(metrics))
    assert "drawn.growth.pagerank" in names
    assert not any(name.startswith("plain") for name in names)
    assert kept(tmp_path / "seed", "drawn_layers").tolist() == [0] * 12 + [1] * 8 + [2] * 2


@pytest.mark.parametrize(("given", "measure"), [("residual", residual_trends), ("regression", regression_trends)])
def test_a_recipe_that_keeps_no_untrained_network_is_refused(given, measure, request):
    _, _, store, p = request.getfixturevalue(given)
    without = p.model_copy(update={"recipe": p.recipe.model_copy(update={"keep_epochs": (1,)})})
    with pytest.raises(ValueError, match="put 0 into keep_epochs"):
        measure(without, store.run("without"))


def test_the_excess_of_pairs_is_what_was_put_in():
    layers = np.repeat([0, 1, 2, 3], [16, 16, 32, 10])
    pairs = np.column_stack([np.arange(16), 32 + 8 + np.arange(16)])
    correlation = np.full((74, 74), 0.2)
    assert pair_excess(correlation, layers, pairs) == pytest.approx(0)
    correlation[tuple(pairs.T)] = -0.9
    assert pair_excess(correlation, layers, pairs) == pytest.approx(0.7)
    turned = turn_pairs(layers, pairs)
    assert -0.05 < pair_excess(correlation, layers, turned) < 0
    assert (layers[turned] == layers[pairs]).all()
    assert not set(map(tuple, turned.tolist())) & set(map(tuple, pairs.tolist()))
    full = np.column_stack([np.arange(16), 16 + np.arange(16)])
    assert turn_pairs(layers, full)[-1].tolist() == [15, 16]  # the last with the first channel of its layer


@pytest.mark.parametrize(
    ("given", "draw", "unit"),
    [("residual", draw_residual, "% of the test images"), ("regression", draw_regression, "% of the variance")],
)
def test_the_figures_show_the_stages_and_every_seed(given, draw, unit, request, as_outcome, titled, drawn):
    metrics, folder, *_ = request.getfixturevalue(given)
    outcomes = [as_outcome(metrics, folder)] * 2
    figures = titled(fitting_figures(draw, outcomes))
    assert list(figures) == ["Graph", "Trends"]
    words = drawn(figures["Graph"])
    assert all(part in words for part in ("untrained", "after 2 epochs", f"{metrics.score[-1]:.1f} {unit}"))
    assert ("shortcut" in words) == (given == "residual")
    readings = 3 if given == "residual" else 2
    for axes in figures["Trends"].axes:
        assert [len(dots.get_offsets()) for dots in axes.collections] == [2] * 3 * readings


def test_every_shortcut_is_an_arc(residual, as_outcome):
    metrics, folder, *_ = residual
    graph = next(iter(draw_residual([as_outcome(metrics, folder)]).values()))
    for axes in graph.axes:
        arcs = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_zorder() == 2]
        assert [len(one.get_segments()) for one in arcs] == [64]


def test_the_figures_of_classes_say_what_they_are(regression, as_outcome, titled, drawn):
    metrics, folder, *_ = regression
    figures = titled(draw_classifier([as_outcome(metrics, folder)]))
    assert "A perceptron for a table" in drawn(figures["Trends"])
