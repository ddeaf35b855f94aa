"""How good does a network become, and is it as good when its training is computed in half precision?

What a network is tested with is always float32; only the products of the training differ. The two of a pair begin
with the same weights and see the same images in the same order.
"""

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history


class Training(Params):
    """How the net is trained."""

    recipe: Recipe


class Reached(Metrics):
    """Test accuracy in percent after the last epoch, and in the best of those that were tested."""

    last: float
    best: float


class Pair(Metrics):
    """Test accuracy after the last epoch, in percent; ``difference``: bfloat16 less float32, in points."""

    float32: float
    bfloat16: float
    difference: float


def one_training(p: Training, run: Run) -> Reached:
    """Train once."""
    story = read_history(run.once(fit, p.recipe))
    return Reached(last=story.last_accuracy, best=story.best_accuracy)


def both_precisions(p: Training, run: Run) -> Pair:
    """Train twice, whatever precision the recipe has."""
    last = {}
    for precision in ("float32", "bfloat16"):
        folder = run.once(fit, p.recipe.model_copy(update={"precision": precision}), precision)
        last[precision] = read_history(folder).last_accuracy
    return Pair(**last, difference=last["bfloat16"] - last["float32"])
