"""Does a value tend to increase from layer to layer?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.stats import spearmanr


def depth_rank_correlation(curve: Float[NDArray[np.floating], " layers"]) -> float:
    """Return Spearman's correlation between a layer's position and its value.

    Formula: Pearson's correlation of the ranks (mean ranks for equal values) of the values with 1, 2, ...
    Shapes: (layers,). Units: none, in [-1, 1]; 1 where each value is above the one before.
    Raises: ValueError if there are fewer than 3 layers, a value is not finite, or all values are equal (a constant
    has no trend to correlate).
    Source: Spearman (1904), Am. J. Psychol. 15, 72.

    >>> depth_rank_correlation(np.array([0.1, 0.3, 0.2, 0.4]))
    0.8
    """
    if len(curve) < 3 or not np.isfinite(curve).all():
        raise ValueError(f"a curve of {len(curve)} layers must have 3 or more, and finite values")
    if np.all(curve == curve[0]):
        raise ValueError("all layers have the same value: there is no trend to correlate with depth")
    return float(np.round(spearmanr(np.arange(len(curve)), curve).statistic, 12))  # the last digits are rounding
