"""Does a partition that follows the classes score as aligned, and one that does not as misclassified?

At the numbers of cells that the experiments have: a grid of cells in a window that is wider than high, so that the
line along which it falls apart most easily is known.
"""

import numpy as np
import pytest

from netsci_bench.experiments.regions.readings import READINGS, Partitions, balanced_error, score_partitions

WINDOW = np.array([[-4.0, -1.0], [4.0, 1.0]])
GRIDS = [(11, 3), (13, 5), (15, 3), (43, 8)]  # cells along and across: 33, 65, 45 and 344, as the nets of the record


def lines(along: int, across: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """A net whose units change at upright and at level lines, and whose output is the abscissa."""
    upright, level = np.linspace(-4, 4, along + 1)[1:-1], np.linspace(-1, 1, across + 1)[1:-1]
    weight = np.array([[1.0, 0.0]] * len(upright) + [[0.0, 1.0]] * len(level) + [[1.0, 0.0], [-1.0, 0.0]])
    bias = np.concatenate([-upright, -level, [4.0, 4.0]])  # the last two are never off: they give the abscissa
    output = np.zeros((1, len(bias)))
    output[0, -2:] = [0.5, -0.5]
    return [(weight, bias), (output, np.zeros(1))]


def far_apart(count: int, seed: int) -> np.ndarray:
    """Points near the two short sides of the window, as many on each."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(2.5, 3.9, count) * np.where(np.arange(count) % 2, 1.0, -1.0)
    return np.stack([x, rng.uniform(-0.95, 0.95, count)], axis=1)


@pytest.mark.parametrize(("along", "across"), GRIDS)
def test_classes_at_the_two_ends_are_what_every_reading_finds(along, across):
    points, others = far_apart(150, 0), far_apart(400, 1)
    found = score_partitions(lines(along, across), WINDOW, (points, points[:, 0] > 0), others, Partitions())
    assert found.cells == along * across
    for reading in READINGS:
        assert found.shares[reading] == pytest.approx((0.0, 0.0), abs=0.02)


@pytest.mark.parametrize(("along", "across"), GRIDS)
def test_classes_above_and_below_are_what_no_reading_finds(along, across):
    points = far_apart(150, 2)
    found = score_partitions(lines(along, across), WINDOW, (points, points[:, 1] > 0), points, Partitions())
    for reading in READINGS:
        assert found.shares[reading][0] > 0.3
        assert found.shares[reading][1] == pytest.approx(0.0, abs=0.02)  # the net itself says left or right


@pytest.mark.parametrize("cells", [33, 65, 344])
def test_random_sides_of_cells_misclassify_nearly_half_and_never_look_aligned(cells):
    rng = np.random.default_rng(cells)
    errors = []
    for _ in range(200):
        of_points = rng.integers(cells, size=150)
        errors.append(balanced_error(rng.random(cells)[of_points] < 0.5, np.arange(150) < 50))
    assert np.mean(errors) > 0.4
    assert min(errors) > 0.2
