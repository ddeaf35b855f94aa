"""How does a layer compute with its existing connections alone? Kernels on features by batch.

A connection reads and writes whole rows of ``batch`` numbers that lie side by side, so that a core works on many of
them at once; nothing of the size of the full matrix is ever made. Each thread has rows of its own, and each sum has
one order: the result is the same bit for bit, whatever the number of threads.
"""

from typing import no_type_check

from numba import njit, prange

# Sums over a batch in any order that the compiler likes: without it they are added up one by one. NaN stays NaN.
SUMS = {"reassoc", "contract"}


@njit(cache=True, parallel=True, nogil=True, fastmath=SUMS)
@no_type_check  # leaves the function as it is, for numba to compile
def forward(weights, source, row_start, inputs, bias, outputs):
    """``outputs`` (targets batch): the bias and what comes from ``inputs`` (sources batch) over the connections."""
    for target in prange(len(row_start) - 1):
        row = outputs[target]
        row[:] = bias[target]
        k, end = row_start[target], row_start[target + 1]
        while k + 3 < end:  # four at once: the row is read and written a quarter as often
            w0, w1, w2, w3 = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
            x0, x1, x2, x3 = (inputs[source[k]], inputs[source[k + 1]], inputs[source[k + 2]], inputs[source[k + 3]])
            for i in range(len(row)):
                row[i] += w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i]
            k += 4
        for last in range(k, end):
            weight, came = weights[last], inputs[source[last]]
            for i in range(len(row)):
                row[i] += weight * came[i]


@njit(cache=True, parallel=True, nogil=True, fastmath=SUMS)
@no_type_check
def backward(weights, slot, target, column_start, inputs, outputs, weight_gradient, input_gradient):
    """Gradients from that of the ``outputs``: of each weight, and of the inputs (targets batch, sources batch).

    ``slot`` and ``target`` belong to the connections in the order of their sources.
    """
    for source in prange(len(column_start) - 1):
        row, came = input_gradient[source], inputs[source]
        row[:] = 0.0
        for k in range(column_start[source], column_start[source + 1]):
            weight, gradient = weights[slot[k]], outputs[target[k]]
            total = weight * 0
            for i in range(len(row)):
                row[i] += weight * gradient[i]
                total += came[i] * gradient[i]
            weight_gradient[slot[k]] = total


@njit(cache=True, parallel=True, nogil=True, fastmath=SUMS)
@no_type_check
def weight_gradients(source, row_start, inputs, outputs, weight_gradient):
    """Only the gradient of each weight: a first layer needs no other."""
    for target in prange(len(row_start) - 1):
        gradient = outputs[target]
        for k in range(row_start[target], row_start[target + 1]):
            came = inputs[source[k]]
            total = gradient[0] * 0
            for i in range(len(gradient)):
                total += came[i] * gradient[i]
            weight_gradient[k] = total
