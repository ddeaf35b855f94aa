"""Do Betti maxima and spikes give sane numbers on settings that take a second?"""

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.topology import figures
from netsci_bench.experiments.topology.betti_spikes import Spiking, betti_at_spikes, regions_over_time
from netsci_bench.experiments.topology.figures import BAND, CONTROLS, QUANTITIES, draw, draw_effects
from netsci_bench.experiments.topology.peaks import ORDERS, height_at_spikes, mean_peaks, measure_rise
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.reporting.plots.png import own_figures

RECIPE = {
    "data": {"kind": "surface", "points": 50},
    "widths": [8, 8],
    "loss": "squared",
    "lr": 0.1,
    "steps": 1000,
    "kept": 201,
    "kept_by": "difference",
}
SETTING = Spiking(recipe=RECIPE, window=((-3, -3), (3, 3)), reach=8, ratio=1.5, orders=2)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("store"), seed=1)


@pytest.fixture
def run(store, request) -> Run:
    return store.run(request.node.name)


@pytest.fixture(scope="module")
def cells():
    rng = np.random.default_rng(0)
    net = [(rng.normal(size=(9, 2)), rng.normal(size=9)), (rng.normal(size=(1, 9)), rng.normal(size=1))]
    return relu_complex(net, np.array([[-3.0, -3], [3, 3]]))


def test_a_small_setting_spikes_and_every_number_is_finite(run):
    found = betti_at_spikes(SETTING, run)
    assert found.spikes >= 2
    assert 0 < found.regions_ratio < 5
    assert -1 <= found.regions_trend <= 1
    assert found.loss < 0.05
    sizes, by_dimension = (np.load(run.folder / "arrays" / f"{n}.npy") for n in ("sizes", "dimension"))
    np.testing.assert_array_equal(sizes @ [1, -1, 1], 1)
    np.testing.assert_allclose(by_dimension[:, 0], sizes[:, 0])
    np.testing.assert_allclose(by_dimension[:, 2], sizes[:, 0] + sizes[:, 1])


def test_by_dimension_the_maxima_are_functions_of_the_counts_whatever_the_order(cells):
    v, e, f = cells.sizes
    wanted = [v, v / (v + e + f), v + e, (v + e) / (v + e + f)]
    for seed in range(3):
        found = mean_peaks([cells], ORDERS["dimension"], 1, np.random.default_rng(seed))
        np.testing.assert_allclose(found, [wanted])


def test_with_closure_the_maxima_depend_on_the_order_and_lie_within(cells):
    found = np.concatenate([mean_peaks([cells], ORDERS["closure"], 1, np.random.default_rng(s)) for s in range(20)])
    assert len(np.unique(found[:, 0])) > 3
    assert (found[:, [1, 3]] > 0).all()
    assert (found[:, [1, 3]] <= 1).all()
    assert found[:, 1].mean() < found[:, 3].mean()  # pieces first, then holes between them


def test_what_rises_at_spikes_only_is_seen_in_its_column_only():
    spikes, places = np.arange(20, 200, 30), np.random.default_rng(0).normal(size=(200, 4))
    places[:, 0] += np.linspace(0, 50, 200)  # a trend is no effect
    places[spikes, 1] += 4
    found = measure_rise(places, spikes, 10, height_at_spikes)
    assert found.b0_fraction > 5
    assert abs(found.b0_index) < 3
    assert height_at_spikes(places[:, 1], spikes[:0], 10) == 0


def test_regions_that_become_fewer_have_a_ratio_below_one_and_a_falling_rank():
    assert regions_over_time(np.array([40.0] * 5 + [30.0] * 10 + [20.0] * 5))["regions_ratio"] == 0.5
    assert regions_over_time(np.arange(30.0, 10, -1))["regions_trend"] == pytest.approx(-1)


def test_looks_that_are_not_equally_far_apart_are_refused():
    with pytest.raises(ValueError, match="equally far apart"):
        Spiking.model_validate(SETTING.model_dump() | {"recipe": RECIPE | {"kept_by": "factor"}})


def test_too_many_cells_are_refused_with_what_to_do(run):
    with pytest.raises(ValueError, match=r"max_cells = 10 .* raise max_cells"):
        betti_at_spikes(SETTING.model_copy(update={"max_cells": 10}), run)


def test_the_figures_are_drawn(run):
    scalars = dict(flat(betti_at_spikes(SETTING, run)))
    pictures, complaints = own_figures(draw, [Outcome(seed=1, address="", scalars=scalars, folder=run.folder)])
    assert complaints == []
    assert len(pictures) == 4


def test_effects_are_named_in_words_with_their_uncertainty_and_an_open_band():
    names = [*(f"{order}.{quantity}" for order in figures.ORDERS for quantity in QUANTITIES), *CONTROLS]
    told = [Outcome(seed=k, address="", scalars=dict.fromkeys(names, float(k))) for k in range(3)]
    (axes,) = draw_effects(told).axes
    assert not any("_" in label.get_text() for label in axes.get_yticklabels())
    band, *errors = axes.patches[-1:] + axes.patches[:-1]
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((BAND, axes.get_xlim()[1]))
    assert [bar.get_width() for bar in errors] == pytest.approx([2 / np.sqrt(3)] * len(names))
