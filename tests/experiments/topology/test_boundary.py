"""Does a boundary that is a ring begin as a ring, and are births near it seen where they are and only there?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures
from fake_run import FakeStore

from netsci_bench.experiments.topology.boundary import (
    BoundaryGrowth,
    boundary_filtration,
    describe_start,
    grow,
)
from netsci_bench.experiments.topology.figures.growth import draw
from netsci_bench.experiments.topology.turnover import Watched, mean_excess, measure_turnover
from netsci_bench.measures.polyhedra.boundary_distance import boundary_distances
from netsci_bench.measures.polyhedra.relu_complex import relu_complex

WINDOW = np.array([[-3.5, -3.5], [3.5, 3.5]])
SETTING = BoundaryGrowth(
    recipe={
        "data": {"kind": "two_circles", "points": 60, "held_out": 100},
        "widths": [8, 8],
        "loss": "logistic",
        "lr": 0.02,
        "weight_decay": 0.1,
        "steps": 400,
        "kept": 9,
        "kept_by": "difference",
    },
    window=((-3.5, -3.5), (3.5, 3.5)),
    life=0.25,
    pieces=1,
    loops=1,
)


def ring_net(lines: int, centres: tuple[tuple[float, float], ...]):
    """A grid of cells, and an output that is positive within squares around the centres: f = 1 - max(|x|, |y|)."""
    at = np.linspace(-3.5, 3.5, lines + 2)[1:-1]
    grid = [(np.array([[1.0, 0.0]] * lines + [[0.0, 1.0]] * lines), np.tile(-at, 2))]
    cells = relu_complex([*grid, (np.zeros((1, 2 * lines)), np.zeros(1))], WINDOW)
    apart = np.abs(cells.vertices[:, None] - np.array(centres)).max(axis=2).min(axis=1)
    object.__setattr__(cells, "outputs", 1.07 - apart[:, None])  # of the vertices; affine on the sides is near enough
    return cells


@pytest.mark.parametrize("lines", [20, 28])
def test_a_ring_begins_with_one_piece_and_one_loop_and_two_rings_with_two_of_each(lines):
    one, two = ring_net(lines, ((0.0, 0.0),)), ring_net(lines, ((-1.8, 0.0), (1.8, 0.0)))
    for cells, count in ((one, 1), (two, 2)):
        start = describe_start(
            [grow(cells, boundary_distances(cells))], SETTING.model_copy(update={"pieces": count, "loops": count}), 0
        )
        assert start.right == [1]
        assert 0.4 < start.loop_late < 1.1
        other = SETTING.model_copy(update={"pieces": 3 - count, "loops": 3 - count})
        assert describe_start([grow(cells, boundary_distances(cells))], other, 0).right == [0]


def test_the_same_distances_in_random_order_do_not_begin_so():
    cells, rng = ring_net(20, ((0.0, 0.0),)), np.random.default_rng(0)
    distances = boundary_distances(cells)
    at_random = describe_start([grow(cells, rng.permutation(distances)) for _ in range(20)], SETTING, 0)
    assert at_random.late < 0.1


def test_a_boundary_that_is_not_in_the_window_begins_with_nothing():
    cells = ring_net(10, ((40.0, 0.0),))
    distances = boundary_distances(cells)
    assert np.isinf(distances).all()
    start = describe_start([grow(cells, distances)], SETTING, 0)
    assert (start.right, start.loop_life) == ([0], [0])


def test_a_loop_that_is_filled_soon_does_not_count():
    cells = ring_net(20, ((0.0, 0.0),))
    patient = SETTING.model_copy(update={"life": 2.0})
    assert describe_start([grow(cells, boundary_distances(cells))], patient, 0).right == [0]


def checkpoints(near: bool, count: int = 12, cells: int = 150) -> list[Watched]:
    """Cells of which a tenth are exchanged at each checkpoint: the nearest ones, or any."""
    rng, found = np.random.default_rng(0), []
    patterns = rng.integers(256, size=(cells, 6)).astype(np.uint8)
    for _ in range(count):
        distances = rng.permutation(np.linspace(0, 3, cells))
        chosen = np.argsort(distances)[:15] if near else rng.permutation(cells)[:15]
        patterns = patterns.copy()
        found.append(Watched(patterns.copy(), distances, rng.permutation(distances)))
        patterns[chosen] = rng.integers(256, size=(15, 6))
    return found


def test_deaths_near_the_boundary_are_seen_and_deaths_anywhere_are_not():
    near, anywhere = measure_turnover(checkpoints(near=True))[1], measure_turnover(checkpoints(near=False))[1]
    assert near.excess == pytest.approx(0.5, abs=0.02)
    assert near.share == pytest.approx(0.1)
    assert abs(near.permuted) < 0.12
    assert abs(anywhere.excess) < 0.12


def test_births_are_counted_at_the_later_checkpoint_and_none_give_no_excess():
    still = [checkpoints(near=True)[0]] * 3
    births, deaths = measure_turnover(still)
    assert (births.excess, births.share, deaths.excess) == (0, 0, 0)
    old, new = np.array([[1], [2]], np.uint8), np.array([[1], [2], [3], [4]], np.uint8)
    far = np.array([3.0, 2.0, 0.0, 0.5])
    births, deaths = measure_turnover([Watched(old, far[:2], far[:2]), Watched(new, far, far[::-1])])
    assert (births.excess, births.permuted, births.share, deaths.share) == (0.5, -0.5, 0.5, 0)
    assert mean_excess([far], [np.zeros(4, bool)]) == 0


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("boundary")).run("result")
    return boundary_filtration(SETTING, run), run


def test_every_number_is_what_it_says(measured):
    found, _ = measured
    assert len(found.distance.right) == len(found.steps) == len(found.cells) == 9
    assert found.distance.late == pytest.approx(np.mean(found.distance.right[4:]))
    assert found.gain == pytest.approx(found.distance.late - found.distance.right[0])
    assert found.held_out > 0.8
    assert 0 <= found.births.share <= 1
    assert abs(found.births.excess) <= 1
    assert found.permuted.late <= 0.4


def test_the_figure_is_drawn(measured, as_outcome):
    found, run = measured
    assert len(fitting_figures(draw, [as_outcome(found, run.folder)])) == 1
