"""Are the degrees of sparse nets scale-free: of one that rewires itself (SET), and of a lottery ticket of its sizes?

Mocanu et al. (2018) say that a random graph turns scale-free by SET, judged by a p-value below 0.05; Kang et al.
(2025) say that the degrees of tickets turn heavy-tailed. Here both nets have the same sizes and nearly as many
weights; they are compared with the graph with which SET began and a random mask with as many weights as the ticket.
"""

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.lottery.graph import draw_masks_like
from netsci_bench.experiments.lottery.readings import (
    Masks,
    degree_distributions,
    heavy_balance,
    mean_overdispersion,
    measure_shapes,
)
from netsci_bench.measures.tails.power_law_evidence import (
    SCORES,
    Evidence,
    power_law_evidence,
    scale_free_category,
    word_of,
)
from netsci_bench.measures.tails.power_law_p_value import line_p_value
from netsci_bench.nets.lottery.magnitude_pruning import find_tickets
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.tickets import find_round
from netsci_bench.nets.sparse.evolution import Evolution, remaining_after_removal
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

READ_AS_POWER_LAW = 0.05  # Mocanu et al. (2018)
TAIL = ("resampled_p", "exponent", "tail_share", "power")  # what `read_tail` gives


class SideBySide(Params):
    """Which tickets, the one of which round, which net with evolving connections, and how often is resampled."""

    tickets: Tickets
    round: Annotated[int, Field(ge=1)]
    recipe: Recipe
    resamplings: Annotated[int, Field(ge=2)]

    @model_validator(mode="after")
    def _both_are_there(self) -> Self:
        if self.round > self.tickets.rounds:
            raise ValueError(f"there is no round {self.round} of {self.tickets.rounds}")
        if self.recipe.evolution is None or 0 not in self.recipe.kept:
            raise ValueError("the recipe must have an evolution, and keep its weights at epoch 0")
        return self


class Laws(Metrics):
    """The degree distributions of one net; the lists have one value for each of the four.

    ``falling_line_p``: our reading of the paper's test; ``as_read``: the share below 0.05, called scale-free there.
    ``resampled_p``, ``exponent``, ``tail_share``, ``power``: of the tail, see `power_law_evidence`; 0 where there is
    none; ``scale_free``: the share in which a power law is plausible, less that in which it is rejected;
    ``category``: from 0 to 5, that of Broido & Clauset (2019). ``whole``, ``tail``, ``tail_over_exponential``: the
    share that is heavy-tailed by likelihood, less that which is light. ``overdispersion``: variance over mean.
    ``weights``: how many there are.
    """

    falling_line_p: list[float]
    resampled_p: list[float]
    exponent: list[float]
    tail_share: list[float]
    power: list[float]
    as_read: float
    scale_free: float
    category: float
    whole: float
    tail: float
    tail_over_exponential: float
    overdispersion: float
    weights: float


class Compared(Metrics):
    """Four nets, accuracies in percent of the test images, and relations.

    ``growth``: overdispersion of the evolved net over that of its beginning, from which the smallest weights were
    removed as from the evolved one: removal alone gives 1. ``ticket_over_evolved``: of the ticket over that of the
    evolved net.
    """

    evolved: Laws
    begun: Laws
    ticket: Laws
    random: Laws
    evolved_accuracy: float
    ticket_accuracy: float
    growth: float
    ticket_over_evolved: float


def degrees_set(p: SideBySide, run: Run) -> Compared:
    """Train both, and put their degrees side by side."""
    folder = run.once(fit, p.recipe, "evolved")
    ticket = find_round(run.once(find_tickets, p.tickets, "tickets"), "ticket", p.round)
    nets = {
        "evolved": read_masks(load(folder, p.recipe.epochs, p.recipe), p.recipe.evolution),
        "begun": read_masks(load(folder, 0, p.recipe), p.recipe.evolution),
        "ticket": ticket.masks,
        "random": draw_masks_like(ticket.masks, p.round, run),
    }
    laws = {}
    for done, (name, masks) in enumerate(nets.items()):
        run.progress(Progress("laws of degrees", done, len(nets), "net"))
        laws[name] = measure_laws(masks, p, run, name)
        for number, degrees in enumerate(degree_distributions(masks)):
            run.keep(f"{name}-degrees-{number}", degrees)
    return Compared(
        **laws,
        evolved_accuracy=read_history(folder).last_accuracy,
        ticket_accuracy=ticket.accuracy,
        growth=laws["evolved"].overdispersion / laws["begun"].overdispersion,
        ticket_over_evolved=laws["ticket"].overdispersion / laws["evolved"].overdispersion,
    )


def read_masks(net: nn.Module, how: Evolution | None) -> Masks:
    """A mask (outputs, inputs) for each layer: which connections remain after the smallest are removed.

    Dense layers, and layers whose connections do not evolve (``how`` is None), keep all of theirs.
    """
    layers = [module for module in net.modules() if isinstance(module, SparseLinear | nn.Linear)]
    return tuple(_mask(layer, how) for layer in layers)


def measure_laws(masks: Masks, p: SideBySide, run: Run, name: str) -> Laws:
    """Test the degree distributions of one net in both readings of scale-free, and compare light and heavy laws."""
    degrees, tests = degree_distributions(masks), measure_shapes(masks)
    lines = [line_p_value(some) for some in degrees]
    found = [power_law_evidence(some, run.rng(f"{name}, {at}"), p.resamplings) for at, some in enumerate(degrees)]
    tails = np.array([read_tail(one, some) for one, some in zip(found, degrees, strict=True)])
    columns = {at: tails[:, index].tolist() for index, at in enumerate(TAIL)}
    return Laws(
        falling_line_p=lines,
        **columns,
        as_read=float(np.mean([line < READ_AS_POWER_LAW for line in lines])),
        scale_free=float(np.mean([SCORES[word_of(one)] for one in found])),
        category=float(scale_free_category(found)),
        whole=heavy_balance([shape.whole for shape in tests]),
        tail=heavy_balance([shape.tail for shape in tests]),
        tail_over_exponential=heavy_balance([shape.tail_over_exponential for shape in tests]),
        overdispersion=mean_overdispersion(masks),
        weights=float(sum(int(mask.sum()) for mask in masks)),
    )


def read_tail(found: Evidence | None, degrees: NDArray[np.int64]) -> tuple[float, float, float, float]:
    """p-value and exponent of a power law, the share of units in its tail, and the power; zeros without a tail."""
    if found is None:
        return 0.0, 0.0, 0.0, 0.0
    return found.p_value, found.tail.alpha, found.tail.size / int((degrees > 0).sum()), found.power


def _mask(layer: SparseLinear | nn.Linear, how: Evolution | None) -> NDArray[np.bool_]:
    if isinstance(layer, nn.Linear):
        return np.ones((layer.out_features, layer.in_features), dtype=bool)
    mask = np.zeros(layer.outputs * layer.inputs, dtype=bool)
    mask[layer.places()[remaining_after_removal(layer.weight, how)]] = True
    return mask.reshape(layer.outputs, layer.inputs)
