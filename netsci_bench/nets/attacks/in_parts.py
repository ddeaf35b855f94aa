"""How are many images attacked so that a stop costs little? In parts, which a checkpoint remembers.

Every part has randomness of its own, so what comes out does not depend on where an attack was interrupted.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.training.checkpointer import IDENTITY, Checkpointer

PART = 50  # images

Attack = Callable[[Tensor, Tensor, np.random.Generator], Tensor]  # images, labels -> attacked images


class AttackInParts:
    """All attacks of one run; what a checkpoint in its folder remembers is not attacked again."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._checkpointer = Checkpointer(run, "attacks")
        found = self._checkpointer.restore() or {}
        self._made: dict[str, Tensor] = {name: images for name, images in found.items() if name != IDENTITY}

    def attack(self, name: str, attack: Attack, images: Tensor, labels: Tensor) -> Tensor:
        """What an attack makes of the images.

        Args:
            name: of the attack, one for each in a run; part of what is random.
            attack: is given some of the images at a time.
            images: ``images channels height width``.
            labels: of each.

        Raises:
            Interrupted: the run was told to stop; the parts so far are on disk.
        """
        made = self._made.get(name, images[:0].cpu())
        for start in range(len(made), len(images), PART):
            self._run.progress(Progress(name, start, len(images), "images"))
            part = slice(start, start + PART)
            rng = self._run.rng(f"{name} from image {start} on")
            made = torch.cat([made, attack(images[part], labels[part], rng).cpu()])
            self._made[name] = made
            self._checkpointer.save_if_due(lambda: dict(self._made))
        return made.to(images.device)

    def finish(self) -> None:
        """Remove the checkpoint: nothing of this run is attacked any more."""
        self._checkpointer.finish()
