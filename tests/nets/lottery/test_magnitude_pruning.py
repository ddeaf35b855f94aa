"""Are tickets drawn as the paper draws them, and to the same bits after an interruption anywhere?"""

from collections.abc import Callable

import numpy as np
import pytest
from pydantic import ValidationError

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.nets.lottery import training
from netsci_bench.nets.lottery.magnitude_pruning import find_tickets
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.schedule import random_mask, remaining_weights, without_smallest
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round, round_file

pytestmark = pytest.mark.system
ROUNDS = 4


@pytest.fixture
def recipe(toy_recipe) -> Tickets:
    return Tickets(
        dataset=toy_recipe.dataset,
        model={"name": "netsci_bench.nets.models.lenet300:lenet300"},
        classes=10,
        rates=(0.5, 0.4, 0.2),
        rounds=ROUNDS,
        lr=0.003,
        batch=32,
        iterations=60,
        validation=40,
        look_every=20,
        controls=("random_mask", "reinit"),
        controls_every=2,
    )


def stop_at(poll: int) -> Callable[[], str]:
    polls = iter(range(10**6))
    return lambda: "the time is up" if next(polls) >= poll else ""


def rounds_of(recipe: Tickets, run) -> list[TrainedRound]:
    return [find_round(run.folder, kind, number) for kind, number in recipe.trainings]


def same(one: TrainedRound, other: TrainedRound) -> bool:
    pairs = zip(one.masks + one.weights + one.biases, other.masks + other.weights + other.biases, strict=True)
    return np.array_equal(one.evaluations, other.evaluations) and all(np.array_equal(a, b) for a, b in pairs)


def prune_as_the_authors_do(share: float, mask: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Whatever is not above the weight of the cut's rank; one more goes than the share says."""
    sizes = np.sort(np.abs(weights[mask]))
    return mask & (np.abs(weights) > sizes[round(share * len(sizes)) - 1])


def test_the_schedule_is_the_papers():
    rows = remaining_weights((784 * 300, 300 * 100, 1000), (0.2, 0.2, 0.1), 15)
    shares = [round(100 * sum(row) / 266_200, 1) for row in rows]
    assert (shares[3], shares[7], shares[15]) == (51.3, 21.1, 3.6)
    assert shares == [100, 80, 64.1, 51.3, 41.1, 32.9, 26.3, 21.1, 16.9, 13.5, 10.8, 8.7, 7.0, 5.6, 4.5, 3.6]


def test_the_smallest_weights_go_and_what_was_removed_stays_removed(toy_recipe):
    rng = np.random.default_rng(0)
    weights, mask = rng.normal(size=(20, 30)), rng.random((20, 30)) < 0.6
    left = int(mask.sum()) - round(0.3 * int(mask.sum()))
    kept = without_smallest(mask, weights, left)
    assert kept.sum() == left
    assert not (kept & ~mask).any()
    assert np.abs(weights[kept]).min() > np.abs(weights[mask & ~kept]).max()
    np.testing.assert_array_equal(kept, prune_as_the_authors_do(0.3, mask, weights))


def test_tickets_begin_with_the_first_weights_and_controls_differ_in_one_thing_each(recipe, new_run):
    run = new_run()
    find_tickets(recipe, run)
    untrained = recipe.model_copy(update={"iterations": 1, "look_every": 1, "lr": 1e-12})
    still = new_run()
    find_tickets(untrained, still)
    start = find_round(still.folder, "ticket", 0).weights  # at a rate of nothing this is what each round starts with
    for number in range(ROUNDS + 1):
        trained = find_round(still.folder, "ticket", number)
        for weight, first, mask in zip(trained.weights, start, trained.masks, strict=True):
            np.testing.assert_allclose(weight, np.where(mask, first, 0), atol=1e-9)
    ticket, mask, reinit = (find_round(still.folder, kind, 2) for kind in ("ticket", "random_mask", "reinit"))
    for layer in range(3):
        assert ticket.masks[layer].sum() == mask.masks[layer].sum()
        np.testing.assert_array_equal(ticket.masks[layer], reinit.masks[layer])
        assert (ticket.masks[layer] != mask.masks[layer]).any()
        np.testing.assert_allclose(mask.weights[layer], np.where(mask.masks[layer], start[layer], 0), atol=1e-9)
        assert not np.allclose(reinit.weights[layer], ticket.weights[layer])
    for before, after in zip(range(ROUNDS), range(1, ROUNDS + 1), strict=True):
        one, other = find_round(run.folder, "ticket", before), find_round(run.folder, "ticket", after)
        for weight, old, new in zip(one.weights, one.masks, other.masks, strict=True):
            np.testing.assert_array_equal(new, without_smallest(old, weight, int(new.sum())))


def test_the_data_are_learned_and_what_is_read_back_says_so(recipe, new_run, toy_arrays):
    run = new_run()
    find_tickets(recipe, run)
    dense = find_round(run.folder, "ticket", 0)
    images = toy_arrays["test_images"].reshape(-1, 784).astype(np.float32) / 255
    right = dense.hidden(images)[-1].argmax(axis=1) == toy_arrays["test_labels"]
    assert dense.last_accuracy == pytest.approx(100 * right.mean())
    assert dense.last_accuracy > 90
    assert dense.evaluations[:, 0].tolist() == [20, 40, 60]
    assert dense.accuracy == dense.evaluations[dense.evaluations[:, 1].argmin(), 3]
    assert set(run.series) == {"ticket_accuracy", "random_mask_accuracy", "reinit_accuracy"}
    assert sorted(run.series["reinit_accuracy"]) == [2, 4]


@pytest.mark.system
@pytest.mark.parametrize("poll", [pytest.param(1, marks=pytest.mark.nightly), 10])
def test_tickets_interrupted_anywhere_go_on_to_the_same_bits(recipe, new_run, monkeypatch, poll):
    monkeypatch.setattr(training, "ASKED_EVERY", 25)
    whole = new_run()
    find_tickets(recipe, whole)
    with pytest.raises(Interrupted, match="the time is up"):
        find_tickets(recipe, new_run(folder="cut", stopping=stop_at(poll)))
    run = new_run(folder="cut")
    find_tickets(recipe, run)
    assert all(same(*pair) for pair in zip(rounds_of(recipe, whole), rounds_of(recipe, run), strict=True))
    assert run.series == whole.series
    assert not (run.folder / "checkpoint.pt").exists()


def test_a_damaged_checkpoint_and_one_of_an_earlier_round_count_as_none(recipe, new_run, monkeypatch):
    monkeypatch.setattr(training, "ASKED_EVERY", 25)
    whole = new_run()
    find_tickets(recipe, whole)
    with pytest.raises(Interrupted):
        find_tickets(recipe, new_run(folder="cut", stopping=stop_at(4)))
    checkpoint = new_run(folder="cut").folder / "checkpoint.pt"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-9] + b"forgotten")
    run = new_run(folder="cut")
    find_tickets(recipe, run)
    assert all(same(*pair) for pair in zip(rounds_of(recipe, whole), rounds_of(recipe, run), strict=True))


