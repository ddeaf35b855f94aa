"""What does a logged series measure, in which unit, and what do its steps count? Read from its name."""

from collections.abc import Collection
from typing import NamedTuple


class Quantity(NamedTuple):
    """What a panel shows: the quantity in words, its unit (may be empty), and what a step is."""

    words: str
    unit: str = ""
    step: str = "step"

    @property
    def title(self) -> str:
        """The quantity with its unit."""
        return f"{self.words} ({self.unit})" if self.unit else self.words


ROUND = Quantity("test accuracy", "%", "pruning round")
PER_EPOCH = {
    "train_loss": Quantity("training loss", "", "epoch"),
    "test_loss": Quantity("test loss", "", "epoch"),
    "valid_loss": Quantity("validation loss", "", "epoch"),
    "train_accuracy": Quantity("training accuracy", "%", "epoch"),
    "valid_accuracy": Quantity("validation accuracy", "%", "epoch"),
    "test_accuracy": Quantity("test accuracy", "%", "epoch"),
    "reconstruction_error": Quantity("reconstruction error", "", "epoch"),
}
PER_STEP = {
    "loss": Quantity("training loss", "", "training step"),
    "train_accuracy": Quantity("training accuracy", "%", "training step"),
    "held_out_accuracy": Quantity("held-out accuracy", "%", "training step"),
}
PER_ROUND = {
    "ticket_accuracy": "tickets",
    "random_mask_accuracy": "random masks",
    "reinit_accuracy": "tickets, reinitialised",
}


def quantity_of(name: str, names: Collection[str]) -> tuple[Quantity, str]:
    """What a series shows, and the name of its line among the lines of that quantity.

    A name is ``<training>.<quantity>``, or the quantity alone. A training that logs ``loss`` counts steps of the
    optimizer; one that logs a loss of an epoch counts epochs. Other names are read as words, their steps as steps.

    >>> quantity_of("dense.test_accuracy", ["dense.test_accuracy"])
    (Quantity(words='test accuracy', unit='%', step='epoch'), 'dense')
    >>> quantity_of("plain.train_accuracy", ["plain.loss", "plain.train_accuracy"])[0].step
    'training step'
    """
    training, _, what = name.rpartition(".")
    line = training.replace("_", " ").replace("-", " ")
    if what in PER_ROUND:
        return ROUND, ", ".join(filter(None, (line, PER_ROUND[what])))
    counts_steps = (f"{training}.loss" if training else "loss") in names
    known = PER_STEP if counts_steps else PER_EPOCH
    words = what.replace("_", " ").strip()
    return known.get(what, Quantity(words)), line or words
