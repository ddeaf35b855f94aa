"""Which weights of a network could have been trained alone? Iterative magnitude pruning with rewinding.

Frankle & Carbin (2019): train, remove the smallest weights of each layer, set the others back to their first values,
train again, and so on. Every such training is a leg. Beside the tickets there are two controls of the same number of
weights in each layer: ``random_mask``, the first weights under a mask drawn at random, and ``reinit``, the ticket's
mask with new first weights. Killed at any moment, it goes on where it was, to the same bits on a CPU.
"""

import json

import numpy as np

from netsci_bench import importing
from netsci_bench.nets.checkpoint import write_atomically
from netsci_bench.nets.masked_net import Dense, Masks, dense_of
from netsci_bench.nets.randomness import borrowed_rng, seed_generators
from netsci_bench.nets.ticket_recipe import Tickets
from netsci_bench.nets.ticket_schedule import random_mask, remaining_weights, without_smallest
from netsci_bench.nets.ticket_training import CHECKPOINT, Leg, trained_leg
from netsci_bench.nets.tickets_found import found, leg_file, packed_leg, read_leg
from netsci_bench.run import Progress, Run

SUMMARY = "tickets.json"  # written last: where it is, all legs are there


def tickets(p: Tickets, run: Run) -> None:
    """Draw tickets in the run's folder, or go on where an earlier run was.

    Leaves a file for every leg and a summary (``tickets_found`` reads them), and logs by round the test accuracy of
    every kind of leg, in percent.

    Raises:
        Failure: the schedule asks for more weights than there are, a loss is not finite, or the folder holds others.
        Interrupted: the run was told to stop; everything needed to go on is on disk.
    """
    start = _drawn(p, run, "initial weights")
    counts = remaining_weights([w.size for w in start.weights], p.rates, p.rounds)
    identity = f"seed {run.seed} on {run.device}: {p.model_dump_json()}"
    (run.folder / "legs").mkdir(exist_ok=True)
    accuracies: dict[str, dict[int, float]] = {}
    for place, (kind, number) in enumerate(p.legs):
        run.progress(Progress("tickets", place, len(p.legs), "training"))
        done = read_leg(run.folder, kind, number, identity)
        if done is None:
            begin, masks = _beginning(p, run, start, (kind, number), counts[number])
            done = trained_leg(p, run, Leg(kind, number, begin, masks, place, len(p.legs)), identity)
            write_atomically(leg_file(run.folder, kind, number), packed_leg(done, identity))
        accuracies.setdefault(kind, {})[number] = done.accuracy
        run.log(number, **{f"{kind}_accuracy": done.accuracy})
        run.stop_if_asked()
    told = {"training": identity, "legs": p.legs, "accuracies": accuracies}
    write_atomically(run.folder / SUMMARY, json.dumps(told, allow_nan=False).encode())
    (run.folder / CHECKPOINT).unlink(missing_ok=True)


def _drawn(p: Tickets, run: Run, purpose: str) -> Dense:
    with borrowed_rng("cpu"):
        seed_generators("cpu", run.torch_seed(purpose))
        return dense_of(importing.load(p.model.name)(p.classes))


def _beginning(
    p: Tickets, run: Run, start: Dense, leg: tuple[str, int], left: tuple[int, ...]
) -> tuple[Dense, Masks]:
    """The weights and the masks with which a leg begins."""
    kind, number = leg
    if kind == "random_mask":
        rng = run.rng(f"random mask {number}")
        return start, tuple(random_mask(w.shape, n, rng) for w, n in zip(start.weights, left, strict=True))
    if kind == "reinit":
        return _drawn(p, run, f"initial weights of round {number}"), found(run.folder, "ticket", number).masks
    if number == 0:
        return start, tuple(np.ones(w.shape, dtype=bool) for w in start.weights)
    before = found(run.folder, "ticket", number - 1)
    pairs = zip(before.masks, before.weights, left, strict=True)
    return start, tuple(without_smallest(mask, weight, n) for mask, weight, n in pairs)
