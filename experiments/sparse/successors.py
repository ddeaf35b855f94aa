"""Do later rules of rewiring do better than SET with as many connections? Is it the gradient?

Five sparse nets of a seed begin as the same net, see the same batches and always have as many connections: SET; the
smallest of all weights removed, without regard to sign, and new ones drawn at random; the same with new weights of
zero; RigL's rule, zeros where gradients are largest; and no rewiring at all. A dense twin stands beside them.
"""

from pydantic import model_validator

from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.readings import Dense, Learned, dense_twin, fixed_twin, train_and_measure
from netsci_bench.nets.training.recipe import Recipe


class Successors(Params):
    """The recipe of SET, and the code of what the others have in its place.

    ``by_size``, ``by_gradient``: rules of rewiring; ``watched``: the same net with layers that know their gradients.
    """

    recipe: Recipe
    by_size: Code
    by_gradient: Code
    watched: Code

    @model_validator(mode="after")
    def _evolves(self) -> "Successors":
        if self.recipe.evolution is None or not self.recipe.evolution.deviation:
            raise ValueError("the recipe needs an evolution whose new weights have a deviation above 0")
        return self


class Arms(Metrics):
    """Six nets, and by how many percentage points they differ over the last quarter of the epochs, paired by seed.

    ``gradient`` is RigL's rule; ``size`` draws places and weights at random; ``zero`` places only. Gains of the
    first named over the second. ``weights_apart``: weights of the sparse net that has most, less those of the one
    that has fewest.
    """

    evolved: Learned
    size: Learned
    zero: Learned
    gradient: Learned
    fixed: Learned
    dense: Learned
    gradient_over_evolved: float
    gradient_over_zero: float
    gradient_over_fixed: float
    gradient_over_dense: float
    evolved_over_fixed: float
    evolved_over_size: float
    weights_apart: float


def set_successors(p: Successors, run: Run) -> Arms:
    """Train the six nets and compare them."""
    nets = {name: train_and_measure(name, recipe, run) for name, recipe in recipes_of(p).items()}
    late = {name: net.late for name, net in nets.items()}
    weights = [net.weights for name, net in nets.items() if name != "dense"]
    return Arms(
        **nets,
        gradient_over_evolved=late["gradient"] - late["evolved"],
        gradient_over_zero=late["gradient"] - late["zero"],
        gradient_over_fixed=late["gradient"] - late["fixed"],
        gradient_over_dense=late["gradient"] - late["dense"],
        evolved_over_fixed=late["evolved"] - late["fixed"],
        evolved_over_size=late["evolved"] - late["size"],
        weights_apart=max(weights) - min(weights),
    )


def recipes_of(p: Successors) -> dict[str, Recipe]:
    """The six trainings by name."""
    assert p.recipe.evolution  # as validated
    from_zero = p.recipe.evolution.model_copy(update={"deviation": 0.0})
    size = p.recipe.model_copy(update={"evolved_by": p.by_size})
    by_gradient = {"evolved_by": p.by_gradient, "evolution": from_zero, "model": p.watched}
    return {
        "evolved": p.recipe,
        "size": size,
        "zero": size.model_copy(update={"evolution": from_zero}),
        "gradient": p.recipe.model_copy(update=by_gradient),
        "fixed": fixed_twin(p.recipe),
        "dense": dense_twin(p.recipe, Dense()),
    }
