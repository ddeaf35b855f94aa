"""Do nets follow their graphs at the cost of the dense one, and is the sweet spot compared as it should be?"""

from dataclasses import replace

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.relational import sweet_spot as module
from netsci_bench.experiments.relational.figures import draw
from netsci_bench.experiments.relational.sweet_spot import SweetSpot, in_range, sweet_spot
from netsci_bench.measures.graphs.ring_graph import RingGraph, ring_graph
from netsci_bench.nets.models.relational_mlp import (
    RelationalLinear,
    matched_width,
    multiply_adds,
    read_graph,
    relational_mlp,
    unit_nodes,
    write_graph,
)
from netsci_bench.nets.training.recipe import Recipe

DENSE = ~np.eye(64, dtype=bool)


@pytest.fixture(scope="module")
def params(digit_recipe) -> SweetSpot:
    recipe = Recipe(
        dataset=digit_recipe.dataset,
        model={"name": "netsci_bench.nets.models.relational_mlp:relational_mlp"},
        architecture={"inputs": 784, "first": 16, "layers": 2},
        classes=10,
        optimizer="sgd",
        lr=0.05,
        momentum=0.9,
        batch=32,
        epochs=2,
    )
    return SweetSpot(
        recipe=recipe,
        nodes=16,
        degrees=(4, 8),
        rewired=(0, 0.3, 0.6, 1),
        clustering=(0, 0.5),
        path=(1, 2.5),
        early=1,
    )


def graph_of(degree: float, rewired: float) -> np.ndarray:
    return ring_graph(RingGraph(64, degree, rewired), np.random.default_rng(0))


@pytest.mark.parametrize(("degree", "rewired"), [(8, 0), (12, 0.4), (20, 1), (36, 0.15)])
def test_a_net_along_a_graph_costs_what_the_dense_one_costs(degree, rewired):
    joined = graph_of(degree, rewired) | np.eye(64, dtype=bool)
    width = matched_width(joined, 128, 3, 10)
    wanted = multiply_adds(np.ones((64, 64), dtype=bool), 128, (128, 3, 10))
    assert wanted == 3 * 128 * 128 + 10 * 128
    assert multiply_adds(joined, width, (128, 3, 10)) == pytest.approx(wanted, rel=0.02)
    net = relational_mlp(10, 784, 128, 3, write_graph(graph_of(degree, rewired)))
    masks = [step.mask for step in net if isinstance(step, RelationalLinear)]
    assert sum(int(mask.sum()) for mask in masks) + 10 * width == multiply_adds(joined, width, (128, 3, 10))


def test_the_dense_net_is_as_wide_as_its_first_layer_and_has_all_weights():
    net = relational_mlp(10, 784, 128, 3, write_graph(DENSE))
    layers = [step for step in net if isinstance(step, RelationalLinear)]
    assert [tuple(layer.weight.shape) for layer in layers] == [(128, 128)] * 3
    assert all(layer.mask.all() for layer in layers)


def test_a_unit_sees_its_own_node_and_the_neighbours_and_nothing_else():
    joined = graph_of(8, 0.4) | np.eye(64, dtype=bool)
    layer = RelationalLinear(130, 200, joined)
    before, after = unit_nodes(130, 64), unit_nodes(200, 64)
    given = torch.eye(130)
    seen = layer(given).T.detach().numpy() != 0.0
    np.testing.assert_array_equal(seen, joined[np.ix_(after, before)])
    layer(given).sum().backward()
    assert not layer.weight.grad[~layer.mask.bool()].any()


def test_a_graph_is_read_as_it_was_written():
    graph = graph_of(12, 0.4)
    np.testing.assert_array_equal(read_graph(write_graph(graph)), graph | np.eye(64, dtype=bool))
    with pytest.raises(Failure, match="no graph"):
        read_graph("a graph")


def with_errors(monkeypatch, params, error_of) -> module.Relational:
    """The experiment with errors that are a function of graph and draw."""
    measured = iter(range(99))
    monkeypatch.setattr(module, "train_along", lambda graph, p, run: error_of(graph, next(measured)))
    p = params.model_copy(
        update={"nodes": 64, "degrees": (8, 12, 20, 36), "rewired": (0, 0.15, 0.4, 1), "clustering": (0.1, 0.5),
                "path": (1.82, 2.75)}
    )  # fmt: skip
    return sweet_spot(p, module_run(params))


def module_run(params):
    from netsci_bench.contract.run import Run

    return Run(seed=0, device="cpu", folder=None)


def test_errors_that_are_least_in_the_sweet_spot_are_found(monkeypatch, params):
    def error(graph, index):
        c, length = module.clustering_coefficient(graph), module.mean_path_length(graph)
        last = 14.0 + 8.0 * (c - 0.3) ** 2 + 0.5 * (length - 2.2) ** 2
        return last + 3.0, last

    found = with_errors(monkeypatch, params, error)
    assert found.in_spot >= 5
    assert found.spot_gain < -2.0
    assert found.best_gain <= found.spot_gain
    assert found.smooth_share == pytest.approx(1.0)
    assert found.permuted_share < 0.8
    assert found.early_correlation == pytest.approx(1.0)


def test_errors_by_chance_have_neither_spot_nor_surface(monkeypatch, params):
    gains, shares, ties = [], [], []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        found = with_errors(monkeypatch, params, lambda graph, index, rng=rng: tuple(rng.normal(14.0, 0.3, 2)))
        gains.append(found.spot_gain)
        shares.append(found.smooth_share)
        ties.append(found.early_correlation)
    assert np.mean(gains) == pytest.approx(0.0, abs=0.3)
    assert np.mean(shares) == pytest.approx(0.0, abs=0.35)
    assert np.mean(ties) == pytest.approx(0.0, abs=0.3)


def test_no_graph_in_the_spot_is_a_failure(monkeypatch, params):
    monkeypatch.setattr(module, "train_along", lambda *_: (1.0, 1.0))
    with pytest.raises(Failure, match="no graph lies"):
        sweet_spot(params.model_copy(update={"path": (7.0, 8.0)}), module_run(params))


def test_ranges_hold_their_ends():
    assert in_range(np.array([0.1, 0.3, 0.5, 0.6]), (0.1, 0.5)).tolist() == [True, True, True, False]


def test_the_early_epoch_lies_before_the_last(params):
    with pytest.raises(ValidationError, match="before the last"):
        SweetSpot(**{**dict(params), "early": 2})


def test_a_small_setting_trains_every_net_and_is_drawn(params, shared, drawn, titled):
    run = replace(shared.run("graphs"))
    told = sweet_spot(params, run)
    assert len(told.error) == 9
    assert 0 <= min(told.error) <= max(told.error) < 100
    assert told.complete_error == told.error[-1]
    values = dict(flat(told))
    scalars = {name: v for name, v in values.items() if not isinstance(v, list)}
    lists = {name: v for name, v in values.items() if isinstance(v, list)}
    figures = titled(draw([Outcome(seed=0, address="", scalars=scalars, lists=lists)] * 2))
    assert "dense net" in drawn(figures["Error by graph"])
