"""Does each comparison of six ways to find communities come out as it was put in, in graphs of LeNet5's size?"""

import numpy as np
import pytest
import torch
from drawn_figures import fitting_figures

from netsci_bench.experiments.coactivation.figures.partition_choices import draw
from netsci_bench.experiments.coactivation.graphs import CoActivations, TextReading
from netsci_bench.experiments.coactivation.partition_choices import (
    Choices,
    agreement,
    compare,
    correlate_noise,
    partition_choices,
    split_in_halves,
    strengths_of,
)
from netsci_bench.experiments.coactivation.readings import text_readings
from netsci_bench.measures.similarity.correlation import pearson, spearman

LAYERS = np.repeat(np.arange(5), [6, 16, 15, 10, 10])
READINGS = text_readings(TextReading.model_construct())
WAYS = {"pearson": lambda units: pearson([units]), "spearman": spearman}
P = Choices.model_construct(text=TextReading.model_construct(restarts=3), seeds=3)


def compared(units, reading, shared):
    """Six ways on made activations (samples, 57), as on those of a network."""
    halves, run = [units, units[::2], units[1::2]], shared.run("made")
    found = {name: [CoActivations(way(h), LAYERS, LAYERS >= 2) for h in halves] for name, way in WAYS.items()}
    found["noise"] = correlate_noise(found["pearson"][0], len(units) // 2, P, run)
    return compare({name: strengths_of(made, READINGS[reading]) for name, made in found.items()}, P, run)


def planted(groups=3, samples=4000, noise=0.5):
    rng = np.random.default_rng(0)
    return rng.normal(size=(samples, groups))[:, np.arange(57) % groups] + noise * rng.normal(size=(samples, 57))


@pytest.mark.parametrize("reading", READINGS)
def test_planted_groups_are_found_by_all_ways_and_none_leads_by_much(reading, shared):
    found = compared(planted(), reading, shared)
    for correlation in (found.pearson, found.spearman):
        for choice in (correlation.greedy, correlation.louvain):
            assert choice.groups == 3
            assert choice.between_halves == choice.between_seeds == 1
            assert choice.steadiness == 1 - choice.by_chance > 0.4
            assert choice.modularity > 0.4
    assert found.louvain_more_modular == found.pearson_steadier == 0
    assert abs(found.most_modular) < 0.1


@pytest.mark.parametrize("reading", READINGS)
def test_groups_of_noise_are_no_steadier_than_by_chance(reading, shared):
    """Where only consecutive layers are joined they agree all the same, since communities follow the layers."""
    found = [compared(np.random.default_rng(seed).normal(size=(2000, 57)), reading, shared) for seed in range(6)]
    for method in ("greedy", "louvain"):
        for correlation in ("pearson", "spearman"):
            ways = [getattr(getattr(one, correlation), method) for one in found]
            assert abs(np.mean([way.steadiness for way in ways])) < 0.2
            if reading == "text":
                assert np.mean([way.between_halves for way in ways]) > 0.2
    assert abs(np.mean([one.pearson_steadier for one in found])) < 0.2


@pytest.mark.parametrize("reading", READINGS)
def test_rare_huge_values_spoil_pearson_and_not_spearman(reading, shared):
    units, rng = planted(), np.random.default_rng(2)
    rare = rng.random(units.shape) < 0.001
    units[rare] += 1000 * rng.normal(size=rare.sum())
    found = compared(units, reading, shared)
    assert found.spearman.greedy.between_halves == 1
    assert found.pearson_steadier < -0.3
    assert found.steadiest <= found.pearson_steadier


def test_what_only_pearson_sees_makes_it_lead(shared):
    """Groups fire together now and then, and so strongly that ranks hardly show it."""
    rng = np.random.default_rng(3)
    units = rng.normal(size=(4000, 57))
    for group in range(3):
        together = np.ix_(rng.random(4000) < 0.01, np.arange(57) % 3 == group)
        units[together] += 30
    found = compared(units, "all_pairs", shared)
    assert found.pearson.greedy.between_halves == 1
    assert found.pearson_steadier > 0.3
    assert found.most_modular >= 0


def test_one_group_agrees_with_nothing_and_equal_partitions_wholly():
    one, two = np.zeros(8, dtype=int), np.arange(8) % 2
    assert agreement(one, one) == agreement(one, two) == agreement(np.arange(8), np.arange(8)) == 0
    assert agreement(two, 1 - two) == 1
    assert agreement(two, np.arange(8) // 4) < 0.01


def test_the_leads_are_those_over_the_best_of_the_other_five(shared):
    found = compared(planted(5, 300, 3.0), "text", shared)
    ways = [getattr(getattr(found, c), m) for c in ("pearson", "spearman") for m in ("greedy", "louvain", "infomap")]
    assert found.most_modular == ways[0].modularity - max(way.modularity for way in ways[1:])
    assert found.steadiest == ways[0].steadiness - max(way.steadiness for way in ways[1:])
    assert found.pearson_steadier == pytest.approx(ways[0].between_halves - ways[3].between_halves)
    assert found.louvain_more_modular == ways[1].modularity - ways[0].modularity


def test_halves_are_disjoint_and_drawn_by_the_seed(shared):
    whole, first, second = split_in_halves(11, shared.run("made"))
    assert whole.tolist() == list(range(11)) == sorted(torch.cat([first, second]).tolist())
    assert (len(first), len(second)) == (5, 6)
    shared.seed = 1
    assert split_in_halves(11, shared.run("made"))[1].tolist() != first.tolist()
    shared.seed = 0


def test_a_trained_network_is_measured_in_all_readings_and_drawn(readings, shared, as_outcome, drawn):
    run = shared.run("seed")
    metrics = partition_choices(Choices(text=readings.text, seeds=2), run)
    assert metrics.text.pearson.greedy.modularity > 0
    assert metrics.text.pearson.greedy.between_seeds == 1
    outcomes = [as_outcome(metrics, run.folder)] * 2
    ((caption, figure),) = fitting_figures(draw, outcomes).items()
    assert caption.startswith("Choices: ")
    assert "of 2 seeds" in drawn(figure)
    assert all(len(axes.collections) == 12 for axes in figure.axes)
