"""Is every point in the one cell that holds it, also on lines and on the window's border?"""

from itertools import pairwise

import numpy as np
import pytest

from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.relu_complex import relu_complex

WINDOW = np.array([[-2.0, -2.0], [2.0, 2.0]])


def random_net(seed: int, *sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(sizes)]


def test_points_lie_inside_the_polygon_of_their_cell() -> None:
    net = random_net(0, 2, 9, 9, 1)
    cells = relu_complex(net, WINDOW)
    points = np.random.default_rng(1).uniform(-2.0, 2.0, (400, 2))
    for point, cell in zip(points, cells_of(cells, net, points), strict=True):
        corners = cells.vertices[cells.corners[cells.starts[cell] : cells.starts[cell + 1]]]
        along, offset = np.roll(corners, -1, axis=0) - corners, point - corners
        assert (along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0]).min() > -1e-9


def test_vertices_and_midpoints_of_sides_lie_in_a_cell_they_touch() -> None:
    net = random_net(2, 2, 6, 6, 1)
    cells = relu_complex(net, WINDOW)
    found = cells_of(cells, net, cells.vertices)
    for vertex, cell in enumerate(found):
        assert vertex in cells.corners[cells.starts[cell] : cells.starts[cell + 1]]
    middles = cells.vertices[cells.sides].mean(axis=1)
    assert (cells_of(cells, net, middles)[:, None] == cells.side_faces).any(axis=1).all()


def test_three_lines_through_one_point_leave_it_in_a_cell() -> None:
    # The pattern of the origin, all off, is that of no cell.
    weight = np.array([[1.0, 0.0], [-0.5, 0.8], [-0.5, -0.8]])
    net = [(weight, np.zeros(3)), (np.ones((1, 3)), np.zeros(1))]
    cells = relu_complex(net, WINDOW)
    assert cells_of(cells, net, np.zeros((1, 2)))[0] >= 0


def test_every_point_in_the_window_lies_in_a_cell_and_no_other_does() -> None:
    net = random_net(3, 2, 8, 1)
    cells = relu_complex(net, WINDOW)
    points = np.random.default_rng(4).uniform(-3.0, 3.0, (1000, 2))
    inside = (np.abs(points) <= 2.0).all(axis=1)
    assert ((cells_of(cells, net, points) >= 0) == inside).all()


def test_another_network_than_the_one_of_the_cells_is_refused() -> None:
    cells = relu_complex(random_net(0, 2, 4, 1), WINDOW)
    with pytest.raises(ValueError, match="hidden layers"):
        cells_of(cells, random_net(0, 2, 5, 1), np.zeros((1, 2)))
