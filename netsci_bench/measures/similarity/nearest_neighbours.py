"""Which samples are each sample's nearest by cosine, and how near?

The similarities of all pairs are never held at once: they are computed block by block, each pair once, and of every
block only what belongs to somebody's k nearest is kept.
"""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Float32, Int64
from numba import njit
from numpy.typing import NDArray

BLOCK_BYTES = 1 << 25  # of similarities at a time: small beside the features, large enough for a product's speed
LEAST_ROWS, MOST_ROWS = 64, 1024  # a thin product is slow, and threads meet at the end of each


@dataclass(frozen=True)
class Neighbours:
    """A directed graph: from each sample to its k nearest, nearest first, with cosine similarities as weights."""

    nodes: Int64[NDArray[np.int64], "samples k"]
    weights: Float32[NDArray[np.float32], "samples k"]


def nearest_neighbours(features: Float32[NDArray[np.float32], "samples features"], k: int) -> Neighbours:
    """Return the k nearest other samples of each sample, by cosine similarity.

    Formula: s_ij = x_i . x_j / (|x_i| |x_j|), i != j; for each i the k largest s_ij, negative ones too; of equal
    ones that with the smaller j first. A sample that is zero everywhere has no direction: its s_ij are 0.
    Shapes: (samples, features) to (samples, k) twice. Units: none, weights in [-1, 1].
    Extra memory: a block of similarities (32 MiB, or 64 rows), whatever the number of samples.
    Raises: ValueError if k is less than 1 or not less than the number of samples, or a feature is not finite.
    Source: Lu et al. (2022), ECCV, Eq. 3, where the diagonal is set to 0 instead of left out: the same wherever k
    similarities are positive.

    >>> neighbours = nearest_neighbours(np.float32([[1, 0], [0, 2], [3, 3], [4, 3]]), 1)
    >>> neighbours.nodes.ravel(), neighbours.weights.ravel().round(3)
    (array([3, 2, 3, 2]), array([0.8  , 0.707, 0.99 , 0.99 ], dtype=float32))
    """
    n = len(features)
    if not 1 <= k < n:
        raise ValueError(f"{n} samples cannot have {k} nearest neighbours each: k must lie in 1 to {n - 1}")
    features = features.astype(np.result_type(features.dtype, np.float32), copy=False)  # float16 and whole numbers
    inverse = _inverse_lengths(features)
    nodes = np.full((n, k), -1, dtype=np.int64)
    weights = np.full((n, k), -np.inf, dtype=np.float32)
    rows = min(int(np.clip(BLOCK_BYTES // (4 * n), LEAST_ROWS, MOST_ROWS)), -(-n // 2))  # never all pairs at once
    room = np.empty(rows * n, dtype=np.float32)
    for start in range(0, n, rows):
        stop = min(start + rows, n)
        block = room[: (stop - start) * (n - start)].reshape(stop - start, n - start)
        np.matmul(features[start:stop], features[start:].T, out=block)
        _sift(block, start, inverse, nodes, weights)
    return Neighbours(nodes, weights)


def _inverse_lengths(features: Float32[NDArray[np.float32], "samples features"]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", features, features))
    if not np.isfinite(lengths).all():
        raise ValueError(
            f"the features of sample {int(np.argmin(np.isfinite(lengths)))} are not finite, or too large"
        )
    inverse = np.zeros_like(lengths)
    np.divide(1.0, lengths, out=inverse, where=lengths > 0)
    return inverse


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def _sift(block, start, inverse, nodes, weights):
    """Offer each pair of a block (rows from ``start``, columns from ``start``) to both of its samples.

    Every sample meets the others in the order of their numbers, which is what settles ties.
    """
    for row in range(block.shape[0]):
        i = start + row
        for column in range(row + 1, block.shape[1]):
            j = start + column
            similarity = block[row, column] * inverse[i] * inverse[j]
            if similarity > weights[i, -1]:
                _insert(nodes[i], weights[i], j, similarity)
            if similarity > weights[j, -1]:
                _insert(nodes[j], weights[j], i, similarity)


@njit(cache=True)
@no_type_check
def _insert(nodes, weights, node, similarity):
    """Put a neighbour where it belongs; the last one falls out."""
    position = len(weights) - 1
    while position > 0 and weights[position - 1] < similarity:
        nodes[position], weights[position] = nodes[position - 1], weights[position - 1]
        position -= 1
    nodes[position], weights[position] = node, similarity
