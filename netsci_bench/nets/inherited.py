"""Which weights does a network begin with that others have had before?

Those of somebody's checkpoint, or of a training of ours; of a residual network whole or with some blocks left out,
each block of the shallower network taking the weights of the one that it was.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor


def without_blocks(weights: Mapping[str, Tensor], kept: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """The weights of a residual network less those of the blocks that are not kept; the others close ranks.

    Tensors are named ``layer1.0.conv1.weight`` for block 0 of the first stage.

    Raises:
        ValueError: a stage is not told of, or a block that is kept is not there or would change its place.
    """
    there = _blocks(weights)
    if len(kept) != len(there):
        raise ValueError(f"the weights have {len(there)} stages, and blocks are named of {len(kept)}")
    place: dict[str, str] = {}
    for stage, (blocks, known) in enumerate(zip(kept, there, strict=True), start=1):
        if list(blocks) != sorted(set(blocks)) or not set(blocks) <= known:
            raise ValueError(f"stage {stage} has blocks 0 to {max(known)}: {list(blocks)} cannot be kept of it")
        place |= {f"layer{stage}.{old}": f"layer{stage}.{new}" for new, old in enumerate(blocks)}
    return {_renamed(name, place): value for name, value in weights.items() if _block(name) in {*place, ""}}


def _blocks(weights: Mapping[str, Tensor]) -> list[set[int]]:
    """The numbers of the blocks that the weights have, by stage."""
    found: dict[str, set[int]] = {}
    for block in sorted({_block(name) for name in weights} - {""}):
        stage, _, number = block.partition(".")
        found.setdefault(stage, set()).add(int(number))
    return list(found.values())


def _block(name: str) -> str:
    """``layer1.0`` of ``layer1.0.conv1.weight``; empty for what belongs to no block."""
    words = name.split(".")
    return ".".join(words[:2]) if words[0].startswith("layer") else ""


def _renamed(name: str, place: Mapping[str, str]) -> str:
    block = _block(name)
    return place[block] + name.removeprefix(block) if block else name
