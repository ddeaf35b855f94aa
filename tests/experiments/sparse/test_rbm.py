"""Are the three kinds of machine judged alike, by numbers that a small machine's exact constant confirms?"""

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.run import Run
from netsci_bench.experiments.sparse.figures.set_rbm import draw
from netsci_bench.experiments.sparse.set_rbm import KINDS, SetRbm, make_recipe, set_rbm, set_rbm_images
from netsci_bench.experiments.sparse.wiring import centre_excess
from netsci_bench.measures.boltzmann.exact_log_partition import exact_log_partition
from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, mean_log_probability
from netsci_bench.measures.tails.power_law_p_value import line_p_value
from netsci_bench.nets.boltzmann.trained import read_rbm

SIDE = 4


def made_bits(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = np.repeat(rng.integers(2, size=(count, SIDE)), SIDE, axis=1)
    return (rows ^ (rng.random(rows.shape) < 0.1)).astype(np.uint8)


ARRAYS = {f"{part}_features": made_bits(n, n) for part, n in (("train", 200), ("valid", 40), ("test", 50))}


@pytest.fixture
def params() -> SetRbm:
    specs = {name: ArraySpec(shape=array.shape, sha256="0" * 64) for name, array in ARRAYS.items()}
    data = Dataset(name="rows", title="Rows", licence="CC0-1.0", source="made", arrays=specs, sources=())
    return SetRbm(
        dataset=data,
        hidden=(4, 9),
        gibbs_steps=(1, 2),
        epsilon=2,
        evolution={"deviation": 0.05},
        deviation=0.05,
        lr=0.05,
        momentum=0.9,
        weight_decay=2e-4,
        batch=20,
        epochs=8,
        chains=100,
        steps=400,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("store"), ARRAYS, seed=3)


@pytest.fixture
def run(store, request) -> Run:
    return store.run(request.node.name)


def exact(folder, part: str) -> float:
    model = BoltzmannMachine(*read_rbm(folder)[:3])
    return mean_log_probability(model, ARRAYS[f"{part}_features"], exact_log_partition(model))


def test_log_probabilities_are_the_exact_ones_and_chosen_by_validation(params, run):
    found = set_rbm(params, run)
    for kind in KINDS:
        folders = [run.once(None, make_recipe(kind, setting, params)) for setting in params.settings]
        told, test = getattr(found, kind), [exact(folder, "test") for folder in folders]
        np.testing.assert_allclose(told.by_setting, test, atol=5 * told.standard_error + 1e-3)
        best = int(np.argmax([exact(folder, "valid") for folder in folders]))
        assert told.log_probability == told.by_setting[best]
        assert told.lowest == min(told.by_setting)
        assert told.spread == pytest.approx(max(told.by_setting) - min(told.by_setting))
        assert told.connection_share == read_rbm(folders[best]).connected.mean()
        assert 0 < told.effective_chains <= 1
    assert found.gain_over_dense == found.evolving.log_probability - found.dense.log_probability
    assert found.gain_over_fixed == found.evolving.log_probability - found.fixed.log_probability
    assert found.gain_over_lowest_dense == found.evolving.lowest - found.dense.lowest
    won = np.array(found.evolving.by_setting) > found.dense.by_setting
    assert found.settings_won_over_dense == won.mean()
    assert found.dense.largest == found.dense.by_setting[-1]  # nine hidden units, CD-2
    machines = [read_rbm(run.once(None, make_recipe("evolving", setting, params))) for setting in params.settings]
    lines = [line_p_value(machine.connected.sum(axis=0)) for machine in machines]
    assert found.hidden.falling_line_p == lines
    assert found.hidden.words == [0.0] * 4  # fewer than fifty hidden units are no tail
    assert found.lines_of_fewest == np.mean([line < 0.05 for line in lines[:2]])
    assert found.lines_of_most == np.mean([line < 0.05 for line in lines[2:]])


def test_the_kinds_are_trained_alike_but_for_their_connections(params):
    dense, fixed, evolving = (make_recipe(kind, (9, 2), params) for kind in KINDS)
    alike = {"epsilon", "evolution"}
    assert dense.model_dump(exclude=alike) == fixed.model_dump(exclude=alike) == evolving.model_dump(exclude=alike)
    assert (dense.epsilon, fixed.epsilon, evolving.epsilon) == (None, 2, 2)
    assert (dense.evolution, fixed.evolution, evolving.evolution) == (None, None, params.evolution)


def test_on_images_the_middle_is_compared_with_the_border(params, run):
    found = set_rbm_images(params, run)
    degrees = {
        kind: [read_rbm(run.once(None, make_recipe(kind, s, params))).connected.sum(axis=1) for s in params.settings]
        for kind in ("evolving", "fixed")
    }
    excess = {kind: np.mean([centre_excess(d.reshape(SIDE, SIDE)) for d in rows]) for kind, rows in degrees.items()}
    assert found.centre_excess == pytest.approx(excess["evolving"])
    assert found.centre_gain == pytest.approx(excess["evolving"] - excess["fixed"])
    assert found.gain_over_fixed == set_rbm(params, run).gain_over_fixed


def test_the_same_seed_gives_the_same_metrics(params, run):
    assert set_rbm(params, run) == set_rbm(params, run)


def test_the_figures_say_what_they_show(params, run, as_outcome, drawn, titled):
    seed = as_outcome(set_rbm(params, run), run.folder)
    figures = titled(draw([seed, seed]))
    assert set(figures) == {"Log-probability and degrees", "Connections of each pixel"}
    words = drawn(figures["Log-probability and degrees"])
    for text in ("CD-1\n4", "CD-2\n9", "dense", "FixProb", "SET", "2 seeds", "nats", "connections of a hidden unit"):
        assert text in words
    assert f"evolving {seed.scalars['evolving.log_probability']:.1f}, fixed" in words
    left, middle, _ = figures["Log-probability and degrees"].axes
    assert all(abs(sum(stairs.get_data().values) - 100) < 1e-9 for stairs in middle.patches)
    points = sorted(y for line in left.lines[0:1] for y in line.get_ydata())
    assert points == sorted(seed.lists["dense.by_setting"] * 2)


def test_data_that_are_no_square_have_no_picture_of_pixels(params, run, as_outcome, titled):
    seed = as_outcome(set_rbm(params, run), run.folder)
    np.save(run.folder / "arrays" / "visible_degrees_evolving.npy", np.arange(15))
    assert set(titled(draw([seed]))) == {"Log-probability and degrees"}
