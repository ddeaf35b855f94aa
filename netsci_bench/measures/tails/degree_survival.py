"""Which share of the units has a degree of at least k, as it is and as a law says?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.tails.degree_families import Fit
from netsci_bench.measures.tails.discrete_laws import Degrees, log_probabilities


def survival(degrees: Degrees) -> tuple[Degrees, Float[NDArray[np.float64], " values"]]:
    """Return the degrees that occur, and the share of units with edges that have at least as many.

    Formula: S(k) = #(degrees >= k) / #(degrees > 0). Shapes: (n,) to two of (values,), ascending in k. Units: edges;
    shares. Both are empty where no unit has an edge.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, section 3.3 (there P(k)).

    >>> survival(np.array([0, 1, 1, 4]))
    (array([1, 4]), array([1.        , 0.33333333]))
    """
    values, counts = np.unique(degrees[degrees > 0], return_counts=True)
    return values, np.cumsum(counts[::-1])[::-1] / max(1, counts.sum())


def law_survival(fit: Fit, most: int) -> tuple[Degrees, Float[NDArray[np.float64], " degrees"]]:
    """Return the degrees from the law's smallest to ``most``, and the share that the law gives to at least as many.

    Formula: S(k) = 1 - sum of p(j) over x_min <= j < k. Shapes: two of (most - x_min + 1,). Units: edges; shares.
    Raises: ValueError if ``most`` lies below the law's smallest degree.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, table 2.1.

    >>> law_survival(Fit("exponential", (np.log(2),), 1.0, np.empty(0), 0), 3)[1].round(3)
    array([1.  , 0.5 , 0.25])
    """
    at = np.arange(int(fit.x_min), most + 1)
    shares = np.exp(log_probabilities(fit.family, at, fit.parameters, int(fit.x_min)))
    return at, 1.0 - np.concatenate([[0.0], np.cumsum(shares)[:-1]])
