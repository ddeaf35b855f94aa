"""When does a training fit, when does it generalise, and how does a partition score before and after?

All is read off the learning curves of a training; no partition enters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netsci_bench.contract.schema import Metrics
from netsci_bench.nets.planar.trained import SmallTrained, first_step_correct, grokking_delay

GENERALISED_AT = 0.95  # of the held-out points


@dataclass(frozen=True)
class Phases:
    """The phases of one training, as steps and as indices of its checkpoints.

    Attributes:
        fit_step: when all training points were first correctly classified; the last step, if never.
        delay: steps from there until the net generalises for good; the steps that were left, if it never does.
        fits, generalises: whether it ever does.
        before: checkpoints from the fit to generalisation (to half of the training, without one).
        late: checkpoints in the second half of the training, and after generalisation.
    """

    fit_step: int
    delay: int
    fits: bool
    generalises: bool
    before: slice
    late: slice

    @property
    def ratio(self) -> float:
        """The step of generalisation, in steps of the fit; a net that fits at step 0 counts as fitted at step 1."""
        first = max(1, self.fit_step)
        return (first + self.delay) / first

    @property
    def never_generalises(self) -> bool:
        """Whether it fits, in the first half of the training, and never generalises."""
        return self.fits and not self.generalises and self.before.stop > self.before.start

    def groks(self, least_ratio: float) -> bool:
        """Whether it generalises long after it fits, with a checkpoint on either side."""
        return self.generalises and self.ratio >= least_ratio and self.before.stop > self.before.start


class Episode(Metrics):
    """One reading of the partition over a training.

    ``misclassified`` and ``against_net``: as in `Reading`; ``before``: the mean misclassified share from the fit to
    generalisation (to half of the training, for a net that never generalises); ``late``: in the second half of the
    training, after generalisation; ``gain``: before - late; ``indicates``: of all pairs of one checkpoint before and
    one late, the share in which the later one misclassifies less, ties counted half.
    """

    misclassified: list[float]
    against_net: list[float]
    before: float
    late: float
    late_against_net: float
    gain: float
    indicates: float


def phases(training: SmallTrained, level: float) -> Phases:
    """The phases of a training; ``level``: the share of held-out points that counts as generalisation."""
    last = int(training.steps[-1])
    fit = first_step_correct(training.evaluated, training.train_correct)
    delay = grokking_delay(training.evaluated, training.train_correct, training.held_out_correct, level)
    fit_step = last if fit is None else fit
    half = int(np.searchsorted(training.steps, last / 2))
    begin = int(np.searchsorted(training.steps, fit_step))
    end = half if delay is None else int(np.searchsorted(training.steps, fit_step + delay))
    return Phases(
        fit_step=fit_step,
        delay=last - fit_step if delay is None else delay,
        fits=fit is not None,
        generalises=delay is not None,
        before=slice(begin, max(begin, end)),
        late=slice(min(max(half, end), len(training.steps) - 1), len(training.steps)),
    )


def describe_episode(shares: Sequence[tuple[float, float]], of: Phases) -> Episode:
    """Before and late; ``shares``: by checkpoint the misclassified share, and the same against the net.

    Raises:
        ValueError: no checkpoint lies before.
    """
    labels, net = (np.array(column) for column in zip(*shares, strict=True))
    early, late = labels[of.before], labels[of.late]
    if not len(early):
        raise ValueError("no checkpoint lies between the fit and generalisation: keep more of them")
    lower = (late[None, :] < early[:, None]).mean() + (late[None, :] == early[:, None]).mean() / 2.0
    return Episode(
        misclassified=labels.tolist(),
        against_net=net.tolist(),
        before=early.mean(),
        late=late.mean(),
        late_against_net=net[of.late].mean(),
        gain=early.mean() - late.mean(),
        indicates=float(lower),
    )
