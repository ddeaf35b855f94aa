"""How high is the loss around the weights of a network? On a grid in a plane of two directions.

The network is in its evaluation mode: a batch normalisation keeps the numbers that it has learned, as in the code of
Li et al. (2018), so that the loss of an image does not depend on the others.
"""

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import nn

from netsci_bench.nets.landscape.directions import Vector, moved
from netsci_bench.nets.training.evaluate import compute_outputs
from netsci_bench.nets.training.tensors import Examples


def loss_surface(
    net: nn.Module,
    directions: tuple[Vector, Vector],
    coordinates: tuple[Sequence[float], Sequence[float]],
    examples: Examples,
    after_row: Callable[[int], None] = lambda _: None,
) -> Float[NDArray[np.float64], "rows columns"]:
    """The mean cross-entropy of examples where the weights are moved by each pair of coordinates.

    Args:
        net: is left as it was.
        directions: the first goes along the columns, the second along the rows.
        coordinates: how far, in units of the directions; of the columns, then of the rows.
        examples: of which the loss is taken.
        after_row: is called with the number of finished rows.
    """
    first, second = directions
    surface = np.empty((len(coordinates[1]), len(coordinates[0])))
    with moved(net) as move:
        for row, along in enumerate(coordinates[1]):
            for column, across in enumerate(coordinates[0]):
                move(across * first + along * second)
                surface[row, column] = loss(net, examples)
            after_row(row + 1)
    return surface


def loss(net: nn.Module, examples: Examples) -> float:
    """The mean cross-entropy, added up in float64: far from the trained weights outputs are large."""
    outputs = compute_outputs(net, examples.images).double()
    return float(nn.functional.cross_entropy(outputs, examples.labels))
