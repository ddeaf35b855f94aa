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
    kernels: Float[Tensor, "filters depth kernel_height kernel_width"],
    bias: Float[Tensor, " filters"] | None,
    window: Sides,
) -> Float[Tensor, "images filters rows columns"]:
    """The largest value of a convolution (no padding) in each window of a max-pooling (windows side by side).

    On the CPU. Rows and columns that fill no window are left out. Of equal values in a window the first has the
    gradient. The images of the result lie last in memory.

    Raises:
        RuntimeError: the images are smaller than the patch of one window, or have other channels than the kernels.
    """
    if bias is None:
        bias = kernels.new_zeros(len(kernels))
    maxima: Tensor = _PooledConvolution.apply(images.permute(1, 2, 3, 0), kernels, bias, window)
    return maxima.permute(3, 0, 1, 2)


class _PooledConvolution(torch.autograd.Function):
    """From ``channels height width images`` to ``filters rows columns images``."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, kernels: Tensor, bias: Tensor, window: Sides) -> Tensor:
        placed = _place(kernels.detach().contiguous(), window)
        patches = _cut(images.detach().contiguous(), placed.shape[3:], window)
        row = placed[0, 0, 0].numel()
        candidates = (placed.view(-1, row) @ patches.view(row, -1)).view(window[0] * window[1], len(kernels), -1)
        maxima = images.new_empty(candidates.shape[1:])
        winners = torch.empty(maxima.shape, dtype=torch.int32)
        pooled_kernels.find_maxima(candidates.numpy(), bias.detach().numpy(), maxima.numpy(), winners.numpy())
        ctx.save_for_backward(patches, placed, winners)
        ctx.images, ctx.kernels = images.shape, kernels.shape
        return maxima.view(len(kernels), *patches.shape[3:])

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, pull: Tensor) -> tuple[Tensor | None, ...]:
        patches, placed, winners = ctx.saved_tensors
        places, row = placed.shape[:2], placed[0, 0, 0].numel()
        pull = pull.reshape(winners.shape).contiguous()
        pulls = pull.new_empty(places.numel(), *winners.shape)
        pooled_kernels.share_out(pull.numpy(), winners.numpy(), pulls.numpy())
        pulls = pulls.flatten(0, 1)
        of_images = of_kernels = None
        if ctx.needs_input_grad[0]:
            of_patches = (placed.view(-1, row).t() @ pulls).view_as(patches)
            of_images = pull.new_empty(ctx.images)
            pooled_kernels.put_back(of_patches.numpy(), tuple(places), of_images.numpy())
        if ctx.needs_input_grad[1]:
            of_placed = (pulls @ patches.view(row, -1).t()).view_as(placed)
            of_kernels = pull.new_empty(ctx.kernels)
            pooled_kernels.take_up(of_placed.numpy(), of_kernels.numpy())
        return of_images, of_kernels, pull.sum(1), None


def _place(kernels: Tensor, window: Sides) -> Tensor:
    """Each kernel at each place of a window, in a patch."""
    *counts, height, width = kernels.shape
    placed = kernels.new_empty(*window, *counts, height + window[0] - 1, width + window[1] - 1)
    pooled_kernels.place(kernels.numpy(), placed.numpy())
    return placed


def _cut(images: Tensor, patch: Sides, window: Sides) -> Tensor:
    """The patch (channels, height, width) of each window."""
    channels, height, width, count = images.shape
    rows, columns = (height - patch[1]) // window[0] + 1, (width - patch[2]) // window[1] + 1
    if min(rows, columns) < 1 or channels != patch[0]:
        wanted = f"of {patch[0]} channels and {patch[1]} x {patch[2]} pixels or more"
        raise RuntimeError(f"images {wanted} are wanted, not of {channels} and {height} x {width}")
    patches = images.new_empty(*patch, rows, columns, count)
    pooled_kernels.cut(images.numpy(), window, patches.numpy())
    return patches
