"""Is a medium number of hidden units the best for an evolving Boltzmann machine?

Mocanu et al. (2018): SET-RBM is best with a medium number of hidden neurons on three data sets. The trainings are
those of `set_rbm`; with the same params they are shared with it.
"""

from collections.abc import Sequence

import numpy as np
from pydantic import model_validator

from netsci_bench.contract.run import Run
from netsci_bench.experiments.sparse.set_rbm import SetRbm, Setting, ThreeKinds, set_rbm

SIZES = 3  # small, medium, large


class ThreeSizes(SetRbm):
    """As `SetRbm`, with three numbers of hidden units."""

    @model_validator(mode="after")
    def _three(self) -> "ThreeSizes":
        if len(set(self.hidden)) != SIZES:
            raise ValueError(f"there must be three different numbers of hidden units, not {self.hidden}")
        return self


class BySize(ThreeKinds):
    """And the evolving machine by its number of hidden units: of each, that length of CD which tests best, in nats.

    ``by_size``: in ascending order; ``medium_gain``: of the medium size over the better of the other two;
    ``medium_is_best``: 1 where that is above 0, else 0. ``fixed_over_dense``: of the machine with fixed connections
    over the dense one, each at the setting that validates best.
    """

    by_size: list[float]
    medium_gain: float
    medium_is_best: float
    fixed_over_dense: float


def rbm_sizes(p: ThreeSizes, run: Run) -> BySize:
    """Compare the three kinds of machine, and the evolving one at three sizes."""
    three = set_rbm(p, run)
    by_size = best_by_size(three.evolving.by_setting, p.settings)
    gain = medium_gain(by_size)
    return BySize(
        **dict(three),
        by_size=by_size,
        medium_gain=gain,
        medium_is_best=float(gain > 0),
        fixed_over_dense=three.fixed.log_probability - three.dense.log_probability,
    )


def best_by_size(values: Sequence[float], settings: Sequence[Setting]) -> list[float]:
    """The largest value of each number of hidden units, in ascending order.

    >>> best_by_size([3.0, 1.0, 2.0, 5.0], [(10, 1), (10, 3), (20, 1), (20, 3)])
    [3.0, 5.0]
    """
    sizes = np.array([hidden for hidden, _ in settings])
    return [float(np.max(np.asarray(values)[sizes == size])) for size in np.unique(sizes)]


def medium_gain(by_size: Sequence[float]) -> float:
    """How much the second of three values lies above the larger of the others.

    >>> medium_gain([1.0, 4.0, 3.0])
    1.0
    """
    small, medium, large = by_size
    return medium - max(small, large)
