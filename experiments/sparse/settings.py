"""Which activation, momentum and penalty suit a sparse net that evolves? Each with each.

Mocanu et al. (2018) show curves of SET-MLP on Fashion-MNIST with S-shaped and plain ReLUs, with and without Nesterov
momentum, with L1, L2 and no regularisation. All trainings of a seed see the same batches; those with one activation
begin as the same net.
"""

from itertools import product
from typing import Annotated

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.readings import accuracies_by_epoch, late_mean
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history

ACTIVATIONS = ("srelu", "relu")
MOMENTA = ("plain", "nesterov")
PENALTIES = ("none", "l2", "l1")
SETTINGS = tuple(product(ACTIVATIONS, MOMENTA, PENALTIES))
Late = Float[NDArray[np.float64], "2 2 3"]  # late accuracies by activation, momentum and penalty
Strength = Annotated[float, Field(gt=0)]


class Settings(Params):
    """What the trainings have in common, and how strong either penalty is.

    ``l1``: of the sum of absolute weights; ``l2``: of half the sum of squares. The recipe has momentum, an evolution,
    a model that takes both penalties, and no weight decay.
    """

    recipe: Recipe
    l1: Strength
    l2: Strength

    @model_validator(mode="after")
    def _leaves_room(self) -> "Settings":
        if self.recipe.evolution is None or not self.recipe.momentum or self.recipe.weight_decay:
            raise ValueError("the recipe needs an evolution and momentum, and must have no weight decay of its own")
        return self


class Effects(Metrics):
    """Mean test accuracies over the last quarter of the epochs, and what each choice changes, in percentage points.

    ``late``: of the twelve trainings, in the order of activation, momentum and penalty. A gain is a mean over all
    settings of the other two choices: ``srelu_gain`` over ReLU; ``plain_gain`` over Nesterov momentum; ``mild_gain``
    of no penalty and L2 (their mean) over L1; ``l2_gain`` over no penalty. ``best_is_theirs``: 1 where the best of
    the twelve has S-shaped ReLUs, plain momentum, and no penalty or L2; else 0.
    """

    late: list[float]
    srelu_gain: float
    plain_gain: float
    mild_gain: float
    l2_gain: float
    best_is_theirs: float


def fashion_settings(p: Settings, run: Run) -> Effects:
    """Train the net in every setting, and compare."""
    courses = []
    for setting in SETTINGS:
        folder = run.once(fit, recipe_with(setting, p), " ".join(setting))
        courses.append(accuracies_by_epoch(read_history(folder)))
    run.keep("accuracies", np.array(courses))
    shape = (len(ACTIVATIONS), len(MOMENTA), len(PENALTIES))
    return measure_effects(np.array([late_mean(course) for course in courses]).reshape(shape))


def recipe_with(setting: tuple[str, str, str], p: Settings) -> Recipe:
    """The training in one setting."""
    activation, momentum, penalty = setting
    penalties = {name: getattr(p, name) for name in ("l1", "l2") if name == penalty}
    architecture = p.recipe.architecture | {"activation": activation} | penalties
    return p.recipe.model_copy(update={"architecture": architecture, "nesterov": momentum == "nesterov"})


def measure_effects(late: Late) -> Effects:
    """The main effects of three choices, and where the best is.

    >>> measure_effects(np.arange(12.0).reshape(2, 2, 3)).srelu_gain
    -6.0
    """
    activation, momentum, penalty = (late.mean(axis=axes) for axes in ((1, 2), (0, 2), (0, 1)))
    best = np.unravel_index(int(np.argmax(late)), late.shape)
    return Effects(
        late=late.ravel().tolist(),
        srelu_gain=float(activation[0] - activation[1]),
        plain_gain=float(momentum[0] - momentum[1]),
        mild_gain=float(penalty[:2].mean() - penalty[2]),
        l2_gain=float(penalty[1] - penalty[0]),
        best_is_theirs=float(best[0] == 0 and best[1] == 0 and best[2] < 2),
    )
