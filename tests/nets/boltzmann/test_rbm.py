"""Does a Boltzmann machine climb its own log-likelihood, only where it has connections, and survive being stopped?"""

import numpy as np
import pytest
import torch

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.contract.run import Run
from netsci_bench.measures.boltzmann.exact_log_partition import exact_log_partition
from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, mean_log_probability
from netsci_bench.nets.boltzmann.binary_vectors import binary_parts
from netsci_bench.nets.boltzmann.rbm import learn_batch, rewire, untrained_rbm
from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.boltzmann.trained import read_rbm
from netsci_bench.nets.boltzmann.training import train_rbm
from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.training import checkpointer

VISIBLE = 12
EVOLUTION = Evolution(zeta=0.3, deviation=0.05)


def patterns(count: int, seed: int) -> np.ndarray:
    """Halves that are both on or both off, with some noise: far from independent units."""
    rng = np.random.default_rng(seed)
    halves = np.repeat(rng.integers(2, size=(count, 2)), VISIBLE // 2, axis=1)
    return (halves ^ (rng.random((count, VISIBLE)) < 0.05)).astype(np.uint8)


ARRAYS = {f"{part}_features": patterns(n, n) for part, n in (("train", 210), ("valid", 50), ("test", 60))}
DATA = Dataset(
    name="halves",
    title="Halves",
    licence="CC0-1.0",
    source="made",
    arrays={name: ArraySpec(shape=array.shape, sha256="0" * 64) for name, array in ARRAYS.items()},
    sources=(),
)


def recipe(**more) -> RbmRecipe:
    given = {"dataset": DATA, "hidden": 8, "gibbs_steps": 1, "lr": 0.05, "momentum": 0.5, "batch": 50, "epochs": 4}
    return RbmRecipe(**(given | more))


def evolving(**more) -> RbmRecipe:
    return recipe(epsilon=2.0, evolution=EVOLUTION, weight_decay=2e-4, **more)


@pytest.fixture
def new_run(tmp_path):
    def made(folder: str = "whole", seed: int = 0, stopping=lambda: "") -> Run:
        (tmp_path / folder).mkdir(exist_ok=True)
        return Run(seed=seed, device="cpu", folder=tmp_path / folder, arrays=lambda _: ARRAYS, stopping=stopping)

    return made


def log_likelihood(weights, visible_bias, hidden_bias, data) -> float:
    m = BoltzmannMachine(weights, visible_bias, hidden_bias)
    return mean_log_probability(m, data, exact_log_partition(m))


@pytest.mark.system
def test_with_long_chains_a_step_follows_the_gradient_of_the_exact_log_likelihood():
    told = recipe(hidden=3, gibbs_steps=40, lr=1.0, momentum=0.0, deviation=0.5)
    machine = untrained_rbm(told, 4, np.random.default_rng(0), "cpu")
    few = np.random.default_rng(1).integers(2, size=(6, 4)).astype(np.float64)
    before = [getattr(machine, n).double().numpy().copy() for n in ("weights", "visible_bias", "hidden_bias")]
    generator = torch.Generator()
    generator.manual_seed(0)
    learn_batch(machine, torch.tensor(np.tile(few, (40_000, 1)), dtype=torch.float32), told, generator)
    after = [getattr(machine, n).double().numpy() for n in ("weights", "visible_bias", "hidden_bias")]
    for part, step in enumerate(a - b for a, b in zip(after, before, strict=True)):
        slope = np.zeros_like(step)
        for place in np.ndindex(step.shape):
            sides = []
            for sign in (1, -1):
                moved = [array.copy() for array in before]
                moved[part][place] += sign * 1e-5
                sides.append(log_likelihood(*moved, few))
            slope[place] = (sides[0] - sides[1]) / 2e-5
        np.testing.assert_allclose(step, slope, atol=6e-3)  # 240,000 chains


def test_momentum_and_weight_decay_are_those_of_the_recipe():
    told = recipe(hidden=3, weight_decay=0.1, momentum=0.5, lr=0.5)
    machine = untrained_rbm(told, 4, np.random.default_rng(0), "cpu")
    plain = untrained_rbm(recipe(hidden=3, lr=0.5, momentum=0.0), 4, np.random.default_rng(0), "cpu")
    machine.speed["weights"].fill_(0.25)
    weights, batch = machine.weights.clone(), torch.ones(5, 4)
    for one, how in ((machine, told), (plain, recipe(hidden=3, lr=0.5, momentum=0.0))):
        generator = torch.Generator()
        generator.manual_seed(0)
        learn_batch(one, batch, how, generator)
    torch.testing.assert_close(machine.weights, plain.weights + 0.125 - 0.05 * weights)
    torch.testing.assert_close(machine.hidden_bias, plain.hidden_bias)  # biases do not decay


def test_a_fixed_machine_never_gets_a_weight_where_it_has_no_connection(new_run):
    run = new_run()
    train_rbm(recipe(epsilon=2.0, epochs=6), run)
    found = read_rbm(run.folder)
    first = untrained_rbm(recipe(epsilon=2.0), VISIBLE, run.rng("initial weights"), "cpu")
    np.testing.assert_array_equal(found.connected, first.connected.numpy() > 0)
    np.testing.assert_array_equal(found.weights != 0, found.connected)
    assert 0.2 < found.connected.mean() < 0.65  # epsilon (12 + 8) / 96 is 0.42


def test_a_dense_machine_has_every_connection(new_run):
    train_rbm(recipe(), new_run())
    assert read_rbm(new_run().folder).connected.all()


def test_connections_evolve_in_constant_number_and_the_weakest_of_each_sign_go():
    told = evolving()
    machine = untrained_rbm(told, VISIBLE, np.random.default_rng(0), "cpu")
    machine.speed["weights"].copy_(machine.connected * 7)
    before, connected = machine.weights.clone(), machine.connected.clone()
    rewire(machine, told, np.random.default_rng(1), last=False)
    assert machine.connected.sum() == connected.sum()
    changed = machine.weights != before
    stayed = ~changed & (machine.connected > 0)
    for sign in (1, -1):
        gone = sign * before[(sign * before > 0) & changed]
        kept = sign * before[(sign * before > 0) & stayed]
        assert len(gone) == round(0.3 * (len(gone) + len(kept)))
        assert gone.max() <= kept.min()
    new = (machine.connected > 0) & changed
    assert (machine.speed["weights"][new] == 0).all()
    assert (machine.speed["weights"][stayed] == 7).all()
    assert not (machine.speed["weights"][machine.connected == 0]).any()
    assert not machine.weights[machine.connected == 0].any()


def test_after_the_last_epoch_connections_only_go():
    for finally_remove, left in ((True, 0.7), (False, 1.0)):
        told = recipe(epsilon=2.0, evolution=Evolution(zeta=0.3, finally_remove=finally_remove))
        machine = untrained_rbm(told, VISIBLE, np.random.default_rng(0), "cpu")
        before = machine.connected.clone()
        rewire(machine, told, np.random.default_rng(1), last=True)
        assert abs(machine.connected.sum() / before.sum() - left) < 0.03
        assert (machine.connected <= before).all()


@pytest.mark.system
@pytest.mark.parametrize("made", [recipe, evolving])
def test_it_learns_what_independent_units_cannot_know(new_run, made):
    run = new_run()
    train_rbm(made(epochs=150, hidden=8, lr=0.1), run)
    found = read_rbm(run.folder)
    test = ARRAYS["test_features"].astype(np.float64)
    reached = log_likelihood(*found[:3], test)
    rate = ARRAYS["train_features"].mean(axis=0)
    alone = float(np.mean(np.log(np.where(test > 0, rate, 1 - rate)).sum(axis=1)))
    assert reached > alone + 2.0
    assert run.series["reconstruction_error"][150] < run.series["reconstruction_error"][1]


def stop_at(call: int):
    polls = iter(range(10**6))
    return lambda: "the time is up" if next(polls) >= call else ""


@pytest.mark.parametrize("poll", [0, 1, 2, 3])
@pytest.mark.parametrize("made", [recipe, evolving])
def test_a_training_interrupted_anywhere_goes_on_to_the_same_bits(new_run, poll, made):
    whole, again = new_run(), new_run("cut")
    train_rbm(made(), whole)
    with pytest.raises(Interrupted, match="the time is up"):
        train_rbm(made(), new_run("cut", stopping=stop_at(poll)))
    train_rbm(made(), again)
    for one, other in zip(read_rbm(whole.folder), read_rbm(again.folder), strict=True):
        assert one.tobytes() == other.tobytes()
    assert whole.series == again.series
    assert not (again.folder / "checkpoint.pt").exists()


def test_when_checkpoints_are_taken_changes_nothing(new_run, monkeypatch):
    train_rbm(evolving(), new_run())
    monkeypatch.setattr(checkpointer, "SECONDS", 0.0)
    train_rbm(evolving(), new_run("often"))
    first, second = (read_rbm(new_run(name).folder) for name in ("whole", "often"))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(first, second, strict=True))


