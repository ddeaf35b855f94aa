"""Which weights of a network could have been trained alone? Iterative magnitude pruning with rewinding.

Frankle & Carbin (2019): train, remove the smallest weights of each layer, rewind the others to initialisation, train
again, and so on. Every such training is a round of its kind. Next to the tickets there are two controls with the same
number of weights in each layer: ``random_mask``, the initial weights under a mask drawn at random, and ``reinit``,
the ticket's mask with reinitialised weights. Killed at any moment, it continues, to the same bits on a CPU.
"""

import json

import numpy as np

from netsci_bench.contract import importing
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.lottery.masked_net import Dense, Masks, read_dense
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.schedule import random_mask, remaining_weights, without_smallest
from netsci_bench.nets.lottery.tickets import find_round, pack_round, read_round, round_file
from netsci_bench.nets.lottery.training import Round, train_round
from netsci_bench.nets.training.checkpointer import Checkpointer
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators
from netsci_bench.storage.atomic import write_bytes

SUMMARY = "tickets.json"  # written last: where it is, all rounds are there


def find_tickets(p: Tickets, run: Run) -> None:
    """Draw tickets in the run's folder, or continue where an earlier run stopped.

    Leaves a file for every round of every kind and a summary (`find_round` reads them), and logs by round the
    test accuracy of every kind, in percent.

    Raises:
        Failure: the schedule asks for more weights than there are, a loss is not finite, or the folder holds others.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    start = draw_weights(p, run, "initial weights")
    remaining = remaining_weights([w.size for w in start.weights], p.rates, p.rounds)
    identity = f"seed {run.seed} on {run.device}: {p.model_dump_json()}"
    accuracies: dict[str, dict[int, float]] = {}
    for index, (kind, number) in enumerate(p.trainings):
        run.progress(Progress("tickets", index, len(p.trainings), "training"))
        trained = read_round(run.folder, kind, number, identity)
        if trained is None:
            first, masks = _start_of_round(p, run, start, (kind, number), remaining[number])
            job = Round(kind, number, first, masks, index, len(p.trainings))
            trained = train_round(p, run, job, identity)
            file = round_file(run.folder, kind, number)
            file.parent.mkdir(exist_ok=True)
            write_bytes(file, pack_round(trained, identity))
        accuracies.setdefault(kind, {})[number] = trained.accuracy
        run.log(number, **{f"{kind}_accuracy": trained.accuracy})
        run.stop_if_asked()
    summary = {"training": identity, "rounds": p.trainings, "accuracies": accuracies}
    write_bytes(run.folder / SUMMARY, json.dumps(summary, allow_nan=False).encode())
    Checkpointer(run, identity).finish()


def draw_weights(p: Tickets, run: Run, purpose: str) -> Dense:
    """Initial weights of the net, by a generator of their own for each purpose."""
    with borrowed_rng("cpu"):
        seed_generators("cpu", run.torch_seed(purpose))
        return read_dense(importing.load(p.model.name)(p.classes))


def _start_of_round(
    p: Tickets, run: Run, start: Dense, ticket_round: tuple[str, int], left: tuple[int, ...]
) -> tuple[Dense, Masks]:
    """The weights and the masks with which a round starts."""
    kind, number = ticket_round
    if kind == "random_mask":
        rng = run.rng(f"random mask {number}")
        return start, tuple(random_mask(w.shape, n, rng) for w, n in zip(start.weights, left, strict=True))
    if kind == "reinit":
        return draw_weights(p, run, f"initial weights of round {number}"), find_round(
            run.folder, "ticket", number
        ).masks
    if number == 0:
        return start, tuple(np.ones(w.shape, dtype=bool) for w in start.weights)
    before = find_round(run.folder, "ticket", number - 1)
    pairs = zip(before.masks, before.weights, left, strict=True)
    return start, tuple(without_smallest(mask, weight, n) for mask, weight, n in pairs)
