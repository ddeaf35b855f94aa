"""How much of a value is a smooth function of two others? As far as a surface of the second degree explains it."""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

TERMS = 6  # of a polynomial of the second degree in two variables
Values = Float[NDArray[np.floating], " points"]


def quadratic_share(x: Values, y: Values, values: Values) -> float:
    """Return the adjusted share of variance that a + b x + c y + d x^2 + e x y + f y^2 explains.

    Formula: 1 - (SS_res / (n - 6)) / (SS_tot / (n - 1)), by least squares on centred and scaled x and y; 0 on average
    for values that depend on neither. Shapes: (points,) each, to one number. Units: none, at most 1.
    Raises: ValueError for fewer than 8 points, or x, y or values that are all equal or not finite.
    Source: Ezekiel (1930), Methods of Correlation Analysis; You et al. (2020), ICML, fit such curves.

    >>> x, y = np.meshgrid(np.arange(4.0), np.arange(4.0))
    >>> round(quadratic_share(x.ravel(), y.ravel(), (x * y - y**2).ravel()), 6)
    1.0
    """
    table: NDArray[np.float64] = np.stack([np.asarray(v, dtype=np.float64) for v in (x, y, values)])
    n = table.shape[1]
    if n < TERMS + 2 or not np.isfinite(table).all() or (np.ptp(table, axis=1) == 0.0).any():
        raise ValueError(f"a surface needs {TERMS + 2} points of finite values that are not all equal")
    a, b, wanted = (table - table.mean(axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)
    terms = np.stack([np.ones(n), a, b, a * a, a * b, b * b], axis=1)
    rest = wanted - terms @ np.linalg.lstsq(terms, wanted, rcond=None)[0]
    return float(1.0 - (rest @ rest / (n - TERMS)) / (wanted @ wanted / (n - 1)))
