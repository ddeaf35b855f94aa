"""Do visible units gain connections where images vary, and does this show the kind of image?

Mocanu et al. (2018): on MNIST central pixels get many connections and those of the edge almost none; on silhouettes
this is weaker. Degrees are given in units of their mean, so that machines with other numbers of connections compare;
what they are compared with is the graph at the start, which the machine with fixed connections keeps.
"""

import math
from typing import Annotated

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.wiring import BORDER
from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.boltzmann.trained import read_rbm
from netsci_bench.nets.boltzmann.training import train_rbm

Map = Float[NDArray[np.float64], "side side"]


class Visible(Params):
    """The training on digits, and what takes their place. ``rbm`` has an evolution; both data sets square images."""

    rbm: RbmRecipe
    silhouettes: Dataset
    silhouettes_held_out: Annotated[int, Field(ge=0)] = 0


class Pattern(Metrics):
    """Where the connections of visible units lie, in units of their mean.

    ``centre_excess``: mean degree in the middle half of rows and columns less that of the outermost three pixels;
    ``centre_gain``: that less the same at the start; ``border``: mean degree of the outermost three pixels.
    """

    centre_excess: float
    centre_gain: float
    border: float


class Patterns(Metrics):
    """Of digits and of silhouettes, and how much stronger the pattern of digits is (by ``centre_gain``).

    ``start_border``: the mean degree at the border of the digits' graph at the start.
    """

    digits: Pattern
    silhouettes: Pattern
    digits_stronger: float
    start_border: float


def visible_patterns(p: Visible, run: Run) -> Patterns:
    """Train an evolving machine on either data set, and look at the degrees of the pixels."""
    other = {"dataset": p.silhouettes, "held_out": p.silhouettes_held_out}
    recipes = {"digits": p.rbm, "silhouettes": p.rbm.model_copy(update=other)}
    maps = {}
    for name, recipe in recipes.items():
        start = recipe.model_copy(update={"evolution": None, "epochs": 1})  # its connections stay as they were drawn
        for when, training in (("start", start), ("end", recipe)):
            maps[name, when] = degree_map(read_rbm(run.once(train_rbm, training, f"{name} {when}")).connected)
            run.keep(f"{name}_{when}", maps[name, when])
    digits, silhouettes = (measure_pattern(maps[name, "start"], maps[name, "end"]) for name in recipes)
    return Patterns(
        digits=digits,
        silhouettes=silhouettes,
        digits_stronger=digits.centre_gain - silhouettes.centre_gain,
        start_border=border_mean(maps["digits", "start"]),
    )


def degree_map(connected: NDArray[np.bool_]) -> Map:
    """Degrees of visible units, from a mask of visible by hidden ones, as a square in units of their mean.

    Raises:
        ValueError: the visible units are no square, or have no connections.
    """
    degrees = connected.sum(axis=1).astype(np.float64)
    side = math.isqrt(len(degrees))
    if side**2 != len(degrees) or not degrees.any():
        raise ValueError(f"{len(degrees)} visible units with {degrees.sum():g} connections make no square map")
    return np.asarray(degrees / degrees.mean()).reshape(side, side)


def measure_pattern(start: Map, end: Map) -> Pattern:
    """The pattern at the end, and what has changed since the start."""
    before, after = (middle_mean(degrees) - border_mean(degrees) for degrees in (start, end))
    return Pattern(centre_excess=after, centre_gain=after - before, border=border_mean(end))


def middle_mean(degrees: Map) -> float:
    """Mean over the middle half of rows and columns.

    >>> middle_mean(np.pad(np.full((14, 14), 2.0), 7))
    2.0
    """
    rows, columns = degrees.shape
    return float(degrees[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4].mean())


def border_mean(degrees: Map) -> float:
    """Mean over the outermost three pixels of each side.

    >>> border_mean(np.pad(np.full((22, 22), 2.0), 3))
    0.0
    """
    border = np.ones(degrees.shape, dtype=bool)
    border[BORDER:-BORDER, BORDER:-BORDER] = False
    return float(degrees[border].mean())
