"""Which linear regions has a ReLU network in a box of any number of inputs, and which of them touch?

All of them are found by a walk from region to region through their facets, each of which is tested by a linear
programme. In two inputs `netsci_bench.measures.polyhedra.relu_complex` does the same faster; the number of regions
grows so fast with inputs and units that more than some thousand take minutes.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, UInt8
from numpy.typing import NDArray
from scipy.optimize import linprog

from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns
from netsci_bench.measures.polyhedra.relu_layers import ExactLayer, Layer, activation_patterns, relu_layers

# In parts of the shortest side of the box: ten times what the linear programmes call feasible.
TOLERANCE = 1e-6
RAYS = 300


@dataclass(frozen=True)
class RegionGraph:
    """All regions: their `packed` patterns, `edges` where they have a facet in common; `widths` of hidden layers."""

    packed: UInt8[NDArray[np.uint8], "regions bytes"]
    edges: Int[NDArray[np.int64], "edges 2"]
    widths: tuple[int, ...]


def region_graph(
    layers: Sequence[Layer], box: Float[NDArray[np.floating], "2 d"], max_regions: int = 20_000
) -> RegionGraph:
    """Return all linear regions that a ReLU network has in a box, and which have a facet in common.

    Formula: from the region of the middle of the box on, every region that is reached through facets. A facet is the
    set of a region's points with z_u = 0 for one unit; it counts if, with the box scaled to a shortest side of 1, it
    has room for a ball of radius TOLERANCE. Across it only u changes its sign.
    Shapes: layers of d inputs; box [[lows], [highs]]; regions in the order of the walk. Units: those of the inputs.
    Raises: ValueError if the layers are no ReLU network of d inputs, the box is not finite or has no volume, a linear
    programme fails, or there are more than `max_regions` regions.
    Source: Bosca et al. (2025), PMLR 321, the dual graph, in more than two inputs.

    >>> net = [(np.eye(3), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))]
    >>> graph = region_graph(net, np.array([[-1.0] * 3, [1.0] * 3]))
    >>> len(graph.packed), len(graph.edges)
    (8, 12)
    """
    checked, exact = relu_layers(layers), _checked_box(box)
    start = activation_patterns(checked, exact.mean(axis=0, keepdims=True))[0]
    number_of, waiting, edges = {start.tobytes(): 0}, deque([start]), set()
    while waiting:
        pattern = waiting.popleft()
        here = number_of[pattern.tobytes()]
        for unit in _facets(checked, pattern, exact):
            other = pattern.copy()
            other[unit] = ~other[unit]
            name = other.tobytes()
            if name not in number_of:
                number_of[name] = len(number_of)
                waiting.append(other)
            there = number_of[name]
            edges.add((min(here, there), max(here, there)))
        if len(number_of) > max_regions:
            raise ValueError(f"more than max_regions = {max_regions} regions; take a smaller box or network")
    patterns: NDArray[np.bool_] = np.stack([np.frombuffer(name, dtype=np.bool_) for name in number_of])
    widths = tuple(len(bias) for _, bias in checked[:-1])
    table: NDArray[np.int64] = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    return RegionGraph(packed_patterns(patterns, widths), table, widths)


def _checked_box(box: NDArray[np.floating]) -> NDArray[np.float64]:
    exact: NDArray[np.float64] = np.asarray(box, dtype=np.float64)
    if exact.shape[0] != 2 or not np.isfinite(exact).all() or not (exact[1] > exact[0]).all():
        raise ValueError("a box is [[lows], [highs]] of finite numbers, each high above its low")
    return exact


def _facets(checked: Sequence[ExactLayer], pattern: NDArray[np.bool_], box: NDArray[np.float64]) -> list[int]:
    """Return the units whose zero set borders the region of a pattern, inside the box."""
    side = float((box[1] - box[0]).min())
    normals, offsets = _affine_units(checked, pattern)
    offsets = offsets + normals @ box[0]
    normals = normals * side
    extent = (box[1] - box[0]) / side
    length = np.linalg.norm(normals, axis=1)
    middle, reach = normals @ extent / 2.0 + offsets, np.abs(normals) @ extent / 2.0
    met = np.flatnonzero((np.abs(middle) < reach) & (length > 0.0))  # the others are of one sign in all of the box
    signs = np.where(pattern[met], 1.0, -1.0)
    rows = signs[:, None] * normals[met] / length[met, None]
    heights = signs * offsets[met] / length[met]
    room = _Room(rows, heights, extent)
    certain = room.facets_hit()
    return [int(unit) for place, unit in enumerate(met) if certain[place] or room.is_facet(place)]


def _affine_units(
    checked: Sequence[ExactLayer], pattern: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return z_u(x) = normal_u x + offset_u of every hidden unit in the region of a pattern."""
    inputs = checked[0][0].shape[1]
    slope, shift, at = np.eye(inputs), np.zeros(inputs), 0
    normals, offsets = [np.zeros((0, inputs))], [np.zeros(0)]
    for weight, bias in checked[:-1]:
        normals.append(weight @ slope)
        offsets.append(weight @ shift + bias)
        on = pattern[at : at + len(bias), None]
        slope, shift = np.where(on, normals[-1], 0.0), np.where(on[:, 0], offsets[-1], 0.0)
        at += len(bias)
    return np.concatenate(normals), np.concatenate(offsets)


