"""When is a training written to disk, and from where does it continue? One answer for every training loop.

A loop restores, takes steps, asks after each whether a checkpoint is due, and finishes. When a checkpoint is written
depends on the clock; what it leads to does not.
"""

import time
from collections.abc import Callable
from typing import Any, Literal

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.nets.training.checkpoint import read_checkpoint, save_checkpoint

FILE = "checkpoint.pt"
SECONDS = 10.0  # between two checkpoints: the most work that a kill can cost; writing takes milliseconds

State = dict[str, Any]  # tensors and plain values, by name
IDENTITY = "training"  # the entry of a checkpoint that says of which training it is


class Checkpointer:
    """The checkpoint of one training, in the folder of its run.

    ``identity`` is all that tells the training from another. A checkpoint of another training is refused, or ignored
    where trainings follow each other in one folder.
    """

    def __init__(self, run: Run, identity: str, foreign: Literal["refuse", "ignore"] = "refuse") -> None:
        self.identity = identity
        self.file = run.folder / FILE
        self._run = run
        self._foreign = foreign
        self._saved_at = time.monotonic()

    def restore(self) -> State | None:
        """The state to continue from, tensors on the CPU; None to start from the beginning.

        Raises:
            Failure: the checkpoint is one of another training, and such a checkpoint is not to be ignored.
        """
        state = read_checkpoint(self.file)
        if state is None or (self._foreign == "ignore" and state[IDENTITY] != self.identity):
            return None
        self.refuse_another(state[IDENTITY])
        return state

    def refuse_another(self, identity: str) -> None:
        """Raise a Failure if an identity read from the folder is that of another training."""
        if identity != self.identity:
            where = str(self.file.parent)
            raise Failure("the folder holds another training", where, "give each training its own folder")

    def save_if_due(self, state: Callable[[], State]) -> None:
        """Save if the last checkpoint is old enough, or the run is to stop; only then is the state asked for."""
        if self._run.stopping() or time.monotonic() - self._saved_at >= SECONDS:
            self.save(state())

    def save(self, state: State) -> None:
        """Replace the checkpoint; then end the run if it was told to stop.

        Raises:
            Interrupted: the run was told to stop.
        """
        save_checkpoint(self.file, {IDENTITY: self.identity, **state})
        self._saved_at = time.monotonic()
        self._run.stop_if_asked()

    def finish(self) -> None:
        """Remove the checkpoint: the results of the training are on disk."""
        self.file.unlink(missing_ok=True)
