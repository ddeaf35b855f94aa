"""What features does a residual network give without one of its blocks?"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from torch import Tensor, nn

from netsci_bench.nets.models.cifar_resnet import CifarResNet
from netsci_bench.nets.probes.layer_outputs import block_points
from netsci_bench.nets.training.evaluate import evaluation_mode


def blocks_by_stage(model: CifarResNet) -> tuple[int, ...]:
    """How many blocks each stage has."""
    return tuple(len(stage) for stage in (model.layer1, model.layer2, model.layer3))


def shape_changing(model: nn.Module) -> np.ndarray:
    """For each block whether its output has another shape than its input: such a block cannot be left out."""
    return np.array([not model.get_submodule(name).keeps_shape for name in block_points(model)[1:]])


def last_features(model: CifarResNet, images: Tensor, without: str = "") -> np.ndarray:
    """What the classifier is given (``images features``) by the network, whole or without the block of this name.

    Raises:
        ValueError: the block changes the shape.
    """
    taken: list[Tensor] = []
    handle = model.linear.register_forward_hook(lambda _, given, __: taken.append(given[0]))
    try:
        with evaluation_mode(model), _without_block(model, without):
            model(images)
    finally:
        handle.remove()
    return taken[0].cpu().numpy()


@contextmanager
def _without_block(model: nn.Module, name: str) -> Iterator[None]:
    """While inside, a block gives on what it is given."""
    if not name:
        yield
        return
    block = model.get_submodule(name)
    if not block.keeps_shape:
        raise ValueError(f"{name} changes the shape: without it nothing fits")
    handle = block.register_forward_hook(lambda _, given, __: given[0])
    try:
        yield
    finally:
        handle.remove()
