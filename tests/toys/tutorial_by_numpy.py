"""What do the first epochs of the tutorial of SET come to? In numpy, with the generator and in the order of its code.

Written from what their code computes; see `netsci_bench.nets.sparse.tutorial_layers` for what is unusual in it.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

SIZES, EPSILON, DROPPED, BATCH, MOMENTUM, DECAY = (784, 1000, 1000, 1000, 10), 13, 0.2, 40, 0.9, 0.0002
LAST = len(SIZES) - 2


class Examples(NamedTuple):
    train: np.ndarray
    train_classes: np.ndarray
    test: np.ndarray
    test_classes: np.ndarray


def drawn_examples(arrays) -> Examples:
    rng, found = np.random.RandomState(0), []
    for part, count in (("train", 2000), ("test", 1000)):
        order = np.arange(len(arrays[f"{part}_labels"]))
        rng.shuffle(order)
        chosen = order[:count]
        found += [arrays[f"{part}_images"][chosen].reshape(count, -1) / 255.0]
        found += [np.eye(10)[arrays[f"{part}_labels"][chosen]]]
    return Examples(*found)


class Tutorial:
    """The dense net, or the sparse one before its first rewiring."""

    def __init__(self, sparse: bool, seed: int) -> None:
        self.rng, self.sparse = np.random.RandomState(seed), sparse
        self.rate = 0.05 if sparse else 0.001
        weights = [self.scattered(*pair) if sparse else self.rng.randn(*pair) / 10 for pair in pairwise(SIZES)]
        self.there = [w != 0 for w in weights]
        self.parts = [[w, np.zeros(w.shape[1])] for w in weights]
        self.moving = [[np.zeros_like(w), np.zeros_like(b)] for w, b in self.parts]

    def scattered(self, inputs: int, outputs: int) -> np.ndarray:
        weights = np.zeros((inputs, outputs))
        for _ in range(EPSILON * (inputs + outputs)):
            value = self.rng.randn() / 10
            row = self.rng.randint(0, inputs)
            weights[row, self.rng.randint(0, outputs)] = value
        return weights

    def epoch(self, x: np.ndarray, wanted: np.ndarray) -> None:
        order = np.arange(len(x))
        self.rng.shuffle(order)
        for batch in np.split(order, len(x) // BATCH):
            self.step(x[batch], wanted[batch])

    def step(self, x: np.ndarray, wanted: np.ndarray) -> None:
        values, alive = [x], []
        for w, b in self.parts[:-1]:
            sums = np.maximum(values[-1] @ w + b, 0)
            alive.append(sums > 0)
            values.append(sums * (self.rng.rand(*sums.shape) >= DROPPED))
        answer = logistic(values[-1] @ self.parts[-1][0] + self.parts[-1][1])
        delta = (answer - wanted) * logistic(answer) * (1 - logistic(answer))
        gradients = []
        for at in range(LAST, -1, -1):
            of_weights = values[at].T @ delta
            gradients.insert(0, [of_weights / BATCH * self.there[at] if self.sparse else of_weights, delta.mean(0)])
            if at:
                delta = (delta @ self.parts[at][0].T) * alive[at - 1]
        for part, moving, gradient in zip(self.parts, self.moving, gradients, strict=True):
            for i in range(2):
                moving[i] = MOMENTUM * moving[i] - self.rate * gradient[i]
                part[i] += moving[i] - DECAY * part[i]

    def answers(self, x: np.ndarray) -> np.ndarray:
        for at, (w, b) in enumerate(self.parts):
            sums = (x @ w + b) * (1 - DROPPED if at else 1)
            x = logistic(sums) if at == LAST else np.maximum(sums, 0)
        return x


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))
