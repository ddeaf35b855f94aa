"""How is a network trained? Everything that decides the result, as params; nothing that only decides the speed."""

from typing import Annotated, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code, Dataset, Weights
from netsci_bench.contract.errors import Failure
from netsci_bench.contract.schema import Params
from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.training.batches import Augmentation, Normalisation
from netsci_bench.nets.training.schedule import Schedule

Count = Annotated[int, Field(ge=1)]


class Inheritance(Params):
    """Weights to start from, which were trained before.

    Attributes:
        checkpoint: weights of the catalogue; or
        training: the recipe of a training, whose weights after its last epoch are meant.
        kept: of each stage of a residual network the blocks that are kept, in order; all, if it is not given.
    """

    checkpoint: Weights | None = None
    training: "Recipe | None" = None
    kept: tuple[tuple[Annotated[int, Field(ge=0)], ...], ...] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.checkpoint is None) == (self.training is None):
            raise ValueError("name either a checkpoint or a training")
        return self


class Recipe(Params):
    """Network, data, target, loss and optimizer of one training.

    Attributes:
        model: function that takes ``classes``, and what ``architecture`` names, and gives the untrained network.
        start: where the first weights come from, if they are not drawn.
        target: what is learned: the ``digit`` (the label as it is), or its ``parity`` (label modulo 2).
        loss: ``cross_entropy``, or ``mse``: the mean squared error, over examples and classes, between the raw
            outputs (no softmax) and one-hot targets.
        weight_decay: added to the gradient for sgd, and times the learning rate off the weights themselves for adamw
            and where ``decoupled``, as PyTorch has it.
        normalisation: by channel with given numbers, or ``standardised``: each pixel (or feature) less its mean and
            over its standard deviation on the training images. None: images in [0, 1], features as they are.
        schedule: how the learning rate goes; by default it stays.
        hold_out: so many training images, drawn by the seed, are not trained on but tested after each epoch, so that
            an epoch can be chosen without looking at the test images.
        test_every: epochs from one test to the next; the untrained network and the last epoch are always tested.
        precision: of the products while training; weights, losses and every test are float32.
        keep_epochs: epochs after which the weights are kept, 0 being untrained; the last one is always kept.
        train_limit: only so many training images; likewise ``test_limit``. They are the first ones, or the first
            after numpy's old generator, seeded with ``subset_seed``, has shuffled training, then test images.
        evolution: how the connections change after each epoch, when it has been tested and kept; and
        evolved_by: by which function of model, optimizer, evolution, generator, and whether it was the last epoch. It
            is named, not called from here, so that its code is part of those results alone that come from it.
    """

    dataset: Dataset
    model: Code
    architecture: dict[str, int | float | str | bool | tuple[int, ...]] = Field(default_factory=dict)
    start: Inheritance | None = None
    classes: Annotated[int, Field(ge=2)]
    target: Literal["digit", "parity"] = "digit"
    loss: Literal["cross_entropy", "mse"] = "cross_entropy"
    optimizer: Literal["adamw", "sgd"] = "adamw"
    lr: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    decoupled: bool = False
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    nesterov: bool = False
    schedule: Schedule = Schedule()
    normalisation: Normalisation | Literal["standardised"] | None = None
    augmentation: Augmentation = "none"
    batch: Count
    epochs: Count
    hold_out: Annotated[int, Field(ge=0)] = 0
    test_every: Count = 1
    keep_epochs: tuple[int, ...] = ()
    train_limit: Count | None = None
    test_limit: Count | None = None
    subset_seed: Annotated[int, Field(ge=0)] | None = None
    evolution: Evolution | None = None
    evolved_by: Code | None = None
    precision: Literal["float32", "bfloat16"] = "float32"

    @model_validator(mode="after")
    def _settings_fit_together(self) -> Self:
        if self.target == "parity" and self.classes != 2:
            raise ValueError(f"parity has 2 classes, not {self.classes}")
        if self.optimizer == "adamw" and (self.momentum or self.nesterov):
            raise ValueError("momentum is a setting of sgd; adamw has its own")
        if (self.evolution is None) != (self.evolved_by is None):
            raise ValueError("evolution and evolved_by are given together, or neither is")
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov is a kind of momentum, and there is none")
        beyond = [epoch for epoch in self.keep_epochs if not 0 <= epoch <= self.epochs]
        if beyond:
            raise ValueError(f"epochs {beyond} of keep_epochs lie outside 0 to {self.epochs}")
        return self

    @property
    def kept(self) -> tuple[int, ...]:
        """Every epoch whose weights are kept, in order."""
        return tuple(sorted({*self.keep_epochs, self.epochs}))


def build_untrained(recipe: Recipe) -> nn.Module:
    """The network as its model function gives it, on the CPU; draws from torch's global generator.

    Raises:
        Failure: the model function does not know what ``architecture`` names, or refuses it.
    """
    try:
        model: nn.Module = importing.load(recipe.model.name)(recipe.classes, **recipe.architecture)
    except (TypeError, ValueError) as error:
        raise Failure(f"no such network: {error}", recipe.model.name, "see what this function takes") from error
    return model


def target_classes(recipe: Recipe, labels: Tensor) -> Tensor:
    """The classes that the network learns, from the labels of the data set.

    Raises:
        ValueError: there are more classes in the data than the network has outputs.
    """
    classes = labels % 2 if recipe.target == "parity" else labels
    if int(classes.max()) >= recipe.classes:
        raise ValueError(f"the data have a class {int(classes.max())}, the network only {recipe.classes} outputs")
    return classes


def loss_of(recipe: Recipe, outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean loss of raw outputs (``examples classes``) against classes (``examples``)."""
    if recipe.loss == "mse":
        return nn.functional.mse_loss(outputs, nn.functional.one_hot(targets, recipe.classes).to(outputs.dtype))
    return nn.functional.cross_entropy(outputs, targets)


def make_optimizer(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """A fused optimizer: one kernel for all parameters, on every device."""
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(
            model.parameters(),
            lr=recipe.lr,
            momentum=recipe.momentum,
            nesterov=recipe.nesterov,
            weight_decay=0.0 if recipe.decoupled else recipe.weight_decay,
            fused=True,
        )
    return torch.optim.AdamW(model.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay, fused=True)
