"""Do the Betti numbers of the classes fall from layer to layer, and faster with ReLU than with tanh?

After Naitzat, Zhitnikov & Lim (2020): nine discs are told from the square around them, which has nine holes. Nets are
trained until they make no error; after each layer the pieces and holes of both classes are counted.
"""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.topology.neighbour_betti import neighbour_betti
from netsci_bench.nets.planar.deep_net import Activation, hidden_outputs
from netsci_bench.nets.planar.discs import disc_points
from netsci_bench.nets.planar.mlp import Layers
from netsci_bench.nets.planar.well_trained import DeepRecipe, DeepTrained, fit_deep, read_deep

Points = NDArray[np.float64]


class Disentangling(Params):
    """Which nets are trained, and how pieces and holes are counted.

    Attributes:
        deep: the deep net, with ReLU; the one with tanh differs in ``activation`` and in ``tanh_lr``.
        shallow: hidden widths of a net with few layers, with ReLU.
        neighbours, hops: of the graph of nearest neighbours, see `neighbour_betti`.
        most_draws: nets that are trained in search of one without errors; the others are left out.
    """

    deep: DeepRecipe
    tanh_lr: Annotated[float, Field(gt=0)]
    shallow: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]
    neighbours: Annotated[int, Field(ge=1)]
    hops: Annotated[int, Field(ge=1)]
    most_draws: Annotated[int, Field(ge=1)] = 20


class Descent(Metrics):
    """Betti numbers after each layer, the points themselves first and the output of the net last.

    ``inner_pieces``, ``inner_holes``: of the discs; ``outer_pieces``, ``outer_holes``: of what is around them;
    ``total``: all four; ``last``: total after the last hidden layer; ``output``: total of the net's output; ``kept``:
    last over the total of the points; ``mean_kept``: mean over the hidden layers of that ratio; ``late_share``: share
    of the whole fall, from the points to the output, that comes after the first half of the layers; ``steps``: of the
    training; ``draw``: so many nets were left out; ``held_out``: percent of held-out points on the right side.
    """

    inner_pieces: list[float]
    inner_holes: list[float]
    outer_pieces: list[float]
    outer_holes: list[float]
    total: list[float]
    last: float
    output: float
    kept: float
    mean_kept: float
    late_share: float
    steps: float
    draw: float
    held_out: float


class Disentangled(Metrics):
    """The three nets of one seed, and the deep one with ReLU before its training.

    ``relu_lead``: mean_kept of the net with ReLU less that with tanh; ``shallow_delay``: late_share of the shallow
    net less that of the deep one.
    """

    relu: Descent
    tanh: Descent
    shallow: Descent
    untrained: Descent
    relu_lead: float
    shallow_delay: float


def betti_by_layer(p: Disentangling, run: Run) -> Disentangled:
    """Train the three nets and count after every layer."""
    recipes = {
        "relu": p.deep,
        "tanh": p.deep.model_copy(update={"activation": "tanh", "lr": p.tanh_lr}),
        "shallow": p.deep.model_copy(update={"widths": p.shallow}),
    }
    points, labels = disc_points(p.deep.data, run.rng("points to count on"))
    run.keep("points", points)
    run.keep("labels", labels)
    trained = {name: first_well_trained(recipe, p.most_draws, name, run) for name, recipe in recipes.items()}
    outputs = {name: layer_points(net.layers(), points, recipes[name].activation) for name, net in trained.items()}
    outputs["untrained"] = layer_points(trained["relu"].layers(trained=False), points, p.deep.activation)
    descents = {
        name: count_descent(clouds, labels, p, trained.get(name, trained["relu"])) for name, clouds in outputs.items()
    }
    for name in recipes:
        run.keep(f"{name}_planes", np.stack([in_plane(cloud) for cloud in outputs[name]]))
    return Disentangled(
        **descents,
        relu_lead=descents["relu"].mean_kept - descents["tanh"].mean_kept,
        shallow_delay=descents["shallow"].late_share - descents["relu"].late_share,
    )


def first_well_trained(recipe: DeepRecipe, most: int, name: str, run: Run) -> DeepTrained:
    """The first draw of initial weights that is trained to no error.

    Raises:
        Failure: none of ``most`` is.
    """
    for number in range(most):
        drawn = recipe.model_copy(update={"draw": number})
        trained = read_deep(run.once(fit_deep, drawn, name), drawn)
        if trained.well_trained:
            return trained
    raise Failure(
        f"none of {most} nets is well trained", f"{name}, seed {run.seed}", "raise most_draws or most_steps"
    )


def layer_points(layers: Layers, points: Points, activation: Activation) -> list[Points]:
    """The points, and what each layer makes of them."""
    return [points, *hidden_outputs(layers, points, activation)]


def count_descent(clouds: Sequence[Points], labels: Points, p: Disentangling, net: DeepTrained) -> Descent:
    """Count pieces and holes of both classes in each cloud; the discs are the inner class."""
    sides = [labels > 0.0, labels < 0.0]
    betti = [[neighbour_betti(cloud[side], p.neighbours, p.hops) for side in sides] for cloud in clouds]
    total = np.array([inner.total + outer.total for inner, outer in betti], dtype=np.float64)
    half, fall = total[len(total) // 2], total[0] - total[-1]
    return Descent(
        inner_pieces=[float(inner.pieces) for inner, _ in betti],
        inner_holes=[float(inner.holes) for inner, _ in betti],
        outer_pieces=[float(outer.pieces) for _, outer in betti],
        outer_holes=[float(outer.holes) for _, outer in betti],
        total=total.tolist(),
        last=total[-2],
        output=total[-1],
        kept=total[-2] / total[0],
        mean_kept=float(total[1:-1].mean() / total[0]),
        late_share=float((half - total[-1]) / fall) if fall > 0.0 else 1.0,
        steps=float(net.steps),
        draw=float(net.draw),
        held_out=100.0 * net.held_out_correct,
    )


def in_plane(cloud: Points) -> Points:
    """A cloud (``n d``) in its first two principal directions (``n 2``), for the figures."""
    centred = cloud - cloud.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    shown = centred @ axes[:2].T
    return np.asarray(np.pad(shown, ((0, 0), (0, 2 - shown.shape[1]))), dtype=np.float64)
