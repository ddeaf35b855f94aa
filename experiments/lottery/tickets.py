"""Do the degrees of lottery tickets become heavy-tailed while they are pruned? (Kang et al. 2025).

LeNet-300-100 learns MNIST and is pruned by magnitude, round by round, each time from its initial weights (Frankle &
Carbin 2019). Measured in every round: accuracy, mean weight, laws of degrees and strengths, dead units, components
and what each layer tells about images and classes; compared with random masks and reinitialised weights.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.lottery.course import (
    Course,
    NearMaximum,
    collapse_round,
    measure_course,
    measure_near_maximum,
    value_in_round,
)
from netsci_bench.experiments.lottery.graph import Graph, draw_masks_like, keep_graphs, measure_graphs
from netsci_bench.experiments.lottery.information import LayerInformation, layer_information, measure_information
from netsci_bench.experiments.lottery.readings import Shape, heavier, heavy_balance, measure_shapes
from netsci_bench.nets.lottery.magnitude_pruning import find_tickets
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round

Round = Annotated[int, Field(ge=1)]
Tests = tuple[list[list[Shape]], list[list[Shape]]]  # of tickets and of masks drawn at random, by round
KINDS = ("ticket", "random_mask", "reinit")
LAYERS = ("first", "second", "output")
BRIGHTEST = 255  # pixels are scaled to [0, 1], as the tickets see them


class Degrees(Params):
    """Which tickets, which rounds stand for the paper's 51.3, 21.1 and 3.6 %, and what counts as what.

    Attributes:
        collapse_points: tickets have collapsed when they stay so many points of accuracy below the dense net.
        near: a mean weight is near its largest within this share of its range over the rounds that are looked at.
        bins: numbers of equally wide bins between the least and largest activation of a layer; the first is reported.
    """

    tickets: Tickets
    half: Round
    fifth: Round
    smallest: Round
    collapse_points: Annotated[float, Field(gt=0)]
    near: Annotated[float, Field(ge=0, lt=1)]
    bins: tuple[int, int, int]

    @model_validator(mode="after")
    def _rounds_are_there(self) -> Self:
        last, every = self.tickets.rounds, self.tickets.controls_every
        if not self.half < self.fifth < self.smallest <= last:
            raise ValueError(f"half < fifth < smallest must be rounds up to {last}")
        if self.smallest % every or set(self.tickets.controls) != {"random_mask", "reinit"}:
            raise ValueError(f"both controls must be trained in round {self.smallest}, the smallest compared")
        return self


class Gain(Metrics):
    """Test accuracy of a ticket less the dense net's, or a control's, in points.

    At the least validation loss, as in the paper; ``last_smallest`` at the last iteration.
    """

    half: float
    fifth: float
    smallest: float
    last_smallest: float
    over_random_mask: float
    over_reinit: float


class Heavy(Metrics):
    """Of the smallest ticket compared: its heavy-tailed distributions less the light ones, and how it is spread.

    The first four are shares of the four distributions, undecided ones counted as 0. ``over_random``: distributions
    that are heavy-tailed, and are not in a mask drawn at random, less those that are light; ``emergence``: the same
    beside the half ticket; ``overdispersion_ratio``: variance over mean of the degrees, over that of a
    mask drawn at random; ``size_ratio``: mean |w| over that of a trained random mask.
    """

    whole: float
    tail: float
    tail_over_exponential: float
    strength: float
    over_random: float
    emergence: float
    overdispersion_ratio: float
    size_ratio: float


class Sooner(Metrics):
    """How many iterations sooner the validation loss is at its least.

    ``half``: of the half ticket than of the dense net; ``fifth``: of the fifth than of the half; ``than_smallest``:
    of the fifth than of the smallest.
    """

    half: float
    fifth: float
    than_smallest: float


class Lottery(Metrics):
    """Courses of tickets and controls, graphs of tickets and of masks drawn at random, layers, and relations.

    ``strength``: by round, the heavy-tailed strength distributions less the light ones, a share of the four.
    ``collapsed``: 1 where the tickets did collapse within the rounds; without it ``collapse_round`` is the one after
    the last.
    """

    ticket: Course
    random_mask: Course
    reinit: Course
    graph: Graph
    random_graph: Graph
    strength: list[float]
    first: LayerInformation
    second: LayerInformation
    output: LayerInformation
    gain: Gain
    near_maximum: NearMaximum
    sooner: Sooner
    heavy: Heavy
    collapse_round: float
    collapsed: float


def degrees_lenet300(p: Degrees, run: Run) -> Lottery:
    """Draw tickets, and measure each of them and its controls."""
    folder = run.once(find_tickets, p.tickets)
    rounds = {
        kind: [find_round(folder, k, number) for k, number in p.tickets.trainings if k == kind] for kind in KINDS
    }
    courses = {kind: measure_course(rounds[kind]) for kind in KINDS}
    ticket = courses["ticket"]
    collapse = collapse_round(ticket.round, ticket.accuracy, ticket.accuracy[0], p.collapse_points)
    drawn, tests = compare_graphs(rounds["ticket"], run)
    layers = measure_layers(p, rounds["ticket"], run)
    run.keep("compared", np.array([p.half, p.fifth, p.smallest]))
    strength = [heavy_balance([shape.strength for shape in row]) for row in tests[0]]
    return Lottery(
        **courses,
        graph=drawn[0],
        random_graph=drawn[1],
        strength=strength,
        **{name: layer_information(layers, index) for index, name in enumerate(LAYERS)},
        gain=measure_gain(p, courses),
        near_maximum=measure_near_maximum(ticket, p.near),
        sooner=measure_speed(p, ticket),
        heavy=measure_heavy_tails(p, drawn, courses, tests),
        collapse_round=collapse,
        collapsed=float(collapse <= p.tickets.rounds),
    )


def compare_graphs(tickets: list[TrainedRound], run: Run) -> tuple[tuple[Graph, Graph], Tests]:
    """The graphs of the tickets and of masks drawn at random, and the tests of the laws of both, round by round."""
    own, other = (
        [ticket.masks for ticket in tickets],
        [draw_masks_like(ticket.masks, ticket.number, run) for ticket in tickets],
    )
    tests, random_tests = [], []
    for ticket, masks in zip(tickets, other, strict=True):
        run.progress(Progress("laws of degrees", ticket.number, len(tickets), "round"))
        tests.append(measure_shapes(ticket.masks, ticket.weights))
        random_tests.append(measure_shapes(masks))
    keep_graphs(run, "ticket", own, tests)
    keep_graphs(run, "random", other, random_tests)
    return (measure_graphs(own, tests), measure_graphs(other, random_tests)), (tests, random_tests)


def measure_layers(p: Degrees, tickets: list[TrainedRound], run: Run) -> np.ndarray:
    """Mutual information of each layer of each ticket with the test images and with their labels.

    Shape: (``rounds layers widths kinds``). Units: nats.
    """
    arrays = run.arrays(p.tickets.dataset)
    images = arrays["test_images"][: p.tickets.test_limit]
    flat = images.reshape(len(images), -1).astype(np.float32) / np.float32(BRIGHTEST)
    labels = arrays["test_labels"][: p.tickets.test_limit].astype(np.int64)
    by_round = []
    for ticket in tickets:
        run.progress(Progress("information", ticket.number, len(tickets), "round"))
        by_round.append(measure_information(ticket, flat, labels, p.bins))
    run.keep("information", np.array(by_round))
    run.keep("shown", np.array([len(flat), *p.bins]))
    return np.array(by_round)


def measure_gain(p: Degrees, courses: dict[str, Course]) -> Gain:
    """Test accuracy of the tickets less that of the dense net and of the controls, in points."""
    ticket = courses["ticket"]
    smallest = value_in_round(ticket, p.smallest)
    return Gain(
        half=value_in_round(ticket, p.half) - value_in_round(ticket, 0),
        fifth=value_in_round(ticket, p.fifth) - value_in_round(ticket, 0),
        smallest=smallest - value_in_round(ticket, 0),
        last_smallest=value_in_round(ticket, p.smallest, "last_accuracy")
        - value_in_round(ticket, 0, "last_accuracy"),
        over_random_mask=smallest - value_in_round(courses["random_mask"], p.smallest),
        over_reinit=smallest - value_in_round(courses["reinit"], p.smallest),
    )


def measure_speed(p: Degrees, ticket: Course) -> Sooner:
    """By how many iterations one ticket learns faster than another."""
    dense, half, fifth, smallest = (
        value_in_round(ticket, number, "best_iteration") for number in (0, p.half, p.fifth, p.smallest)
    )
    return Sooner(half=dense - half, fifth=half - fifth, than_smallest=smallest - fifth)


def measure_heavy_tails(p: Degrees, drawn: tuple[Graph, Graph], courses: dict[str, Course], tests: Tests) -> Heavy:
    """Compare the tails of the smallest ticket with those of a random mask and of a larger ticket."""
    own, other, last = drawn[0], drawn[1], p.smallest
    late, random, early = ([s.whole for s in row] for row in (tests[0][last], tests[1][last], tests[0][p.half]))
    return Heavy(
        whole=own.whole[last],
        tail=own.tail[last],
        tail_over_exponential=own.tail_over_exponential[last],
        strength=heavy_balance([shape.strength for shape in tests[0][last]]),
        over_random=heavier(late, random),
        emergence=heavier(late, early),
        overdispersion_ratio=own.overdispersion[last] / other.overdispersion[last],
        size_ratio=value_in_round(courses["ticket"], last, "mean_size")
        / value_in_round(courses["random_mask"], last, "mean_size"),
    )
