"""Where does a curve over layers fall, stand still, or rise very slowly?"""

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray
from scipy.stats import hypergeom


def slow_steps(curve: Float[NDArray[np.floating], " layers"], least: float) -> Bool[NDArray[np.bool_], " steps"]:
    """Return for each step from a layer to the next whether it gains less than ``least``.

    Formula: Q_(l+1) - Q_l < least: a degradation where this is negative, a plateau where it is about 0.
    Shapes: (layers,) to (layers - 1,). Units: those of the curve.
    Raises: ValueError if there are fewer than 2 layers or a value is not finite.
    Source: Lu et al. (2022), ECCV, section 4.1: "descends, reaches a plateau, or rises very slowly", without a
    number; ``least`` is the caller's reading of it. The deeper a net, the smaller its mean step, so that by this rule
    plateaus grow with depth by construction: `relative_slow_steps` has a rule that does not.

    >>> slow_steps(np.array([0.1, 0.3, 0.305, 0.2]), least=0.01)
    array([False,  True,  True])
    """
    if len(curve) < 2 or not np.isfinite(curve).all():
        raise ValueError(f"a curve of {len(curve)} layers must have 2 or more, and finite values")
    return np.diff(curve) < least


def relative_slow_steps(
    curve: Float[NDArray[np.floating], " layers"], share: float
) -> Bool[NDArray[np.bool_], " steps"]:
    """Return for each step from a layer to the next whether it gains less than a share of the mean step.

    Formula: Q_(l+1) - Q_l < share (max Q - min Q) / (L - 1), the mean step of a curve that climbs straight from its
    least to its largest value. A straight line has no slow step however many layers it has, and a smooth curve has
    the same share of them at every number of layers. A constant curve gains nothing: all of its steps are slow.
    Shapes: (layers,) to (layers - 1,). Units: none in ``share``.
    Raises: ValueError if there are fewer than 2 layers, a value is not finite, or the share is not in (0, 1).
    Source: as `slow_steps`; that "very slowly" is meant relative to the curve is our reading.

    >>> relative_slow_steps(np.array([0.1, 0.3, 0.34, 0.2]), share=0.25)
    array([False, False,  True])
    >>> relative_slow_steps(np.array([0.1, 0.3, 0.305, 0.2]), share=0.25)
    array([False,  True,  True])
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"a slow step gains less than a share of the mean step in (0, 1), not {share}")
    slow = slow_steps(curve, share * float(np.ptp(curve)) / max(1, len(curve) - 1))
    return np.asarray(slow | (np.ptp(curve) == 0.0))


def at_equal_depths(
    curve: Float[NDArray[np.floating], " layers"], steps: int
) -> Float[NDArray[np.float64], " points"]:
    """Return a curve at the ends of ``steps`` equal shares of its depth: nets of any depth have as many steps.

    Formula: linear interpolation at 0, 1/steps, ..., 1 of the depth.
    Shapes: (layers,) to (steps + 1,). Units: those of the curve.
    Raises: ValueError if there are fewer than 2 layers or there is no step. Source: none.

    >>> at_equal_depths(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 2)
    array([0., 2., 4.])
    """
    if len(curve) < 2 or steps < 1:
        raise ValueError(f"a curve of {len(curve)} layers cannot be read at {steps} equal shares of its depth")
    places, layers = np.linspace(0.0, 1.0, steps + 1), np.linspace(0.0, 1.0, len(curve))
    return np.asarray(np.interp(places, layers, curve), dtype=np.float64)


def placement_p_value(marked: Bool[NDArray[np.bool_], " steps"], rare: Bool[NDArray[np.bool_], " steps"]) -> float:
    """Return the chance that as many marks at random avoid the rare steps as well as the marks do.

    Formula: the mid-p of the hypergeometric law, P(X < x) + P(X = x) / 2, X the number of rare steps that are marked
    when as many marks are placed at random, x the number observed. Small where the marks avoid the rare steps, near 1
    where they seek them, 1/2 on average for marks at random.
    Shapes: (steps,) twice. Units: none, in (0, 1). Raises: nothing.
    Source: Fisher (1935), The Design of Experiments; mid-p: Lancaster (1961), J. Am. Stat. Assoc. 56, 223.

    >>> rare = np.array([True, False, False, False])
    >>> placement_p_value(np.array([False, True, True, False]), rare), placement_p_value(rare, rare)
    (0.25, 0.875)
    """
    law = hypergeom(len(marked), int(rare.sum()), int(marked.sum()))
    seen = int((marked & rare).sum())
    return float(np.round(law.cdf(seen - 1) + law.pmf(seen) / 2.0, 12))
