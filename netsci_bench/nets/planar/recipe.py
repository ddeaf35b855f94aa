"""How is a small network in the plane trained? Everything that decides the result, as params."""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.schema import Params
from netsci_bench.nets.planar.data import PlanarData

Count = Annotated[int, Field(ge=1)]


class SmallRecipe(Params):
    """Points, network, loss and optimizer of one training by full batches.

    Attributes:
        widths: units of each hidden ReLU layer; two inputs and one output come besides.
        loss: ``logistic`` for labels, ``squared`` for values.
        optimizer: ``adam`` with decoupled weight decay (AdamW; 0.9, 0.999, 1e-8), or ``descent``: plain gradient
            descent with the decay in the gradient. The decay is of weights and biases alike.
        initial: all parameters start as U(-initial, initial).
        kept: the weights are kept so often, ``kept_by`` either equal factors of the step (after step 0, from
            step 10 on), or equal differences.
        look_every: steps from one evaluation of the accuracies to the next; the step at which the data were
            fit is a multiple of it.
    """

    data: PlanarData
    widths: Annotated[tuple[Count, ...], Field(min_length=1)]
    loss: Literal["logistic", "squared"]
    optimizer: Literal["adam", "descent"] = "adam"
    lr: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    initial: Annotated[float, Field(gt=0)] = 1.0
    steps: Annotated[int, Field(ge=20)]
    kept: Annotated[int, Field(ge=2)]
    kept_by: Literal["factor", "difference"] = "factor"
    look_every: Count = 10

    @model_validator(mode="after")
    def _settings_fit_together(self) -> Self:
        if self.loss == "logistic" and self.data.kind == "surface":
            raise ValueError("the logistic loss is for labels, and a surface has values: take `squared`")
        return self

    @property
    def kept_steps(self) -> tuple[int, ...]:
        """After which steps the weights are kept: 0, ..., the last; fewer than ``kept`` where steps coincide."""
        if self.kept_by == "difference":
            chosen = np.linspace(0, self.steps, self.kept)
        else:
            later = np.geomspace(self.steps, 10, self.kept - 1)  # from the end: it is there even if 2 are kept
            chosen = np.concatenate([[0.0], later])
        return tuple(int(step) for step in np.unique(chosen.round().astype(np.int64)))
