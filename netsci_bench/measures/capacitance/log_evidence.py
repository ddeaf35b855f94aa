"""How well do features explain the classes of a task, before anything is trained?"""

import math

import numpy as np
from jaxtyping import Float, Integer
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

DECADES = (-12.0, 12.0)  # of the prior's precision over the noise's, in units of the largest squared singular value
STEPS = 97  # a coarse look first: the evidence may have two maxima


def log_maximum_evidence(
    features: Float[NDArray[np.floating], "samples features"], classes: Integer[NDArray[np.integer], " labels"]
) -> float:
    """Return LogME: the log evidence of the classes under a linear model of the features, for each sample.

    Formula: for each class the indicator y is modelled as N(F w, 1 / b) with w ~ N(0, 1 / a), so its evidence is that
    of N(0, (I + F F^T / t) / b) with t = a / b; b has its best value in closed form, t is sought on a line. The mean
    over the classes that occur of the largest log evidence over the number of samples. By the singular values of F,
    so it holds for fewer samples than features, where the authors' code does not.
    Shapes: (samples, features) and (samples,). Units: nats for each sample.
    Raises: ValueError if there are fewer than two samples or classes, not as many of both, or a value is not finite.
    Source: You, Liu, Wang & Long (2021), ICML, PMLR 139, 12133.

    >>> features = np.array([[1.0, 1.0], [1.1, 1.0], [-1.0, 1.0], [-1.1, 1.0]])
    >>> round(log_maximum_evidence(features, np.array([0, 0, 1, 1])), 2)
    0.28
    """
    exact = np.asarray(features, dtype=np.float64)
    if len(exact) != len(classes) or len(exact) < 2 or not np.isfinite(exact).all():
        raise ValueError(f"{len(exact)} finite samples of features do not fit {len(classes)} classes of samples")
    found = np.unique(classes)
    if len(found) < 2:
        raise ValueError("all samples are of one class: there is nothing to explain")
    left, singular, _ = np.linalg.svd(exact, full_matrices=False)
    targets = (classes[:, None] == found).astype(np.float64)
    return float(np.mean([_largest_evidence(left.T @ y, singular**2, y) for y in targets.T]))


def _largest_evidence(inside: NDArray[np.float64], squares: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """By the coordinates of y along the left singular vectors, and the squared singular values."""
    outside = max(0.0, float(y @ y - inside @ inside))
    unit = float(squares.max()) or 1.0

    def loss(decade: float) -> float:
        spread = 1 + squares / (unit * 10.0**decade)
        misfit = outside + float(np.sum(inside**2 / spread))
        return 0.5 * (math.log(2 * math.pi * math.e * misfit / len(y)) + float(np.log(spread).sum()) / len(y))

    decades = np.linspace(*DECADES, STEPS)
    step = decades[1] - decades[0]
    best = float(decades[np.argmin([loss(decade) for decade in decades])])
    finer = minimize_scalar(loss, bounds=(best - step, best + step), method="bounded")
    return -min(loss(best), float(finer.fun))
