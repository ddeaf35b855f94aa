"""How much of the curvature of a surface is negative? Seen on a grid, by differences of neighbouring values."""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Surface = Float[NDArray[np.floating], "rows columns"]
ROUNDING = 1e-6  # of a loss that is computed in float32: differences below it, relative to the values, are none


def principal_curvatures(
    surface: Surface, spacing: float
) -> Float[NDArray[np.float64], "inner_rows inner_columns 2"]:
    """Return the eigenvalues of the second derivative at each inner point of a grid, lower one first.

    Formula: f_xx = (f(x+h) - 2 f(x) + f(x-h)) / h^2, f_yy likewise, f_xy = (f(++) - f(+-) - f(-+) + f(--)) / 4 h^2;
    the eigenvalues are (f_xx + f_yy) / 2 -+ sqrt(((f_xx - f_yy) / 2)^2 + f_xy^2). Exact for a quadratic.
    Shapes: (rows, columns) to (rows - 2, columns - 2, 2). Units: those of the surface over those of the grid,
    squared.
    Raises: ValueError for fewer than three rows or columns, a value that is not finite, or no spacing above 0.
    Source: Li et al. (2018), NeurIPS 31, section 5: principal curvatures, of a plane here.

    >>> x, y = np.meshgrid([-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0])
    >>> principal_curvatures(3 * x**2 - y**2, 1.0).ravel().tolist()
    [-2.0, 6.0]
    """
    f = np.asarray(surface, dtype=np.float64)
    if f.ndim != 2 or min(f.shape) < 3 or spacing <= 0:
        raise ValueError(f"a surface of {f.shape} values, {spacing} apart, has no second derivative")
    if not np.isfinite(f).all():
        raise ValueError("a value of the surface is not finite: take points nearer to the trained network")
    middle = f[1:-1, 1:-1]
    across = (f[1:-1, 2:] - 2 * middle + f[1:-1, :-2]) / spacing**2
    along = (f[2:, 1:-1] - 2 * middle + f[:-2, 1:-1]) / spacing**2
    mixed = (f[2:, 2:] - f[2:, :-2] - f[:-2, 2:] + f[:-2, :-2]) / (4 * spacing**2)
    centre, radius = (across + along) / 2, np.hypot((across - along) / 2, mixed)
    return np.stack([centre - radius, centre + radius], axis=2)


def negative_curvature_ratio(surface: Surface, spacing: float) -> float:
    """Return how strong the negative curvature of a surface is, relative to the strongest, on average.

    Formula: the mean over inner points of max(0, -k1) / max(|k1|, |k2|) with the principal curvatures k1 <= k2; 0
    where both are 0. Where the negative curvature is less than what rounding the values to a millionth would make, it
    counts as 0: a plateau is not rough. A convex surface has 0, a concave one 1, a saddle of equal curvatures 1. A
    factor on the surface changes nothing, and at each point the share counts, not the height: a few steep places do
    not decide.
    Shapes: (rows, columns) to a number. Units: none, in [0, 1].
    Raises: ValueError as ``principal_curvatures`` does.
    Source: after |lambda_min / lambda_max| of Li et al. (2018), NeurIPS 31, Fig. 7; for the plane, and with one sign,
    it is ours.

    >>> x, y = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))
    >>> round(negative_curvature_ratio(4 * x**2 - y**2, 0.1), 9)
    0.25
    """
    negative, strongest = _negative_and_strongest(surface, spacing)
    return float(np.mean(np.divide(negative, strongest, out=np.zeros_like(negative), where=strongest > 0)))


def nonconvex_share(surface: Surface, spacing: float, tolerance: float = 0.01) -> float:
    """Return the share of a surface's points at which it is not convex.

    Formula: the share of the inner points at which -k1 is more than ``tolerance`` times max(|k1|, |k2|); the paper
    calls negative curvatures of less than 1 % of the positive ones extremely small.
    Shapes: (rows, columns) to a number. Units: share of the inner points, in [0, 1].
    Raises: ValueError as ``principal_curvatures`` does.
    Source: Li et al. (2018), NeurIPS 31, section 5; as a share it is ours.

    >>> x, y = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))
    >>> nonconvex_share(x**2 + y**2, 0.1)
    0.0
    """
    negative, strongest = _negative_and_strongest(surface, spacing)
    return float(np.mean(negative > tolerance * strongest))


def _negative_and_strongest(surface: Surface, spacing: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The negative curvature at each inner point, 0 where it is not more than rounding, and the strongest one."""
    lower, upper = np.moveaxis(principal_curvatures(surface, spacing), 2, 0)
    values = np.abs(np.asarray(surface, dtype=np.float64))
    around = np.lib.stride_tricks.sliding_window_view(values, (3, 3)).max(axis=(2, 3))
    negative = np.where(-lower > 4 * ROUNDING * around / spacing**2, -lower, 0.0)
    return negative, np.maximum(np.abs(lower), np.abs(upper))
