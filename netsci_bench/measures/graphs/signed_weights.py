"""By which stated policy does a signed weight become a valid, non-negative one?

Correlations and trained weights have signs; most measures of this folder are defined for w >= 0 only. Given
signed weights, some libraries refuse them, some fail to converge, and some silently return something that is
no probability (a PageRank below zero, a modularity with a negative total weight). So the choice is made here,
once and by name, and never inside a measure.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.graphs.square_matrix import finite_square

POLICIES = ("absolute", "positive", "shifted")


def nonnegative(weights: Float[NDArray[np.floating], "n n"], policy: str) -> Float[NDArray[np.float64], "n n"]:
    """Return the weights made non-negative by a named policy, with a zero diagonal.

    Formula, off the diagonal: absolute |w|; positive max(w, 0); shifted (1 + w) / 2 between non-constant
    units and 0 at constant ones. A constant unit is one whose whole row and column are 0, diagonal included,
    as `netsci_bench.measures.similarity.correlation` gives it. The diagonal is 0: a unit's correlation with itself is
    no edge.
    Shapes: (n, n) in and out. Units: those of the input; for shifted, a correlation in [-1, 1] becomes [0,
    1].
    Raises: ValueError if the policy is unknown (lists the names), if shifted meets a weight outside [-1, 1],
    or if the weights are not square and finite.
    Source: absolute and shifted are the unsigned and the signed adjacency at power 1 of Zhang & Horvath
    (2005), Stat. Appl. Genet. Mol. Biol. 4, 17; positive is the common thresholding at zero.

    >>> nonnegative(np.array([[1.0, -0.5], [-0.5, 1.0]]), "shifted")
    array([[0.  , 0.25],
           [0.25, 0.  ]])
    """
    graph = finite_square(weights)
    if policy == "absolute":
        result = np.abs(graph)
    elif policy == "positive":
        result = np.maximum(graph, 0.0)
    elif policy == "shifted":
        result = _shifted(graph)
    else:
        raise ValueError(f"unknown policy {policy!r} for signed weights; the policies are {', '.join(POLICIES)}")
    np.fill_diagonal(result, 0.0)
    return result


def _shifted(graph: NDArray[np.float64]) -> NDArray[np.float64]:
    if np.abs(graph).max() > 1.0:
        raise ValueError("the policy 'shifted' is for correlations: a weight lies outside [-1, 1]")
    linked = graph != 0.0
    varies = linked.any(axis=0) | linked.any(axis=1)
    # Without this a constant unit, which correlates with nothing, would be tied to everything at weight 1/2.
    return np.where(np.outer(varies, varies), (1.0 + graph) / 2.0, 0.0)
