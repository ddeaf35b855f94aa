"""Is a net compared with its own shuffles, and pruned as it should be?"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.clusterability.figures import draw
from netsci_bench.experiments.clusterability.pruned import Clustering, clusterability, measure_cut, net_cut
from netsci_bench.nets.lottery.continued_pruning import prune_trained
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round

SHAPES = ((128, 196), (128, 128), (10, 128))


@pytest.fixture(scope="module")
def params(digit_recipe) -> Clustering:
    training = Tickets(
        dataset=digit_recipe.dataset,
        model={"name": "netsci_bench.nets.models.lenet300:lenet300"},
        classes=10,
        rates=(0.7, 0.7, 0.7),
        rounds=2,
        lr=0.003,
        batch=32,
        iterations=20,
        validation=40,
        look_every=20,
    )
    return Clustering(training=training, clusters=4, shuffles=3)


@pytest.fixture(scope="module")
def measured(params, shared):
    run = shared.run("clusters")
    return clusterability(params, run), run


def net_of(layers: list[np.ndarray]) -> TrainedRound:
    masks = tuple(weights != 0.0 for weights in layers)
    biases = tuple(np.zeros(len(weights), np.float32) for weights in layers)
    return TrainedRound("made", 0, masks, tuple(np.float32(w) for w in layers), biases, np.zeros((1, 4)))


def made_net(strong: float, seed: int) -> TrainedRound:
    """Weights within one of ten groups of units are so many times as large."""
    rng = np.random.default_rng(seed)
    groups = [np.arange(size) % 10 for size in (196, 128, 128, 10)]
    factors = [np.where(a[:, None] == b, strong, 1.0) for b, a in pairwise(groups)]
    return net_of([rng.normal(size=shape) * factor for shape, factor in zip(SHAPES, factors, strict=True)])


def test_a_net_with_groups_lies_below_its_shuffles_and_one_without_does_not(params):
    p = params.model_copy(update={"clusters": 10, "shuffles": 19})
    found = measure_cut(made_net(10.0, 0), p, np.random.default_rng(0))
    assert found.p_value == 0.05
    assert found.relative < -10
    chances = [measure_cut(made_net(1.0, seed), p, np.random.default_rng(seed)) for seed in range(6)]
    assert sum(chance.p_value <= 0.05 for chance in chances) <= 1
    assert np.mean([chance.relative for chance in chances]) == pytest.approx(0, abs=0.5)
    assert np.mean([chance.shuffled_p_value for chance in chances]) == pytest.approx(0.5, abs=0.35)


def test_units_that_lead_nowhere_do_not_count(params):
    net = made_net(10.0, 0)
    padded = [np.pad(weights, ((0, 3 * (layer < 2)), (0, 3))) for layer, weights in enumerate(net.weights)]
    one = net_cut(net.weights, 10, np.random.default_rng(0))
    assert net_cut(padded, 10, np.random.default_rng(0)) == pytest.approx(one)
    assert measure_cut(net_of(padded), params, np.random.default_rng(0)).units == 196 + 128 + 128 + 10


def test_both_kinds_go_on_from_the_same_dense_net(measured, params):
    told, run = measured
    folder = run.once(None, params.training)
    dense, longer, pruned = (find_round(folder, *which) for which in (("pruned", 0), ("unpruned", 2), ("pruned", 2)))
    assert told.weights_left == pytest.approx(9, abs=0.1)
    assert all(mask.all() for mask in longer.masks)
    first = find_round(folder, "pruned", 1)
    for mask, weights, before in zip(first.masks, first.weights, dense.weights, strict=True):
        assert np.abs(before[mask]).min() >= np.abs(before[~mask]).max()
        assert not weights[~mask].any()
    assert all((after <= before).all() for after, before in zip(pruned.masks, first.masks, strict=True))
    start = find_round(folder, "initial", 0)
    assert np.abs(dense.weights[0] - start.weights[0]).max() > 0
    moved = np.abs(longer.weights[0] - dense.weights[0]).max()
    assert 0 < moved < np.abs(longer.weights[0] - start.weights[0]).max() * 2
    assert told.unpruned.accuracy == longer.last_accuracy


def test_an_interrupted_pruning_goes_on_to_the_same_bits(params, shared, tmp_path):
    whole = run_of(shared, tmp_path / "whole")
    prune_trained(params.training, whole)
    broken = run_of(shared, tmp_path / "broken")
    prune_trained(params.training, broken)
    for name in ("rounds/pruned-02.npz", "rounds/unpruned-02.npz", "pruned.json"):
        (broken.folder / name).unlink()
    prune_trained(params.training, broken)
    for kind in ("pruned", "unpruned"):
        one, other = (find_round(run.folder, kind, 2) for run in (whole, broken))
        assert all(np.array_equal(a, b) for a, b in zip(one.weights, other.weights, strict=True))


def run_of(shared, folder):
    folder.mkdir()
    return replace(shared.run("pruning"), folder=folder)


def test_the_figures_show_every_net(measured, drawn, titled):
    told, run = measured
    values = dict(flat(told))
    scalars = {name: v for name, v in values.items() if not isinstance(v, list)}
    lists = {name: v for name, v in values.items() if isinstance(v, list)}
    outcome = Outcome(seed=0, address="", scalars=scalars, lists=lists, folder=run.folder)
    figures = titled(draw([outcome] * 2))
    words = drawn(figures["N-cuts of nets and of their shuffled weights"])
    assert all(word in words for word in ("untrained", "trained\nlonger", "pruned"))
    assert len(figures) == 2
