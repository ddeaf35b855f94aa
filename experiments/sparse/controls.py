"""Does it matter which connections are removed? Mocanu et al. (2018): the smallest; not any, least the largest."""

from typing import Literal

from pydantic import model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.readings import Learned, train_and_measure
from netsci_bench.nets.training.recipe import Recipe

Removed = Literal["smallest", "random", "largest"]


class Controlled(Params):
    """The recipe of the net that evolves, removing the smallest weights."""

    recipe: Recipe

    @model_validator(mode="after")
    def _evolves(self) -> "Controlled":
        if self.recipe.evolution is None or self.recipe.evolution.removed != "smallest":
            raise ValueError("the recipe needs an evolution that removes the smallest weights")
        return self


class Controls(Metrics):
    """Three nets that differ in what is removed, and what the two controls lose: late accuracies, paired by seed."""

    smallest: Learned
    random: Learned
    largest: Learned
    random_loss: float
    largest_loss: float


def removal_controls(p: Controlled, run: Run) -> Controls:
    """Train the net with the smallest, with random and with the largest weights removed."""
    smallest, random, largest = (
        train_and_measure(what, recipe_removing(p.recipe, what), run) for what in ("smallest", "random", "largest")
    )
    return Controls(
        smallest=smallest,
        random=random,
        largest=largest,
        random_loss=smallest.late - random.late,
        largest_loss=smallest.late - largest.late,
    )


def recipe_removing(recipe: Recipe, what: Removed) -> Recipe:
    """The same recipe with other connections removed.

    Raises:
        ValueError: the recipe has no evolution.
    """
    if recipe.evolution is None:
        raise ValueError("the recipe has no evolution")
    return recipe.model_copy(update={"evolution": recipe.evolution.model_copy(update={"removed": what})})
