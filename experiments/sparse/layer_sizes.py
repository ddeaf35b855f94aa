"""How many connections does a layer need as it becomes larger? As many as units, or as places?

Mocanu et al. (2018): sparse layers in place of dense ones reduce the number of parameters quadratically, with no
decrease in accuracy. That epsilon (n + m) connections grow with n where n m grow with its square is arithmetic. That
a fixed epsilon is enough at every size is not: here nets of several sizes are trained with several epsilons, and at
each size the smallest is found that is no less accurate than the dense net.
"""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.readings import Dense, accuracies_by_epoch, dense_twin, late_mean
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

LAYERS = 3  # hidden ones, all of the same size
Count = Annotated[int, Field(ge=1)]
Trained = tuple[float, float]  # late accuracy in percent; weights between hidden layers that are not zero


class LayerSizes(Params):
    """The recipe of the sparse nets, whose hidden layers and epsilon are replaced, and what counts as less accurate.

    ``sizes``: units of a hidden layer; ``epsilons``: from few connections to many; ``margin``: in points.
    """

    recipe: Recipe
    sizes: Annotated[tuple[Count, ...], Field(min_length=2)]
    epsilons: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=1)]
    margin: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _ascend(self) -> "LayerSizes":
        for name in ("sizes", "epsilons"):
            if list(values := getattr(self, name)) != sorted(set(values)):
                raise ValueError(f"{name} must ascend without repeats")
        if 2 * self.epsilons[-1] > self.sizes[0]:
            few = f"layers of {self.sizes[0]} units have too few places for epsilon {self.epsilons[-1]:g}"
            raise ValueError(f"{few}: take at least {2 * self.epsilons[-1]:g} units, or a smaller epsilon")
        return self


class Scaling(Metrics):
    """Exponents of weights between hidden layers over the size of these layers, and accuracies.

    ``dense_exponent``: of dense nets; ``sparse_exponent``: of those with the largest epsilon; ``needed_exponent``:
    of the smallest sparse nets that are at most ``margin`` less accurate than the dense one of their size, where that
    stands for itself if none is. ``needed``: their weights, by size; ``dense``: those of the dense nets;
    ``fallen_back``: at how many sizes no sparse net was as accurate. ``gains``: by size, late accuracy with the
    largest epsilon less the dense net's; ``mean_gain``: their mean; ``gain_by_doubling``: their slope, in points for
    each doubling of the size.
    """

    needed_exponent: float
    sparse_exponent: float
    dense_exponent: float
    needed: list[float]
    dense: list[float]
    fallen_back: float
    gains: list[float]
    mean_gain: float
    gain_by_doubling: float


def layer_sizes(p: LayerSizes, run: Run) -> Scaling:
    """Train every net, and see how many connections are needed."""
    dense = [train(dense_twin(recipe_of(size, p.epsilons[0], p), Dense()), f"dense {size}", run) for size in p.sizes]
    sparse = [
        [train(recipe_of(size, epsilon, p), f"sparse {size}, {epsilon:g}", run) for epsilon in p.epsilons]
        for size in p.sizes
    ]
    run.keep("sizes", np.array(p.sizes))
    run.keep("epsilons", np.array(p.epsilons))
    run.keep("late", np.array([[net[0] for net in (*row, own)] for row, own in zip(sparse, dense, strict=True)]))
    run.keep("weights", np.array([[net[1] for net in (*row, own)] for row, own in zip(sparse, dense, strict=True)]))
    return measure_scaling(p.sizes, sparse, dense, p.margin)


def recipe_of(size: int, epsilon: float, p: LayerSizes) -> Recipe:
    """The training of the sparse net of one size with one epsilon."""
    shape = p.recipe.architecture | {"hidden": (size,) * LAYERS, "epsilon": epsilon}
    return p.recipe.model_copy(update={"architecture": shape})


def train(recipe: Recipe, name: str, run: Run) -> Trained:
    """Train a net, unless that was done before: its late accuracy, and its weights between hidden layers."""
    folder = run.once(fit, recipe, name)
    net = load(folder, recipe.epochs, recipe)
    return late_mean(accuracies_by_epoch(read_history(folder))), float(inner_weights(net))


def inner_weights(net: nn.Module) -> int:
    """How many weights other than zero lie between the hidden layers, that is, neither first nor last."""
    layers = [part for part in net.modules() if isinstance(part, SparseLinear | nn.Linear)]
    return sum(int((layer.weight != 0).sum()) for layer in layers[1:-1])


def measure_scaling(
    sizes: Sequence[int], sparse: Sequence[Sequence[Trained]], dense: Sequence[Trained], margin: float
) -> Scaling:
    """Compare sparse nets, from few connections to many, with the dense one of each size."""
    needed, fallen_back = [], 0
    for nets, (accuracy, weights) in zip(sparse, dense, strict=True):
        enough = [own for late, own in nets if late >= accuracy - margin]
        needed.append(min(enough) if enough else weights)
        fallen_back += not enough
    gains = [nets[-1][0] - own[0] for nets, own in zip(sparse, dense, strict=True)]
    all_dense, largest = [own[1] for own in dense], [nets[-1][1] for nets in sparse]
    return Scaling(
        needed_exponent=exponent(sizes, needed),
        sparse_exponent=exponent(sizes, largest),
        dense_exponent=exponent(sizes, all_dense),
        needed=needed,
        dense=all_dense,
        fallen_back=float(fallen_back),
        gains=gains,
        mean_gain=float(np.mean(gains)),
        gain_by_doubling=slope(np.log2(sizes), np.array(gains)),
    )


def exponent(sizes: Sequence[int], weights: Sequence[float]) -> float:
    """Slope of the line through logarithms of weights and of sizes, by least squares.

    >>> round(exponent([10, 20, 40], [7.0, 28.0, 112.0]), 6)
    2.0
    """
    return slope(np.log(sizes), np.log(weights))


def slope(at: Float[NDArray[np.float64], " n"], values: Float[NDArray[np.float64], " n"]) -> float:
    """Slope of the line through points, by least squares."""
    return float(np.polyfit(at, values, 1)[0])
