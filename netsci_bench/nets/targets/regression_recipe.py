"""How is a network trained to give numbers? Everything that decides the result, as params."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code, Dataset
from netsci_bench.contract.errors import Failure
from netsci_bench.contract.schema import Params

Count = Annotated[int, Field(ge=1)]


class RegressionRecipe(Params):
    """Network, columns, loss and optimizer (AdamW) of one training; the loss is the mean squared error.

    Attributes:
        model: function that takes the number of outputs, and what ``architecture`` names, and gives the network.
        inputs: so many columns of the features, from the first on, are what the network is given;
        targets: so many, after them, are what it is asked for. All are standardised by the training rows.
        shuffled: the rows of the training targets are in random order, so that there is nothing to learn.
        keep_epochs: epochs after which the weights are kept, 0 being untrained; the last one is always kept.
        train_limit: only so many of the first rows; likewise ``test_limit``.
    """

    dataset: Dataset
    model: Code
    architecture: dict[str, int | float | str | bool | tuple[int, ...]] = Field(default_factory=dict)
    inputs: Count
    targets: Count
    shuffled: bool = False
    lr: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    batch: Count
    epochs: Count
    keep_epochs: tuple[int, ...] = ()
    train_limit: Count | None = None
    test_limit: Count | None = None

    @model_validator(mode="after")
    def _kept_epochs_are_there(self) -> Self:
        if beyond := [epoch for epoch in self.keep_epochs if not 0 <= epoch <= self.epochs]:
            raise ValueError(f"epochs {beyond} of keep_epochs lie outside 0 to {self.epochs}")
        return self

    @property
    def kept(self) -> tuple[int, ...]:
        """Every epoch whose weights are kept, in order."""
        return tuple(sorted({*self.keep_epochs, self.epochs}))


def build_regressor(recipe: RegressionRecipe) -> nn.Module:
    """The network as its model function gives it, on the CPU; draws from torch's global generator.

    Raises:
        Failure: the model function does not know what ``architecture`` names, or refuses it.
    """
    try:
        model: nn.Module = importing.load(recipe.model.name)(recipe.targets, **recipe.architecture)
    except (TypeError, ValueError) as error:
        raise Failure(f"no such network: {error}", recipe.model.name, "see what this function takes") from error
    return model
