"""Does the figure of series name its quantities and steps, and draw no line where nothing was measured?"""

import math

import numpy as np
import pytest

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.plots.curves import draw_curves
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.plots.quantities import quantity_of


def _outcomes(**series):
    return [
        Outcome(seed=seed, address="", series={n: points[seed] for n, points in series.items()}) for seed in (0, 1)
    ]


def _lines(axes, label):
    return [line for line in axes.lines if line.get_label() == label]


@pytest.mark.parametrize(
    ("name", "others", "title", "step"),
    [
        ("a.test_accuracy", (), "test accuracy (%)", "epoch"),
        ("reinit_accuracy", (), "test accuracy (%)", "pruning round"),
        ("decay.train_accuracy", ("decay.loss",), "training accuracy (%)", "training step"),
        ("decay.train_accuracy", ("plain.loss",), "training accuracy (%)", "epoch"),
        ("a.valid_accuracy", (), "validation accuracy (%)", "epoch"),
        ("valid_loss", (), "validation loss", "epoch"),
        ("my_own_thing", (), "my own thing", "step"),
    ],
)
def test_quantity_unit_and_step_are_read_from_the_name(name, others, title, step):
    quantity, _ = quantity_of(name, [name, *others])
    assert (quantity.title, quantity.step) == (title, step)


def test_there_is_one_panel_per_quantity_and_a_line_per_training():
    points = [[(0, 10.0), (1, 20.0)], [(0, 12.0), (1, 24.0)]]
    figure = draw_curves(_outcomes(**{"set.test_accuracy": points, "dense.test_accuracy": points}), "nets")
    (axes,) = [axes for axes in figure.axes if axes.axison]
    assert axes.get_title() == "test accuracy (%)"
    assert axes.get_xlabel() == "epoch"
    assert [text.get_text() for text in figure.legends[0].texts] == ["set", "dense"]
    np.testing.assert_allclose(_lines(axes, "set")[0].get_ydata(), [11, 22])


def test_the_legend_calls_trainings_as_the_spec_does():
    points = [[(0, 10.0), (1, 20.0)], [(0, 12.0), (1, 24.0)]]
    trained = _outcomes(**{"cka.test_loss": points, "own.test_loss": points})
    figure = draw_curves(trained, "nets", {"cka": "similarity (CKA)", "absent": "nothing"})
    assert [text.get_text() for text in figure.legends[0].texts] == ["similarity (CKA)", "own"]


@pytest.mark.parametrize("letters", [3, 12, 26, 50])
@pytest.mark.parametrize("count", [2, 6, 9])
def test_a_legend_is_as_wide_as_its_picture_at_most(letters, count):
    points = [[(0, 10.0), (1, 20.0)], [(0, 12.0), (1, 24.0)]]
    names = {f"t{n}": f"{n}".ljust(letters, "m") for n in range(count)}
    figure = draw_curves(_outcomes(**{f"{name}.test_loss": points for name in names}), "nets", names)
    png(figure)
    (legend,) = figure.legends or [axes.get_legend() for axes in figure.axes if axes.get_legend()]
    seen = legend.get_window_extent()
    assert figure.bbox.x0 <= seen.x0
    assert seen.x1 <= figure.bbox.x1


@pytest.mark.parametrize("count", [3, 13, 19])
def test_trainings_that_lack_a_quantity_keep_their_colour_and_no_legend_covers_a_panel(count):
    points = [[(0, 10.0), (1, 20.0)], [(0, 12.0), (1, 24.0)]]
    series = {f"net number {n}.{what}": points for what in ("test_loss", "valid_loss") for n in range(count)}
    del series["net number 0.valid_loss"]
    figure = draw_curves(_outcomes(**series), "nets")
    png(figure)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.texts] == [f"net number {n}" for n in range(count)]
    drawn = [{line.get_label(): (line.get_color(), line.get_linestyle()) for line in a.lines} for a in figure.axes]
    assert all(drawn[0][name] == style for name, style in drawn[1].items())
    assert len(set(drawn[0].values())) == count
    for axes in figure.axes:
        assert axes.get_legend() is None
        assert not axes.get_tightbbox().overlaps(legend.get_window_extent())
        assert axes.get_window_extent().height > figure.bbox.height / 3


def test_no_line_joins_two_measured_rounds_far_apart():
    ticket = [[(k, 90.0 - k) for k in range(31)]] * 2
    control = [[(15, 80.0), (30, 20.0)]] * 2
    figure = draw_curves(_outcomes(ticket_accuracy=ticket, reinit_accuracy=control), "tickets")
    assert [line.get_linestyle() for line in _lines(figure.axes[0], "tickets")] == ["-"]
    assert [line.get_linestyle() for line in _lines(figure.axes[0], "tickets, reinitialised")] == ["None"]


def test_a_gap_stays_a_gap_and_the_spread_of_a_share_stays_a_share():
    points = [[(0, 0.0), (1, math.nan), (2, 100.0)], [(0, 5.0), (1, math.inf), (2, 90.0)]]
    axes = draw_curves(_outcomes(test_accuracy=points), "gap").axes[0]
    assert np.isnan(_lines(axes, "test accuracy")[0].get_ydata()).tolist() == [False, True, False]
    vertices = np.concatenate([path.vertices[:, 1] for band in axes.collections for path in band.get_paths()])
    assert vertices.min() >= 0
    assert vertices.max() <= 100


def test_a_loss_that_falls_far_at_once_has_a_log_axis_whose_band_stays_between_its_seeds():
    falls = [[(0, 5.0), *((k, size) for k in range(1, 20))] for size in (1e-3, 1e-5)]
    figure = draw_curves(_outcomes(loss=falls), "spikes")
    axes = figure.axes[0]
    assert axes.get_yscale() == "log"
    assert "of the logarithms" in figure.get_suptitle()
    np.testing.assert_allclose(_lines(axes, "loss")[0].get_ydata()[1:], 1e-4)
    (band,) = [path.vertices[:, 1] for band in axes.collections for path in band.get_paths()]
    assert band.min() == pytest.approx(1e-4 / 10 ** math.sqrt(2))


def test_a_long_title_is_whole_and_within_the_picture():
    title = "Fiedler partitions of the cells of a narrow net on two moons, five times as long"
    rises = [(step, 50.0 + step) for step in range(5)]
    figure = draw_curves(_outcomes(test_accuracy=[rises, rises]), title)
    assert title in figure.get_suptitle().replace("\n", " ")
    figure.draw_without_rendering()
    box = figure._suptitle.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1


def test_an_accuracy_near_zero_at_the_start_has_no_log_axis():
    rises = [[(0, 0.5), *((k, 90.0 + k) for k in range(1, 9))]] * 2
    figure = draw_curves(_outcomes(test_accuracy=rises), "rise")
    assert figure.axes[0].get_yscale() == "linear"
    assert "logarithms" not in figure.get_suptitle()


@pytest.mark.parametrize(("panels", "grid"), [(1, (1, 1)), (2, (1, 2)), (3, (1, 3)), (4, (2, 2)), (5, (2, 3))])
def test_panels_leave_few_places_empty(panels, grid):
    figure = draw_curves(_outcomes(**{f"quantity_{k}": [[(0, 1.0)]] * 2 for k in range(panels)}), "many")
    assert figure.axes[0].get_gridspec().get_geometry() == grid


def test_without_finite_values_there_is_no_figure():
    assert draw_curves(_outcomes(loss=[[(0, math.nan)], []]), "none") is None
