"""Which of several draws of a small training is counted? The first whose learning curves show what is asked for.

A condition such as "when the network groks" leaves out nets. To leave out seeds would make groups of unequal size,
and to enter them as 0 would be a value that nobody measured. So each seed draws data and initial weights until a net
meets the condition, by its learning curves alone, and says how many draws that took.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import SmallTrained, read_training
from netsci_bench.nets.planar.training import fit_small

Condition = Callable[[SmallTrained], bool]


class Draw(Params):
    """One training of many by the same recipe; number 0 is the one that `fit_small` gives to the seed."""

    recipe: SmallRecipe
    number: Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Counted:
    """The draws that count, by condition: their number, what they learned, and a run with their random numbers."""

    number: int
    training: SmallTrained
    run: Run


def run_of_draw(number: int, run: Run) -> Run:
    """The same run with random numbers of its own; draw 0 has those of the seed."""
    return replace(run, seed=run.torch_seed(f"draw {number}")) if number else run


def fit_draw(p: Draw, run: Run) -> None:
    """Train one draw; leaves what `fit_small` leaves."""
    fit_small(p.recipe, run_of_draw(p.number, run))


def first_draws(recipe: SmallRecipe, conditions: Mapping[str, Condition], most: int, run: Run) -> dict[str, Counted]:
    """For each condition the first draw that meets it; draws are trained until each condition is met.

    Raises:
        Failure: none of ``most`` draws meets a condition: there are too few such nets for a verdict.
    """
    found: dict[str, Counted] = {}
    for number in range(most):
        draw = Draw(recipe=recipe, number=number)
        training = read_training(run.once(fit_draw, draw, "searched"), recipe)
        for name, meets in conditions.items():
            if name not in found and meets(training):
                run.once(fit_draw, draw, name)  # it is in the store: its curves get the name of the condition
                found[name] = Counted(number, training, run_of_draw(number, run))
        if len(found) == len(conditions):
            return found
    missing = " and ".join(name for name in conditions if name not in found)
    raise Failure(
        f"none of {most} draws is {missing}", f"seed {run.seed}", "raise most_draws, or take another recipe"
    )
