"""How is a small convolution under a max-pooling computed quickly? As one matrix product, the pooling by whole rows.

A window of the pooling sees one patch of the image, of ``kernel + window - 1`` pixels a side. The kernel is put at
each place of a window within such a patch, zeros around it. The product of these larger kernels with all patches
holds each candidate of each window in a row of its own, so that pooling is a maximum of rows. Images lie last in
memory: patches are copied, and their gradients added, in runs of a whole batch. With windows of 2 x 2 and kernels of
5 x 5 this is 1.44 times the arithmetic of the convolution, and pays where channels are few.

Weights and mathematics are those of the layers one after another. Bits are not: sums are taken in another order.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from netsci_bench.nets.models import pooled_kernels

RISING = (nn.ReLU, nn.Sigmoid, nn.Tanh)  # a maximum can be taken before such a function as well as after it

Sides = tuple[int, ...]  # height and width


class PooledSequential(nn.Sequential):
    """``nn.Sequential`` that computes a convolution, a rising function and a max-pooling in a row at once.

    The function is taken of the maxima alone. Layers run one by one where ``pooled_convolution`` cannot stand for
    them: with a stride, padding, dilation, groups, windows that overlap or are not full; for a single image, on other
    devices than the CPU, under autocast; and where a hook is to see what one of them gives.
    """

    def forward(self, given: Tensor) -> Tensor:
        """What the layers give one after another."""
        layers = list(self)
        while layers:
            match layers:
                case [nn.Conv2d() as first, rising, nn.MaxPool2d() as pooling, *rest] if (
                    type(rising) in RISING
                    and _are_plain(first, pooling)
                    and not any(map(_is_watched, layers[:3]))
                    and _is_usual(given)
                ):
                    given = rising(pooled_convolution(given, first.weight, first.bias, pair(pooling.kernel_size)))
                    layers = rest
                case [layer, *rest]:
                    given = layer(given)
                    layers = rest
        return given


def _are_plain(convolution: nn.Conv2d, pooling: nn.MaxPool2d) -> bool:
    """Whether both are of torch's own class, and without the settings that ``pooled_convolution`` lacks."""
    convolved = [*convolution.stride, *convolution.padding, *convolution.dilation, convolution.groups]
    pooled = [*pair(pooling.padding), *pair(pooling.dilation), *pair(pooling.stride)]
    return (
        (type(convolution), type(pooling)) == (nn.Conv2d, nn.MaxPool2d)
        and convolved == [1, 1, 0, 0, 1, 1, 1]
        and pooled == [0, 0, 1, 1, *pair(pooling.kernel_size)]
        and not (pooling.ceil_mode or pooling.return_indices)
    )


def _is_usual(given: Tensor) -> bool:
    """Whether it is a batch of images in the numbers and on the device for which there are kernels."""
    known = given.device.type == "cpu" and given.dtype in (torch.float32, torch.float64)
    return known and given.ndim == 4 and not torch.is_autocast_enabled("cpu")


def _is_watched(layer: nn.Module) -> bool:
    hooks = (layer._forward_pre_hooks, layer._forward_hooks, layer._backward_pre_hooks, layer._backward_hooks)
    return any(map(len, hooks))


def pair(sides: int | Sides) -> Sides:
    """Height and width, where one number stands for both.

    >>> pair(2), pair((3, 1))
    ((2, 2), (3, 1))
    """
    return (sides, sides) if isinstance(sides, int) else tuple(sides)


def pooled_convolution(
    images: Float[Tensor, "images channels height width"],
    kernels: Float[Tensor, "filters channels kernel_height kernel_width"],
    bias: Float[Tensor, " filters"] | None,
    window: Sides,
) -> Float[Tensor, "images filters rows columns"]:
    """The largest value of a convolution (no padding) in each window of a max-pooling (windows side by side).

    On the CPU. Rows and columns that fill no window are left out. Of equal values in a window the first has the
    gradient. The images of the result lie last in memory.

    Raises:
        ValueError: the images are smaller than the patch of one window.
    """
    maxima: Tensor = _PooledConvolution.apply(images.permute(1, 2, 3, 0), kernels, window)
    if bias is not None:
        maxima = maxima + bias[:, None, None, None]
    return maxima.permute(3, 0, 1, 2)


class _PooledConvolution(torch.autograd.Function):
    """From ``channels height width images`` to ``filters rows columns images``; without bias."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, kernels: Tensor, window: Sides) -> Tensor:
        placed = _place(kernels.detach().contiguous(), window)
        patches = _cut(images.detach().contiguous(), placed.shape[4:], window)
        candidates = placed.view(-1, placed[0, 0, 0].numel()) @ patches.view(placed[0, 0, 0].numel(), -1)
        maxima = images.new_empty(len(kernels), *patches.shape[3:])
        winners = torch.empty(maxima.numel(), dtype=torch.int32)
        rows = candidates.view(-1, maxima.numel())
        pooled_kernels.find_maxima(rows.numpy(), maxima.view(-1).numpy(), winners.numpy())
        ctx.save_for_backward(patches, placed, winners)
        ctx.images, ctx.kernels = images.shape, kernels.shape
        return maxima

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, pull: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        patches, placed, winners = ctx.saved_tensors
        places, row = placed.shape[:2], placed[0, 0, 0].numel()
        rows = pull.new_empty(places.numel(), winners.numel())
        pooled_kernels.share_out(pull.contiguous().view(-1).numpy(), winners.numpy(), rows.numpy())
        pulls = rows.view(placed.numel() // row, -1)
        of_images = of_kernels = None
        if ctx.needs_input_grad[0]:
            of_patches = (placed.view(-1, row).t() @ pulls).view_as(patches)
            of_images = pull.new_empty(ctx.images)
            pooled_kernels.put_back(of_patches.numpy(), tuple(places), of_images.numpy())
        if ctx.needs_input_grad[1]:
            of_placed = (pulls @ patches.view(row, -1).t()).view_as(placed)
            of_kernels = pull.new_empty(ctx.kernels)
            pooled_kernels.take_up(of_placed.numpy(), of_kernels.numpy())
        return of_images, of_kernels, None


def _place(kernels: Tensor, window: Sides) -> Tensor:
    """Each kernel at each place of a window, in a patch."""
    *counts, height, width = kernels.shape
    placed = kernels.new_empty(*window, *counts, height + window[0] - 1, width + window[1] - 1)
    pooled_kernels.place(kernels.numpy(), placed.numpy())
    return placed


def _cut(images: Tensor, patch: Sides, window: Sides) -> Tensor:
    """The patch of each window."""
    channels, height, width, count = images.shape
    rows, columns = (height - patch[0]) // window[0] + 1, (width - patch[1]) // window[1] + 1
    if min(rows, columns) < 1:
        raise ValueError(f"images of {height} x {width} are smaller than a patch of {patch[0]} x {patch[1]}")
    patches = images.new_empty(channels, patch[0], patch[1], rows, columns, count)
    pooled_kernels.cut(images.numpy(), window, patches.numpy())
    return patches
