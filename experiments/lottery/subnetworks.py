"""How small may a ticket be, and is it its initial weights that count? Do its units tell more?

Frankle & Carbin (2019) on LeNet-300-100, and what Kang et al. (2025) call the catastrophic decay of tickets. The
tickets are found as for `degrees_lenet300`; where the recipe is the same they are trained once for both.
"""

from typing import Annotated, Self

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.lottery.course import Course, measure_course, value_in_round
from netsci_bench.measures.information.binned import equal_width_bins, unit_label_information
from netsci_bench.nets.lottery.magnitude_pruning import find_tickets
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round

BRIGHTEST = 255  # pixels are scaled to [0, 1], as the tickets see them
BINS = 2  # a unit's activation is low or high
Round = Annotated[int, Field(ge=1)]
Activations = Float[NDArray[np.float32], "images units"]
Labels = Int[NDArray[np.int64], " images"]


class Subnetworks(Params):
    """Which tickets, and which rounds are compared.

    ``half``, ``later``: rounds in which both controls are trained, about half of the weights and far fewer;
    ``smallest``: the paper's 3.6 %; ``hardly_any``: the first round with less than 2 % of the weights.
    """

    tickets: Tickets
    half: Round
    later: Round
    smallest: Round
    hardly_any: Round

    @model_validator(mode="after")
    def _rounds_are_there(self) -> Self:
        if not self.half < self.later <= self.smallest < self.hardly_any <= self.tickets.rounds:
            raise ValueError(f"half < later <= smallest < hardly_any must be rounds up to {self.tickets.rounds}")
        compared = (self.half, self.later, self.smallest)
        untrained = [number for number in compared if number % self.tickets.controls_every]
        if untrained or "reinit" not in self.tickets.controls:
            raise ValueError(f"reinitialised tickets must be trained in the rounds {compared}")
        return self


class Unit(Metrics):
    """What a unit of the first hidden layer that is not constant tells of the class, in nats, in the mean over units.

    ``dense``, ``smallest``: in the dense net and in the smallest ticket; ``gain``: smallest - dense;
    ``permuted_gain``: the same with the labels of the images permuted.
    """

    dense: float
    smallest: float
    gain: float
    permuted_gain: float


class Performance(Metrics):
    """Test accuracies in percent, and their differences in percentage points.

    ``dense``: of the dense net; ``smallest_gain``, ``hardly_any_gain``: of these tickets less that; ``last_loss``:
    the dense net's less that of the last ticket; ``over_reinit``: the smallest ticket less the same with new initial
    weights; ``reinit_change``, ``ticket_change``: from half to later, of reinitialised tickets and of tickets.
    """

    ticket: Course
    reinit: Course
    dense: float
    smallest_gain: float
    hardly_any_gain: float
    last_loss: float
    over_reinit: float
    reinit_change: float
    ticket_change: float
    unit: Unit


def ticket_performance(p: Subnetworks, run: Run) -> Performance:
    """Find tickets, and compare their accuracies and what their units tell."""
    folder = run.once(find_tickets, p.tickets)
    rounds = {
        kind: [find_round(folder, k, number) for k, number in p.tickets.trainings if k == kind]
        for kind in ("ticket", "reinit")
    }
    ticket, reinit = (measure_course(rounds[kind]) for kind in ("ticket", "reinit"))
    return Performance(
        ticket=ticket,
        reinit=reinit,
        **compare_accuracies(p, ticket, reinit),
        unit=measure_units(rounds["ticket"][0], rounds["ticket"][p.smallest], p, run),
    )


def compare_accuracies(p: Subnetworks, ticket: Course, reinit: Course) -> dict[str, float]:
    """The accuracies and differences of `Performance` by name."""
    dense, smallest = (value_in_round(ticket, number) for number in (0, p.smallest))
    return {
        "dense": dense,
        "smallest_gain": smallest - dense,
        "hardly_any_gain": value_in_round(ticket, p.hardly_any) - dense,
        "last_loss": dense - ticket.accuracy[-1],
        "over_reinit": smallest - value_in_round(reinit, p.smallest),
        "reinit_change": value_in_round(reinit, p.later) - value_in_round(reinit, p.half),
        "ticket_change": value_in_round(ticket, p.later) - value_in_round(ticket, p.half),
    }


def measure_units(dense: TrainedRound, smallest: TrainedRound, p: Subnetworks, run: Run) -> Unit:
    """What units tell of the class, on the test images."""
    arrays = run.arrays(p.tickets.dataset)
    images = arrays["test_images"][: p.tickets.test_limit]
    flat = images.reshape(len(images), -1).astype(np.float32) / np.float32(BRIGHTEST)
    labels = arrays["test_labels"][: p.tickets.test_limit].astype(np.int64)
    layers = [net.hidden(flat)[0] for net in (dense, smallest)]
    before, after = (mean_unit_information(layer, labels) for layer in layers)
    permuted = run.rng("permuted labels").permutation(labels)
    chance = [mean_unit_information(layer, permuted) for layer in layers]
    return Unit(dense=before, smallest=after, gain=after - before, permuted_gain=chance[1] - chance[0])


def mean_unit_information(layer: Activations, labels: Labels) -> float:
    """I(Z_u;Y) of a unit that is low or high, corrected for bias, in nats; mean over units that vary.

    A unit is high above half of its own range. Raises: ValueError if every unit is constant.
    """
    layer = layer[:, np.ptp(layer, axis=0) > 0]
    if not layer.shape[1]:
        raise ValueError("every unit of the layer is constant: the net says the same of all images")
    own = (layer - layer.min(axis=0)) / np.ptp(layer, axis=0)
    return float(unit_label_information(equal_width_bins(own, BINS), labels).mean())
