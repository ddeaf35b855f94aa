"""How is a fully connected net with removed weights trained fast on one thread?

All that is trained lies in one vector, so that the optimizer is one kernel; gradients are written in place by matrix
products, without an autograd graph; removed weights get a gradient of 0, and so stay 0 under Adam. Units that lead to
no output, and inputs that no weight takes up, are left out of all products: their gradients are exactly 0. In the
later rounds of pruning that is most of the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.contract.errors import Failure

Arrays = tuple[NDArray[np.float32], ...]
Masks = tuple[NDArray[np.bool_], ...]


@dataclass(frozen=True)
class Dense:
    """The weights (``units inputs``) and biases of every layer, in whole, as numpy has them."""

    weights: Arrays
    biases: Arrays


class MaskedNet:
    """A net of fully connected ReLU layers under masks, small enough to hold only what can still change.

    Attributes:
        vector: all weights and biases that are trained; ``slope``: where their gradient is written.
        inputs: which inputs are read; images are to be given without the others.
        kept: what of the vector is there, as the masks have it; all biases are.
    """

    def __init__(self, start: Dense, masks: Masks, device: str) -> None:
        """Take over the weights of ``start`` that the masks keep."""
        self._live = live_units(masks)
        self._start = Dense(
            tuple(np.where(m, w, np.float32(0.0)) for m, w in zip(masks, start.weights, strict=True)), start.biases
        )
        block_indices = [np.ix_(after, before) for before, after in pairwise(self._live)]
        blocks: list[NDArray[np.float32]] = []
        keeps: list[NDArray[np.bool_]] = []
        for index, weight, bias, mask, live in zip(
            block_indices, self._start.weights, start.biases, masks, self._live[1:], strict=True
        ):
            blocks += [weight[index], bias[live]]
            keeps += [mask[index], np.ones(len(bias[live]), dtype=bool)]
        self.vector = torch.from_numpy(np.concatenate([block.ravel() for block in blocks])).to(device)
        self.kept = np.concatenate([keep.ravel() for keep in keeps])
        self._kept = None if self.kept.all() else torch.from_numpy(self.kept.astype(np.float32)).to(device)
        self.slope = self.vector.grad = torch.zeros_like(self.vector)  # where an optimizer looks for it
        self._parts, self._slopes = (_views(flat, [b.shape for b in blocks]) for flat in (self.vector, self.slope))
        self.inputs = torch.from_numpy(self._live[0]).to(device)

    def outputs(self, images: Tensor) -> Tensor:
        """The outputs (``images classes``), without a softmax."""
        return self._forward(images)[-1]

    def gradient(self, images: Tensor, targets: Tensor) -> None:
        """Write the gradient of the mean cross-entropy into ``slope``; ``targets`` is one-hot."""
        below = [images, *self._forward(images)]
        error = torch.softmax(below.pop(), 1).sub_(targets).div_(len(images))
        for layer in range(len(below) - 1, -1, -1):
            torch.mm(error.t(), below[layer], out=self._slopes[2 * layer])
            torch.sum(error, 0, out=self._slopes[2 * layer + 1])
            if layer:
                error = torch.mm(error, self._parts[2 * layer]).mul_(below[layer] > 0)
        if self._kept is not None:
            self.slope.mul_(self._kept)

    def whole(self) -> Dense:
        """The net as it is now in full size; what was left out of the products is as in the beginning."""
        weights, biases = [], []
        for layer, (before, after) in enumerate(pairwise(self._live)):
            weight = self._start.weights[layer].copy()
            weight[np.ix_(after, before)] = self._parts[2 * layer].cpu().numpy()
            bias = self._start.biases[layer].copy()
            bias[after] = self._parts[2 * layer + 1].cpu().numpy()
            weights.append(weight)
            biases.append(bias)
        return Dense(tuple(weights), tuple(biases))

    def _forward(self, images: Tensor) -> list[Tensor]:
        outputs = []
        for layer in range(len(self._parts) // 2):
            images = torch.addmm(self._parts[2 * layer + 1], images, self._parts[2 * layer].t())
            if 2 * layer + 2 < len(self._parts):
                images = images.relu_()
            outputs.append(images)
        return outputs


def live_units(masks: Masks) -> list[NDArray[np.bool_]]:
    """Of the inputs and of each layer the units from which a path leads to an output."""
    live = [np.ones(len(masks[-1]), dtype=bool)]
    for mask in reversed(masks):
        live.insert(0, np.asarray((mask & live[0][:, None]).any(axis=0)))
    return live


def read_dense(net: nn.Module) -> Dense:
    """The weights and biases of a net of fully connected ReLU layers.

    Raises:
        Failure: the network is something else.
    """
    modules = [module for module in net.children() if not isinstance(module, nn.Flatten)]
    kinds = [nn.Linear if index % 2 == 0 else nn.ReLU for index in range(len(modules))]
    if (
        not modules
        or len(modules) % 2 == 0
        or any(not isinstance(*pair) for pair in zip(modules, kinds, strict=True))
    ):
        raise Failure("tickets are drawn from fully connected layers with ReLU between them", type(net).__name__)
    layers = [module for module in modules if isinstance(module, nn.Linear)]
    return Dense(
        tuple(layer.weight.detach().cpu().numpy().copy() for layer in layers),
        tuple(layer.bias.detach().cpu().numpy().copy() for layer in layers),
    )


def _views(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    sizes = [int(np.prod(shape)) for shape in shapes]
    return [part.view(shape) for part, shape in zip(torch.split(flat, sizes), shapes, strict=True)]
