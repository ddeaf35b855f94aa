"""How does a layer compute with its existing connections alone? Kernels on features by batch.

A connection reads and writes whole rows of ``batch`` numbers that lie side by side, so that a core works on many of
them at once; nothing of the size of the full matrix is ever made. Four connections are taken at once, so that the row
they share is read and written a quarter as often.

On one thread, the caller's, whose caches hold what torch has just computed. Threads beside torch's own, which wait
busily between operations, were tried (numba's, and helpers of ours): on two cores an epoch took longer with them.
"""

from typing import no_type_check

from numba import njit

# Sums over a batch in any order that the compiler likes: without it they are added up one by one. NaN stays NaN.
SUMS = {"reassoc", "contract"}


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check  # leaves the function as it is, for numba to compile
def forward(weights, source, row_start, inputs, bias, outputs):
    """``outputs`` (targets batch): the bias and what comes from ``inputs`` (sources batch) over the connections."""
    for target in range(len(row_start) - 1):
        row = outputs[target]
        row[:] = bias[target]
        k, last = row_start[target], row_start[target + 1]
        while k + 3 < last:
            w0, w1, w2, w3 = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
            x0, x1, x2, x3 = (inputs[source[k]], inputs[source[k + 1]], inputs[source[k + 2]], inputs[source[k + 3]])
            for i in range(len(row)):
                row[i] += w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i]
            k += 4
        for rest in range(k, last):
            weight, came = weights[rest], inputs[source[rest]]
            for i in range(len(row)):
                row[i] += weight * came[i]


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check
def backward(weights, slot, target, column_start, inputs, outputs, weight_gradient, input_gradient):
    """Gradients from that of the ``outputs``: of each weight, and of the inputs (targets batch, sources batch).

    ``slot`` and ``target`` belong to the connections in the order of their sources.
    """
    for source in range(len(column_start) - 1):
        row, came = input_gradient[source], inputs[source]
        row[:] = 0.0
        k, last = column_start[source], column_start[source + 1]
        while k + 3 < last:
            s0, s1, s2, s3 = slot[k], slot[k + 1], slot[k + 2], slot[k + 3]
            w0, w1, w2, w3 = weights[s0], weights[s1], weights[s2], weights[s3]
            g0, g1, g2, g3 = (
                outputs[target[k]],
                outputs[target[k + 1]],
                outputs[target[k + 2]],
                outputs[target[k + 3]],
            )
            t0, t1, t2, t3 = w0 * 0, w0 * 0, w0 * 0, w0 * 0
            for i in range(len(row)):
                x = came[i]
                row[i] += w0 * g0[i] + w1 * g1[i] + w2 * g2[i] + w3 * g3[i]
                t0 += x * g0[i]
                t1 += x * g1[i]
                t2 += x * g2[i]
                t3 += x * g3[i]
            weight_gradient[s0], weight_gradient[s1], weight_gradient[s2], weight_gradient[s3] = t0, t1, t2, t3
            k += 4
        for rest in range(k, last):
            weight, gradient = weights[slot[rest]], outputs[target[rest]]
            total = weight * 0
            for i in range(len(row)):
                row[i] += weight * gradient[i]
                total += came[i] * gradient[i]
            weight_gradient[slot[rest]] = total


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check
def weight_gradients(source, row_start, inputs, outputs, weight_gradient):
    """Only the gradient of each weight: a first layer needs no other."""
    for target in range(len(row_start) - 1):
        gradient = outputs[target]
        k, last = row_start[target], row_start[target + 1]
        while k + 3 < last:
            x0, x1, x2, x3 = (inputs[source[k]], inputs[source[k + 1]], inputs[source[k + 2]], inputs[source[k + 3]])
            t0, t1, t2, t3 = gradient[0] * 0, gradient[0] * 0, gradient[0] * 0, gradient[0] * 0
            for i in range(len(gradient)):
                g = gradient[i]
                t0 += x0[i] * g
                t1 += x1[i] * g
                t2 += x2[i] * g
                t3 += x3[i] * g
            weight_gradient[k], weight_gradient[k + 1], weight_gradient[k + 2], weight_gradient[k + 3] = (
                t0,
                t1,
                t2,
                t3,
            )
            k += 4
        for rest in range(k, last):
            came = inputs[source[rest]]
            total = gradient[0] * 0
            for i in range(len(gradient)):
                total += came[i] * gradient[i]
            weight_gradient[rest] = total
