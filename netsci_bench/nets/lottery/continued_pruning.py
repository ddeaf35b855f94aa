"""What becomes of a trained net that is pruned and trained on, and of one that is only trained on?

As in `magnitude_pruning`, but weights are not rewound: each round goes on from those of the round before. Next to the
``pruned`` net there is an ``unpruned`` one that is trained for as long, batch for batch as often.
"""

import json

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.nets.lottery.magnitude_pruning import draw_weights
from netsci_bench.nets.lottery.masked_net import Dense, Masks
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.schedule import remaining_weights, without_smallest
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round, pack_round, read_round, round_file
from netsci_bench.nets.lottery.training import Round, train_round
from netsci_bench.nets.training.checkpointer import Checkpointer
from netsci_bench.storage.atomic import write_bytes

SUMMARY = "pruned.json"  # written last: where it is, all rounds are there
KINDS = ("pruned", "unpruned")


def prune_trained(p: Tickets, run: Run) -> None:
    """Train a net, then prune and train it on, in the run's folder, or continue where an earlier run stopped.

    Round 0 of the kind ``pruned`` is the dense net, before anything is removed; that of ``initial`` is the untrained
    one. Leaves a file for every round (`find_round` reads them), and logs by round the test accuracy in percent.

    Raises:
        Failure: the schedule asks for more weights than there are, a loss is not finite, or the folder holds others.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    start = draw_weights(p, run, "initial weights")
    left = remaining_weights([w.size for w in start.weights], p.rates, p.rounds)
    identity = f"seed {run.seed} on {run.device}, pruned without rewinding: {p.model_dump_json()}"
    everything = tuple(np.ones(w.shape, dtype=bool) for w in start.weights)
    _keep(TrainedRound("initial", 0, everything, start.weights, start.biases, np.zeros((1, 4))), run, identity)
    todo = [("pruned", 0), *((kind, number) for number in range(1, p.rounds + 1) for kind in KINDS)]
    for index, (kind, number) in enumerate(todo):
        trained = read_round(run.folder, kind, number, identity)
        if trained is None:
            first, masks = (start, everything) if number == 0 else _start_of(run, kind, number, left[number])
            trained = train_round(p, run, Round(kind, number, first, masks, index, len(todo)), identity)
            _keep(trained, run, identity)
        run.log(number, **{f"{kind}_accuracy": trained.last_accuracy})
        run.stop_if_asked()
    write_bytes(run.folder / SUMMARY, json.dumps({"training": identity}).encode())
    Checkpointer(run, identity).finish()


def _start_of(run: Run, kind: str, number: int, left: tuple[int, ...]) -> tuple[Dense, Masks]:
    """The weights and the masks with which a round starts; both kinds start from the same dense net."""
    before = find_round(run.folder, kind if number > 1 else "pruned", number - 1)
    dense = Dense(before.weights, before.biases)
    if kind == "unpruned":
        return dense, before.masks
    pairs = zip(before.masks, before.weights, left, strict=True)
    return dense, tuple(without_smallest(mask, weight, n) for mask, weight, n in pairs)


def _keep(trained: TrainedRound, run: Run, identity: str) -> None:
    file = round_file(run.folder, trained.kind, trained.number)
    file.parent.mkdir(exist_ok=True)
    write_bytes(file, pack_round(trained, identity))
