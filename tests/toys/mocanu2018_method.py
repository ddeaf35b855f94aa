"""How do the authors of SET train sparsely? With scipy's matrices and one loop over connections and examples.

Double precision; examples by neurons; the gradient of each connection is a sum over strided columns; matrices are
added with their structure; connections that stay and new ones are told apart by comparing pairs of indices.
"""

from itertools import pairwise
from typing import no_type_check

import numpy as np
from numba import njit
from scipy.sparse import coo_matrix, csr_matrix

SPREAD = 0.1  # deviation of new weights
DROPPED = 0.3  # share of hidden neurons, drawn again at each step


class AuthorsMLP:
    """ReLU layers, squared error, momentum and decay on sparse matrices."""

    def __init__(self, sizes: list[int], epsilon: float, rng: np.random.Generator) -> None:
        self.rng, self.sizes = rng, sizes
        self.weights = [self.drawn(n, m, int(epsilon * (n + m))) for n, m in pairwise(sizes)]
        self.moving = [0 * w for w in self.weights]
        self.biases = [np.zeros(m) for m in sizes[1:]]

    def drawn(self, n: int, m: int, count: int) -> csr_matrix:
        places = np.unique(self.rng.integers(n * m, size=count))
        return csr_matrix((self.rng.normal(0, SPREAD, len(places)), np.divmod(places, m)), (n, m))

    def step(self, x: np.ndarray, wanted: np.ndarray, lr: float = 0.01, momentum: float = 0.9) -> None:
        values = [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            values.append(np.maximum(values[-1] @ w + b, 0))
            if len(values) <= len(self.weights):
                values[-1] *= self.rng.random(values[-1].shape) >= DROPPED
        delta = (values[-1] - wanted) * (values[-1] > 0)
        gradients = []
        for at in reversed(range(len(self.weights))):
            entries = self.weights[at].tocoo()
            sums = np.empty(entries.nnz)
            connection_gradients(values[at], delta, entries.row, entries.col, sums)
            gradients.append(
                (at, coo_matrix((sums, (entries.row, entries.col)), entries.shape).tocsr(), delta.mean(0))
            )
            if at:
                delta = (delta @ self.weights[at].transpose()) * (values[at] > 0)
        for at, gradient, of_bias in gradients:
            self.moving[at] = momentum * self.moving[at] - lr * gradient
            self.weights[at] = self.weights[at] + (self.moving[at] - 2e-4 * self.weights[at])
            self.biases[at] -= lr * of_bias

    def evolve(self, zeta: float = 0.3) -> None:
        for at in range(len(self.weights)):
            entries, moving = self.weights[at].tocoo(), self.moving[at].tocoo()
            ordered = np.sort(entries.data)
            zero = int(np.searchsorted(ordered, 0))
            low, high = ordered[int((1 - zeta) * zero)], ordered[int(zero + zeta * (len(ordered) - zero)) - 1]
            stays = (entries.data > high) | (entries.data < low)
            rows, columns = entries.row[stays], entries.col[stays]
            still = among(pairs(moving.row, moving.col), pairs(rows, columns))
            self.moving[at] = coo_matrix(
                (moving.data[still], (moving.row[still], moving.col[still])), moving.shape
            ).tocsr()
            while missing := entries.nnz - len(rows):
                new = np.unique(
                    pairs(*(self.rng.integers(0, size, missing).astype(np.int32) for size in entries.shape)), axis=0
                )
                new = new[~among(new, pairs(rows, columns))]
                rows, columns = np.append(rows, new[:, 0]), np.append(columns, new[:, 1])
            data = np.append(entries.data[stays], self.rng.normal(0, SPREAD, len(rows) - stays.sum()))
            self.weights[at] = coo_matrix((data, (rows, columns)), entries.shape).tocsr()


def pairs(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return np.stack((rows, columns), axis=-1)


def among(those: np.ndarray, these: np.ndarray) -> np.ndarray:
    """Which pairs are among others, each pair compared as one record."""
    record = np.dtype([("row", those.dtype), ("column", those.dtype)])
    ours, theirs = (np.ascontiguousarray(a, dtype=those.dtype).view(record).ravel() for a in (those, these))
    return np.isin(ours, theirs)


@njit(cache=True, boundscheck=True)
@no_type_check  # they compile the same loop with Cython, which checks bounds unless told not to
def connection_gradients(values, delta, rows, columns, sums):
    for k in range(len(sums)):
        total = 0.0
        for j in range(values.shape[0]):
            total += values[j, rows[k]] * delta[j, columns[k]]
        sums[k] = total / values.shape[0]
