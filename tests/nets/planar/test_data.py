import numpy as np
import pytest

from netsci_bench.nets.planar.data import PlanarData, planar_part


def part(new_run, kind: str, points: int = 300, seed: int = 0, which: str = "train", blur: float = 0.0):
    return planar_part(PlanarData(kind=kind, points=points, held_out=60, blur=blur), new_run(seed=seed), which)


def test_two_circles_are_a_disc_of_a_third_of_the_points_inside_a_ring_of_the_others(new_run):
    found = part(new_run, "two_circles")
    radius = np.hypot(*found.points.T)
    assert (found.wanted == -1).sum() == 100
    assert radius[found.wanted == -1].max() <= 1
    assert 2 <= radius[found.wanted == 1].min() <= radius.max() <= 3
    assert abs(np.median(radius[found.wanted == -1]) - 0.5) < 0.15  # uniform in the radius, not in the area


def test_two_moons_are_half_circles_that_reach_into_each_other(new_run):
    found = part(new_run, "two_moons")
    upper, lower = found.points[found.wanted == -1], found.points[found.wanted == 1]
    assert len(upper) == len(lower) == 150
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_the_surface_goes_from_minus_one_in_the_middle_to_one_at_the_corners(new_run):
    found = part(new_run, "surface")
    np.testing.assert_allclose(found.wanted, (found.points**2).sum(axis=1) / 9 - 1)
    assert np.abs(found.points).max() <= 3


@pytest.mark.parametrize("kind", ["two_circles", "two_moons", "surface"])
def test_points_depend_on_the_seed_and_on_the_part_and_on_nothing_else(new_run, kind):
    first, again = part(new_run, kind), part(new_run, kind)
    np.testing.assert_array_equal(first.points, again.points)
    assert not np.isin(part(new_run, kind, seed=1).points, first.points).any()
    held_out = part(new_run, kind, which="held_out")
    assert len(held_out.points) == 60
    assert not np.isin(held_out.points, first.points).any()


def test_blur_moves_points_by_its_standard_deviation_and_keeps_their_labels(new_run):
    sharp, blurred = part(new_run, "two_moons"), part(new_run, "two_moons", blur=0.1)
    np.testing.assert_array_equal(sharp.wanted, blurred.wanted)
    assert (blurred.points - sharp.points).std() == pytest.approx(0.1, rel=0.1)
