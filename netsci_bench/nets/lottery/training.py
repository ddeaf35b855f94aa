"""How is one round of a lottery trained: a net under masks, from given weights, for a number of iterations?

Batches are taken from a new order of the images in every epoch, a function of seed, round and epoch, so that no
checkpoint needs to hold it; what is left of an epoch that is no whole batch is not used.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.lottery.masked_net import Dense, MaskedNet, Masks
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.sparse_net import ticket_net
from netsci_bench.nets.lottery.tickets import TrainedRound
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.nets.training.evaluate import percent_correct
from netsci_bench.nets.training.tensors import to_examples

ASKED_EVERY = 50  # steps from one look at the clock to the next: some 50 ms


@dataclass(frozen=True)
class Round:
    """Which training this is, from which weights it starts, and its index among all of them."""

    kind: str
    number: int
    start: Dense
    masks: Masks
    index: int
    count: int


@dataclass(frozen=True)
class FlatExamples:
    """Images without the inputs that no weight takes up, flat, and their labels."""

    images: Tensor
    labels: Tensor


@dataclass
class RoundTraining:
    """What the training of one round has reached.

    ``evaluations`` has a row (iteration, validation loss, validation and test accuracy) each; ``targets`` are the
    training labels, one-hot.
    """

    p: Tickets
    run: Run
    round: Round
    net: MaskedNet
    optimizer: torch.optim.Optimizer
    train: FlatExamples
    targets: Tensor
    validation: FlatExamples
    test: FlatExamples
    evaluations: list[list[float]]
    step: int = 0

    def state(self) -> State:
        """All that changes, for a checkpoint."""
        return {
            "vector": self.net.vector,
            "optimizer": self.optimizer.state_dict(),
            "evaluations": self.evaluations,
            "step": self.step,
        }

    def take_over(self, state: State) -> None:
        """Continue from the state of a checkpoint."""
        self.net.vector.copy_(state["vector"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.evaluations, self.step = state["evaluations"], state["step"]


def train_round(p: Tickets, run: Run, ticket_round: Round, identity: str) -> TrainedRound:
    """Train a round to its end, from its checkpoint where there is one; that of an earlier round is ignored."""
    kind, number = ticket_round.kind, ticket_round.number
    job = _start(p, run, ticket_round)
    checkpointer = Checkpointer(run, f"{kind} {number} of {identity}", foreign="ignore")
    if state := checkpointer.restore():
        job.take_over(state)
    per_epoch = len(job.train.labels) // p.batch
    while job.step < p.iterations:
        epoch = job.step // per_epoch
        order = run.rng(f"order of epoch {epoch} of {kind} {number}").permutation(len(job.train.labels))
        batches = torch.split(torch.from_numpy(order).to(run.device), p.batch)
        for batch in batches[job.step % per_epoch : min(per_epoch, p.iterations - epoch * per_epoch)]:
            _take_step(job, batch)
            if job.step % ASKED_EVERY == 0 and job.step < p.iterations:
                checkpointer.save_if_due(job.state)
    whole = job.net.whole()
    return TrainedRound(kind, number, ticket_round.masks, whole.weights, whole.biases, np.array(job.evaluations))


def _take_step(job: RoundTraining, batch: Tensor) -> None:
    job.net.gradient(job.train.images.index_select(0, batch), job.targets.index_select(0, batch))
    job.optimizer.step()
    job.step += 1
    if job.step % job.p.look_every == 0 or job.step == job.p.iterations:
        _evaluate(job)


def _evaluate(job: RoundTraining) -> None:
    """Loss and accuracies on images that the net is not trained on."""
    outputs = job.net.outputs(job.validation.images)
    loss = float(nn.functional.cross_entropy(outputs, job.validation.labels))
    if not math.isfinite(loss):
        where = f"{job.round.kind} of round {job.round.number}, iteration {job.step}, seed {job.run.seed}"
        raise Failure(f"the validation loss is {loss}", where, f"take a smaller learning rate than {job.p.lr:g}")
    test = percent_correct(job.net.outputs(job.test.images), job.test.labels)
    validation = percent_correct(outputs, job.validation.labels)
    job.evaluations.append([float(job.step), loss, validation, test])
    done = job.round.index + job.step / job.p.iterations
    job.run.progress(Progress("tickets", done, job.round.count, "training"))


def _start(p: Tickets, run: Run, ticket_round: Round) -> RoundTraining:
    """The training before its first step."""
    net = ticket_net(ticket_round.start, ticket_round.masks, run.device)
    train = _read_examples(p, run, "train", p.train_limit, net)
    first = len(train.labels) - p.validation
    if first < p.batch:
        what = f"{len(train.labels)} training images less {p.validation} to look at are no batch of {p.batch}"
        raise Failure(what, p.dataset.name, "take fewer images for validation")
    return RoundTraining(
        p=p,
        run=run,
        round=ticket_round,
        net=net,
        optimizer=torch.optim.Adam([net.vector], lr=p.lr, fused=True),
        train=FlatExamples(train.images[:first], train.labels[:first]),
        targets=nn.functional.one_hot(train.labels[:first], p.classes).float(),
        validation=FlatExamples(train.images[first:], train.labels[first:]),
        test=_read_examples(p, run, "test", p.test_limit, net),
        evaluations=[],
    )


def _read_examples(p: Tickets, run: Run, part: str, limit: int | None, net: MaskedNet) -> FlatExamples:
    arrays = run.arrays(p.dataset)
    examples = to_examples(arrays[f"{part}_images"][:limit], arrays[f"{part}_labels"][:limit], run.device)
    return FlatExamples(examples.images.flatten(1)[:, net.inputs].contiguous(), examples.labels)
