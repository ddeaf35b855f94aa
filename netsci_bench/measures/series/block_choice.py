"""Which blocks of a network are kept when some must go? Those of highest score, and those that cannot be left out."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray

Kept = tuple[tuple[int, ...], ...]


def kept_overall(
    score: Float[NDArray[np.floating], " blocks"],
    fixed: Bool[NDArray[np.bool_], " blocks"],
    stages: Sequence[int],
    left: int,
) -> Kept:
    """Return by stage the numbers of the ``left`` blocks that are kept, wherever in the network they lie.

    Formula: all ``fixed`` blocks (whose output has another shape than their input), then those of highest score; of
    equal scores the earlier block is kept.
    Shapes: (blocks,) twice; ``stages``: how many of the blocks each stage has, in order. Units: none.
    Raises: ValueError if the shapes do not fit, a score is not finite, or fewer are left than are fixed.
    Source: the budget is how Lu et al. (2022), ECCV, section 5, compare methods; that the blocks of least gain go is
    their rule, without a number.

    >>> fixed = np.array([False, False, True, False])
    >>> kept_overall(np.array([0.3, 0.0, 0.1, 0.2]), fixed, (2, 2), left=3)
    ((0,), (0, 1))
    """
    _refuse_misfits(score, fixed, stages)
    if not fixed.sum() <= left <= len(score):
        raise ValueError(f"{left} of {len(score)} blocks cannot be left: {fixed.sum()} of them change the shape")
    return _by_stage(_highest(score, fixed, left), stages)


def kept_in_shape(
    score: Float[NDArray[np.floating], " blocks"],
    fixed: Bool[NDArray[np.bool_], " blocks"],
    stages: Sequence[int],
    shape: Sequence[int],
) -> Kept:
    """Return by stage the numbers of the blocks that are kept when each stage is to have as many as ``shape`` says.

    Formula: in each stage its ``fixed`` blocks, then those of highest score; of equal scores the earlier is kept.
    Shapes: (blocks,) twice; ``stages`` and ``shape``: (stages,). Units: none.
    Raises: ValueError if the shapes do not fit, a score is not finite, or a stage is to keep more than it has or
    fewer than are fixed in it.
    Source: as ``kept_overall``; at equal shape rules differ in nothing but the blocks.

    >>> fixed = np.array([False, False, True, False])
    >>> kept_in_shape(np.array([0.0, 0.3, 0.1, 0.2]), fixed, (2, 2), shape=(1, 1))
    ((1,), (0,))
    """
    _refuse_misfits(score, fixed, stages)
    if len(shape) != len(stages):
        raise ValueError(f"a shape of {len(shape)} stages for a network of {len(stages)}")
    kept, start = np.zeros(len(score), dtype=bool), 0
    for blocks, wanted in zip(stages, shape, strict=True):
        part = slice(start, start + blocks)
        if not max(1, fixed[part].sum()) <= wanted <= blocks:
            raise ValueError(f"a stage of {blocks} blocks cannot keep {wanted}")
        kept[part] = _highest(score[part], fixed[part], wanted)
        start += blocks
    return _by_stage(kept, stages)


def _refuse_misfits(score: NDArray[np.floating], fixed: NDArray[np.bool_], stages: Sequence[int]) -> None:
    if not len(score) == len(fixed) == sum(stages):
        raise ValueError(f"{len(score)} scores, {len(fixed)} marks, and {sum(stages)} blocks in the stages")
    if not np.isfinite(score).all():
        raise ValueError("every block needs a finite score")


def _highest(score: NDArray[np.floating], fixed: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    order = np.argsort(np.where(fixed, -np.inf, -score), kind="stable")
    kept = np.zeros(len(score), dtype=bool)
    kept[order[:count]] = True
    return kept


def _by_stage(kept: NDArray[np.bool_], stages: Sequence[int]) -> Kept:
    parts = np.split(kept, np.cumsum(stages)[:-1])
    return tuple(tuple(np.flatnonzero(part).tolist()) for part in parts)
