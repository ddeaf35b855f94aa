"""How are the kernels of a sparse layer part of a network that learns? As one differentiable product."""

from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Int32
from numpy.typing import NDArray
from torch import Tensor

from netsci_bench.nets import sparse_kernels


class Wiring(NamedTuple):
    """Where the connections are, by target and by source."""

    source: Int32[NDArray[np.int32], " connections"]
    row_start: Int32[NDArray[np.int32], " outputs+1"]
    column_start: Int32[NDArray[np.int32], " inputs+1"]
    column_slot: Int32[NDArray[np.int32], " connections"]
    column_target: Int32[NDArray[np.int32], " connections"]


class SparseProduct(torch.autograd.Function):
    """Weights times inputs, plus the bias: ``inputs batch`` to ``outputs batch``; float32 or float64, on the CPU."""

    @staticmethod
    def forward(ctx: Any, given: Tensor, weight: Tensor, bias: Tensor, wiring: Wiring) -> Tensor:
        """Bias and weighted inputs."""
        given = given.contiguous()  # where it comes from another sparse layer it is so already
        ctx.wiring = wiring
        ctx.save_for_backward(given, weight)
        answer = given.new_empty(len(bias), given.shape[1])
        numbers = (given.numpy(), bias.detach().numpy(), answer.numpy())
        sparse_kernels.forward(weight.detach().numpy(), wiring.source, wiring.row_start, *numbers)
        return answer

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients of the inputs (where they need one), the weights and the bias."""
        given, weight = ctx.saved_tensors
        wiring: Wiring = ctx.wiring
        gradient = gradients[0].contiguous()
        of_weight, of_given = torch.empty_like(weight), None
        numbers = (given.detach().numpy(), gradient.numpy(), of_weight.numpy())
        if ctx.needs_input_grad[0]:
            of_given = torch.empty_like(given)
            where = (wiring.column_slot, wiring.column_target, wiring.column_start)
            sparse_kernels.backward(weight.detach().numpy(), *where, *numbers, of_given.numpy())
        else:
            sparse_kernels.weight_gradients(wiring.source, wiring.row_start, *numbers)
        return of_given, of_weight, gradient.sum(1), None
