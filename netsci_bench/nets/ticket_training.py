"""How is one leg of a lottery trained: a net under masks, from given weights, for a number of iterations?

Batches are taken from a new order of the images in every epoch, a function of seed, leg and epoch, so that no
checkpoint needs to hold it; what is left of an epoch that is no whole batch is not used.
"""

import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from netsci_bench.errors import Failure
from netsci_bench.nets.checkpoint import read_checkpoint, save_checkpoint
from netsci_bench.nets.evaluate import share_right
from netsci_bench.nets.masked_net import Dense, MaskedNet, Masks
from netsci_bench.nets.sparse_ticket_net import ticket_net
from netsci_bench.nets.tensors import Examples, to_examples
from netsci_bench.nets.ticket_recipe import Tickets
from netsci_bench.nets.tickets_found import Found
from netsci_bench.run import Progress, Run

CHECKPOINT = "checkpoint.pt"
CHECKPOINT_SECONDS = 10.0  # the most work that a kill can cost
ASKED_EVERY = 50  # steps from one look at the clock to the next: some 50 ms


@dataclass(frozen=True)
class Leg:
    """Which training this is, where it begins, and its place among all of them."""

    kind: str
    number: int
    start: Dense
    masks: Masks
    place: int
    many: int


@dataclass(frozen=True)
class Seen:
    """Images without the inputs that no weight takes up, flat, and their labels."""

    images: Tensor
    labels: Tensor


@dataclass
class LegTraining:
    """One leg under way; ``looks`` has a row (iteration, validation loss, validation and test accuracy) each."""

    p: Tickets
    run: Run
    leg: Leg
    net: MaskedNet
    optimizer: torch.optim.Optimizer
    train: Seen
    wanted: Tensor
    validation: Seen
    test: Seen
    identity: str
    looks: list[list[float]]
    step: int = 0
    saved_at: float = 0.0


def trained_leg(p: Tickets, run: Run, leg: Leg, identity: str) -> Found:
    """Train a leg to its end, from its checkpoint where there is one."""
    job = _begun(p, run, leg, f"{leg.kind} {leg.number} of {identity}")
    _take_over(job)
    per_epoch = len(job.train.labels) // p.batch
    while job.step < p.iterations:
        epoch = job.step // per_epoch
        order = torch.from_numpy(
            run.rng(f"order of epoch {epoch} of {leg.kind} {leg.number}").permutation(len(job.train.labels))
        ).to(run.device)
        last = min(p.iterations, (epoch + 1) * per_epoch)
        _take_steps(job, order, epoch * per_epoch, last)
    whole = job.net.whole()
    return Found(leg.kind, leg.number, leg.masks, whole.weights, whole.biases, np.array(job.looks))


def _take_steps(job: LegTraining, order: Tensor, first: int, last: int) -> None:
    p = job.p
    while job.step < last:
        place = (job.step - first) * p.batch
        batch = order[place : place + p.batch]
        job.net.gradient(job.train.images.index_select(0, batch), job.wanted.index_select(0, batch))
        job.optimizer.step()
        job.step += 1
        if job.step % p.look_every == 0 or job.step == p.iterations:
            _look(job)
        if job.step % ASKED_EVERY == 0 and job.step < p.iterations:
            _save_now_and_then(job)


def _look(job: LegTraining) -> None:
    """How the net does at images that it is not trained on."""
    said = job.net.answers(job.validation.images)
    loss = float(nn.functional.cross_entropy(said, job.validation.labels))
    if not math.isfinite(loss):
        where = f"{job.leg.kind} of round {job.leg.number}, iteration {job.step}, seed {job.run.seed}"
        raise Failure(f"the validation loss is {loss}", where, f"take a smaller learning rate than {job.p.lr:g}")
    test = share_right(job.net.answers(job.test.images), job.test.labels)
    job.looks.append([float(job.step), loss, share_right(said, job.validation.labels), test])
    job.run.progress(Progress("tickets", job.leg.place + job.step / job.p.iterations, job.leg.many, "training"))


def _begun(p: Tickets, run: Run, leg: Leg, identity: str) -> LegTraining:
    net = ticket_net(leg.start, leg.masks, run.device)
    arrays = run.arrays(p.dataset)
    train = to_examples(arrays["train_images"][: p.train_limit], arrays["train_labels"][: p.train_limit], run.device)
    test = to_examples(arrays["test_images"][: p.test_limit], arrays["test_labels"][: p.test_limit], run.device)
    first = len(train) - p.validation
    if first < p.batch:
        what = f"{len(train)} training images less {p.validation} to look at are no batch of {p.batch}"
        raise Failure(what, p.dataset.name, "take fewer images for validation")
    seen = _seen(train, net)
    return LegTraining(
        p=p,
        run=run,
        leg=leg,
        net=net,
        optimizer=torch.optim.Adam([net.vector], lr=p.lr, fused=True),
        train=Seen(seen.images[:first], seen.labels[:first]),
        wanted=nn.functional.one_hot(seen.labels[:first], p.classes).float(),
        validation=Seen(seen.images[first:], seen.labels[first:]),
        test=_seen(test, net),
        identity=identity,
        looks=[],
        saved_at=time.monotonic(),
    )


def _seen(examples: Examples, net: MaskedNet) -> Seen:
    return Seen(examples.images.flatten(1)[:, net.inputs].contiguous(), examples.labels)


def _save_now_and_then(job: LegTraining) -> None:
    """Write a checkpoint when it is time to, or when the run is to stop, and end it then."""
    if not job.run.stopping() and time.monotonic() - job.saved_at < CHECKPOINT_SECONDS:
        return
    state = {
        "training": job.identity,
        "vector": job.net.vector,
        "optimizer": job.optimizer.state_dict(),
        "looks": job.looks,
        "step": job.step,
    }
    save_checkpoint(job.run.folder / CHECKPOINT, state)
    job.saved_at = time.monotonic()
    job.run.stop_if_asked()


def _take_over(job: LegTraining) -> None:
    """Go on from the checkpoint in the folder, if it is of this leg; one of the leg before is of no use any more."""
    state = read_checkpoint(job.run.folder / CHECKPOINT)
    if state is not None and state["training"] == job.identity:
        job.net.vector.copy_(state["vector"])
        job.optimizer.load_state_dict(state["optimizer"])
        job.looks, job.step = state["looks"], state["step"]