@dataclass(frozen=True)
class _Room:
    """The region {rows x + heights >= 0, 0 <= x <= extent}, rows of length 1."""

    rows: NDArray[np.float64]
    heights: NDArray[np.float64]
    extent: NDArray[np.float64]

    def facets_hit(self) -> NDArray[np.bool_]:
        """Which units surely border the region: those that rays from its middle meet first, with room around.

        That spares most of the linear programmes.
        """
        d, count = len(self.extent), len(self.heights)
        middle = self._largest_ball()
        rays = np.random.default_rng(0).normal(size=(RAYS, d))
        borders = np.concatenate([self.rows, np.eye(d), -np.eye(d)])
        slack = np.concatenate([self.rows @ middle + self.heights, middle, self.extent - middle])
        speed = borders @ rays.T
        with np.errstate(divide="ignore"):
            time = np.where(speed < 0.0, -slack[:, None] / speed, np.inf)
        first = time.argmin(axis=0)
        left = slack[:, None] + speed * time.min(axis=0)
        left[first, np.arange(RAYS)] = np.inf
        hit = np.zeros(len(borders), dtype=np.bool_)
        hit[first[left.min(axis=0) > TOLERANCE]] = True
        return hit[:count]

    def is_facet(self, place: int) -> bool:
        """Whether the region's points with rows x + heights = 0 at the place have room for a ball."""
        return bool(self._ball(place)[-1] > TOLERANCE)

    def _largest_ball(self) -> NDArray[np.float64]:
        return self._ball(None)[:-1]

    def _ball(self, place: int | None) -> NDArray[np.float64]:
        """Middle and radius of the largest ball in the region, or around a point of the plane at the place."""
        d = len(self.extent)
        others = np.arange(len(self.rows)) != place
        borders = np.concatenate([-self.rows[others], np.eye(d), -np.eye(d)])
        on_plane = {} if place is None else {"A_eq": np.append(self.rows[place], 0.0)[None]}
        found = linprog(
            np.append(np.zeros(d), -1.0),
            A_ub=np.column_stack([borders, np.ones(len(borders))]),
            b_ub=np.concatenate([self.heights[others], self.extent, np.zeros(d)]),
            b_eq=None if place is None else -self.heights[place : place + 1],
            bounds=(None, None),
            method="highs",
            **on_plane,
        )
        if found.status:
            raise ValueError(f"a linear programme of the regions failed: {found.message}")
        return np.asarray(found.x, dtype=np.float64)
