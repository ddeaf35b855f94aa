"""How well can classes be read off a representation by a linear map?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

STRENGTHS = tuple(10.0**power for power in range(-6, 3))  # of the penalty, in mean eigenvalues


def linear_probe_accuracy(
    training: tuple[Float[NDArray[np.floating], "samples features"], Int[NDArray[np.integer], " samples"]],
    test: tuple[Float[NDArray[np.floating], "others features"], Int[NDArray[np.integer], " others"]],
    strengths: Sequence[float] = STRENGTHS,
) -> float:
    """Return the share of test samples whose class a linear map, fitted by least squares with a penalty, finds.

    Formula: W minimises |Y - X W|^2 + a |W|^2, X centred, Y 1 for the class of a sample and 0 else, centred too; the
    answer is the largest output. Of the strengths a, in units of the mean eigenvalue of X X^T, that with the least
    squared error when each training sample is left out once is taken, by the exact formula for a fixed mean, (Y - H
    Y) / (1 - h) with H = K / (K + a) and h its diagonal. So no test sample takes part, and nothing is drawn. Solved
    among samples, not features: memory O(samples^2).
    Shapes: (samples, features), (samples,) and the same of the test. Units: share, in [0, 1]; 1 / classes by chance.
    Raises: ValueError if shapes do not fit, training has one class only, the features do not vary or are not finite.
    Source: Alain & Bengio (2016), arXiv 1610.01644, for probes; Hastie, Tibshirani & Friedman (2009), section 7.10,
    for leaving out. Their probes are logistic, by gradient descent: ours has the same form and one solution.

    >>> x = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    >>> linear_probe_accuracy((x, np.array([3, 3, 3, 8, 8, 8])), (x + 0.05, np.array([3, 3, 3, 8, 8, 3])))
    0.8333333333333334
    """
    (x, labels), (new, wanted) = training, test
    classes, number = np.unique(labels, return_inverse=True)
    if len(labels) != len(x) or len(wanted) != len(new) or x.shape[1] != new.shape[1] or len(classes) < 2:
        shapes = f"{x.shape} with {len(labels)} labels of {len(classes)} classes, and {new.shape} with {len(wanted)}"
        raise ValueError(f"a probe needs labelled samples of two classes or more and of one width, not {shapes}")
    if not (np.isfinite(x).all() and np.isfinite(new).all()):
        raise ValueError("a feature is not finite")
    if (x == x[0]).all():
        raise ValueError("the features do not vary: there is nothing to read off")
    mean = x.mean(axis=0, dtype=np.float64)
    centred = x.astype(np.float64) - mean
    answers = np.eye(len(classes))[number]
    dual = _fitted(centred @ centred.T, answers - answers.mean(axis=0), strengths)
    outputs = ((new.astype(np.float64) - mean) @ centred.T) @ dual + answers.mean(axis=0)
    return float(np.mean(classes[outputs.argmax(axis=1)] == wanted))


def _fitted(
    gram: NDArray[np.float64], targets: NDArray[np.float64], strengths: Sequence[float]
) -> NDArray[np.float64]:
    """The weights of the training samples, at the strength whose error with one left out is least."""
    values, vectors = np.linalg.eigh(gram)
    values = np.clip(values, 0.0, None)
    rotated, squares = vectors.T @ targets, vectors**2
    best, chosen = np.inf, targets
    for strength in strengths:
        penalty = strength * values.mean()
        fitted = vectors @ ((values / (values + penalty))[:, None] * rotated)
        leverage = squares @ (values / (values + penalty))
        error = float(np.sum(((targets - fitted) / np.maximum(1.0 - leverage, 1e-9)[:, None]) ** 2))
        if error < best:
            best, chosen = error, vectors @ (rotated / (values + penalty)[:, None])
    return chosen
