"""Does a network that is trained in half precision end up as good as one trained in float32?

What it is judged with here is always float32; only the products of the training differ. Both begin with the same
weights and see the same images in the same order, so that a seed is a pair.
"""

from netsci_bench.contract import Metrics, Params
from netsci_bench.nets.recipe import Recipe
from netsci_bench.nets.trained import history
from netsci_bench.nets.training import fit
from netsci_bench.run import Run


class Precisions(Params):
    """How the net is trained, but for the precision."""

    recipe: Recipe


class Pair(Metrics):
    """Test accuracy after the last epoch, in percent; ``difference``: bfloat16 less float32, in points."""

    float32: float
    bfloat16: float
    difference: float


def both_precisions(p: Precisions, run: Run) -> Pair:
    """Train twice."""
    last = {}
    for precision in ("float32", "bfloat16"):
        folder = run.once(fit, p.recipe.model_copy(update={"precision": precision}), precision)
        last[precision] = history(folder).last_accuracy
    return Pair(**last, difference=last["bfloat16"] - last["float32"])
