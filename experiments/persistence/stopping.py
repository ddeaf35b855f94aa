"""Does neural persistence grow, tell regularised nets from plain ones, and stop a training in time?

After Rieck et al. (2019): a plain net and one with dropout are trained; after each epoch the neural persistence of
the weights is measured. Then the plain training is stopped, after the fact, by neural persistence and by the
validation loss.
"""

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.persistence.rules import Comparison, compare_rules
from netsci_bench.measures.topology.neural_persistence import normalised_persistences
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

Matrices = list[NDArray[np.float64]]


class Stopping(Params):
    """The plain training, and how it is judged.

    Attributes:
        recipe: of the plain net, whose architecture has ``dropout``; all its epochs are kept.
        dropout: of the other net.
        most: patience and burn-in go from 1 to this many epochs.
        matrices: random matrices of each law, in the shape of the first layer.
    """

    recipe: Recipe
    dropout: Annotated[float, Field(gt=0, lt=1)]
    most: Annotated[int, Field(ge=1)]
    matrices: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _there_is_a_validation_loss(self) -> Self:
        if not self.recipe.hold_out or self.recipe.test_every != 1:
            raise ValueError("stopping by the validation loss needs hold_out images and a test after each epoch")
        return self


class Course(Metrics):
    """By epoch, from the untrained net on: mean normalised neural persistence, in percent the test accuracy.

    ``untrained``, ``trained``: the first and the last persistence.
    """

    persistence: list[float]
    accuracy: list[float]
    untrained: float
    trained: float


class Stopped(Metrics):
    """Both nets of one seed.

    ``growth``: of the plain net, from untrained to trained; ``dropout_gain``: how far the net with dropout lies above
    the plain one, both trained; ``dropout_gain_untrained``: the same before training, where dropout has done nothing;
    ``gaussian_over_uniform``: of random matrices; ``largest``: of any layer, at begin and end; ``tried``: see
    `Stopping.most`.
    """

    plain: Course
    regularised: Course
    growth: float
    dropout_gain: float
    dropout_gain_untrained: float
    gaussian_over_uniform: float
    largest: float
    rules: Comparison
    tried: float


def neural_persistence_stops(p: Stopping, run: Run) -> Stopped:
    """Train both nets, follow their persistence, stop the plain one by every rule."""
    dropped = p.recipe.model_copy(update={"architecture": p.recipe.architecture | {"dropout": p.dropout}})
    plain, nets, losses = follow_training(p.recipe, "plain", run)
    regularised, others, _ = follow_training(dropped, "regularised", run)
    run.keep("valid_losses", np.array(losses))
    norms = [weight_norm(net) for net in nets]
    return Stopped(
        plain=plain,
        regularised=regularised,
        growth=plain.trained - plain.untrained,
        dropout_gain=regularised.trained - plain.trained,
        dropout_gain_untrained=regularised.untrained - plain.untrained,
        gaussian_over_uniform=gaussian_over_uniform(nets[0][0].shape, p.matrices, run.rng("random matrices")),
        largest=max(float(normalised_persistences(net).max()) for net in (nets[0], nets[-1], others[-1])),
        rules=compare_rules(plain.persistence, losses, norms, plain.accuracy, p.most),
        tried=float(p.most),
    )


def follow_training(recipe: Recipe, name: str, run: Run) -> tuple[Course, list[Matrices], list[float]]:
    """Train a net; its course, its weights and its validation losses by epoch."""
    whole = recipe.model_copy(update={"keep_epochs": tuple(range(recipe.epochs + 1))})
    folder = run.once(fit, whole, name)
    series = read_history(folder).series
    nets = [weight_matrices(load(folder, epoch, whole)) for epoch in whole.kept]
    layers = np.array([normalised_persistences(net) for net in nets])
    run.keep(f"{name}_layers", layers)
    mean = layers.mean(axis=1).tolist()
    accuracies = list(series["test_accuracy"].values())
    course = Course(persistence=mean, accuracy=accuracies, untrained=mean[0], trained=mean[-1])
    return course, nets, list(series["valid_loss"].values())


def weight_matrices(model: object) -> Matrices:
    """The weights of each layer (``units inputs``), the inputs first."""
    state = model.state_dict()  # type: ignore[attr-defined]  # a network of torch, which is not imported here
    return [value.double().numpy() for value in state.values() if value.ndim == 2]


def weight_norm(net: Matrices) -> float:
    """The Euclidean norm of all weights."""
    return float(np.sqrt(sum(float((weights**2).sum()) for weights in net)))


def gaussian_over_uniform(shape: tuple[int, ...], count: int, rng: np.random.Generator) -> float:
    """The mean persistence of matrices with standard normal entries less that with entries U(-1, 1)."""
    normal = [normalised_persistences([rng.normal(size=shape)])[0] for _ in range(count)]
    uniform = [normalised_persistences([rng.uniform(-1.0, 1.0, shape)])[0] for _ in range(count)]
    return float(np.mean(normal) - np.mean(uniform))