def test_another_seed_is_another_training_and_a_folder_keeps_to_its_own(new_run):
    train_rbm(recipe(), new_run())
    train_rbm(recipe(), new_run("other", seed=1))
    assert (read_rbm(new_run().folder).weights != read_rbm(new_run("other").folder).weights).any()
    with pytest.raises(Interrupted):
        train_rbm(recipe(), new_run("cut", stopping=stop_at(1)))
    with pytest.raises(Failure, match="the folder holds another training"):
        train_rbm(recipe(lr=0.1), new_run("cut"))


def test_a_training_that_diverges_says_so(new_run):
    with pytest.raises(Failure, match=r"not finite after epoch 1\n.*smaller learning rate than 1e\+30"):
        train_rbm(recipe(lr=1e30, weight_decay=1.0), new_run())


def test_a_dense_machine_cannot_evolve():
    with pytest.raises(ValueError, match="state epsilon, or no evolution"):
        recipe(evolution=EVOLUTION)


def test_black_and_white_pixels_are_kept_and_grey_ones_drawn_by_brightness(new_run):
    grey = np.full((4_000, 1, 3), 64, np.uint8)
    grey[:, 0, 0], grey[:, 0, 2] = 0, 255
    parts = binary_parts({"train_images": grey, "test_images": grey[:5]}, new_run(), held_out=1_000)
    assert parts.train.shape == (3_000, 3)
    assert parts.valid.shape == (1_000, 3)
    assert parts.train[:, 0].max() == 0
    assert parts.train[:, 2].min() == 1
    assert abs(parts.train[:, 1].mean() - 64 / 255) < 0.03
    again = binary_parts({"train_images": grey, "test_images": grey[:5]}, new_run(), held_out=1_000)
    np.testing.assert_array_equal(again.train, parts.train)


def test_data_without_a_validation_part_or_without_bits_are_refused(new_run):
    without = {name: array for name, array in ARRAYS.items() if not name.startswith("valid")}
    with pytest.raises(ValueError, match="no validation part, and 0 of 210 vectors are held out"):
        binary_parts(without, new_run())
    with pytest.raises(ValueError, match="test features are not zeros and ones"):
        binary_parts(ARRAYS | {"test_features": ARRAYS["test_features"] + 1}, new_run())
    parts = binary_parts(ARRAYS, new_run(), limit=7)
    assert [len(part) for part in parts] == [7, 7, 7]
