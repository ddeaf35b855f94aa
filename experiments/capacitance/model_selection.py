"""Does the neural capacitance of the first epochs tell which network will be best?

Jiang et al. (2024), Figs. 3 and 4: networks that were trained on ImageNet are trained on for another task, and the
neural capacitance of the first epochs predicts which will be the most accurate. Here they are small networks of
several families, trained on Fashion-MNIST by ourselves, and the same question is put to what a user would look at
instead.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.capacitance.convergence import Converged, converge
from netsci_bench.experiments.capacitance.observations import observe
from netsci_bench.experiments.capacitance.predictions import OnTarget, predict
from netsci_bench.experiments.capacitance.zoo import Zoo
from netsci_bench.nets.training.recipe import Recipe


class ModelSelection(Zoo):
    """The networks, two targets, and a training that converges.

    ``convergence``: the recipe of that training, for the first network, on few images, some of them held out;
    ``stages``: how many of its kept epochs, at both ends, are compared.
    """

    convergence: Recipe
    stages: Annotated[int, Field(ge=1)] = 5

    @model_validator(mode="after")
    def _something_is_held_out(self) -> Self:
        if not all(recipe.hold_out for recipe in (self.digits, self.objects, self.convergence)):
            raise ValueError("images are held out on each target, and where a training converges: say `hold_out`")
        return self

    @model_validator(mode="after")
    def _both_ends_are_apart(self) -> Self:
        kept = {epoch for epoch in self.convergence.kept if epoch > 0} | set(range(1, self.observation.last + 1))
        if len(kept) < 2 * self.stages or max(kept) > self.convergence.epochs:
            raise ValueError(f"{self.stages} kept epochs at both ends of the training that converges overlap")
        return self


class Selected(Metrics):
    """The predictions on both targets, and what is left of the neural capacitance at convergence."""

    digits: OnTarget
    objects: OnTarget
    convergence: Converged


def model_selection(p: ModelSelection, run: Run) -> Selected:
    """Move each network to both targets, predict how good it will be, compare with how good it became."""
    run.keep("networks", np.array(p.chosen))
    run.keep("starts", np.array(p.observation.starts))
    run.keep("sample_counts", np.array(p.observation.sample_counts))
    found = {}
    for name, recipe in (("digits", p.digits), ("objects", p.objects)):
        seen = observe(p, name, recipe, run)
        run.keep(f"{name}_capacitance", seen.capacitance[0])
        run.keep(f"{name}_validation", seen.validation)
        found[name] = predict(seen, p.observation, recipe.epochs, run, name)
    return Selected(**found, convergence=converge(p, p.convergence, p.stages, run))
