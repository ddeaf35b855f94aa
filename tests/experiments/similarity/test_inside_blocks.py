"""Are layers inside of blocks told from those behind additions, where they differ, and nowhere else?"""

import numpy as np
import pytest

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.trained.nets import subject_net
from netsci_bench.experiments.similarity.figures import draw_insides
from netsci_bench.experiments.similarity.inside_blocks import (
    Layers,
    alignment_of,
    inside_blocks,
    random_excess,
    random_places,
)
from netsci_bench.experiments.similarity.layer_pairs import LayerPairs, alignments, layer_pairs
from netsci_bench.measures.similarity.layer_differences import absolute_differences, inside_excess
from netsci_bench.nets.probes.block_names import block_names

OF_A_RESNET56 = np.array([False] + [True, True, False] * 27)


@pytest.fixture(scope="module")
def pairs(settings):
    return LayerPairs(**settings | {"draws": 2})


def test_the_layers_behind_additions_have_the_values_that_they_have_alone(store, pairs, drawn):
    run = store.run("insides")
    found = inside_blocks(pairs, run)
    inside = np.array(found.inside) > 0
    assert inside.tolist() == [False] + [True, True, False] * 8
    kept = {name: np.load(run.folder / "arrays" / f"{name}.npy") for name in ("differences", "cka")}
    alone_run = store.run("alone")
    layer_pairs(pairs, alone_run)
    for name, matrix in kept.items():
        alone = np.load(alone_run.folder / "arrays" / f"{name}.npy")
        np.testing.assert_allclose(matrix[np.ix_(~inside, ~inside)], alone, atol=1e-9)
    np.testing.assert_array_equal(kept["differences"], absolute_differences(np.array(found.modularity)))
    values = {name: value for name, value in flat(found) if not isinstance(value, list)}
    lists = {name: value for name, value in flat(found) if isinstance(value, list)}
    one = Outcome(seed=0, address="", scalars=values, lists=lists, folder=run.folder)
    shown = drawn(draw_insides([one, one]).popitem()[1])
    assert "inside of a block" in shown
    assert "mean of 2 seeds" in shown


def test_cka_is_that_of_these_layers(store, pairs):
    run = store.run("cka")
    net = subject_net(pairs, pairs.classes, run)
    names = list(block_names(net, (3, 32, 32)))
    layers = Layers(names, np.zeros(len(names), dtype=bool))
    np.testing.assert_allclose(alignment_of(net, layers, pairs, run), alignments(net, pairs, run).cka, atol=1e-9)


def test_at_the_size_of_a_resnet56_layers_that_leave_the_curve_are_seen_and_climbs_and_chance_are_not():
    rng = np.random.default_rng(0)
    climb = np.linspace(0.1, 0.8, len(OF_A_RESNET56))
    assert inside_excess(absolute_differences(climb), OF_A_RESNET56) == pytest.approx(0.0, abs=1e-12)
    apart = np.where(OF_A_RESNET56, 0.1, 0.5) + rng.normal(0, 0.01, len(climb))
    assert inside_excess(absolute_differences(apart), OF_A_RESNET56) > 1.0
    assert abs(random_excess(absolute_differences(apart), OF_A_RESNET56, rng)) < 0.35
    by_chance = [
        inside_excess(absolute_differences(climb + rng.normal(0, 0.05, len(climb))), OF_A_RESNET56)
        for _ in range(200)
    ]
    assert abs(np.mean(by_chance)) < 4 * np.std(by_chance) / np.sqrt(200) + 0.01


def test_a_dip_inside_that_is_small_beside_the_climb_shows_near_and_not_far():
    climb = np.linspace(0.0, 1.0, len(OF_A_RESNET56))
    dips = climb - np.where(OF_A_RESNET56, 0.005, 0.0)
    assert (
        abs(inside_excess(absolute_differences(dips), OF_A_RESNET56)) < 0.01
    )  # what it adds on one side it takes on the other


def test_random_places_keep_both_ends_and_the_number_of_layers_outside():
    rng = np.random.default_rng(1)
    seen = np.array([random_places(OF_A_RESNET56, rng) for _ in range(300)])
    assert not seen[:, [0, -1]].any()
    assert ((~seen).sum(axis=1) == 28).all()
    shares = (~seen).mean(axis=0)[1:79]
    assert shares.min() > 0.2
    assert shares.max() < 0.47
