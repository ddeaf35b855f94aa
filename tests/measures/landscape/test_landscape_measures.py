"""Do the measures of a loss surface find the curvature, the plane and the eigenvalues of what is known?"""

import numpy as np
import pytest

from netsci_bench.measures.landscape.extreme_eigenvalues import Extremes, extreme_eigenvalues
from netsci_bench.measures.landscape.surface_curvature import (
    negative_curvature_ratio,
    nonconvex_share,
    principal_curvatures,
)
from netsci_bench.measures.landscape.trajectory_plane import share_in_plane, trajectory_plane

SIDE = 13  # as in the quick tier
X, Y = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
SPACING = 2 / (SIDE - 1)
WEIGHTS, CHECKPOINTS = 60_000, 8


def quadratic(first, second, angle):
    """Curvatures 2 * first and 2 * second, along axes that are turned."""
    along, across = X * np.cos(angle) + Y * np.sin(angle), Y * np.cos(angle) - X * np.sin(angle)
    return 5 + 3 * X - Y + first * along**2 + second * across**2


@pytest.mark.parametrize("angle", [0.0, 0.3, 1.2])
def test_the_curvatures_of_a_turned_quadratic_are_found_everywhere(angle):
    found = principal_curvatures(quadratic(4, -1.5, angle), SPACING)
    assert found.shape == (SIDE - 2, SIDE - 2, 2)
    assert found == pytest.approx(np.broadcast_to([-3.0, 8.0], found.shape), abs=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [(4, 1, 0), (4, -1, 0.25), (1, -4, 1), (-1, -2, 1), (2, -2, 1), (0, 0, 0), (3, 0, 0)],
)
def test_the_ratio_is_that_of_the_quadratic_and_no_factor_changes_it(first, second, ratio):
    surface = quadratic(first, second, 0.4)
    for factor in (1e-3, 1.0, 1e9):
        assert negative_curvature_ratio(surface * factor, SPACING) == pytest.approx(ratio, abs=1e-9)
    assert nonconvex_share(surface, SPACING) == (ratio > 0)


def test_a_plateau_is_not_rough_although_its_values_are_rounded():
    noise = np.random.default_rng(0).normal(size=(SIDE, SIDE))
    plateau = 2.3 * (1 + 2e-7 * np.sign(noise))
    assert negative_curvature_ratio(plateau, SPACING) == 0
    assert nonconvex_share(plateau, SPACING) == 0
    assert negative_curvature_ratio(2.3 + 1e-3 * noise, SPACING) > 0.3


def test_ripples_count_where_they_are_stronger_than_the_bowl():
    """The differences of cosines are known: cosines times 2 (1 - cos kh) / h^2, and sines times (sin kh)^2 / h^2."""
    bowl, ripple = X**2 + Y**2, np.cos(9 * X) * np.cos(9 * Y)
    straight = -2 * (1 - np.cos(9 * SPACING)) / SPACING**2 * ripple[1:-1, 1:-1]
    mixed = (np.sin(9 * SPACING) / SPACING) ** 2 * (np.sin(9 * X) * np.sin(9 * Y))[1:-1, 1:-1]
    for strength in (0.005, 0.05, 0.5):
        lower, upper = (2 + strength * (straight + sign * np.abs(mixed)) for sign in (-1, 1))
        expected = np.mean(np.maximum(0, -lower) / np.maximum(np.abs(lower), np.abs(upper)))
        assert negative_curvature_ratio(bowl + strength * ripple, SPACING) == pytest.approx(expected, abs=1e-9)
        assert (expected > 0) == (strength > 0.005)
    assert nonconvex_share(bowl + 0.5 * ripple, SPACING) > 0.5


@pytest.mark.parametrize("bad", [np.zeros((2, 5)), np.where(X > 0.9, np.inf, X), X * np.nan])
def test_what_has_no_second_derivative_is_refused(bad):
    with pytest.raises(ValueError, match=r"no second derivative|not finite"):
        negative_curvature_ratio(bad, SPACING)


def path_in(directions, rng, noise=0.0):
    """An arc in a plane of many dimensions, off the origin."""
    t = np.linspace(0, 2, CHECKPOINTS)
    places = np.stack([3 * t, t**2], axis=1)
    return 1 + places @ directions + noise * rng.normal(size=(CHECKPOINTS, WEIGHTS))


def test_a_path_in_a_known_plane_is_found_in_it():
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(WEIGHTS, 2)))[0].T
    path = path_in(plane, rng)
    found = trajectory_plane(path)
    assert sum(found.shares) == pytest.approx(1)
    assert found.shares[0] > 0.9
    assert np.linalg.svd(found.directions @ plane.T, compute_uv=False) == pytest.approx(1)
    assert found.places[-1] == pytest.approx([0, 0])
    assert path[-1] + found.places @ found.directions == pytest.approx(path)
    assert (found.places[0] <= 1e-9).all()
    assert share_in_plane(path, plane) == pytest.approx(1)
    assert share_in_plane(path, np.array([[1.0, 0.5], [0.2, 3.0]]) @ plane) == pytest.approx(1)


def test_a_random_plane_holds_next_to_nothing_and_a_random_walk_little_of_its_own():
    rng = np.random.default_rng(1)
    plane = np.linalg.qr(rng.normal(size=(WEIGHTS, 2)))[0].T
    assert share_in_plane(path_in(plane, rng), rng.normal(size=(2, WEIGHTS))) < 0.001
    scattered = rng.normal(size=(CHECKPOINTS, WEIGHTS))
    assert sum(trajectory_plane(scattered).shares) == pytest.approx(2 / (CHECKPOINTS - 1), abs=0.02)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (np.zeros((2, 5)), "three checkpoints"),
        (np.ones((4, 5)), "does not move"),
        (np.full((4, 5), np.nan), "diverged"),
    ],
)
def test_a_path_without_a_plane_is_refused(path, why):
    with pytest.raises(ValueError, match=why):
        trajectory_plane(path)
    with pytest.raises(ValueError, match=why):
        share_in_plane(path, np.eye(2, 5))


def test_parallel_directions_span_no_plane():
    with pytest.raises(ValueError, match="neither 0 nor parallel"):
        share_in_plane(np.eye(3, 5), np.ones((2, 5)))


def test_the_extreme_eigenvalues_of_a_large_known_matrix_are_found():
    values = np.concatenate([np.linspace(-0.2, 0.2, WEIGHTS - 3), [-1.5, 4.0, 6.0]])
    found = extreme_eigenvalues(lambda v: values * v, WEIGHTS)
    assert found == pytest.approx((-1.5, 6.0), rel=0.02)
    assert found.negative_ratio == pytest.approx(0.25, rel=0.04)
    positive = extreme_eigenvalues(lambda v: (values + 2) * v, WEIGHTS)
    assert positive.negative_ratio == 0
    assert Extremes(0, 0).negative_ratio == 0
    with pytest.raises(ValueError, match="empty matrix"):
        extreme_eigenvalues(lambda v: v, 0)
    with pytest.raises(ValueError, match="not finite"):
        extreme_eigenvalues(lambda v: v * np.nan, 5)


def test_few_values_and_equal_ones_end_the_search_early():
    calls = []
    found = extreme_eigenvalues(lambda v: (calls.append(1), 3 * v)[1], 1000)
    assert found == pytest.approx((3, 3))
    assert len(calls) == 1
    assert extreme_eigenvalues(lambda v: 0 * v, 50) == (0, 0)
