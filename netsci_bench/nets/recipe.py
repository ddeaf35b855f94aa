"""How is a network trained? Everything that decides the result, as params; nothing that only decides the speed."""

from typing import Annotated, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from netsci_bench import importing
from netsci_bench.contract import Params
from netsci_bench.named import Code, Dataset

Count = Annotated[int, Field(ge=1)]


class Recipe(Params):
    """Network, data, target, loss and optimizer of one training.

    Attributes:
        model: function that takes ``classes`` and gives the untrained network.
        target: what is to be told: the ``digit`` (the label as it is), or its ``parity`` (label modulo 2).
        loss: ``cross_entropy``, or ``mse``: the mean squared error, over examples and classes, between the raw
            outputs (no softmax) and one-hot targets.
        weight_decay: decoupled for adamw, added to the gradient for sgd, as PyTorch has it.
        keep_epochs: epochs after which the weights are kept, 0 being untrained; the last one is always kept.
        train_limit: only the first so many training images (for the smoke tier); likewise ``test_limit``.
    """

    dataset: Dataset
    model: Code
    classes: Annotated[int, Field(ge=2)]
    target: Literal["digit", "parity"] = "digit"
    loss: Literal["cross_entropy", "mse"] = "cross_entropy"
    optimizer: Literal["adamw", "sgd"] = "adamw"
    lr: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    batch: Count
    epochs: Count
    keep_epochs: tuple[int, ...] = ()
    train_limit: Count | None = None
    test_limit: Count | None = None
    precision: Literal["float32"] = "float32"

    @model_validator(mode="after")
    def _settings_fit_together(self) -> Self:
        if self.target == "parity" and self.classes != 2:
            raise ValueError(f"parity has 2 classes, not {self.classes}")
        if self.optimizer == "adamw" and self.momentum:
            raise ValueError("momentum is a setting of sgd; adamw has its own")
        beyond = [epoch for epoch in self.keep_epochs if not 0 <= epoch <= self.epochs]
        if beyond:
            raise ValueError(f"epochs {beyond} of keep_epochs lie outside 0 to {self.epochs}")
        return self

    @property
    def kept(self) -> tuple[int, ...]:
        """Every epoch whose weights are kept, in order."""
        return tuple(sorted({*self.keep_epochs, self.epochs}))


def untrained(recipe: Recipe) -> nn.Module:
    """The network as its model function gives it, on the CPU; draws from torch's global generator."""
    model: nn.Module = importing.load(recipe.model.name)(recipe.classes)
    return model


def targets(recipe: Recipe, labels: Tensor) -> Tensor:
    """The classes that the network shall tell, from the labels of the data set.

    Raises:
        ValueError: there are more classes in the data than the network has outputs.
    """
    told = labels % 2 if recipe.target == "parity" else labels
    if int(told.max()) >= recipe.classes:
        raise ValueError(f"the data have a class {int(told.max())}, the network only {recipe.classes} outputs")
    return told


def loss_of(recipe: Recipe, answers: Tensor, wanted: Tensor) -> Tensor:
    """Mean loss of raw outputs (``examples classes``) against classes (``examples``)."""
    if recipe.loss == "mse":
        return nn.functional.mse_loss(answers, nn.functional.one_hot(wanted, recipe.classes).to(answers.dtype))
    return nn.functional.cross_entropy(answers, wanted)


def optimizer_for(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """A fused optimizer: one kernel for all parameters, on every device."""
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(
            model.parameters(),
            lr=recipe.lr,
            momentum=recipe.momentum,
            weight_decay=recipe.weight_decay,
            fused=True,
        )
    return torch.optim.AdamW(model.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay, fused=True)
