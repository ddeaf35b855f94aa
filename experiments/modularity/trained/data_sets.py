"""Does the plateau at the end of the curve vanish as the data get harder?

Lu et al. (2022), section 4.1, third observation: the same net is trained on a simpler and on a more complex data set,
and the slow steps with which its curve ends are counted in both, here in both readings (see ``layers``).
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.trained.curve import steps_at_the_end
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, Samples, sampled_curves
from netsci_bench.measures.series.plateaus import relative_slow_steps
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history


class Task(Samples):
    """One data set, how the net is trained on it, and the two readings."""

    recipe: Recipe
    text: LayerReading
    published: LayerReading


class TwoTasks(Params):
    """The same net on two data sets; a step is slow if it gains less than ``slow_below`` of the mean step."""

    net: str
    simple: Task
    complex: Task
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25


class Vanishing(Metrics):
    """The slow steps at the end of either curve; ``plateau_loss``: how many fewer there are on the complex data.

    ``slow_share_loss``: the same for the share of all steps that are slow; ``permuted...``: with labels in random
    order, which have no plateau to lose.
    """

    simple_plateau: float
    complex_plateau: float
    plateau_loss: float
    permuted_plateau_loss: float
    slow_share_loss: float


class OnTwoDataSets(Metrics):
    """Both readings, and the accuracy of both nets in percent of their test images."""

    text: Vanishing
    published: Vanishing
    simple_accuracy: float
    complex_accuracy: float


def data_sets(p: TwoTasks, run: Run) -> OnTwoDataSets:
    """Train on each data set, measure both curves of each net, compare."""
    tasks = {"simple": p.simple, "complex": p.complex}
    folders = {name: run.once(fit, task.recipe, name) for name, task in tasks.items()}
    found: dict[str, list[Curves]] = {"text": [], "published": []}
    for name, task in tasks.items():
        net = load(folders[name], task.recipe.epochs, task.recipe, run.device)
        for reading, settings in (("text", task.text), ("published", task.published)):
            curves = sampled_curves(net, settings, task, run)
            found[reading].append(curves)
            run.keep(f"{name}-{reading}", curves.modularity.mean(axis=0))
    run.keep("net", np.array(p.net))
    run.keep("names", np.array([p.simple.dataset.name, p.complex.dataset.name]))
    return OnTwoDataSets(
        text=compare_ends(found["text"], p.slow_below),
        published=compare_ends(found["published"], p.slow_below),
        simple_accuracy=read_history(folders["simple"]).last_accuracy,
        complex_accuracy=read_history(folders["complex"]).last_accuracy,
    )


def compare_ends(curves: list[Curves], slow_below: float) -> Vanishing:
    """How the mean curves of the simple and of the complex data end."""
    simple, complex_ = (relative_slow_steps(one.modularity.mean(axis=0), slow_below) for one in curves)
    mixed = [relative_slow_steps(one.permuted.mean(axis=0), slow_below) for one in curves]
    before, after = steps_at_the_end(simple), steps_at_the_end(complex_)
    return Vanishing(
        simple_plateau=float(before),
        complex_plateau=float(after),
        plateau_loss=float(before - after),
        permuted_plateau_loss=float(steps_at_the_end(mixed[0]) - steps_at_the_end(mixed[1])),
        slow_share_loss=float(simple.mean() - complex_.mean()),
    )
