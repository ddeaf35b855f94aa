"""What did a lottery leave in its folder? Masks, weights and looks of every training."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.errors import Failure

Looks = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """One finished leg: its masks and its trained weights (``units inputs``, 0 where removed) and biases.

    ``looks`` has a row for each look: iteration, validation loss, validation accuracy, test accuracy; in percent.
    """

    kind: str
    number: int
    masks: tuple[NDArray[np.bool_], ...]
    weights: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]
    looks: Looks

    @property
    def accuracy(self) -> float:
        """Test accuracy at the look with the least validation loss (the first, of several), as the paper has it."""
        return float(self.looks[int(np.argmin(self.looks[:, 1])), 3])

    @property
    def last_accuracy(self) -> float:
        """Test accuracy after the last iteration."""
        return float(self.looks[-1, 3])

    @property
    def best_iteration(self) -> float:
        """The iteration with the least validation loss."""
        return float(self.looks[int(np.argmin(self.looks[:, 1])), 0])

    def hidden(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What each layer says to flat images (``images units``), the outputs, without a softmax, among them."""
        said: list[NDArray[np.float32]] = []
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            images = images @ weight.T + bias
            if layer < len(self.weights) - 1:
                images = np.maximum(images, 0.0)
            said.append(images)
        return said


def found(folder: Path, kind: str, number: int) -> Found:
    """A finished leg.

    Raises:
        Failure: it was not trained.
    """
    leg = read_leg(folder, kind, number)
    if leg is None:
        raise Failure(f"there is no {kind} of round {number}", str(folder), "see which rounds have controls")
    return leg


def leg_file(folder: Path, kind: str, number: int) -> Path:
    """Where a leg is kept."""
    return folder / "legs" / f"{kind}-{number:02d}.npz"


def packed_leg(leg: Found, identity: str) -> bytes:
    """A leg as the bytes of a file: of the weights only those that are there."""
    arrays: dict[str, NDArray[np.generic]] = {"looks": leg.looks, "training": np.array(identity)}
    for layer, (mask, weight, bias) in enumerate(zip(leg.masks, leg.weights, leg.biases, strict=True)):
        arrays |= {f"mask{layer}": np.packbits(mask), f"shape{layer}": np.array(mask.shape)}
        arrays |= {f"weight{layer}": weight[mask], f"bias{layer}": bias}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def read_leg(folder: Path, kind: str, number: int, identity: str | None = None) -> Found | None:
    """The leg in the folder; None where there is none.

    Raises:
        Failure: it is one of another training than ``identity`` says.
    """
    file = leg_file(folder, kind, number)
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
        return Found(kind, number, masks, weights, biases, kept["looks"])


def _spread(values: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    weight = np.zeros(mask.shape, dtype=np.float32)
    weight[mask] = values
    return weight
