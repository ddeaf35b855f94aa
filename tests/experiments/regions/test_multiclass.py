"""Do groups of cells score as the classes where they are, and at chance where they have nothing to do with them?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures
from fake_run import FakeStore

from netsci_bench.experiments.regions.figures.groups import draw, match_classes
from netsci_bench.experiments.regions.multiclass import ManyClasses, group_cells, multiclass_partitions, score
from netsci_bench.nets.point_classes.points import PointsPart
from netsci_bench.nets.point_classes.recipe import ClassTrained

SETTING = ManyClasses(
    recipe={
        "data": {"kind": "blobs", "classes": 3, "points": 90, "held_out": 90, "blur": 0.2},
        "widths": [8],
        "lr": 0.02,
        "weight_decay": 0.1,
        "steps": 300,
        "kept": 4,
    },
    window=((-4, -4), (4, 4)),
)


def grid_net(lines: int) -> ClassTrained:
    """A net of one layer whose units change along upright and level lines; its outputs are of no matter."""
    at = np.linspace(-4, 4, lines + 2)[1:-1]
    weight = np.array([[1.0, 0.0]] * lines + [[0.0, 1.0]] * lines)
    vector = [*weight.ravel(), *np.tile(-at, 2), *np.zeros(3 * 2 * lines + 3)]
    none = np.zeros(1)
    return ClassTrained(np.zeros(1, int), np.array([vector]), none, none, none, (2, 2 * lines, 3))


def clouds(seed: int) -> PointsPart:
    """Three clouds that lie far apart."""
    labels = np.arange(300) % 3
    middles = np.array([[-3.0, -3.0], [3.0, -3.0], [0.0, 3.0]])
    return PointsPart(middles[labels] + np.random.default_rng(seed).uniform(-0.6, 0.6, (300, 2)), labels)


@pytest.mark.parametrize("lines", [7, 12])
def test_weighted_groups_of_a_grid_are_the_clouds_and_say_nothing_about_other_labels(tmp_path, lines):
    train, held_out = clouds(0), clouds(1)
    of_points, of_cells = group_cells(grid_net(lines), 0, (train, held_out), SETTING, FakeStore(tmp_path).run("x"))
    assert len(of_cells["weighted"]) == (lines + 1) ** 2
    assert score(of_points["weighted"], held_out.labels) > 0.95
    rng = np.random.default_rng(0)
    chance = [score(of_points["weighted"], rng.permutation(held_out.labels)) for _ in range(50)]
    assert abs(np.mean(chance)) < 0.01


def test_points_beyond_the_window_have_no_group_and_too_few_cells_are_one_group(tmp_path):
    train, far = clouds(0), PointsPart(np.array([[9.0, 0.0], [0.5, 0.5]]), np.array([0, 1]))
    of_points, of_cells = group_cells(grid_net(1), 0, (train, far), SETTING, FakeStore(tmp_path).run("x"))
    assert of_points["weighted"][0] == -1 < of_points["weighted"][1]
    assert len(np.unique(of_cells["weighted"])) <= 3
    wide = SETTING.model_copy(
        update={
            "recipe": SETTING.recipe.model_copy(
                update={"data": SETTING.recipe.data.model_copy(update={"classes": 4})}
            )
        }
    )
    _, single = group_cells(grid_net(1), 0, (train, far), wide, FakeStore(tmp_path).run("y"))
    assert single["unweighted"].tolist() == [0, 0, 0, 0]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("classes")).run("result")
    return multiclass_partitions(SETTING, run), run


def test_every_number_is_what_it_says(measured):
    found, _ = measured
    assert found.held_out > 0.9
    for groups in (found.weighted, found.unweighted):
        assert len(groups.rand) == len(found.steps) == len(found.cells)
        assert groups.untrained == groups.rand[0]
        assert groups.late == pytest.approx(groups.rand[-1])  # one checkpoint lies in the second half
        assert groups.gain == pytest.approx(groups.late - groups.untrained)
        assert abs(groups.permuted) < 0.1
        assert max(groups.information_late, groups.net_late) <= 1
    assert found.advantage == pytest.approx(found.weighted.late - found.unweighted.late)


def test_groups_are_named_by_the_class_that_they_hold():
    groups = np.array([0, 0, 1, 2])
    named = match_classes(groups, np.array([0, 1, 2, 2, 3, -1]), np.array([2, 2, 0, 0, 1, 1]))
    assert named.tolist() == [2, 2, 0, 1]


def test_the_figure_is_drawn(measured, as_outcome):
    found, run = measured
    assert len(fitting_figures(draw, [as_outcome(found, run.folder)])) == 1
