"""What did a lottery leave in its folder? Masks, weights and evaluations of every round."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.errors import Failure


@dataclass(frozen=True)
class TrainedRound:
    """One finished round of a kind: its masks and its trained weights (``units inputs``, 0 where removed) and biases.

    ``evaluations`` has a row for each: iteration, validation loss, validation accuracy, test accuracy; in percent.
    """

    kind: str
    number: int
    masks: tuple[NDArray[np.bool_], ...]
    weights: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]
    evaluations: NDArray[np.float64]

    @property
    def accuracy(self) -> float:
        """Test accuracy at the (first) evaluation with the least validation loss, as in the paper."""
        return float(self.evaluations[int(np.argmin(self.evaluations[:, 1])), 3])

    @property
    def last_accuracy(self) -> float:
        """Test accuracy after the last iteration."""
        return float(self.evaluations[-1, 3])

    @property
    def best_iteration(self) -> float:
        """The iteration with the least validation loss."""
        return float(self.evaluations[int(np.argmin(self.evaluations[:, 1])), 0])

    def hidden(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What each layer gives for flat images (``images units``), the outputs, without a softmax, among them."""
        outputs: list[NDArray[np.float32]] = []
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            images = images @ weight.T + bias
            if layer < len(self.weights) - 1:
                images = np.maximum(images, 0.0)
            outputs.append(images)
        return outputs


def find_round(folder: Path, kind: str, number: int) -> TrainedRound:
    """A finished round.

    Raises:
        Failure: it was not trained.
    """
    ticket_round = read_round(folder, kind, number)
    if ticket_round is None:
        raise Failure(f"there is no {kind} of round {number}", str(folder), "see which rounds have controls")
    return ticket_round


def round_file(folder: Path, kind: str, number: int) -> Path:
    """Where a round is kept."""
    return folder / "rounds" / f"{kind}-{number:02d}.npz"


def pack_round(trained: TrainedRound, identity: str) -> bytes:
    """A round as the bytes of a file: of the weights only those that are there."""
    arrays: dict[str, NDArray[np.generic]] = {"evaluations": trained.evaluations, "training": np.array(identity)}
    for layer, (mask, weight, bias) in enumerate(zip(trained.masks, trained.weights, trained.biases, strict=True)):
        arrays |= {f"mask{layer}": np.packbits(mask), f"shape{layer}": np.array(mask.shape)}
        arrays |= {f"weight{layer}": weight[mask], f"bias{layer}": bias}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def read_round(folder: Path, kind: str, number: int, identity: str | None = None) -> TrainedRound | None:
    """The round in the folder; None where there is none.

    Raises:
        Failure: it is one of another training than ``identity`` says.
    """
    file = round_file(folder, kind, number)
    if not file.exists():
        return None
    with np.load(file, allow_pickle=False) as kept:
        if identity is not None and str(kept["training"]) != identity:
            raise Failure("the folder holds another training", str(folder), "give each training its own folder")
        layers = range(sum(name.startswith("mask") for name in kept.files))
        shapes = [tuple(kept[f"shape{layer}"].tolist()) for layer in layers]
        masks = tuple(
            np.unpackbits(kept[f"mask{layer}"], count=int(np.prod(shape))).astype(bool).reshape(shape)
            for layer, shape in zip(layers, shapes, strict=True)
        )
        weights = tuple(_spread(kept[f"weight{layer}"], mask) for layer, mask in zip(layers, masks, strict=True))
        biases = tuple(kept[f"bias{layer}"] for layer in layers)
        return TrainedRound(kind, number, masks, weights, biases, kept["evaluations"])


def _spread(values: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    weight = np.zeros(mask.shape, dtype=np.float32)
    weight[mask] = values
    return weight