def test_another_seed_does_not_go_on_in_the_same_folder(recipe, new_run):
    with pytest.raises(Interrupted):
        find_tickets(recipe, new_run(folder="cut", stopping=stop_at(3)))
    with pytest.raises(Failure, match="another training"):
        find_tickets(recipe, new_run(seed=1, folder="cut"))


def test_a_layer_pruned_to_nothing_is_refused_before_anything_is_trained(recipe, new_run):
    greedy = recipe.model_copy(update={"rates": (0.5, 0.5, 0.9), "rounds": 5})
    run = new_run()
    with pytest.raises(Failure, match=r"layer 3 in round 4: a rate of 0.9 takes all of the 1 weights that are left"):
        find_tickets(greedy, run)
    assert not list(run.folder.rglob("*.npz"))


@pytest.mark.parametrize(
    ("sizes", "rates", "rounds", "words"),
    [
        ((100, 20), (0.2,), 3, "1 rates for 2 layers"),
        ((100, 2), (0.2, 0.2), 3, r"layer 2 in round 1: a rate of 0.2 takes none of the 2 weights"),
        ((100, 20), (0.2, 0.6), 5, r"take a smaller rate or at most \d rounds"),
    ],
)
def test_a_schedule_that_asks_for_more_than_there_is_is_refused(sizes, rates, rounds, words):
    with pytest.raises(Failure, match=words):
        remaining_weights(sizes, rates, rounds)


def test_params_that_cannot_work_are_refused(recipe, new_run):
    with pytest.raises(ValidationError, match="comes after the last"):
        Tickets(**{**dict(recipe), "look_every": 61})
    with pytest.raises(ValidationError, match="50 images are less than 40 to look at and one batch"):
        Tickets(**{**dict(recipe), "train_limit": 50})
    with pytest.raises(Failure, match="320 training images less 300 to look at are no batch of 32"):
        find_tickets(recipe.model_copy(update={"validation": 300}), new_run())


def test_a_loss_that_is_not_finite_ends_with_its_reason(recipe, new_run):
    with pytest.raises(Failure, match=r"(?s)validation loss is nan.*smaller learning rate than 1e\+30"):
        find_tickets(recipe.model_copy(update={"lr": 1e30}), new_run())


def test_a_round_that_was_not_trained_is_named(recipe, new_run):
    run = new_run()
    find_tickets(recipe.model_copy(update={"rounds": 1}), run)
    with pytest.raises(Failure, match="there is no reinit of round 1"):
        find_round(run.folder, "reinit", 1)
    assert round_file(run.folder, "ticket", 1).stat().st_size < 700_000  # only what is left is kept


def test_a_random_mask_has_as_many_weights_as_asked_for():
    mask = random_mask((7, 5), 11, np.random.default_rng(0))
    assert (mask.shape, mask.sum()) == ((7, 5), 11)
