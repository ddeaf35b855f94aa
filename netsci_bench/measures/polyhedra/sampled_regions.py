"""Which linear regions of a ReLU network do data points, and the paths between them, visit, and which touch?

For networks of more than two inputs, where all regions are too many to list. Two regions whose patterns differ in
one unit are joined, as is usual; that they touch is certain only where a path was seen to cross from one to the
other, for patterns that differ in one unit may belong to regions that lie apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns
from netsci_bench.measures.polyhedra.relu_layers import Layer, activation_patterns
from netsci_bench.measures.polyhedra.segment_crossings import segment_crossings


@dataclass(frozen=True)
class SampledRegions:
    """Regions as a graph: `packed` patterns, `edges` between those that differ in one unit.

    `crossed` says of which edges a segment was seen to cross, `of_points` in which region each point lies, `widths`
    the hidden layers' numbers of units, for `packed_patterns.unpacked_patterns`.
    """

    packed: UInt8[NDArray[np.uint8], "regions bytes"]
    edges: Int[NDArray[np.int64], "edges 2"]
    crossed: Bool[NDArray[np.bool_], " edges"]
    of_points: Int[NDArray[np.int64], " points"]
    widths: tuple[int, ...]


def sampled_regions(
    layers: Sequence[Layer],
    points: Float[NDArray[np.floating], "points d"],
    segments: Int[NDArray[np.integer], "segments 2"],
) -> SampledRegions:
    """Return the regions that points and the segments between some of them visit, and their graph.

    Formula: a region for each distinct activation pattern; an edge for each two at Hamming distance 1.
    A segment visits the regions of the middles between its crossings.
    Shapes: points (n, d), segments by the numbers of their two points. Units: none.
    Raises: ValueError if the layers are no ReLU network of d inputs, a number is not finite, there is no point, or
    a segment names a point that does not exist.
    Source: Bosca et al. (2025), PMLR 321, the dual graph, where it can only be sampled.

    >>> net = [(np.eye(3), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))]
    >>> corners = np.array([[1.0, 1.0, 1.0], [-1.0, 1.0, 1.0], [-1.0, -1.0, 1.0]])
    >>> regions = sampled_regions(net, corners, np.array([[0, 1]]))
    >>> regions.edges[regions.crossed].tolist(), len(regions.edges)
    ([[1, 2]], 2)
    """
    if not len(points):
        raise ValueError("no points to sample regions by")
    if segments.size and not 0 <= segments.min() <= segments.max() < len(points):
        raise ValueError(f"a segment names a point that is none of the {len(points)}")
    middles = [_middles(layers, points[a], points[b]) for a, b in segments]
    path = np.repeat(np.arange(len(middles)), [len(m) for m in middles])
    widths = tuple(len(bias) for _, bias in layers[:-1])
    patterns = activation_patterns(layers, np.concatenate([points.astype(np.float64), *middles]))
    distinct, where = np.unique(patterns, axis=0, return_inverse=True)
    where = where.ravel()
    edges = _one_apart(distinct)
    visits = where[len(points) :]
    steps = np.sort(np.stack([visits[:-1], visits[1:]], axis=1)[path[:-1] == path[1:]], axis=1)
    crossed = np.isin(edges @ [len(distinct), 1], steps @ [len(distinct), 1])
    return SampledRegions(packed_patterns(distinct, widths), edges, crossed, where[: len(points)], widths)


def _middles(layers: Sequence[Layer], start: NDArray[np.floating], end: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the middle of each piece of a segment between its crossings."""
    t = np.concatenate([[0.0], segment_crossings(layers, start, end), [1.0]])
    middle = (t[1:] + t[:-1])[:, None] / 2.0
    return np.asarray((1.0 - middle) * start + middle * end, dtype=np.float64)


def _one_apart(patterns: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return all pairs of distinct patterns that differ in one unit, the lower number first, sorted.

    A pattern's name is the exclusive or of random words of its active units: to flip a unit is one operation. Pairs
    found by name are compared in full, so that a chance collision costs nothing but time.
    """
    words: NDArray[np.int64] = np.random.default_rng(0).integers(0, 2**63, size=(patterns.shape[1],))
    names = np.bitwise_xor.reduce(np.where(patterns, words, 0), axis=1)
    order = np.argsort(names)
    sorted_names = names[order]
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    for unit, word in enumerate(words):
        off = np.flatnonzero(~patterns[:, unit])
        rank = np.minimum(np.searchsorted(sorted_names, names[off] ^ word), len(names) - 1)
        matches = sorted_names[rank] == names[off] ^ word
        pairs.append(np.stack([off[matches], order[rank[matches]]], axis=1))
    candidates = np.sort(np.concatenate(pairs), axis=1)
    apart = (patterns[candidates[:, 0]] != patterns[candidates[:, 1]]).sum(axis=1)
    return np.asarray(np.unique(candidates[apart == 1], axis=0), dtype=np.int64)
