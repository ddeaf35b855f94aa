"""Do the experiments on cells and partitions give sane numbers on settings that take a second?"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.regions.fiedler import TwoCourses, fiedler_partitions
from netsci_bench.experiments.regions.figures.cells import match_sides_to_classes
from netsci_bench.experiments.regions.figures.fiedler import (
    LINEAR_TO,
    choose_checkpoints,
    draw,
    draw_frame,
    draw_over_training,
    read_arrays,
)
from netsci_bench.experiments.regions.readings import Partitions, balanced_error, score_partitions
from netsci_bench.nets.planar.trained import read_training
from netsci_bench.reporting.plots.png import own_figures

RECIPE = {
    "data": {"kind": "two_circles", "points": 60, "held_out": 80},
    "widths": [5, 5],
    "loss": "logistic",
    "lr": 0.02,
    "weight_decay": 0.1,
    "steps": 400,
    "kept": 5,
}
SETTING = TwoCourses(recipe=RECIPE, window=((-3.5, -3.5), (3.5, 3.5)))


@pytest.fixture
def new_run(tmp_path: Path) -> Callable[[int], Run]:
    """A run of a seed, with a store of its own."""
    return lambda seed: FakeStore(tmp_path / f"store-{seed}", seed=seed).run("result")


def test_a_small_setting_gives_shares_between_perfect_and_one_side_alone(new_run):
    found = fiedler_partitions(SETTING, new_run(0))
    for course in (found.decay, found.plain):
        assert course.fitted == 1
        assert course.steps[0] == 0
        assert course.steps[-1] == 400
        assert len(course.cells) == len(course.steps) == len(course.masses.misclassified)
        assert min(course.cells) > 5
        for reading in (course.unweighted, course.masses, course.edges):
            assert all(0 <= share <= 0.5 for share in reading.misclassified + reading.against_net)
            assert reading.late == pytest.approx(np.mean(reading.misclassified[-1:]))
            assert reading.gain == pytest.approx(reading.at_fit - reading.late)
        assert course.advantage == pytest.approx(course.unweighted.late - course.masses.late)
    assert found.decay.masses.misclassified != found.plain.masses.misclassified


def test_an_experiment_of_the_same_seed_gives_the_same_numbers(new_run, tmp_path):
    first = fiedler_partitions(SETTING, new_run(1))
    (tmp_path / "store-1").rename(tmp_path / "moved")
    assert fiedler_partitions(SETTING, new_run(1)) == first


def test_a_net_that_never_fits_says_so_and_is_not_left_out(new_run):
    recipe = RECIPE | {"steps": 20, "lr": 1e-6, "kept": 3}
    found = fiedler_partitions(SETTING.model_validate(SETTING.model_dump() | {"recipe": recipe}), new_run(0)).plain
    assert (found.fitted, found.fit_step, found.grokking_delay) == (0, 20, 0)
    assert found.masses.at_fit == found.masses.misclassified[-1]


HALVES = [(np.array([[50.0, 0.0]]), np.zeros(1)), (np.ones((1, 1)), np.array([-1.0]))]  # cut at x = 0


def test_two_cells_that_are_the_two_classes_are_partitioned_without_an_error():
    points = np.array([[-0.5, 0.2], [-0.4, -0.3], [0.6, 0.1], [0.7, 0.8]])
    found = score_partitions(HALVES, np.array([[-1.0, -1], [1, 1]]), (points, points[:, 0] > 0), points, Partitions())
    assert found.cells == 2
    assert found.shares == dict.fromkeys(("unweighted", "masses", "edges"), (0.0, 0.0))


def test_points_beyond_the_window_are_left_out():
    points = np.array([[-0.5, 0.2], [0.6, 0.1], [9.0, 0.0], [-0.2, 7.0]])
    labels = np.array([False, True, False, True])  # wrong, but outside
    found = score_partitions(HALVES, np.array([[-1.0, -1], [1, 1]]), (points, labels), points[:2], Partitions())
    assert found.shares["masses"][0] == 0


def test_where_the_net_says_one_thing_only_there_is_nothing_to_agree_with():
    assert balanced_error(np.array([True, False]), np.array([True, True])) == 0.5


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"window": ((-1, -1), (1, -1))}, "window of no area"),
        ({"window": ((5, 5), (6, 6))}, "no node has mass"),
        ({"partitions": {"max_cells": 3}}, "more than max_cells = 3 cells .* smaller window or network"),
        ({"partitions": {"mean": "harmonic"}}, "unknown mean 'harmonic'"),
    ],
)
def test_bad_input_reaches_the_user_with_its_reason(new_run, change, why):
    wrong = SETTING.model_validate(SETTING.model_dump() | change)
    with pytest.raises(ValueError, match=why):
        fiedler_partitions(wrong, new_run(0))


def test_weights_that_are_not_numbers_are_refused(new_run, monkeypatch):
    def broken(folder, recipe):
        found = read_training(folder, recipe)
        found.weights[-1, 0] = np.nan
        return found

    monkeypatch.setattr("netsci_bench.experiments.regions.fiedler.read_training", broken)
    with pytest.raises(ValueError, match="layer 0 has a weight or a bias that is NaN"):
        fiedler_partitions(SETTING, new_run(0))


def test_the_figures_are_drawn_the_film_among_them(new_run):
    outcomes = []
    for seed in (0, 1):
        run = new_run(seed)
        values = dict(flat(fiedler_partitions(SETTING, run)))
        scalars = {name: value for name, value in values.items() if not isinstance(value, list)}
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        outcomes.append(Outcome(seed=seed, address="", scalars=scalars, lists=lists, folder=run.folder))
    panels = draw_over_training(outcomes).axes
    assert all(
        LINEAR_TO in [line.get_xdata()[0] for line in axes.lines] for axes in panels
    )  # where the scale changes
    colours = [{line.get_color() for line in axes.lines if line.get_label()[0] != "_"} for axes in panels]
    assert colours[0] == colours[1]
    assert not colours[0] & colours[2]
    frame = draw_frame(read_arrays(outcomes[0], "decay"), 0)
    assert "dots: training points by class\nblack: decision boundary" in frame.texts[0].get_text()
    pictures, complaints = own_figures(draw, outcomes)
    assert complaints == []
    assert len(pictures) == 3
    assert b"acTL" in pictures[2].png  # animated
    assert b"acTL" not in pictures[0].png


def test_shown_checkpoints_are_the_first_the_fit_and_the_last():
    assert choose_checkpoints(24, 5) == [0, 5, 14, 23]
    assert choose_checkpoints(24, 23) == [0, 22, 23]
    assert choose_checkpoints(3, 0) == [0, 1, 2]


def test_sides_are_coloured_like_most_of_their_points():
    sides, of_points = np.array([0, 1], dtype=np.int8), np.array([0, 0, 1, -1])
    assert match_sides_to_classes(sides, of_points, np.array([1.0, 1, -1, -1])).tolist() == [1, 0]
    assert match_sides_to_classes(sides, of_points, np.array([-1.0, -1, 1, 1])).tolist() == [0, 1]
