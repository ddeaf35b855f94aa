"""How does a small net compute with its existing connections alone, on one thread?

The kernels of sparse layers hand their rows to threads, which is right for wide layers and large batches; here a
whole step takes less time than waking a thread does. Values are kept features by batch, as there. ``places`` are the
source of each connection, target by target, and where the connections of each target begin.
"""

from typing import no_type_check

from numba import njit

# Sums over a batch in any order that the compiler likes: without it they are added up one by one. NaN stays NaN.
SUMS = {"reassoc", "contract"}


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check  # leaves the function as it is, for numba to compile
def layer_outputs(weights, places, inputs, biases, outputs):
    """``outputs`` (targets batch): the bias and what comes from ``inputs`` (sources batch) over the connections."""
    source, row_start = places
    batch = inputs.shape[1]
    for target in range(len(row_start) - 1):
        row = outputs[target]
        row[:] = biases[target]
        k, end = row_start[target], row_start[target + 1]
        while k + 3 < end:  # four at once: the row is read and written a quarter as often
            w0, w1, w2, w3 = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
            x0, x1, x2, x3 = inputs[source[k]], inputs[source[k + 1]], inputs[source[k + 2]], inputs[source[k + 3]]
            for i in range(batch):
                row[i] += w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i]
            k += 4
        for last in range(k, end):
            weight, values = weights[last], inputs[source[last]]
            for i in range(batch):
                row[i] += weight * values[i]


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check
def errors_below(weights, places, errors, below):
    """``below`` (sources batch): the errors of the inputs, from the ``errors`` (targets batch)."""
    source, row_start = places
    batch = errors.shape[1]
    below[:] = 0.0
    for target in range(len(row_start) - 1):
        error = errors[target]
        for k in range(row_start[target], row_start[target + 1]):
            weight, row = weights[k], below[source[k]]
            for i in range(batch):
                row[i] += weight * error[i]


@njit(cache=True, nogil=True, fastmath=SUMS)
@no_type_check
def gradients(places, inputs, errors, weight_slopes, bias_slopes):
    """The gradient of each weight and of each bias, from ``inputs`` and ``errors`` (both by batch)."""
    source, row_start = places
    batch = inputs.shape[1]
    for target in range(len(row_start) - 1):
        error = errors[target]
        total = error[0] * 0
        for i in range(batch):
            total += error[i]
        bias_slopes[target] = total
        for k in range(row_start[target], row_start[target + 1]):
            values = inputs[source[k]]
            total = error[0] * 0
            for i in range(batch):
                total += values[i] * error[i]
            weight_slopes[k] = total
