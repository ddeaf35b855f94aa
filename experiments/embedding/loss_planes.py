"""On which grids is a loss looked at, and in which plane did the training move?"""

from pathlib import Path
from typing import Annotated, Self

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.contract.surface_view import SurfaceView
from netsci_bench.measures.landscape.trajectory_plane import trajectory_plane
from netsci_bench.nets.landscape.directions import moved, read_vector
from netsci_bench.nets.landscape.loss_surface import loss, loss_surface
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.trained import load


class Grid(Params):
    """Points a side (odd, so that the network is one of them), how far they reach, and the margin around a path."""

    side: Annotated[int, Field(ge=3)] = 17
    reach: Annotated[float, Field(gt=0)] = 1.0
    margin: Annotated[float, Field(ge=0)] = 0.2

    @model_validator(mode="after")
    def _the_network_is_a_point(self) -> Self:
        if not self.side % 2:
            raise ValueError(f"{self.side} points a side have none in the middle: take an odd number")
        return self

    @property
    def axis(self) -> list[float]:
        """Coordinates from -reach to reach."""
        return [float(x) for x in np.linspace(-self.reach, self.reach, self.side)]

    @property
    def spacing(self) -> float:
        """From one point to the next."""
        return 2 * self.reach / (self.side - 1)


def training_examples(recipe: Recipe, count: int, run: Run) -> Examples:
    """The first images that were trained on, as the network sees them when nothing is augmented."""
    data = load_data(recipe.model_copy(update={"augmentation": "none"}), run).train
    chosen = torch.arange(min(count, len(data)), device=run.device)
    return Examples(data.inputs(chosen, None), data.labels[chosen])


def read_path(folder: Path, recipe: Recipe) -> NDArray[np.float64]:
    """The weights that move, after each epoch (``epochs weights``), from the untrained network on."""
    return np.stack([read_vector(load(folder, epoch, recipe)) for epoch in recipe.kept])


def keep_path_plane(
    name: str, net: nn.Module, path: NDArray[np.float64], seen: tuple[Examples, Grid], run: Run
) -> float:
    """Keep the surface in the plane in which a training moved, and the path on it; return the share in it."""
    examples, grid = seen
    plane = trajectory_plane(path)
    low, high = plane.places.min(axis=0), plane.places.max(axis=0)
    room = np.maximum(grid.margin * (high - low), 1e-9)
    across, along = (np.linspace(*ends, grid.side) for ends in zip(low - room, high + room, strict=True))
    first, second = plane.directions
    surface = loss_surface(net, (first, second), (across.tolist(), along.tolist()), examples)
    heights = losses_at(net, plane.places @ plane.directions, examples)
    words = f"{name.replace('_', ' ')}, its own plane"
    run.keep_surface(SurfaceView(words, across, along, surface, np.column_stack([plane.places, heights])))
    return sum(plane.shares)


def losses_at(net: nn.Module, offsets: NDArray[np.float64], examples: Examples) -> list[float]:
    """The loss where the weights are moved by each of some vectors (``places weights``)."""
    found = []
    with moved(net) as move:
        for offset in offsets:
            move(offset)
            found.append(loss(net, examples))
    return found
