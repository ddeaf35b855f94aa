"""Which weights does a residual network get from a deeper one?

Of each stage some blocks are kept, in order; each block of the shallower network gets the weights of the one that it
was. All that belongs to no block stays.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor


def keep_blocks(weights: Mapping[str, Tensor], kept: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """The weights of a residual network without those of the blocks that are not kept; the others are renumbered.

    Tensors are named ``layer1.0.conv1.weight`` for block 0 of the first stage.

    Raises:
        ValueError: a stage is missing, or a block that is kept does not exist or would change its place.
    """
    blocks_of = _blocks(weights)
    if len(kept) != len(blocks_of):
        raise ValueError(f"the weights have {len(blocks_of)} stages, and blocks are named of {len(kept)}")
    renamed: dict[str, str] = {}
    for stage, (blocks, known) in enumerate(zip(kept, blocks_of, strict=True), start=1):
        if list(blocks) != sorted(set(blocks)) or not set(blocks) <= known:
            raise ValueError(f"stage {stage} has blocks 0 to {max(known)}: {list(blocks)} cannot be kept of it")
        renamed |= {f"layer{stage}.{old}": f"layer{stage}.{new}" for new, old in enumerate(blocks)}
    return {_rename(name, renamed): value for name, value in weights.items() if _block(name) in {*renamed, ""}}


def _blocks(weights: Mapping[str, Tensor]) -> list[set[int]]:
    """The numbers of the blocks that the weights have, by stage."""
    numbers: dict[str, set[int]] = {}
    for block in sorted({_block(name) for name in weights} - {""}):
        stage, _, number = block.partition(".")
        numbers.setdefault(stage, set()).add(int(number))
    return list(numbers.values())


def _block(name: str) -> str:
    """``layer1.0`` of ``layer1.0.conv1.weight``; empty for what belongs to no block."""
    words = name.split(".")
    return ".".join(words[:2]) if words[0].startswith("layer") else ""


def _rename(name: str, renamed: Mapping[str, str]) -> str:
    block = _block(name)
    return renamed[block] + name.removeprefix(block) if block else name
