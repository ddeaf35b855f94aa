"""Are Betti curves of planar complexes 40 times faster than gudhi's at 10^5 cells, and 70 times at 10^6?"""

import numpy as np
import pytest
from race import Row, busy
from scipy.spatial import Delaunay

from netsci_bench.measures.topology.betti_curves import betti_curves
from netsci_bench.measures.topology.filtrations import Filtration, closure_filtration

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]
gudhi = pytest.importorskip("gudhi")


def triangulation(points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    triangles = np.sort(Delaunay(np.random.default_rng(0).random((points, 2))).simplices, axis=1)
    ends = np.concatenate([triangles[:, [0, 1]], triangles[:, [0, 2]], triangles[:, [1, 2]]])
    sides, place = np.unique(ends, axis=0, return_inverse=True)
    place = place.ravel()
    order = np.argsort(place, kind="stable")
    second = np.append(place[order][1:] == place[order][:-1], False)
    beside = np.full((len(sides), 2), -1, dtype=np.int32)
    beside[place, 0] = np.arange(len(place)) % len(triangles)
    two = order[second]
    beside[place[two], 1] = two % len(triangles)
    return sides.astype(np.int32), beside, triangles


def by_gudhi(order: Filtration, sides: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """What a user of gudhi would write: a tree, its pairs, and births and deaths added up."""
    tree = gudhi.SimplexTree()
    names = np.arange(len(order.vertices), dtype=np.int32)
    for members, entries in ((names[:, None], order.vertices), (sides, order.sides), (triangles, order.faces)):
        tree.insert_batch(np.array(members.T, dtype=np.int32, order="C"), entries.astype(float))
    tree.compute_persistence(homology_coeff_field=2)
    curves = np.zeros((2, order.steps), dtype=np.int64)
    for dimension, curve in enumerate(curves):
        pairs = tree.persistence_intervals_in_dimension(dimension)
        dies = pairs[np.isfinite(pairs[:, 1]), 1]
        curve += np.bincount(pairs[:, 0].astype(int), minlength=order.steps)
        curve -= np.bincount(dies.astype(int), minlength=order.steps)
    return curves.cumsum(axis=1)


@pytest.mark.parametrize(("cells", "bar", "most"), [(100_000, 40.0, 0.05), (1_000_000, 70.0, 0.5)])
def test_betti_curves_beat_gudhi(race, cells: int, bar: float, most: float) -> None:
    sides, beside, triangles = triangulation(cells // 6)
    order = closure_filtration(np.random.default_rng(1).permutation(len(triangles)), sides, beside)
    ours = betti_curves(order, sides)
    assert (np.stack([ours.b0, ours.b1]) == by_gudhi(order, sides, triangles)).all()
    row = Row("Betti curves of a planar complex", "gudhi", f"{ours.cells[-1]:,} cells", "the same numbers", cells)
    found = race(row, lambda: betti_curves(order, sides), lambda: by_gudhi(order, sides, triangles), 3)
    found.at_least(bar)
    assert busy() or race.benchmark.extra_info["here"] <= most
