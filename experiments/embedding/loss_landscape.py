"""Do shortcuts make the surface of the loss smoother?

Li et al. (2018), sections 5 and 6: the loss around a trained network, in planes of two filter-normalised random
directions, and in the plane in which the training moved. Two depths, each with and without shortcuts; the weights of
the two are as many, and only the additions differ.
"""

from dataclasses import dataclass
from itertools import product
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.contract.surface_view import SurfaceView
from netsci_bench.experiments.embedding.epoch_outputs import watched_recipe
from netsci_bench.experiments.embedding.loss_planes import Grid, keep_path_plane, read_path, training_examples
from netsci_bench.measures.landscape.extreme_eigenvalues import extreme_eigenvalues
from netsci_bench.measures.landscape.surface_curvature import negative_curvature_ratio, nonconvex_share
from netsci_bench.measures.landscape.trajectory_plane import share_in_plane
from netsci_bench.nets.landscape.directions import draw_direction, moved
from netsci_bench.nets.landscape.hessian import hessian_product
from netsci_bench.nets.landscape.loss_surface import loss_surface
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.trained import load, read_history

Count = Annotated[int, Field(ge=1)]
KINDS = {"with_shortcuts": True, "without": False}


class Landscape(Params):
    """Four trainings, and where around them the loss is looked at.

    ``recipe``: of a `shortcut_resnet`, whose ``blocks`` and ``shortcuts`` are set; ``shallow`` and ``deep``: blocks
    in each stage; ``grid``: on which the surfaces are; ``planes``: random planes of each network; ``images``: of
    the training set, whose loss is taken; ``curved_images``: of these, whose second derivative is; ``curved_at``: how
    far from the trained network, along both directions, in all combinations.
    """

    recipe: Recipe
    shallow: Count = 3
    deep: Count = 9
    grid: Grid = Grid()
    planes: Annotated[int, Field(ge=2)] = 2
    images: Count = 256
    curved_images: Count = 128
    curved_at: tuple[float, ...] = (-0.5, 0.0, 0.5)

    @model_validator(mode="after")
    def _there_is_a_path(self) -> Self:
        if self.recipe.epochs < 3:
            raise ValueError("the plane of a training needs three epochs or more")
        return self


class Around(Metrics):
    """The loss around a network.

    ``accuracy``: in percent of the test images; ``ratio``: strength of the negative curvature relative to the
    strongest, mean over points and planes; ``nonconvex``: share of points that are not convex; ``hessian_ratio``: the
    ratio of the whole second derivative, mean over some points; ``in_its_plane``: share of the training's variation
    in the plane of its two principal components; ``in_a_random_plane``: in that of two filter-normalised directions.
    """

    accuracy: float
    ratio: float
    nonconvex: float
    hessian_ratio: float
    in_its_plane: float
    in_a_random_plane: float


class Pair(Metrics):
    """Networks of one depth; ``roughness``: ratio without shortcuts less that with them; ``hessian_`` likewise."""

    with_shortcuts: Around
    without: Around
    roughness: float
    hessian_roughness: float


class Landscapes(Metrics):
    """Two depths.

    ``deepening``: roughness of the deep pair less that of the shallow one; ``plain_deepening``: ratio of the deep
    network without shortcuts less that of the shallow one; ``other_plane``: difference between two planes of the same
    network, which nothing can explain.
    """

    shallow: Pair
    deep: Pair
    deepening: float
    plain_deepening: float
    other_plane: float


@dataclass(frozen=True)
class Looked:
    """One network, where it is seen, and its name."""

    name: str
    net: nn.Module
    examples: Examples
    path: NDArray[np.float64]
    accuracy: float


def loss_landscape(p: Landscape, run: Run) -> Landscapes:
    """Train both kinds at both depths, and look around them."""
    pairs, planes = {}, []
    for depth, blocks in (("shallow", p.shallow), ("deep", p.deep)):
        around = {}
        for kind, shortcuts in KINDS.items():
            around[kind], ratios = look_around(train(f"{depth}, {kind}", blocks, shortcuts, p, run), p, run)
            planes.append(ratios)
            run.progress(Progress("looking around", len(planes), 2 * len(KINDS), "network"))
        pairs[depth] = Pair(
            **around,
            roughness=around["without"].ratio - around["with_shortcuts"].ratio,
            hessian_roughness=around["without"].hessian_ratio - around["with_shortcuts"].hessian_ratio,
        )
    return Landscapes(
        **pairs,
        deepening=pairs["deep"].roughness - pairs["shallow"].roughness,
        plain_deepening=pairs["deep"].without.ratio - pairs["shallow"].without.ratio,
        other_plane=planes[-1][0] - planes[-1][1],
    )


def train(name: str, blocks: int, shortcuts: bool, p: Landscape, run: Run) -> Looked:
    """One of the networks with all its epochs, and the images that it is looked at with."""
    architecture = {**p.recipe.architecture, "blocks": blocks, "shortcuts": shortcuts}
    recipe = watched_recipe(p.recipe.model_copy(update={"architecture": architecture}))
    folder = run.once(fit, recipe, name)
    net = load(folder, recipe.epochs, recipe, run.device)
    examples = training_examples(recipe, p.images, run)
    return Looked(name, net, examples, read_path(folder, recipe), read_history(folder).last_accuracy)


def look_around(looked: Looked, p: Landscape, run: Run) -> tuple[Around, list[float]]:
    """Surfaces in random planes, the second derivative at some points of the first, and the plane of the path."""
    net, axis = looked.net, p.grid.axis
    ratios, shares, missed = [], [], []
    for number in range(p.planes):
        rngs = [run.rng(f"direction {side} of plane {number}") for side in (1, 2)]
        first, second = (draw_direction(net, rng) for rng in rngs)
        surface = loss_surface(net, (first, second), (axis, axis), looked.examples)
        ratios.append(negative_curvature_ratio(surface, p.grid.spacing))
        shares.append(nonconvex_share(surface, p.grid.spacing))
        missed.append(share_in_plane(looked.path, np.stack([first, second])))
        if number == 0:
            view = (looked.name.replace("_", " "), np.array(axis), np.array(axis), surface)
            run.keep_surface(SurfaceView(*view, np.array([[0.0, 0.0, surface[len(axis) // 2, len(axis) // 2]]])))
            curved = [curvature(looked, x * first + y * second, p) for x, y in product(p.curved_at, repeat=2)]
    found = Around(
        accuracy=looked.accuracy,
        ratio=float(np.mean(ratios)),
        nonconvex=float(np.mean(shares)),
        hessian_ratio=float(np.mean(curved)),
        in_its_plane=keep_path_plane(looked.name, net, looked.path, (looked.examples, p.grid), run),
        in_a_random_plane=float(np.mean(missed)),
    )
    return found, ratios


def curvature(looked: Looked, offset: NDArray[np.float64], p: Landscape) -> float:
    """How negative the lowest eigenvalue of the whole second derivative is, away from the trained network."""
    net, some = looked.net, slice(p.curved_images)
    with moved(net) as move:
        move(offset)
        product_of = hessian_product(net, Examples(looked.examples.images[some], looked.examples.labels[some]))
        return extreme_eigenvalues(product_of, len(offset)).negative_ratio
