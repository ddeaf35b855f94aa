"""How does the learning rate go while a network is trained? As a function of how far the training is."""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from netsci_bench.contract.schema import Params


class Schedule(Params):
    """Share of the recipe's learning rate, over the epochs.

    Attributes:
        kind: ``constant``; ``milestones``: times ``factor`` after each of these many epochs; ``cosine``: half a
            cosine from 1 to 0 (Loshchilov & Hutter 2017, without restarts); ``one_cycle``: up in a straight line
            during the first ``rise`` of the steps, then down to 0 in another (after Smith & Topin 2019).
    """

    kind: Literal["constant", "milestones", "cosine", "one_cycle"] = "constant"
    milestones: tuple[Annotated[int, Field(ge=1)], ...] = ()
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1
    rise: Annotated[float, Field(gt=0, lt=1)] = 0.25

    @model_validator(mode="after")
    def _milestones_belong(self) -> Self:
        if (self.kind == "milestones") != bool(self.milestones):
            raise ValueError("milestones are given for the schedule of that kind, and for no other")
        return self


def rate_share(schedule: Schedule, done: float, epochs: int) -> float:
    """Share of the learning rate at a step, before which ``done`` epochs (with a fraction) of all were completed.

    >>> rate_share(Schedule(kind="milestones", milestones=(50, 100)), 50.0, 150)
    0.1
    >>> rate_share(Schedule(kind="cosine"), 50.0, 100)
    0.5
    >>> [rate_share(Schedule(kind="one_cycle"), done, 8) for done in (1.0, 2.0, 5.0)]
    [0.5, 1.0, 0.5]
    """
    match schedule.kind:
        case "constant":
            return 1.0
        case "milestones":
            return schedule.factor ** sum(done >= milestone for milestone in schedule.milestones)
        case "cosine":
            return round((1 + math.cos(math.pi * done / epochs)) / 2, 15)  # the last digits are rounding
        case "one_cycle":
            share = done / epochs
            return share / schedule.rise if share < schedule.rise else (1 - share) / (1 - schedule.rise)
