"""How alike are two representations of the same samples, whatever their units?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray


def linear_cka(
    first: Float[NDArray[np.floating], "samples features"], second: Float[NDArray[np.floating], "samples others"]
) -> float:
    """Return the linear centred kernel alignment of two representations.

    Formula: <K, L> / (|K| |L|) with K = X X^T and L = Y Y^T, X and Y centred over the samples; inner product and norm
    are Frobenius'. The same for any rotation and any common scaling of the features.
    Shapes: (samples, features) and (samples, others). Units: none, in [0, 1].
    Raises: ValueError if there are fewer than 2 samples, not as many in both, or a representation does not vary.
    Source: Kornblith, Norouzi, Lee & Hinton (2019), ICML, section 3 (the biased estimator).

    >>> x = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    >>> round(linear_cka(x, 3 * x[:, ::-1]), 12)
    1.0
    """
    if len(first) != len(second) or len(first) < 2:
        raise ValueError(f"{len(first)} and {len(second)} samples: they must be the same ones, and 2 or more")
    grams = []
    for features in (first, second):
        if (features == features[0]).all():  # compared as given: a mean rounds, and what it leaves is no variation
            raise ValueError("all samples are represented alike: there is nothing to align")
        centred = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
        gram = centred @ centred.T
        length = np.linalg.norm(gram)
        if length == 0:
            raise ValueError("all samples are represented alike: there is nothing to align")
        grams.append(gram / length)
    return float(np.clip(np.sum(grams[0] * grams[1]), 0.0, 1.0))  # rounding may leave the interval
