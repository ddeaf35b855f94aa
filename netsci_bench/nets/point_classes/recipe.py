"""How is such a network trained, and what does its training leave? Everything that decides, as params."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.schema import Params
from netsci_bench.nets.planar.mlp import Layers
from netsci_bench.nets.point_classes.points import ClassPoints
from netsci_bench.nets.point_classes.softmax_net import class_layers

FILE = "class-trained.npz"  # written last: where it is, the training is finished
Count = Annotated[int, Field(ge=1)]


class ClassRecipe(Params):
    """Points and network of one training by full batches of Adam (0.9, 0.999, 1e-8), on the mean cross-entropy.

    Attributes:
        widths: units of each hidden ReLU layer; the inputs, and an output for each class, come besides.
        weight_decay: decoupled (AdamW), of weights and biases alike.
        initial: all parameters start as U(-initial, initial).
        kept: the weights are kept after so many steps, or fewer where steps coincide: 0, then by equal factors from
            10 to the last.
    """

    data: ClassPoints
    widths: Annotated[tuple[Count, ...], Field(min_length=1)]
    lr: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    initial: Annotated[float, Field(gt=0)] = 1.0
    steps: Annotated[int, Field(ge=20)]
    kept: Annotated[int, Field(ge=2)]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of all layers: inputs, hidden layers, outputs."""
        return (self.data.inputs, *self.widths, self.data.classes)

    @property
    def kept_steps(self) -> tuple[int, ...]:
        """After which steps the weights are kept: 0, ..., the last."""
        later = np.geomspace(self.steps, 10, self.kept - 1)
        return tuple(int(step) for step in np.unique(np.concatenate([[0.0], later]).round().astype(np.int64)))


@dataclass(frozen=True)
class ClassTrained:
    """A finished training, by kept step: weights in one vector each, and shares of points classified correctly."""

    steps: NDArray[np.int64]
    weights: NDArray[np.float64]
    losses: NDArray[np.float64]
    train_correct: NDArray[np.float64]
    held_out_correct: NDArray[np.float64]
    sizes: tuple[int, ...]

    def layers(self, index: int) -> Layers:
        """The network at one of the kept steps, counted from 0 (or from the end, -1 being the last)."""
        return class_layers(self.weights[index], self.sizes)


def read_classes(folder: Path, recipe: ClassRecipe) -> ClassTrained:
    """Read what `fit_classes` wrote."""
    with np.load(folder / FILE, allow_pickle=False) as arrays:
        return ClassTrained(**{name: arrays[name] for name in arrays.files}, sizes=recipe.sizes)
