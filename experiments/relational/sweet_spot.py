"""Is a net along a graph in the sweet spot better than a dense one of the same cost? (You et al. 2020).

Nets are trained along graphs of different clustering and path length, each as wide as its cost allows, and a dense
one.
"""

from itertools import product
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.graphs.ring_graph import RingGraph, clustering_coefficient, mean_path_length, ring_graph
from netsci_bench.measures.series.smooth_surface import quadratic_share
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.nets.models.relational_mlp import write_graph
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history

Range = tuple[float, float]


class SweetSpot(Params):
    """Which graphs, which net, and where the sweet spot is.

    Attributes:
        recipe: of every net; its architecture has all but ``graph``.
        nodes: of each graph.
        degrees, rewired: a graph is drawn for each pair of a mean degree and a share of rewired edges.
        clustering, path: of the graphs in the sweet spot.
        early: epoch whose errors are held against the last ones.
    """

    recipe: Recipe
    nodes: Annotated[int, Field(ge=3)]
    degrees: Annotated[tuple[float, ...], Field(min_length=2)]
    rewired: Annotated[tuple[float, ...], Field(min_length=2)]
    clustering: Range
    path: Range
    early: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _there_is_an_early_test(self) -> Self:
        if self.early >= self.recipe.epochs or self.recipe.test_every != 1:
            raise ValueError("`early` must lie before the last epoch, and every epoch must be tested")
        return self


class Relational(Metrics):
    """By graph, the dense one last: clustering coefficient, mean path length, test errors in percent.

    ``complete_error``: of the dense net; ``spot_gain``: mean error of the graphs in the sweet spot less that;
    ``best_gain``: the least error less that, and so too good by chance; ``in_spot``: how many graphs lie there;
    ``smooth_share``: of the variance of the errors, explained by a surface over clustering and path length;
    ``permuted_share``: the same of errors in random order; ``early_correlation``: rank correlation of the errors at
    the early epoch and the last; ``spot``: the least and the largest clustering, and path length, of the sweet spot.
    """

    clustering: list[float]
    path: list[float]
    error: list[float]
    early_error: list[float]
    complete_error: float
    spot_gain: float
    best_gain: float
    in_spot: float
    smooth_share: float
    permuted_share: float
    early_correlation: float
    spot: list[float]


def sweet_spot(p: SweetSpot, run: Run) -> Relational:
    """Draw the graphs, train a net along each, and compare."""
    pairs = list(product(p.degrees, p.rewired))
    graphs = [ring_graph(RingGraph(p.nodes, *pair), run.rng(f"graph {pair}")) for pair in pairs]
    graphs.append(~np.eye(p.nodes, dtype=bool))
    clustering = np.array([clustering_coefficient(graph) for graph in graphs])
    path = np.array([mean_path_length(graph) for graph in graphs])
    errors = np.array([train_along(graph, p, run) for graph in graphs])
    inside = in_range(clustering, p.clustering) & in_range(path, p.path)
    if not inside.any():
        raise Failure("no graph lies in the sweet spot", f"seed {run.seed}", "draw more graphs")
    early, last = errors.T
    return Relational(
        clustering=clustering.tolist(),
        path=path.tolist(),
        error=last.tolist(),
        early_error=early.tolist(),
        complete_error=last[-1],
        spot_gain=float(last[inside].mean() - last[-1]),
        best_gain=float(last[:-1].min() - last[-1]),
        in_spot=float(inside.sum()),
        smooth_share=quadratic_share(clustering, path, last),
        permuted_share=quadratic_share(clustering, path, run.rng("permuted errors").permutation(last)),
        early_correlation=float(spearman(errors)[0, 1]),
        spot=[*p.clustering, *p.path],
    )


def train_along(graph: NDArray[np.bool_], p: SweetSpot, run: Run) -> tuple[float, float]:
    """Test errors in percent, at the early epoch and at the last."""
    recipe = p.recipe.model_copy(update={"architecture": p.recipe.architecture | {"graph": write_graph(graph)}})
    accuracies = read_history(run.once(fit, recipe)).series["test_accuracy"]
    return 100.0 - accuracies[p.early], 100.0 - accuracies[recipe.epochs]


def in_range(values: NDArray[np.float64], allowed: Range) -> NDArray[np.bool_]:
    """Which values lie in a range, its ends among them."""
    return np.asarray((values >= allowed[0]) & (values <= allowed[1]))
