"""Are all regions found, and are those joined that touch?"""

from itertools import pairwise
from math import comb

import numpy as np
import pytest

from netsci_bench.measures.polyhedra import region_walk
from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.packed_patterns import row_numbers, unpacked_patterns
from netsci_bench.measures.polyhedra.region_walk import region_graph
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.sampled_regions import sampled_regions


def random_net(seed: int, *sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(sizes)]


@pytest.mark.parametrize("seed", range(4))
def test_in_the_plane_the_graph_is_that_of_the_complex(seed):
    net, window = random_net(seed, 2, 6, 5, 1), np.array([[-2.0, -3.0], [2.0, 2.5]])
    found, cells = region_graph(net, window), relu_complex(net, window)
    place = row_numbers(found.packed, cells.packed)
    assert sorted(place.tolist()) == list(range(cells.sizes[2]))
    one, other = cell_graph(cells).tocoo().coords
    wanted = {(int(a), int(b)) for a, b in zip(one, other, strict=True)}
    edges = {(int(place[a]), int(place[b])) for a, b in found.edges}
    assert edges | {(b, a) for a, b in edges} == wanted


@pytest.mark.parametrize(("inputs", "units"), [(3, 6), (4, 6), (8, 5)])
def test_hyperplanes_in_general_position_cut_space_into_as_many_regions_as_theory_says(inputs, units):
    far = np.array([[-1e3] * inputs, [1e3] * inputs])
    found = region_graph(random_net(0, inputs, units, 1), far)
    assert len(found.packed) == sum(comb(units, k) for k in range(min(inputs, units) + 1))


def test_regions_that_touch_differ_in_one_unit_and_every_sampled_region_and_crossing_is_there():
    net, box = random_net(3, 5, 5, 4, 1), np.array([[-1.5] * 5, [1.5] * 5])
    found = region_graph(net, box)
    patterns = unpacked_patterns(found.packed, found.widths)
    assert (np.sum(patterns[found.edges[:, 0]] != patterns[found.edges[:, 1]], axis=1) == 1).all()
    points = np.random.default_rng(1).uniform(-1.5, 1.5, (80, 5))
    path = np.stack([np.arange(79), np.arange(1, 80)], axis=1)
    sampled = sampled_regions(net, points, path)
    place = row_numbers(sampled.packed, found.packed)
    assert (place >= 0).all()
    known = {tuple(edge) for edge in found.edges.tolist()}
    assert {tuple(sorted(edge)) for edge in place[sampled.edges[sampled.crossed]].tolist()} <= known


def test_without_rays_linear_programmes_alone_find_the_same(monkeypatch):
    net, box = random_net(5, 3, 5, 3, 1), np.array([[-2.0] * 3, [2.0] * 3])
    usual = region_graph(net, box)
    monkeypatch.setattr(region_walk, "RAYS", 1)
    few = region_graph(net, box)
    assert usual.edges.tolist() == few.edges.tolist()
    assert len(usual.packed) > 20


def test_units_that_never_change_in_the_box_cut_nothing():
    net = [(np.array([[1.0, 0, 0], [0, 0, 0]]), np.array([50.0, 1.0])), (np.ones((1, 2)), np.zeros(1))]
    found = region_graph(net, np.array([[-1.0] * 3, [1.0] * 3]))
    assert (len(found.packed), len(found.edges)) == (1, 0)


@pytest.mark.parametrize(
    ("box", "most", "message"),
    [
        ([[0.0] * 3, [0.0] * 3], 100, "each high above its low"),
        ([[-np.inf] * 3, [1.0] * 3], 100, "finite numbers"),
        ([[-1.0] * 3, [1.0] * 3], 3, "smaller box or network"),
        ([[-1.0] * 2, [1.0] * 2], 100, "inputs"),
    ],
)
def test_a_bad_box_and_too_many_regions_are_refused(box, most, message):
    with pytest.raises(ValueError, match=message):
        region_graph(random_net(0, 3, 6, 1), np.array(box), most)
