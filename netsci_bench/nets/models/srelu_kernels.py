"""How is an S-shaped ReLU computed in one pass? By kernels on neurons by batch, not by a dozen operations."""

from typing import no_type_check

from numba import njit

from netsci_bench.nets.lottery.sparse_kernels import SUMS


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check  # leaves the function as it is, for numba to compile
def forward(given, shapes, answers):
    """``answers`` (neurons batch) from ``given``; ``shapes`` (4 neurons): left, left slope, width, right slope."""
    for neuron in range(given.shape[0]):
        left, low, high = shapes[0, neuron], shapes[1, neuron], shapes[3, neuron]
        right = left + abs(shapes[2, neuron])
        row, answer = given[neuron], answers[neuron]
        for i in range(len(row)):
            x = row[i]
            answer[i] = x + (low - 1) * min(x - left, 0) + (high - 1) * max(x - right, 0)


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check
def backward(given, shapes, gradients, given_gradients, shape_gradients):
    """Gradients of ``given`` and of ``shapes`` from those of the answers."""
    for neuron in range(given.shape[0]):
        left, low, high = shapes[0, neuron], shapes[1, neuron], shapes[3, neuron]
        width = shapes[2, neuron]
        right = left + abs(width)
        row, gradient, passed = given[neuron], gradients[neuron], given_gradients[neuron]
        of_left, of_low, of_right, of_high = left * 0, left * 0, left * 0, left * 0
        for i in range(len(row)):
            x, g = row[i], gradient[i]
            below, above = x < left, x > right
            passed[i] = g * (low if below else high if above else 1)
            of_left += g * (1 - low) if below else 0
            of_low += g * (x - left) if below else 0
            of_right += g * (1 - high) if above else 0
            of_high += g * (x - right) if above else 0
        shape_gradients[0, neuron] = of_left + of_right
        shape_gradients[1, neuron] = of_low
        shape_gradients[2, neuron] = of_right if width >= 0 else -of_right
        shape_gradients[3, neuron] = of_high
