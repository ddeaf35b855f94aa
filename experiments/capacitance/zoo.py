"""Which networks are there to choose from, and how are they moved to another task?

All are trained on one data set with a single linear layer as their head; for a target that is replaced by the probe.
"""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from netsci_bench.contract.schema import Params
from netsci_bench.measures.capacitance.model_ranking import LEAST_MODELS
from netsci_bench.nets.training.recipe import Inheritance, Recipe

Count = Annotated[int, Field(ge=1)]


class Body(Params):
    """One network: its family, its width and depth."""

    family: str
    size: tuple[Count, Count]


class Observation(Params):
    """What is looked at, and when.

    Attributes:
        epochs: how many epochs in a row a prediction rests on, from epoch ``start`` on (0 is the untrained probe).
        start: first observed epoch; ``starts``: others that are tried.
        samples: training images of which the interactions are averaged; ``sample_counts``: others that are tried.
        evidence_samples: training images of LogME.
        proxy_samples: training images of the zero-cost proxies: one batch.
    """

    epochs: Annotated[int, Field(ge=2)] = 5
    start: Count = 1
    starts: tuple[Count, ...] = ()
    samples: Count = 500
    sample_counts: tuple[Count, ...] = ()
    evidence_samples: Annotated[int, Field(ge=2)] = 1000
    proxy_samples: Count = 100

    @property
    def last(self) -> int:
        """The last epoch that any prediction rests on."""
        return max((self.start, *self.starts)) + self.epochs - 1


class Zoo(Params):
    """The networks, and how they are trained.

    Attributes:
        bodies: all networks by name; ``chosen``: those that take part.
        image: channels and side of the images that the bodies see.
        probe: units of the probe's hidden layers.
        pretraining: the recipe of the first task; its architecture is filled in.
        digits: the recipe of one target; ``objects``: of another one, which is harder.
        observation: what is looked at.
        final_images: test images after the last epoch; all, if it is not given.
    """

    bodies: dict[str, Body]
    chosen: tuple[str, ...]
    image: tuple[Count, Count] = (1, 28)
    probe: tuple[Count, ...]
    pretraining: Recipe
    digits: Recipe
    objects: Recipe
    observation: Observation
    final_images: Count | None = None

    @model_validator(mode="after")
    def _enough_to_choose_from(self) -> Self:
        if len(set(self.chosen)) < LEAST_MODELS:
            raise ValueError(f"{len(set(self.chosen))} networks cannot be ranked: choose {LEAST_MODELS} or more")
        if strange := sorted(set(self.chosen) - set(self.bodies)):
            raise ValueError(f"no network {', '.join(strange)}; there are {', '.join(self.bodies)}")
        return self

    @model_validator(mode="after")
    def _observed_before_the_end(self) -> Self:
        if self.observation.last > min(self.digits.epochs, self.objects.epochs):
            raise ValueError(f"epoch {self.observation.last} would be observed, after the end of a training")
        return self


def first_recipe(p: Zoo, name: str) -> Recipe:
    """How a network is trained on the first task."""
    return _with_architecture(p, name, p.pretraining, {})


def target_recipe(p: Zoo, name: str, target: Recipe) -> Recipe:
    """How it is trained on a target: with the probe as its head, and the weights kept of every observed epoch."""
    start = Inheritance(training=first_recipe(p, name))
    kept = tuple(sorted({*target.keep_epochs, *range(p.observation.last + 1)}))
    more = {"start": start, "keep_epochs": kept}
    return _with_architecture(p, name, target.model_copy(update=more), {"probe": p.probe})


def _with_architecture(p: Zoo, name: str, recipe: Recipe, more: dict[str, Any]) -> Recipe:
    body = p.bodies[name]
    architecture = {"family": body.family, "size": body.size, "image": p.image, **more}
    return recipe.model_copy(update={"architecture": architecture})
