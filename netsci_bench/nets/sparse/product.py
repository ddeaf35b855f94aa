"""How does a layer compute with its existing connections alone, and learn? As one differentiable product.

The sums are torch's own: an embedding bag adds up weighted rows, a sampled product multiplies only where a connection
is. Each reads rows of ``batch`` numbers that lie side by side, and nothing of the size of the full matrix is ever
made. Every sum is one thread's, so that any number of threads gives the same bits.
"""

import warnings
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int32
from numpy.typing import NDArray
from scipy.sparse import csr_array
from torch import Tensor
from torch.nn.functional import embedding_bag


class Wiring(NamedTuple):
    """Where the connections are, by target and by source."""

    row_start: Int32[Tensor, " outputs+1"]
    source: Int32[Tensor, " connections"]
    column_start: Int32[Tensor, " inputs+1"]
    column_slot: Int32[Tensor, " connections"]  # in the order of sources: which connection it is,
    column_target: Int32[Tensor, " connections"]  # and where it goes


def make_wiring(
    target: Int32[NDArray[np.int32], " connections"],
    source: Int32[NDArray[np.int32], " connections"],
    shape: tuple[int, int],
) -> Wiring:
    """The connections of a layer of ``shape`` (outputs, inputs), given in the order of target and source."""
    row_start = np.searchsorted(target, np.arange(shape[0] + 1)).astype(np.int32)
    by_source = csr_array((np.arange(len(source), dtype=np.int32), source, row_start), shape=shape).tocsc()
    parts = (row_start, source.copy(), by_source.indptr, by_source.data, by_source.indices)
    return Wiring(*(torch.from_numpy(part) for part in parts))


class SparseProduct(torch.autograd.Function):
    """Weights times inputs, plus the bias: ``batch inputs`` to ``batch outputs``; float32 or float64, on the CPU.

    The answer, and the gradient of the inputs, are transposed views of features by batch.
    """

    @staticmethod
    def forward(ctx: Any, given: Tensor, weight: Tensor, bias: Tensor, wiring: Wiring) -> Tensor:
        """Bias and weighted inputs."""
        given = given.t().contiguous()  # where it comes from another sparse layer it is so already
        ctx.wiring = wiring
        ctx.save_for_backward(given, weight)
        return weighted_sums(wiring.row_start, wiring.source, weight, given).add_(bias[:, None]).t()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients of the inputs (where they need one), the weights and the bias."""
        given, weight = ctx.saved_tensors
        wiring: Wiring = ctx.wiring
        gradient = gradients[0].t().contiguous()
        of_weight = products_at(wiring.row_start, wiring.source, gradient, given)
        of_given = None
        if ctx.needs_input_grad[0]:
            by_source = weight.index_select(0, wiring.column_slot)
            of_given = weighted_sums(wiring.column_start, wiring.column_target, by_source, gradient).t()
        return of_given, of_weight, gradient.sum(1), None


def weighted_sums(
    start: Int32[Tensor, " starts"],
    column: Int32[Tensor, " connections"],
    weight: Float[Tensor, " connections"],
    given: Float[Tensor, "columns batch"],
) -> Float[Tensor, "rows batch"]:
    """A sparse matrix times ``given``; the connections of a row are those from its ``start`` to the next one's."""
    return embedding_bag(column, given, start, mode="sum", per_sample_weights=weight, include_last_offset=True)


def products_at(
    start: Int32[Tensor, " starts"],
    column: Int32[Tensor, " connections"],
    left: Float[Tensor, "rows batch"],
    right: Float[Tensor, "columns batch"],
) -> Float[Tensor, " connections"]:
    """Of the products of each row of ``left`` with each row of ``right``: those where a connection is."""
    silence_beta_warning()
    shape = (len(left), len(right))
    places = torch.sparse_csr_tensor(start, column, left.new_zeros(len(column)), shape, check_invariants=False)
    products: Tensor = torch.sparse.sampled_addmm(places, left, right.t(), beta=0.0)
    return products.values()


@cache
def silence_beta_warning() -> None:
    """Silence the warning that torch gives once in a process, at the first such matrix: they are beta."""
    with warnings.catch_warnings(action="ignore"):
        torch.sparse_csr_tensor([0, 0], [], [], (1, 1), check_invariants=False)
