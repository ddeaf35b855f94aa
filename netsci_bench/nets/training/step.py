"""What is one step of a training? A batch as the network sees it, its gradients, and the optimizer at its rate."""

import math

import torch
from torch import Tensor

from netsci_bench.contract.errors import Diverged, Failure
from netsci_bench.nets.training.recipe import loss_of
from netsci_bench.nets.training.schedule import rate_share
from netsci_bench.nets.training.train_state import TrainState


def take_step(job: TrainState, batch: Tensor) -> None:
    """One step of the optimizer; if the batch does not fit in memory, in parts, from then on."""
    _set_rate(job)
    job.optimizer.zero_grad(set_to_none=True)
    while True:
        try:
            loss, correct = _gradients(job, batch)
            break
        except torch.OutOfMemoryError as error:
            _divide_batches(job, error)
    if job.recipe.decoupled:
        _decay_weights(job)
    job.optimizer.step()
    job.losses[job.step] = loss
    job.correct[job.step] = correct
    job.step += 1


def _gradients(job: TrainState, batch: Tensor) -> tuple[Tensor, Tensor]:
    """Mean loss over a batch and how many were classified correctly; leaves the gradients at the weights."""
    losses, correct = [], []
    for part in batch.tensor_split(min(job.parts, len(batch))):
        targets = job.train.labels[part]
        images = job.train.inputs(part, job.views)
        with torch.autocast(job.run.device, torch.bfloat16, enabled=job.recipe.precision == "bfloat16"):
            answers = job.model(images)
        loss = loss_of(job.recipe, answers.float(), targets) * (len(part) / len(batch))
        loss.backward()  # type: ignore[no-untyped-call]
        losses.append(loss.detach())
        correct.append((answers.detach().argmax(1) == targets).sum())
    return torch.stack(losses).sum(), torch.stack(correct).sum()


def _set_rate(job: TrainState) -> None:
    done = job.epoch + job.step / len(job.losses)
    for group in job.optimizer.param_groups:
        group["lr"] = job.recipe.lr * rate_share(job.recipe.schedule, done, job.recipe.epochs)


def _decay_weights(job: TrainState) -> None:
    """Off every parameter its share; adamw does so by itself, PyTorch's sgd does not."""
    rate = job.optimizer.param_groups[0]["lr"]
    with torch.no_grad():
        torch._foreach_mul_([*job.model.parameters()], 1 - rate * job.recipe.weight_decay)


def _divide_batches(job: TrainState, error: torch.OutOfMemoryError) -> None:
    """Take batches in twice as many parts: gradients add up to the same; batch normalisation sees one at a time."""
    if job.parts >= job.recipe.batch:
        what = f"a single image does not fit in the memory of the {job.run.device}"
        raise Failure(what, job.recipe.model.name, "free its memory, or take --device cpu") from error
    job.parts *= 2
    job.optimizer.zero_grad(set_to_none=True)
    part = math.ceil(job.recipe.batch / job.parts)
    job.run.warn(f"a batch of {job.recipe.batch} images does not fit into memory: taken in parts of {part}")


def refuse_nonfinite(job: TrainState) -> None:
    """Check the losses of the steps so far.

    Raises:
        Failure: one of them is not a finite number.
    """
    losses = job.losses[: job.step]
    if broken := (~torch.isfinite(losses)).nonzero().flatten().tolist():
        first = broken[0]
        raise divergence_failure(
            job, f"the loss is {float(losses[first])} at epoch {job.epoch + 1}, step {first + 1}"
        )


def divergence_failure(job: TrainState, what: str) -> Diverged:
    """The error of a training whose loss is not a finite number."""
    recipe = job.recipe
    return Diverged(
        what,
        where=f"{recipe.model.name} on {recipe.dataset.name}, seed {job.run.seed}",
        remedy=f"take a smaller learning rate than {recipe.lr:g} ({recipe.optimizer}, {recipe.loss})",
    )
