"""How near does a dual graph of sampled regions come to the exact one? Future work of Bosca et al. (2025).

The paper asks for approximations that larger networks can afford. Points are drawn in a box; their regions, and those
on the way from one to the next, are joined where patterns differ in one unit. In two inputs, and for a small net of
eight, all regions are known; for a larger one of eight inputs the sample can only be compared with a larger sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.regions.exact_graph import Known, edge_graph, known_graph
from netsci_bench.measures.communities.rand_index import adjusted_rand_index
from netsci_bench.measures.graphs.fiedler import FiedlerPair, fiedler_pair, fiedler_partition
from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns, row_numbers, unpacked_patterns
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns
from netsci_bench.measures.polyhedra.sampled_regions import SampledRegions, sampled_regions
from netsci_bench.nets.planar.mlp import Layers
from netsci_bench.nets.point_classes.recipe import ClassRecipe, read_classes
from netsci_bench.nets.point_classes.training import fit_classes

Growing = Annotated[tuple[Annotated[int, Field(ge=2)], ...], Field(min_length=2)]


class Sampling(Params):
    """One net and how it is sampled.

    Attributes:
        half_side: regions are those in the box from -half_side to half_side, in every input.
        samples: growing numbers of points, the first ones of one sequence, uniform in the box.
    """

    recipe: ClassRecipe
    half_side: Annotated[float, Field(gt=0)]
    samples: Growing

    @model_validator(mode="after")
    def _samples_grow(self) -> Self:
        if any(after <= before for before, after in pairwise(self.samples)):
            raise ValueError(f"samples have to grow: {self.samples}")
        return self

    @property
    def box(self) -> NDArray[np.float64]:
        """The lowest and the highest corner."""
        return self.half_side * np.array([[-1.0], [1.0]]) * np.ones(self.recipe.data.inputs)


class SampledGraphs(Params):
    """Three nets: one in the plane, a small one of more inputs, and one of which not all regions can be listed.

    Attributes:
        probes: points, uniform in the box, at which partitions are compared.
        most_regions: more are refused.
    """

    plane: Sampling
    small: Sampling
    large: Sampling
    probes: Annotated[int, Field(ge=10)]
    most_regions: Annotated[int, Field(ge=2)] = 20_000


class Approached(Metrics):
    """A sampled graph against the exact one, by number of points.

    ``found``: share of the regions; ``edges_found``: share of the edges; ``false_edges``: share of the sampled edges
    that join regions which do not touch; ``value_ratio``: Fiedler value over the exact one; ``agreement``: adjusted
    Rand index of the two Fiedler partitions, at the probes. Of the largest sample: ``last_found``,
    ``last_agreement``, ``value_error``: |value_ratio - 1|, and ``shuffled``: the agreement if the sides of the
    regions are in random order. ``exact_regions``: how many there are; ``relative_gap``: of the exact second
    eigenvalue to the third, over the second: where it is small, the partition is a choice of many.
    """

    found: list[float]
    edges_found: list[float]
    false_edges: list[float]
    value_ratio: list[float]
    agreement: list[float]
    last_found: float
    last_agreement: float
    value_error: float
    shuffled: float
    exact_regions: float
    relative_gap: float


class Settled(Metrics):
    """A sampled graph against the one of the next larger sample.

    ``regions``: found, by number of points; ``agreement``: of the Fiedler partitions of a sample and the next one;
    ``last_agreement``: of the two largest; ``shuffled``: the same with the sides of regions in random order;
    ``growth``: regions of the largest sample over those of the one before.
    """

    regions: list[float]
    agreement: list[float]
    last_agreement: float
    shuffled: float
    growth: float


class Approximated(Metrics):
    """The three nets."""

    plane: Approached
    small: Approached
    large: Settled


@dataclass(frozen=True)
class Sample:
    """A sampled graph: its regions, their Fiedler pair, and the side of each probe, as it is and at random."""

    regions: SampledRegions
    pair: FiedlerPair
    sides: NDArray[np.int64]
    shuffled: NDArray[np.int64]


def sampled_graphs(p: SampledGraphs, run: Run) -> Approximated:
    """Train the three nets, sample their regions, and compare."""
    run.keep("plane_samples", np.array(p.plane.samples))
    run.keep("small_samples", np.array(p.small.samples))
    run.keep("large_samples", np.array(p.large.samples))
    return Approximated(
        plane=approach("plane", p.plane, p, run),
        small=approach("small", p.small, p, run),
        large=settle("large", p.large, p, run),
    )


def approach(name: str, of: Sampling, p: SampledGraphs, run: Run) -> Approached:
    """Compare growing samples with the exact graph."""
    layers, probes, samples = sample(name, of, p, run)
    known = known_graph(layers, of.box, p.most_regions)
    exact = fiedler_pair(edge_graph(known.edges, len(known.packed)))
    widths = samples[0].regions.widths
    region = row_numbers(packed_patterns(activation_patterns(layers, probes), widths), known.packed)
    inside = region >= 0  # a probe in a region below the tolerance of the exact graph has no exact side
    wanted = fiedler_partition(exact)[region[inside]].astype(np.int64)
    edges = [count_edges(s.regions, known) for s in samples]
    found = [float((row_numbers(s.regions.packed, known.packed) >= 0).sum()) / len(known.packed) for s in samples]
    agreement = [adjusted_rand_index(s.sides[inside], wanted) for s in samples]
    ratio = [s.pair.value / exact.value for s in samples]
    return Approached(
        found=found,
        edges_found=[true / len(known.edges) for true, _ in edges],
        false_edges=[1.0 - true / max(1, every) for true, every in edges],
        value_ratio=ratio,
        agreement=agreement,
        last_found=found[-1],
        last_agreement=agreement[-1],
        value_error=abs(ratio[-1] - 1.0),
        shuffled=adjusted_rand_index(samples[-1].shuffled[inside], wanted),
        exact_regions=float(len(known.packed)),
        relative_gap=exact.gap / exact.value,
    )


def settle(name: str, of: Sampling, p: SampledGraphs, run: Run) -> Settled:
    """Compare growing samples with each other."""
    _, _, samples = sample(name, of, p, run)
    counts = [float(len(s.regions.packed)) for s in samples]
    agreement = [adjusted_rand_index(one.sides, other.sides) for one, other in pairwise(samples)]
    return Settled(
        regions=counts,
        agreement=agreement,
        last_agreement=agreement[-1],
        shuffled=adjusted_rand_index(samples[-2].shuffled, samples[-1].sides),
        growth=counts[-1] / counts[-2],
    )


def sample(
    name: str, of: Sampling, p: SampledGraphs, run: Run
) -> tuple[Layers, NDArray[np.float64], Sequence[Sample]]:
    """The trained net, the probes, and its sampled graphs."""
    layers = read_classes(run.once(fit_classes, of.recipe, name), of.recipe).layers(-1)
    low, high = of.box[0], of.box[1]
    points = run.rng(f"sample of {name}").uniform(low, high, (of.samples[-1], of.recipe.data.inputs))
    probes = run.rng(f"probes of {name}").uniform(low, high, (p.probes, of.recipe.data.inputs))
    rng = run.rng(f"sides of {name} in random order")
    return layers, probes, [take_sample(layers, points[:count], probes, rng) for count in of.samples]


def take_sample(
    layers: Layers, points: NDArray[np.float64], probes: NDArray[np.float64], rng: np.random.Generator
) -> Sample:
    """The regions on a path through the points, and on which side of their Fiedler partition each probe lies.

    A probe in a region that was not visited is on the side of the visited one whose pattern differs least.
    """
    steps = np.arange(len(points))
    regions = sampled_regions(layers, points, np.stack([steps[:-1], steps[1:]], axis=1))
    pair = fiedler_pair(edge_graph(regions.edges, len(regions.packed)))
    sides = fiedler_partition(pair).astype(np.int64)
    nearest = nearest_patterns(activation_patterns(layers, probes), unpacked_patterns(regions.packed, regions.widths))
    return Sample(regions, pair, sides[nearest], rng.permutation(sides)[nearest])


def nearest_patterns(patterns: NDArray[np.bool_], among: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each pattern the row of the one that differs from it in the fewest units, the first of equals.

    >>> nearest_patterns(np.array([[True, True, False]]), np.array([[False, False, False], [True, True, True]]))
    array([1])
    """
    one, other = 2.0 * patterns - 1.0, 2.0 * among - 1.0
    return np.asarray((one @ other.T).argmax(axis=1), dtype=np.int64)


def count_edges(regions: SampledRegions, known: Known) -> tuple[int, int]:
    """How many sampled edges are edges of the exact graph, and how many there are."""
    place = row_numbers(regions.packed, known.packed)[regions.edges]
    codes = np.sort(place, axis=1) @ np.array([len(known.packed), 1])
    exact = known.edges @ np.array([len(known.packed), 1])
    return int((np.isin(codes, exact) & (place >= 0).all(axis=1)).sum()), len(regions.edges)
