"""Which accuracy will a training reach, from the values of its first epochs?"""

import warnings

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from sklearn.linear_model import BayesianRidge

EXPONENTS = np.linspace(0.05, 3.0, 60)
Values = Float[NDArray[np.floating], " epochs"]
Accuracies = Float[NDArray[np.floating], " values"]


def accuracy_at_zero_capacitance(capacitance: Values, accuracy: Accuracies) -> float:
    """Return the accuracy that a Bayesian ridge regression on the neural capacitance has where that is 0.

    Formula: accuracy = c + w * beta_eff over the observed epochs, with scikit-learn's Bayesian ridge regression; the
    prediction is c, because beta_eff is 0 at convergence. The capacitance is first divided by its largest absolute
    value: that changes no prediction at 0, but makes the prior the same in any unit. Where it does not vary, it says
    nothing, and the mean accuracy is returned.
    Shapes: (epochs,) twice. Units: those of the accuracy, of which it may leave the range.
    Raises: ValueError if there are fewer than two epochs, not as many of both, or a value is not finite.
    Source: Jiang et al. (2024), Nat. Commun. 15, 5718, methods (Bayesian ridge regression).

    >>> round(accuracy_at_zero_capacitance(np.array([4.0, 2.0, 1.0]), np.array([0.5, 0.7, 0.8])), 3)
    0.9
    """
    x, y = _paired(capacitance, accuracy)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return float(y.mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where all points lie on the line, the noise is 0
        fitted = BayesianRidge().fit((x / np.abs(x).max())[:, None], y)
    return float(fitted.predict(np.zeros((1, 1)))[0])


def power_law_forecast(epochs: Values, accuracy: Accuracies, at: float) -> float:
    """Return the accuracy at a later epoch by a power law through the first ones.

    Formula: accuracy = c - a t^-b with a >= 0 and b of 60 values from 0.05 to 3: the least squares. Where none
    rises, the mean accuracy is returned.
    Shapes: (epochs,) twice; ``epochs`` above 0. Units: those of the accuracy.
    Raises: ValueError if there are fewer than two epochs, not as many of both, an epoch is not above 0, or a value is
    not finite.
    Source: Cortes, Jackel, Solla, Vapnik & Denker (1993), NIPS 6, 327: learning curves follow a power law.

    >>> epochs = np.arange(1.0, 6.0)
    >>> round(power_law_forecast(epochs, 0.9 - 0.4 / epochs, at=20.0), 4)
    0.88
    """
    t, y = _paired(epochs, accuracy)
    if t.min() <= 0:
        raise ValueError("a power law needs epochs above 0: the untrained network is no point of it")
    best, forecast = float(np.sum((y - y.mean()) ** 2)), float(y.mean())
    for exponent in EXPONENTS:
        fall = t**-exponent
        centred = fall - fall.mean()
        length = float(centred @ centred)
        slope = float(centred @ y) / length if length else 0.0
        misfit = float(np.sum((y - y.mean() - slope * centred) ** 2))
        if slope < 0 and misfit < best:
            best, forecast = misfit, float(y.mean() + slope * (at**-exponent - fall.mean()))
    return forecast


def _paired(first: Values, second: Accuracies) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.shape != y.shape or len(x) < 2:
        raise ValueError(f"{len(x)} and {len(y)} epochs: they must be the same ones, and 2 or more")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a value is not finite: the training has diverged")
    return x, y
