"""Do Betti maxima and spikes give sane numbers on settings that take a second?"""

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.topology.betti_spikes import Spiking, betti_at_spikes, ratio_to_start, trend_in_time
from netsci_bench.experiments.topology.figures import spikes as figures
from netsci_bench.experiments.topology.figures.spikes import BAND, CONTROLS, QUANTITIES, draw, draw_effects
from netsci_bench.experiments.topology.peaks import COLUMNS, ORDERS, height_at_spikes, mean_peaks, measure_rise
from netsci_bench.experiments.topology.ties import measure_tie
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.series.loss_spikes import loss_spikes
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
    assert found.spikes >= SETTING.least_spikes
    assert found.draw == 0
    assert 0 < found.regions_ratio < 5
    assert 0 < found.cells_ratio < 5
    assert -1 <= found.cells_trend <= 1
    assert found.least_loss < 0.05
    sizes, by_dimension = (np.load(run.folder / "arrays" / f"{n}.npy") for n in ("sizes", "dimension"))
    np.testing.assert_array_equal(sizes @ [1, -1, 1], 1)
    np.testing.assert_allclose(by_dimension[:, 0], sizes[:, 0])
    np.testing.assert_allclose(by_dimension[:, 2], sizes[:, 0] + sizes[:, 1])


def test_by_dimension_the_maxima_are_functions_of_the_counts_whatever_the_order(cells):
    v, e, f = cells.sizes
    wanted = [v, v / (v + e + f), v + e, (v + e) / (v + e + f), v, f]
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


def test_cells_that_become_fewer_have_a_ratio_below_one_and_a_falling_rank():
    assert ratio_to_start(np.array([40.0] * 5 + [30.0] * 10 + [20.0] * 5)) == 0.5
    assert trend_in_time(np.arange(30.0, 10, -1)) == pytest.approx(-1)
    steady = np.random.default_rng(0).integers(30, 40, 801).astype(float)
    assert ratio_to_start(steady) == pytest.approx(1, abs=0.2)
    assert abs(trend_in_time(steady)) < 0.15


def lines(at: list[float]) -> list[tuple[np.ndarray, np.ndarray]]:
    """A net of one layer whose units change along upright and level lines at these places."""
    weight = np.array([[1.0, 0.0]] * len(at) + [[0.0, 1.0]] * len(at))
    return [(weight, -np.array(at * 2)), (np.ones((1, 2 * len(at))), np.zeros(1))]


@pytest.mark.parametrize("count", [1, 6, 12])
def test_a_grid_has_the_betti_numbers_that_can_be_counted_by_hand(count):
    grid = relu_complex(lines(np.linspace(-2, 2, count + 2)[1:-1].tolist()), np.array([[-3.0, -3], [3, 3]]))
    v, e, f = (count + 2) ** 2, 2 * (count + 2) * (count + 1), (count + 1) ** 2
    assert grid.sizes == (v, e, f)
    (found,) = mean_peaks([grid], ORDERS["dimension"], 1, np.random.default_rng(0))
    assert found.tolist() == pytest.approx([v, v / (v + e + f), v + e, (v + e) / (v + e + f), v, f])
    (closed,) = mean_peaks([grid], ORDERS["closure"], 5, np.random.default_rng(0))
    b0, b1 = closed[COLUMNS.index("b0_size")], closed[COLUMNS.index("b1_size")]
    assert 1 <= b0 <= ((count + 2) // 2) ** 2  # faces of one piece touch at a corner; no more pieces fit
    assert 0 <= b1 < f


def spiking_series(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A loss of 801 evaluations that falls and wavers, with nine spikes; and their places."""
    rng, spikes = np.random.default_rng(seed), np.arange(60, 801, 85)
    losses = np.exp(-np.arange(801) / 300 + rng.normal(0, 0.1, 801))
    losses[spikes] *= rng.uniform(3, 30, len(spikes))
    return losses, spikes


def test_at_the_size_that_is_used_all_spikes_are_found_and_a_loss_without_them_has_none():
    losses, spikes = spiking_series(0)
    assert loss_spikes(losses, 20, 2.0).tolist() == spikes.tolist()
    smooth = losses.copy()
    smooth[spikes] = np.exp(-spikes / 300)
    assert not len(loss_spikes(smooth, 20, 2.0))


def test_a_series_that_goes_with_the_loss_is_tied_to_it_in_every_sense():
    losses, spikes = spiking_series(1)
    tie = measure_tie(losses, 50 + 10 * np.log(losses), spikes, 20, np.random.default_rng(0))
    assert tie.correlation == pytest.approx(1)
    assert tie.above_shifts == 1
    assert tie.detrended > 0.99
    assert tie.nearness > 0.99
    assert tie.spike_sizes > 0.99


def test_a_series_of_its_own_is_not_tied_to_the_loss_although_both_fall():
    ties = []
    for seed in range(40):
        losses, spikes = spiking_series(seed)
        rng = np.random.default_rng(seed + 100)
        cells = 60 * np.exp(-np.arange(801) / 400) + rng.normal(0, 1, 801)
        ties.append(measure_tie(losses, cells, spikes, 20, rng))
    assert np.mean([tie.correlation for tie in ties]) > 0.5  # the fall that both share
    assert np.mean([tie.detrended for tie in ties]) == pytest.approx(0, abs=0.05)
    assert np.mean([tie.nearness for tie in ties]) == pytest.approx(0.5, abs=0.15)
    assert np.mean([tie.spike_sizes for tie in ties]) == pytest.approx(0, abs=0.2)


def test_a_training_without_enough_spikes_is_left_out_and_counted(store, tmp_path):
    need = 1 + int(betti_at_spikes(SETTING, store.run("plenty")).spikes)
    found = betti_at_spikes(SETTING.model_copy(update={"least_spikes": need}), store.run("more"))
    assert found.draw > 0
    assert found.spikes >= need
    with pytest.raises(Failure, match="none of 2 draws is spiking"):
        betti_at_spikes(SETTING.model_copy(update={"least_spikes": 99, "most_draws": 2}), store.run("never"))


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
