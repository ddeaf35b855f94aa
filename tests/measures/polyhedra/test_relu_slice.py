"""Is the restricted network the network itself on the plane, and are the planes the ones asked for?"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns, network_outputs
from netsci_bench.measures.polyhedra.relu_slice import (
    Plane,
    plane_coordinates,
    principal_plane,
    restricted_to_plane,
)

seeds = st.integers(0, 2**32 - 1)


def random_net(seed: int, *sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(sizes)]


def in_space(plane: Plane, coordinates: np.ndarray) -> np.ndarray:
    return np.asarray(plane.origin + coordinates @ plane.axes)


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(2, 30))
def test_the_restricted_net_is_the_net_on_the_plane(seed: int, d: int) -> None:
    rng, net = np.random.default_rng(seed), random_net(seed, d, 9, 7, 2)
    plane = principal_plane(rng.normal(size=(3, d)))
    coordinates = rng.normal(size=(50, 2))
    flat = restricted_to_plane(net, plane)
    assert np.allclose(network_outputs(flat, coordinates), network_outputs(net, in_space(plane, coordinates)))
    same = activation_patterns(flat, coordinates) == activation_patterns(net, in_space(plane, coordinates))
    assert same.all()


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(2, 40), st.floats(1e-3, 1e3))
def test_three_points_lie_on_their_plane_at_their_true_distances(seed: int, d: int, scale: float) -> None:
    points = scale * np.random.default_rng(seed).normal(size=(3, d))
    plane = principal_plane(points)
    coordinates = plane_coordinates(plane, points)
    assert np.allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    assert np.allclose(in_space(plane, coordinates), points, atol=1e-9 * scale)
    assert np.allclose(pdist(coordinates), pdist(points), atol=1e-9 * scale)


def test_the_principal_plane_is_nearer_to_the_points_than_other_planes() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(200, 6)) * [5.0, 1.0, 4.0, 0.5, 0.3, 0.2] + 7.0
    best = principal_plane(points)

    def residual(plane: Plane) -> float:
        return float(np.linalg.norm(points - in_space(plane, plane_coordinates(plane, points))))

    assert set(np.abs(best.axes).argmax(axis=1)) == {0, 2}
    for _ in range(50):
        axes, _ = np.linalg.qr((best.axes + 0.2 * rng.normal(size=(2, 6))).T)
        nudged = Plane(best.origin, axes.T)
        assert residual(best) <= residual(nudged)


def test_a_principal_plane_does_not_flip_when_the_points_are_mirrored() -> None:
    points = np.random.default_rng(1).normal(size=(50, 5)) * [3.0, 2.0, 1.0, 1.0, 1.0]
    assert np.allclose(principal_plane(points).axes, principal_plane(-points).axes)


def test_a_net_of_many_inputs_has_a_sound_complex_on_a_slice() -> None:
    net = random_net(2, 784, 20, 20, 10)
    data = 0.1 * np.random.default_rng(3).normal(size=(30, 784))
    plane = principal_plane(data)
    cells = relu_complex(restricted_to_plane(net, plane), np.array([[-9.0, -9.0], [9.0, 9.0]]))
    v, e, f = cells.sizes
    assert v - e + f == 1
    assert f > 100


def test_points_on_a_line_and_planes_of_other_spaces_are_refused() -> None:
    line = np.outer([0.0, 1.0, 3.0], [1.0, 2.0, -1.0])
    with pytest.raises(ValueError, match="lie on a line"):
        principal_plane(line)
    with pytest.raises(ValueError, match="lie on a line"):
        principal_plane(np.zeros((3, 3)))
    with pytest.raises(ValueError, match="NaN"):
        principal_plane(np.full((3, 3), np.nan))
    with pytest.raises(ValueError, match="a plane in 3 dimensions"):
        restricted_to_plane(random_net(0, 4, 3, 1), principal_plane(np.eye(3)))
