"""Does a measure give the same number whatever number format and memory layout its caller hands in?"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jaxtyping
import numpy as np
import pytest
from scipy.sparse import csr_array, issparse

from netsci_bench.measures.boltzmann.annealed_importance import annealed_log_partition, base_rate_bias
from netsci_bench.measures.boltzmann.exact_log_partition import exact_log_partition
from netsci_bench.measures.boltzmann.free_energy import (
    BoltzmannMachine,
    free_energy,
    mean_log_probability,
)
from netsci_bench.measures.capacitance.early_prediction import accuracy_at_zero_capacitance, power_law_forecast
from netsci_bench.measures.capacitance.line_graph import ProbeLayer, exact_layers, line_graph
from netsci_bench.measures.capacitance.log_evidence import log_maximum_evidence
from netsci_bench.measures.capacitance.model_ranking import model_rank_correlation, rank_advantage
from netsci_bench.measures.capacitance.neural_capacitance import (
    WeightDegrees,
    graph_degrees,
    neural_capacitance,
    weight_degrees,
)
from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.communities.detection import best_communities, communities
from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.igraph_partitions import igraph_partitions
from netsci_bench.measures.communities.modularity import modularity
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.communities.partition_scores import balanced_accuracy
from netsci_bench.measures.communities.partitions import (
    adjusted_mutual_information,
    community_count,
    depth_share,
    effective_number,
    interleaving,
)
from netsci_bench.measures.communities.published_code import published_communities
from netsci_bench.measures.communities.rand_index import adjusted_rand_index
from netsci_bench.measures.communities.spectral_clustering import normalised_cut, spectral_clusters
from netsci_bench.measures.embedding.class_traces import wandering_share
from netsci_bench.measures.embedding.elongation import elongation
from netsci_bench.measures.embedding.faithfulness import distances_kept, neighbours_kept
from netsci_bench.measures.embedding.linear_projections import principal_basis
from netsci_bench.measures.embedding.motion import aligned, relative_motion, unexplained_share
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity, off_cluster_share
from netsci_bench.measures.embedding.principal_components import principal_components
from netsci_bench.measures.graphs.canonical_order import canonical_order
from netsci_bench.measures.graphs.fiedler import fiedler_pair
from netsci_bench.measures.graphs.laplacian import laplacian
from netsci_bench.measures.graphs.layered import feedforward_graph, layer_edges
from netsci_bench.measures.graphs.mask_structure import (
    idle_units,
    layer_components,
    overdispersion,
    unit_degrees,
    unit_strengths,
)
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.graphs.ring_graph import clustering_coefficient, mean_path_length
from netsci_bench.measures.graphs.signed_pagerank import signed_pagerank
from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.graphs.square_matrix import finite_square
from netsci_bench.measures.graphs.weight_graph import weight_graph, without_idle_units
from netsci_bench.measures.graphs.weighted import nonnegative_weights, strengths, symmetric_weights
from netsci_bench.measures.information.binned import (
    equal_width_bins,
    pattern_information,
    unit_label_information,
)
from netsci_bench.measures.information.expected import entropy, expected_information, mutual_information
from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.count_weights import count_weights
from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns, row_numbers, unpacked_patterns
from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.region_walk import region_graph
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns, network_outputs, relu_layers
from netsci_bench.measures.polyhedra.relu_slice import (
    plane_coordinates,
    principal_plane,
    restricted_to_plane,
)
from netsci_bench.measures.polyhedra.sampled_regions import sampled_regions
from netsci_bench.measures.polyhedra.segment_crossings import segment_crossings
from netsci_bench.measures.series.block_choice import kept_in_shape, kept_overall
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.event_effect import above_running_median, event_effect, step_up
from netsci_bench.measures.series.fall_shares import fall_shares
from netsci_bench.measures.series.joint_course import peak_nearness, shifted_rank_correlations
from netsci_bench.measures.series.loss_spikes import loss_spikes
from netsci_bench.measures.series.patience_stop import patience_stop
from netsci_bench.measures.series.plateaus import (
    at_equal_depths,
    placement_p_value,
    relative_slow_steps,
    slow_steps,
)
from netsci_bench.measures.series.smooth_surface import quadratic_share
from netsci_bench.measures.similarity.correlation import pearson, spearman
from netsci_bench.measures.similarity.graph_similarity import (
    pair_agreement,
    pair_excess,
    pair_rank,
    pattern_similarity,
)
from netsci_bench.measures.similarity.layer_differences import (
    absolute_differences,
    agreement_beyond_distance,
    block_contrast,
    inside_excess,
    stage_numbers,
)
from netsci_bench.measures.similarity.linear_cka import linear_cka
from netsci_bench.measures.similarity.linear_probe import linear_probe_accuracy
from netsci_bench.measures.similarity.minibatch_cka import (
    centred_gram,
    column_shifted_hsic,
    raw_gram,
    unbiased_hsic,
)
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours, nearest_neighbours
from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.degree_survival import survival
from netsci_bench.measures.tails.discrete_laws import LAWS, log_probabilities
from netsci_bench.measures.tails.likelihood_ratio import likelihood_ratio, nested_likelihood_ratio
from netsci_bench.measures.tails.power_law_evidence import power_law_evidence
from netsci_bench.measures.tails.power_law_p_value import (
    falling_line_p_value,
    line_p_value,
    power_law_p_value,
    synthetic_degrees,
)
from netsci_bench.measures.tails.power_law_tail import power_law_tail
from netsci_bench.measures.tails.strength_families import fitted_strength_family
from netsci_bench.measures.topology.betti_curves import betti_curves, peak_step
from netsci_bench.measures.topology.filtrations import closure_filtration, rank_steps
from netsci_bench.measures.topology.neighbour_betti import neighbour_betti, neighbour_graph
from netsci_bench.measures.topology.neural_persistence import layer_persistences, normalised_persistences
from netsci_bench.measures.topology.persistence import cell_persistence, simplicial_persistence

Cast = Callable[[np.ndarray], np.ndarray]
EDGES = np.int32([[0, 1], [1, 2], [2, 0]])
SIDES = np.int32([[0, -1], [0, 1], [1, -1]])
PARAMETERS = MappingProxyType(
    {
        "power_law": (2.5,),
        "truncated_power_law": (1.5, 0.1),
        "log_normal": (1.0, 0.8),
        "exponential": (0.3,),
        "poisson": (20.0,),
        "binomial": (0.3, 127.0),
        "negative_binomial": (20.0, 2.0),
        "normal": (20.0, 9.0),
    }
)


def numbers(whole: bool, *shape: int) -> np.ndarray:
    """Exact in float16: whole ones in int8 too; the others so far apart that float32 cannot add them up exactly."""
    rng = np.random.default_rng(sum(shape) * 7 + len(shape))
    if whole:
        return rng.integers(-60, 61, size=shape).astype(np.float64)
    return rng.integers(-1023, 1024, size=shape) * 2.0 ** rng.integers(-12, 5, size=shape)


def graph(whole: bool) -> np.ndarray:
    upper = np.triu(np.abs(numbers(whole, 9, 9)))
    return upper + np.triu(upper, 1).T


def labels(n: int, kinds: int = 3) -> np.ndarray:
    return np.random.default_rng(n).integers(kinds, size=n)


def degrees() -> np.ndarray:
    return np.minimum(127, np.floor(2.0 * np.random.default_rng(3).pareto(1.3, 300)).astype(np.int64) + 1)


def layers(cast: Cast, whole: bool, inputs: int = 2) -> list[tuple[np.ndarray, np.ndarray]]:
    sizes = [inputs, 4, 3, 1]
    return [(cast(numbers(whole, o, i)), cast(numbers(whole, o))) for i, o in pairwise(sizes)]


def machine(cast: Cast, whole: bool) -> BoltzmannMachine:
    return BoltzmannMachine(*(cast(numbers(whole, *shape) / 32.0) for shape in ((5, 4), (5,), (4,))))


def probe(cast: Cast, whole: bool) -> list[ProbeLayer]:
    sizes = [3, 4, 3, 2, 2]
    return [ProbeLayer(*(cast(numbers(whole, 6, n)) for n in (i, o, o))) for i, o in pairwise(sizes)]


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


WINDOW = np.array([[-9.0, -7.0], [8.0, 9.0]])
Case = Callable[[Cast, bool], Any]
REAL: dict[str, Case] = {
    "published_communities": lambda c, w: published_communities(c(graph(w)), graph(w) > 0),
    "best_communities": lambda c, w: best_communities(c(graph(w)), rng(), 2),
    "canonical_order": lambda c, w: canonical_order(c(graph(w))),
    "communities": lambda c, w: [communities(c(graph(w)), m, rng(), 3) for m in ("louvain", "leiden", "infomap")],
    "greedy_modularity": lambda c, w: greedy_modularity(c(graph(w))),
    "igraph_partitions": lambda c, w: igraph_partitions(c(graph(w)), "leiden", [0, 1]),
    "modularity": lambda c, w: modularity(c(graph(w)), labels(9)),
    "accuracy_at_zero_capacitance": lambda c, w: accuracy_at_zero_capacitance(
        c(numbers(w, 9)), c(numbers(w, 19)[:9])
    ),
    "power_law_forecast": lambda c, w: power_law_forecast(c(np.arange(1, 10)), c(numbers(w, 9)), 20.0),
    "line_graph": lambda c, w: [line_graph(probe(c, w)), exact_layers(probe(c, w))],
    "weight_degrees": lambda c, w: weight_degrees(probe(c, w)),
    "graph_degrees": lambda c, w: graph_degrees(c(graph(w))),
    "neural_capacitance": lambda c, w: [
        neural_capacitance(WeightDegrees(c(numbers(w, 9)), c(numbers(w, 19)[:9])), reading)
        for reading in ("directed", "symmetric")
    ],
    "log_maximum_evidence": lambda c, w: log_maximum_evidence(c(numbers(w, 30, 5)), labels(30)),
    "model_rank_correlation": lambda c, w: model_rank_correlation(c(numbers(w, 9)), c(numbers(w, 19)[:9])),
    "rank_advantage": lambda c, w: rank_advantage(
        c(numbers(w, 9)), c(numbers(w, 19)[:9]), c(numbers(w, 29)[:9]), rng(), 50
    ),
    "neighbour_modularity": lambda c, w: neighbour_modularity(
        Neighbours(np.array([[1], [2], [0], [1]]), c(np.abs(numbers(w, 4, 1)))), np.array([0, 0, 1, 1])
    ),
    "fiedler_pair": lambda c, w: (
        fiedler_pair(csr_array(c(graph(w)).astype(np.float64)), c(np.abs(numbers(w, 9)))).value
    ),
    "feedforward_graph": lambda c, w: feedforward_graph([c(numbers(w, 3, 4)), c(numbers(w, 4, 2))]),
    "unit_strengths": lambda c, w: unit_strengths([c(numbers(w, 4, 30)), c(numbers(w, 2, 4))]),
    "pagerank": lambda c, w: pagerank(c(np.abs(numbers(w, 9, 9)))),
    "signed_pagerank": lambda c, w: signed_pagerank(c(numbers(w, 9, 9))),
    "nonnegative": lambda c, w: [nonnegative(c(numbers(w, 9, 9)), policy) for policy in ("absolute", "positive")],
    "strengths": lambda c, w: strengths(c(graph(w))),
    "symmetric_weights": lambda c, w: symmetric_weights(c(graph(w))),
    "finite_square": lambda c, w: finite_square(c(numbers(w, 9, 9))),
    "nonnegative_weights": lambda c, w: nonnegative_weights(c(np.abs(numbers(w, 9, 9)))),
    "relu_layers": lambda c, w: relu_layers(layers(c, w, 6)),
    "equal_width_bins": lambda c, w: equal_width_bins(c(numbers(w, 200, 7)), 30),
    "cells_of": lambda c, w: cells_of(
        relu_complex(layers(c, w), c(WINDOW)), layers(c, w), c(np.clip(numbers(w, 50, 2), -6, 7))
    ),
    "cell_graph": lambda c, w: cell_graph(relu_complex(layers(c, w), c(WINDOW))),
    "activation_patterns": lambda c, w: activation_patterns(layers(c, w, 6), c(numbers(w, 50, 6))),
    "network_outputs": lambda c, w: network_outputs(layers(c, w, 6), c(numbers(w, 50, 6))),
    "principal_plane": lambda c, w: principal_plane(c(numbers(w, 20, 6))),
    "plane_coordinates": lambda c, w: plane_coordinates(principal_plane(numbers(w, 30, 6)), c(numbers(w, 20, 6))),
    "restricted_to_plane": lambda c, w: restricted_to_plane(layers(c, w, 6), principal_plane(numbers(w, 30, 6))),
    "sampled_regions": lambda c, w: sampled_regions(
        layers(c, w, 6), c(numbers(w, 20, 6)), np.array([[0, 1], [2, 3], [4, 5]])
    ),
    "region_graph": lambda c, w: region_graph(layers(c, w, 3), c(np.array([[-9.0, -7.0, -8.0], [8.0, 9.0, 7.0]]))),
    "segment_crossings": lambda c, w: segment_crossings(layers(c, w, 6), c(numbers(w, 6)), c(numbers(w, 7)[:6])),
    "kept_overall": lambda c, w: kept_overall(c(numbers(w, 8)), np.arange(8) % 4 == 0, (4, 4), 5),
    "kept_in_shape": lambda c, w: kept_in_shape(c(numbers(w, 8)), np.arange(8) % 4 == 0, (4, 4), (2, 3)),
    "depth_rank_correlation": lambda c, w: depth_rank_correlation(c(numbers(w, 12))),
    "above_running_median": lambda c, w: above_running_median(c(numbers(w, 40)), 3),
    "step_up": lambda c, w: step_up(c(numbers(w, 40)), 3),
    "event_effect": lambda c, w: event_effect(c(numbers(w, 40)), np.array([9, 17, 30]), 3),
    "fall_shares": lambda c, w: fall_shares(c(numbers(w, 30))),
    "loss_spikes": lambda c, w: loss_spikes(c(np.abs(numbers(w, 60))), 3, 1.1),
    "slow_steps": lambda c, w: slow_steps(c(numbers(w, 12)), 0.3),
    "pearson": lambda c, w: pearson([c(numbers(w, 30, 5)), c(numbers(w, 9, 5))]),
    "spearman": lambda c, w: spearman(c(numbers(w, 30, 5))),
    "pattern_similarity": lambda c, w: pattern_similarity(c(numbers(w, 4, 30)), labels(30)),
    "pair_rank": lambda c, w: pair_rank(c(graph(w)), 1, 4),
    "linear_cka": lambda c, w: linear_cka(c(numbers(w, 30, 5)), c(numbers(w, 30, 4))),
    "centred_gram": lambda c, w: [centred_gram(c(numbers(w, 9, 4))), raw_gram(c(numbers(w, 9, 4)))],
    "unbiased_hsic": lambda c, w: unbiased_hsic(c(np.stack([graph(w), graph(w).T[::-1, ::-1]]))),
    "column_shifted_hsic": lambda c, w: column_shifted_hsic(c(np.stack([graph(w), graph(w).T[::-1, ::-1]]))),
    "absolute_differences": lambda c, w: absolute_differences(c(numbers(w, 12))),
    "block_contrast": lambda c, w: block_contrast(c(graph(w)), np.arange(9) // 3),
    "inside_excess": lambda c, w: inside_excess(c(graph(w)), np.arange(9) % 2 == 1),
    "agreement_beyond_distance": lambda c, w: agreement_beyond_distance(c(graph(w)), c(graph(w).T[::-1, ::-1])),
    "linear_probe_accuracy": lambda c, w: linear_probe_accuracy(
        (c(numbers(w, 30, 5)), labels(30)), (c(numbers(w, 9, 5)), labels(9))
    ),
    "likelihood_ratio": lambda c, w: likelihood_ratio(c(numbers(w, 30)), c(numbers(w, 31)[:30])),
    "nested_likelihood_ratio": lambda c, w: nested_likelihood_ratio(c(numbers(w, 30)), c(numbers(w, 31)[:30])),
    "fitted_strength_family": lambda c, w: [
        fitted_strength_family(f, c(np.abs(numbers(w, 40))))
        for f in ("power_law", "log_normal", "exponential", "normal")
    ],
    "relative_slow_steps": lambda c, w: relative_slow_steps(c(numbers(w, 12)), 0.3),
    "at_equal_depths": lambda c, w: at_equal_depths(c(numbers(w, 12)), 5),
    "shifted_rank_correlations": lambda c, w: shifted_rank_correlations(c(numbers(w, 30)), c(numbers(w, 31)[:30])),
    "peak_nearness": lambda c, w: peak_nearness(c(numbers(w, 30)), c(numbers(w, 31)[:30])),
    "pair_excess": lambda c, w: pair_excess(c(graph(w)), 1, 4),
    "pair_agreement": lambda c, w: pair_agreement(c(graph(w)), c(graph(w).T[::-1, ::-1])),
    "rank_steps": lambda c, w: rank_steps(c(numbers(w, 40))),
    "spectral_clusters": lambda c, w: [
        labels := spectral_clusters(csr_array(c(graph(w)).astype(np.float64)), 3, rng()),
        normalised_cut(csr_array(c(graph(w)).astype(np.float64)), labels),
    ],
    "weight_graph": lambda c, w: weight_graph([c(numbers(w, 4, 3)), c(numbers(w, 2, 4))]),
    "layer_persistences": lambda c, w: layer_persistences(c(numbers(w, 6, 5)), 65536.0),
    "normalised_persistences": lambda c, w: normalised_persistences([c(numbers(w, 6, 5)), c(numbers(w, 3, 6))]),
    "patience_stop": lambda c, w: patience_stop(c(numbers(w, 30)), 3, 1),
    "quadratic_share": lambda c, w: quadratic_share(*(c(numbers(w, n)[:17]) for n in (17, 18, 19))),
    "neighbour_betti": lambda c, w: [f(c(numbers(w, 40, 3)), 4, 1) for f in (neighbour_betti, neighbour_graph)],
    "elongation": lambda c, w: elongation(c(numbers(w, 60, 2)), labels(60), 0.5),
    "neighbours_kept": lambda c, w: [
        f(c(numbers(w, 30, 5)), c(numbers(w, 30, 2))) for f in (distances_kept, lambda x, y: neighbours_kept(x, y, 4))
    ],
    "principal_basis": lambda c, w: [
        basis := principal_basis(c(numbers(w, 30, 5))),
        basis.project(c(numbers(w, 9, 5))),
    ],
    "principal_components": lambda c, w: principal_components(c(numbers(w, 30, 5)), 2),
    "relative_motion": lambda c, w: relative_motion(c(numbers(w, 4, 9, 2))),
    "aligned": lambda c, w: [
        f(c(numbers(w, 9, 2)), c(numbers(w, 18)).reshape(9, 2)) for f in (aligned, unexplained_share)
    ],
    "neighbour_purity": lambda c, w: neighbour_purity(c(numbers(w, 30, 3)), labels(30), 4),
    "off_cluster_share": lambda c, w: off_cluster_share(c(numbers(w, 30, 3)), labels(30), labels(31, 2)[:30] > 0),
    "neighbourhood": lambda c, w: neighbourhood(c(numbers(w, 30, 3))),
    "base_rate_bias": lambda c, w: base_rate_bias(c(np.abs(numbers(w, 6, 5)) % 2 // 1)),
}
FRACTIONS: dict[str, Case] = {  # of which whole numbers make no sense
    "free_energy": lambda c, w: free_energy(machine(c, False), c(np.abs(numbers(w, 6, 5)) % 2 // 1)),
    "exact_log_partition": lambda c, w: exact_log_partition(machine(c, w)),
    "mean_log_probability": lambda c, w: mean_log_probability(machine(c, w), numbers(True, 6, 5) % 2, 2.5),
    "annealed_log_partition": lambda c, w: annealed_log_partition(machine(c, w), c(numbers(w, 5) / 32), 20, 5, rng()),
    "shifted": lambda c, w: nonnegative(c(np.clip(graph(w) / 4096.0, 0.0, 1.0)), "shifted"),
}
WHOLE: dict[str, Callable[[Cast], Any]] = {
    "canonical_labels": lambda c: canonical_labels(c(labels(30))),
    "modularity": lambda c: modularity(graph(True), c(labels(9))),
    "community_count": lambda c: community_count(c(labels(30))),
    "depth_share": lambda c: depth_share(c(labels(30)), c(labels(31)[:30])),
    "effective_number": lambda c: effective_number(c(labels(30))),
    "adjusted_mutual_information": lambda c: adjusted_mutual_information(c(labels(30)), c(labels(31)[:30])),
    "adjusted_rand_index": lambda c: adjusted_rand_index(c(labels(30)), c(labels(31)[:30])),
    "interleaving": lambda c: interleaving(c(labels(30)), c(labels(31)[:30])),
    "overdispersion": lambda c: overdispersion(c(degrees())),
    "pattern_information": lambda c: pattern_information(equal_width_bins(numbers(True, 60, 3), 4), c(labels(60))),
    "unit_label_information": lambda c: unit_label_information(
        equal_width_bins(numbers(True, 60, 3), 99), c(labels(60))
    ),
    "entropy": lambda c: entropy(c(degrees())),
    "log_maximum_evidence": lambda c: log_maximum_evidence(numbers(False, 30, 5), c(labels(30))),
    "wandering_share": lambda c: wandering_share(c(labels(120).reshape(4, 30)), c(labels(30))),
    "neighbour_purity": lambda c: neighbour_purity(numbers(False, 30, 3), c(labels(30)), 4),
    "off_cluster_share": lambda c: off_cluster_share(numbers(False, 30, 3), c(labels(30)), labels(31, 2)[:30] > 0),
    "elongation": lambda c: elongation(numbers(False, 60, 2), c(labels(60)), 0.5),
    "mutual_information": lambda c: mutual_information(c(labels(30)), c(labels(31)[:30])),
    "expected_information": lambda c: expected_information(c(np.array([9, 80, 11])), c(np.array([50, 50]))),
    "count_weights": lambda c: [
        count_weights(csr_array(graph(False)), c(np.arange(9) * 15), mean) for mean in ("arithmetic", "geometric")
    ],
    "layer_edges": lambda c: [layer_edges(c(labels(9)), pairs) for pairs in ("all", "consecutive")],
    "peak_step": lambda c: peak_step(c(labels(30))),
    "simplicial_persistence": lambda c: simplicial_persistence(
        [c(np.arange(3)[:, None]), c(np.array([[0, 1], [1, 2], [0, 2]]))],
        [c(np.zeros(3, int)), c(np.array([1, 2, 3]))],
    ),
    "each law by itself": lambda c: [LAWS[f](c(degrees()), PARAMETERS[f], 1) for f in LAWS],
    "survival": lambda c: survival(c(degrees())),
    "log_probabilities": lambda c: [log_probabilities(f, c(degrees()), PARAMETERS[f], 1) for f in LAWS],
    "fitted_family": lambda c: [fitted_family(f, c(degrees()), 1, 127) for f in LAWS],
    "falling_line_p_value": lambda c: falling_line_p_value(c(degrees())),
    "line_p_value": lambda c: line_p_value(c(degrees())),
    "power_law_p_value": lambda c: power_law_p_value(c(degrees()), rng(), 5),
    "power_law_evidence": lambda c: power_law_evidence(c(degrees()), rng(), 5),
    "synthetic_degrees": lambda c: synthetic_degrees(c(degrees()), power_law_tail(degrees()), rng()),
    "power_law_tail": lambda c: power_law_tail(c(degrees())),
    "closure_filtration": lambda c: closure_filtration(c(np.array([1, 0])), EDGES, SIDES),
    "neighbour_modularity": lambda c: neighbour_modularity(
        nearest_neighbours(np.float32(numbers(False, 30, 5)), 3), c(labels(30))
    ),
}
FLAGS: dict[str, Callable[[Cast], Any]] = {
    "masks": lambda c: [
        measure([c(labels(40, 2).reshape(5, 8) > 0), c(labels(15, 2).reshape(3, 5) > 0)])
        for measure in (unit_degrees, idle_units, layer_components)
    ],
    "patterns": lambda c: [
        packed := packed_patterns(c(labels(40, 2).reshape(4, 10) > 0), (6, 4)),
        unpacked_patterns(c(packed), (6, 4)),
        row_numbers(c(packed[2:]), c(packed)),
    ],
    "complexes": lambda c: [
        order := closure_filtration(c(np.array([1, 0])), c(EDGES), c(SIDES)),
        cell_persistence(order, c(EDGES), c(SIDES)),
        betti_curves(order, c(EDGES)),
    ],
    "stage_numbers": lambda c: stage_numbers(c(labels(30, 2) > 0)),
    "placement_p_value": lambda c: placement_p_value(c(labels(30, 2) > 0), c(labels(31, 2)[:30] > 0)),
    "ring_graph": lambda c: [
        f(c((g := labels(81, 2).reshape(9, 9) > 0) | g.T) & c(~np.eye(9, dtype=bool)))
        for f in (clustering_coefficient, mean_path_length)
    ],
    "without_idle_units": lambda c: without_idle_units([np.eye(3)], [c(labels(3, 2) > 0), c(labels(3, 2) > 0)]),
    "balanced_accuracy": lambda c: balanced_accuracy(c(labels(30, 2) > 0), c(labels(31, 2)[:30] > 0)),
}


@pytest.fixture(autouse=True)
def _as_outside_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Types are checked while the tests run only: here a measure meets what it meets without these checks."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)


def leaves(value: Any) -> Iterator[Any]:
    """The numbers and arrays in a result, whatever holds them."""
    if issparse(value):
        value = value.toarray()
    if is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def same(found: Any, wanted: Any, rounding: float = 0.0) -> None:
    ours, theirs = list(leaves(found)), list(leaves(wanted))
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert np.asarray(one).dtype == np.asarray(other).dtype
        if isinstance(one, str) or np.asarray(one).dtype.kind != "f":
            assert np.array_equal(one, other)
        else:
            np.testing.assert_allclose(one, other, rtol=rounding, atol=rounding)


def as_double(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float64)


@pytest.mark.parametrize("name", [*REAL, *FRACTIONS])
@pytest.mark.parametrize("dtype", ["float16", "float32", ">f8", ">f4"])
def test_fewer_bits_in_the_input_cost_no_bit_of_the_result(name: str, dtype: str) -> None:
    case = (REAL | FRACTIONS)[name]
    same(case(lambda array: array.astype(dtype), False), case(as_double, False))


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("dtype", ["int8", "int32", "int64"])
def test_whole_numbers_are_numbers(name: str, dtype: str) -> None:
    same(REAL[name](lambda array: array.astype(dtype), True), REAL[name](as_double, True))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint64", ">i4"])
def test_short_whole_numbers_neither_overflow_nor_round(name: str, dtype: str) -> None:
    found = WHOLE[name](lambda array: array.astype(dtype))
    wanted = WHOLE[name](lambda array: array.astype(np.int64))
    if name == "survival":  # the degrees come back as they were given
        found = (np.asarray(found[0], dtype=np.int64), found[1])
    same(found, wanted)


LAYOUTS: dict[str, Cast] = {
    "Fortran order": np.asfortranarray,
    "every second of a larger array": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards in memory": lambda a: np.ascontiguousarray(a[::-1])[::-1],
    "read-only": lambda a: np.broadcast_to(a, a.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", [*REAL, *FRACTIONS])
def test_the_layout_in_memory_changes_nothing_but_the_order_of_sums(name: str, layout: str) -> None:
    case = (REAL | FRACTIONS)[name]
    same(case(LAYOUTS[layout], False), case(as_double, False), 1e-9)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", [*WHOLE, *FLAGS])
def test_the_layout_of_labels_changes_nothing(name: str, layout: str) -> None:
    case = (WHOLE | FLAGS)[name]
    same(case(LAYOUTS[layout]), case(np.array))


@pytest.mark.parametrize("dtype", ["float32", "int8", "int64"])
def test_sparse_graphs_are_computed_in_float64_too(dtype: str) -> None:
    given = csr_array(graph(True).astype(dtype))
    exact = csr_array(graph(True))
    same(laplacian(given), laplacian(exact))
    same(fiedler_pair(given), fiedler_pair(exact))
    same(count_weights(given, np.arange(9)), count_weights(exact, np.arange(9)))
    rounded = csr_array(graph(False).astype(np.float32))
    same(laplacian(rounded), laplacian(csr_array(graph(False))))
    same(fiedler_pair(rounded), fiedler_pair(csr_array(graph(False))))


@pytest.mark.parametrize("dtype", ["float16", "int8", "int64"])
def test_neighbours_are_found_in_float32_at_least(dtype: str) -> None:
    features = np.abs(numbers(True, 40, 6))
    wanted = nearest_neighbours(features.astype(np.float32), 3)
    found = nearest_neighbours(features.astype(dtype), 3)
    assert np.array_equal(found.nodes, wanted.nodes)
    np.testing.assert_allclose(found.weights, wanted.weights, rtol=1e-6)


APART = {  # measures of which this file says nothing, and why
    "softplus",  # answers in the number format of its values: the chains of annealing are in float32
    "shuffled_layers",  # moves weights, and computes nothing with them
    "largest_component",  # leaves out rows and columns, and computes nothing with the others
    "smallest_eigenpairs",  # takes what `laplacian` gives, and is reached by `fiedler_pair`
    "listed_others",  # takes what a tree of neighbours gives, and is reached by `neighbourhood`
    "rectangle",  # takes the window that `relu_complex` has checked
    *LAWS.values(),  # reached through `LAWS`
}
ARRAYS = ("NDArray", "csr_array", "Layer", "Degrees", "BoltzmannMachine", "Mask")
MEASURES = Path(__file__).parents[2] / "netsci_bench" / "measures"


def public_measures() -> Iterator[str]:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(MEASURES.rglob("*.py"))]
    functions = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        of_arrays = any(kind in ast.unparse(function.args) for kind in ARRAYS)
        if of_arrays and not function.name.startswith("_"):
            yield function.name


def test_every_measure_of_arrays_is_tried_here() -> None:
    names = {
        node.id
        for node in ast.walk(ast.parse(Path(__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Name)
    }
    apart = {one if isinstance(one, str) else one.__name__ for one in APART}
    assert set(public_measures()) - names - apart == set()
    assert len(set(public_measures())) > 80
