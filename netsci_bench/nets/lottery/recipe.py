"""How are tickets drawn? Everything that decides the result, as params."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from netsci_bench.contract.catalogue_entries import Code, Dataset
from netsci_bench.contract.schema import Params

Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(gt=0, lt=1)]
Control = Literal["random_mask", "reinit"]


class Tickets(Params):
    """What is trained, how, and how it is pruned.

    Attributes:
        model: function that takes ``classes`` and gives a net of fully connected ReLU layers.
        rates: the share of its weights that each layer loses in a round.
        rounds: how many times the net is pruned; there is one training more than that.
        lr: of Adam, whose other settings are PyTorch's.
        validation: so many training images, the last ones, are only evaluated on.
        look_every: iterations from one evaluation on validation and test images to the next.
        controls: trained next to the tickets in every round that ``controls_every`` divides.
        train_limit: only the first so many training images (for the smoke tier); likewise ``test_limit``.
    """

    dataset: Dataset
    model: Code
    classes: Annotated[int, Field(ge=2)]
    rates: Annotated[tuple[Share, ...], Field(min_length=1)]
    rounds: Count
    lr: Annotated[float, Field(gt=0)]
    batch: Count
    iterations: Count
    validation: Count
    look_every: Count
    controls: tuple[Control, ...] = ()
    controls_every: Count = 3
    train_limit: Count | None = None
    test_limit: Count | None = None

    @model_validator(mode="after")
    def _settings_fit_together(self) -> Self:
        if self.train_limit is not None and self.train_limit < self.validation + self.batch:
            raise ValueError(f"{self.train_limit} images are less than {self.validation} to look at and one batch")
        if self.look_every > self.iterations:
            raise ValueError(f"the first look, at {self.look_every}, comes after the last of {self.iterations}")
        return self

    @property
    def trainings(self) -> list[tuple[str, int]]:
        """Kind and round of every training, in order."""
        kinds: list[tuple[str, int]] = []
        for number in range(self.rounds + 1):
            kinds.append(("ticket", number))
            if number and number % self.controls_every == 0:
                kinds += [(control, number) for control in self.controls]
        return kinds
