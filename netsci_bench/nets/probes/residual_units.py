"""Which units does a residual network have once its shortcuts are added, and which of them do the shortcuts join?

What ``activations`` takes of the second convolution of a block is its own output, before the addition. Here it is the
block's: after the shortcut is added, and after the ReLU that follows, averaged over the map.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float32, Int64
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.nets.models.cifar_resnet import Block
from netsci_bench.nets.probes.activations import Layer, activations
from netsci_bench.nets.probes.layer_outputs import layer_outputs

LAST = ".conv2"  # the layer of a block whose units are those of the block


def unit_activations(
    model: nn.Module, images: Tensor, probed: Sequence[Layer], batch: int = 500
) -> Float32[NDArray[np.float32], "samples units"]:
    """Activations at all images as ``activations`` gives them, but of a block's last layer after its shortcut.

    A network without blocks has the activations that it has anyway.

    Raises:
        ValueError: as ``activations``; or a layer is missing, so that a block has no units.
    """
    values = np.concatenate(list(activations(model, images, probed, "after", batch)))
    for name, units in unit_places(probed).items():
        if block := _block_of(model, name):
            values[:, units] = _block_means(model, images, block, batch)
    return values


def shortcut_pairs(model: nn.Module, probed: Sequence[Layer]) -> Int64[NDArray[np.int64], "pairs 2"]:
    """The units that a shortcut joins, by their places in ``unit_activations``; none in a network without blocks.

    The first of a pair is a channel of what enters the block, the second that of its output to which it is added.
    """
    places, names = unit_places(probed), [layer.name for layer in probed]
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for number, name in enumerate(names):
        if block := _block_of(model, name):
            before, after = places[names[number - 2]], places[name]
            inner = model.get_submodule(block)
            assert isinstance(inner, Block)
            added = max(inner.added, 0) // 2  # half of the new channels lie before the old ones
            pairs.append(np.column_stack([before, after[added : added + len(before)]]))
    return np.concatenate(pairs)


def unit_places(probed: Sequence[Layer]) -> dict[str, Int64[NDArray[np.int64], " units"]]:
    """The columns of each layer's units.

    >>> unit_places([Layer("conv", 2), Layer("output", 3)])["output"]
    array([2, 3, 4])
    """
    ends = np.cumsum([layer.units for layer in probed])
    return {layer.name: np.arange(end - layer.units, end) for layer, end in zip(probed, ends, strict=True)}


def _block_of(model: nn.Module, layer: str) -> str:
    """The block of which a layer is the last; empty if it is that of none."""
    block = layer.removesuffix(LAST)
    return block if block != layer and isinstance(model.get_submodule(block), Block) else ""


def _block_means(model: nn.Module, images: Tensor, block: str, batch: int) -> NDArray[np.float32]:
    last = model.get_submodule(block + LAST)
    assert isinstance(last, nn.Conv2d)
    means = [
        layer_outputs(model, some, (block,), lambda out: out.view(len(out), last.out_channels, -1).mean(2))[block]
        for some in torch.split(images, batch)
    ]
    return np.asarray(torch.cat(means).cpu().numpy(), dtype=np.float32)
