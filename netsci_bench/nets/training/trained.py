"""What did a training leave in its folder? The weights of the kept epochs, and how it went."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from netsci_bench.contract.errors import Failure
from netsci_bench.nets.training.randomness import borrowed_rng
from netsci_bench.nets.training.recipe import Recipe, build_untrained

SUMMARY = "training.json"  # written last: where it is, the training is finished

Series = dict[str, dict[int, float]]  # name -> epoch -> value


@dataclass(frozen=True)
class History:
    """How a training went, accuracies in percent of the test images.

    The best epoch (the first, of several) is chosen by the test images themselves: several papers report that
    accuracy, so it is there to compare with; the last epoch's is the one without that bias.
    """

    series: Series
    best_epoch: int
    best_accuracy: float
    last_accuracy: float


def load(folder: Path, epoch: int, recipe: Recipe, device: str = "cpu") -> nn.Module:
    """The network of a recipe with its weights after an epoch (0: untrained), in evaluation mode.

    Raises:
        Failure: the weights of that epoch were not kept.
    """
    file = weights_file(folder, epoch)
    if not file.exists():
        raise Failure(
            f"the weights after epoch {epoch} were not kept; those after {recipe.kept} are",
            where=str(folder),
            remedy=f"put {epoch} into the recipe's keep_epochs",
        )
    with borrowed_rng("cpu"):  # initial weights are drawn, only to be overwritten
        model = build_untrained(recipe)
    model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    return model.to(device).eval()


def weights_file(folder: Path, epoch: int) -> Path:
    """Where the weights after an epoch are kept: a state dict, tensors on the CPU."""
    return folder / "weights" / f"epoch-{epoch}.pt"


def read_history(folder: Path) -> History:
    """How the finished training in a folder went."""
    result = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    series = {name: {int(at): value for at, value in values.items()} for name, values in result["series"].items()}
    return History(series, result["best_epoch"], result["best_accuracy"], result["last_accuracy"])


def summarise(series: Series, identity: str) -> dict[str, Any]:
    """What ``read_history`` reads, with the identity of the training that it belongs to."""
    reached = {epoch: value for epoch, value in series["test_accuracy"].items() if epoch > 0}
    best = max(reached, key=lambda epoch: (reached[epoch], -epoch))
    return {
        "training": identity,
        "best_epoch": best,
        "best_accuracy": reached[best],
        "last_accuracy": reached[max(reached)],
        "series": series,
    }


def read_identity(folder: Path) -> str:
    """The identity of the finished training in a folder; empty if none is finished there."""
    file = folder / SUMMARY
    return str(json.loads(file.read_text(encoding="utf-8"))["training"]) if file.exists() else ""
