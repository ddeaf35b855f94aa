"""How is a net trained of whose weights few are left? By the connections that exist, each a row of the batch.

Below a fifth of the weights this takes less time than matrix products under a mask do, at a tenth about half of it.
Gradients and steps are those of `MaskedNet`, up to the order of sums.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from netsci_bench.nets.lottery.masked_net import Dense, MaskedNet, Masks
from netsci_bench.nets.lottery.sparse_kernels import errors_below, gradients, layer_outputs

Places = tuple[NDArray[np.int32], NDArray[np.int32]]
DENSEST = 0.2  # share of the weights in use up to which the kernels are faster on a CPU, as measured


class SparseTicketNet(MaskedNet):
    """The same net with the same answers; ``vector`` holds the existing weights only, and the biases."""

    def __init__(self, start: Dense, masks: Masks) -> None:
        """Take over the weights of ``start`` that the masks keep; on the CPU."""
        super().__init__(start, masks, "cpu")
        self._whole_vector, kept = self.vector, self.kept
        self._positions = torch.from_numpy(np.flatnonzero(kept))
        self.vector = self._whole_vector[self._positions].clone()
        self.slope = self.vector.grad = torch.zeros_like(self.vector)
        blocks = [part.numpy() for part in self._parts[::2]]
        pairs = zip(self._block_masks(kept), blocks, strict=True)
        masks_of_blocks = [mask.reshape(block.shape) for mask, block in pairs]
        self._places = [sparse_rows(mask) for mask in masks_of_blocks]
        sizes = [size for mask in masks_of_blocks for size in (int(mask.sum()), len(mask))]
        self._numbers, self._gradients = (_numbers(flat, sizes) for flat in (self.vector, self.slope))
        self._outputs: list[NDArray[np.float32]] = []
        self._errors: list[NDArray[np.float32]] = []

    def outputs(self, images: Tensor) -> Tensor:
        """The outputs (``images classes``); by matrices, since for many images that is as fast."""
        self._spread()
        return super().outputs(images)

    def whole(self) -> Dense:
        """The net as it is now in full size."""
        self._spread()
        return super().whole()

    def gradient(self, images: Tensor, targets: Tensor) -> None:
        """Write the gradient of the mean cross-entropy into ``slope``; ``targets`` is one-hot."""
        self._allocate(len(images))
        below = [images.t().contiguous().numpy(), *self._outputs]
        self._compute_layers(below)
        error = torch.softmax(torch.from_numpy(below[-1]), 0).sub_(targets.t()).div_(len(images)).numpy()
        for layer in range(len(self._places) - 1, -1, -1):
            places, inputs = self._places[layer], below[layer]
            gradients(places, inputs, error, *self._gradients[2 * layer : 2 * layer + 2])
            if layer:
                error_below = self._errors[layer - 1]
                errors_below(self._numbers[2 * layer], places, error, error_below)
                error = np.multiply(error_below, inputs > 0, out=error_below)

    def _compute_layers(self, below: list[NDArray[np.float32]]) -> None:
        """Fill in the outputs of each layer, from what lies below it."""
        for layer, places in enumerate(self._places):
            weights, biases = self._numbers[2 * layer : 2 * layer + 2]
            outputs = below[layer + 1]
            layer_outputs(weights, places, below[layer], biases, outputs)
            if layer < len(self._places) - 1:
                np.maximum(outputs, 0.0, out=outputs)

    def _allocate(self, batch: int) -> None:
        """Arrays for the outputs of the units and for their errors, made once."""
        if not self._outputs or self._outputs[0].shape[1] != batch:
            self._outputs = [np.empty((len(biases), batch), np.float32) for biases in self._numbers[1::2]]
            self._errors = [np.empty_like(outputs) for outputs in self._outputs]

    def _spread(self) -> None:
        self._whole_vector[self._positions] = self.vector

    def _block_masks(self, kept: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
        sizes = np.cumsum([part.numel() for part in self._parts])[:-1]
        return np.split(kept, sizes)[::2]


def sparse_rows(mask: NDArray[np.bool_]) -> Places:
    """Of each connection the source, target by target, and where the connections of each target begin.

    >>> sparse_rows(np.array([[True, False, True], [False, True, False]]))
    (array([0, 2, 1], dtype=int32), array([0, 2, 3], dtype=int32))
    """
    target, source = (places.astype(np.int32) for places in np.nonzero(mask))
    return source, np.searchsorted(target, np.arange(len(mask) + 1)).astype(np.int32)


def ticket_net(start: Dense, masks: Masks, device: str) -> MaskedNet:
    """The net that trains fastest under these masks, on this device."""
    net = MaskedNet(start, masks, device)
    if device == "cpu" and net.kept.mean() <= DENSEST:
        return SparseTicketNet(start, masks)
    return net


def _numbers(flat: Tensor, sizes: list[int]) -> list[NDArray[np.float32]]:
    """Weights and biases of each layer as numpy sees them, in the memory of the vector."""
    return [part.numpy() for part in torch.split(flat, sizes)]
