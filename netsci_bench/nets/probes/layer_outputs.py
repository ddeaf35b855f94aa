"""What does each layer make of the same images, one layer at a time, so that no two layers need be held at once?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch
from torch import Tensor, nn

from netsci_bench.contract.errors import Failure
from netsci_bench.nets.models.cifar_resnet import Block
from netsci_bench.nets.training.evaluate import evaluation_mode

Taken = TypeVar("Taken")


def block_points(model: nn.Module) -> tuple[str, ...]:
    """The layers whose outputs Lu et al. (2022) look at: the first convolution and every block after its last ReLU.

    The first is taken before its batch normalisation, as their code does.

    Raises:
        ValueError: the network has no residual blocks.
    """
    blocks = tuple(name for name, module in model.named_modules() if isinstance(module, Block))
    if not blocks:
        raise ValueError(f"{type(model).__name__} has no residual blocks")
    return ("conv1", *blocks)


def layer_outputs(
    model: nn.Module, images: Tensor, points: Sequence[str], take: Callable[[Tensor], Taken]
) -> dict[str, Taken]:
    """What ``take`` makes of each point's output (``images features``), in the order in which they run.

    All images go through the network at once, and an output is freed as soon as it has been taken.

    Raises:
        ValueError: a point is no module of the network, does not run, or runs twice.
        Failure: the device has not enough memory for so many images.
    """
    modules = dict(model.named_modules())
    if strange := [name for name in points if name not in modules]:
        raise ValueError(f"{type(model).__name__} has no {', '.join(strange)}")
    taken: dict[str, Taken] = {}
    try:
        with evaluation_mode(model), _hooked({name: modules[name] for name in points}, take, taken):
            model(images)
    except torch.OutOfMemoryError as error:
        what = f"{len(images)} images do not fit into the memory of {images.device} at once"
        raise Failure(what, type(model).__name__, "take fewer images, or --device cpu") from error
    if silent := [name for name in points if name not in taken]:
        raise ValueError(f"{', '.join(silent)} did not run")
    return taken


@contextmanager
def _hooked(
    modules: Mapping[str, nn.Module], take: Callable[[Tensor], Taken], taken: dict[str, Taken]
) -> Iterator[None]:
    """While inside, put into ``taken`` what ``take`` makes of each module's output."""

    def hook(name: str, output: Tensor) -> None:
        if name in taken:
            raise ValueError(f"{name} runs twice for one image: it has no single output")
        taken[name] = take(output.flatten(1))

    handles = [
        module.register_forward_hook(lambda _, __, output, name=name: hook(name, output))
        for name, module in modules.items()
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
