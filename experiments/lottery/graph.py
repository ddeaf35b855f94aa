"""What do the graphs of tickets look like, round by round, compared with masks drawn at random?"""

from collections.abc import Sequence

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.lottery.readings import (
    NAMES,
    Masks,
    Shape,
    degree_distributions,
    heavy_balance,
    mean_overdispersion,
)
from netsci_bench.measures.graphs.mask_structure import idle_units, layer_components
from netsci_bench.nets.lottery.schedule import random_mask

TESTS = ("whole", "tail", "tail_over_exponential", "strength")


class Graph(Metrics):
    """By round: of the four distributions, the heavy-tailed less the light ones; and what the graph looks like.

    A share of four: 1 where all are heavy-tailed, -1 where all are light, undecided ones count as 0. ``whole``: of
    degrees from 1 on; ``tail``: from the best x_min of a power law on; ``tail_over_exponential``: that against the
    exponential law alone; ``overdispersion``: variance over mean; ``isolated``: units without edges; ``idle``: units
    on no path from an input to an output; ``components``: how many; ``largest``: the share of units in the largest.
    """

    whole: list[float]
    tail: list[float]
    tail_over_exponential: list[float]
    overdispersion: list[float]
    isolated: list[float]
    idle: list[float]
    components: list[float]
    largest: list[float]


def measure_graphs(masks: Sequence[Masks], tests: Sequence[Sequence[Shape]]) -> Graph:
    """Measure the graphs of all rounds; ``tests`` are the fitted laws of each round (see ``measure_shapes``)."""
    parts = [layer_components(some) for some in masks]
    return Graph(
        whole=[heavy_balance([shape.whole for shape in shapes]) for shapes in tests],
        tail=[heavy_balance([shape.tail for shape in shapes]) for shapes in tests],
        tail_over_exponential=[heavy_balance([shape.tail_over_exponential for shape in shapes]) for shapes in tests],
        overdispersion=[mean_overdispersion(some) for some in masks],
        isolated=[float(part.without_edges) for part in parts],
        idle=[float(sum(int(idle.sum()) for idle in idle_units(some))) for some in masks],
        components=[float(part.components) for part in parts],
        largest=[part.largest_share for part in parts],
    )


def draw_masks_like(masks: Masks, number: int, run: Run) -> Masks:
    """Masks with as many weights in each layer, at positions drawn at random."""
    rng = run.rng(f"graph at random {number}")
    return tuple(random_mask(mask.shape, int(mask.sum()), rng) for mask in masks)


def keep_graphs(run: Run, name: str, masks: Sequence[Masks], tests: Sequence[Sequence[Shape]]) -> None:
    """Keep all degrees, and for each test the two families, the ratio and its p-value (NaN where nothing is fitted).

    ``<name>-degrees-<i>`` is (rounds, units); ``<name>-laws`` and ``<name>-tests`` are (rounds, distributions, tests,
    2).
    """
    for index in range(len(NAMES)):
        run.keep(f"{name}-degrees-{index}", np.array([degree_distributions(some)[index] for some in masks]))
    table = [[[getattr(shape, test) for test in TESTS] for shape in row] for row in tests]
    laws = [[[(t.heavy, t.light) if t else ("", "") for t in shape] for shape in row] for row in table]
    ratios = [[[(t.ratio, t.p_value) if t else (np.nan, np.nan) for t in shape] for shape in row] for row in table]
    run.keep(f"{name}-laws", np.array(laws))
    run.keep(f"{name}-tests", np.array(ratios))
