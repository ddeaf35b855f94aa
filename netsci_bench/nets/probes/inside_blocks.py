"""Which layers of a residual network lie inside of its blocks, before the addition?"""

from collections.abc import Sequence

from torch import nn

SHORTCUTS = ("shortcut", "downsample")  # what the ways around are called, here and in torchvision


def inside_names(model: nn.Module, blocks: Sequence[str]) -> tuple[str, ...]:
    """The batch normalisations on the way through these blocks, not those on the way around.

    Args:
        model: the network.
        blocks: names of its blocks, such as `block_names` gives; other layers among them have nothing inside.

    Raises:
        ValueError: a block, or the whole network, has no normalisation inside.
    """
    found: list[str] = []
    for block in blocks:
        module = model.get_submodule(block)
        inside = [name for name, part in module.named_modules() if isinstance(part, nn.BatchNorm2d)]
        through = [f"{block}.{name}" for name in inside if not set(name.split(".")) & set(SHORTCUTS)]
        if not through and list(module.children()):
            raise ValueError(f"{block} has no batch normalisation inside")
        found.extend(through)
    if not found:
        raise ValueError(f"no block of {type(model).__name__} has a batch normalisation inside")
    return tuple(found)
