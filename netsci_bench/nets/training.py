"""How does a network get its weights? By following a recipe; killed at any moment, it goes on where it was.

Everything random comes from the run: the initial weights, the order of each epoch (a function of seed and epoch, so
that no checkpoint needs to hold it) and what layers such as dropout draw. When a checkpoint is taken depends on the
clock, what it leads to does not: on a CPU, with the same threads, the result is bit for bit that of an uninterrupted
training. Losses stay on the device and are looked at now and then, so that a GPU is not made to wait at each step.
"""

import json
import math
import time

import torch
from torch import Tensor

from netsci_bench.errors import Failure
from netsci_bench.nets.checkpoint import packed, write_atomically
from netsci_bench.nets.evaluate import outputs, share_right
from netsci_bench.nets.randomness import borrowed_rng
from netsci_bench.nets.recipe import Recipe, loss_of
from netsci_bench.nets.trained import SUMMARY, history, identity_of, summary, weights_file
from netsci_bench.nets.underway import (
    CHECKPOINT,
    Training,
    begun,
    identity,
    log_again,
    refuse_another,
    resumed,
    save,
)
from netsci_bench.run import Progress, Run

CHECKPOINT_SECONDS = 10.0  # the most work that a kill can cost; writing takes milliseconds
LOOKS_PER_EPOCH = 4  # how often the losses are looked at and progress is told


def fit(recipe: Recipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves the weights of the kept epochs and a summary (``trained`` reads both), and logs by epoch ``train_loss`` and
    ``train_accuracy`` (as they were while it lasted), ``test_loss`` and ``test_accuracy``; accuracies in percent.

    Raises:
        Failure: the loss is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to go on is on disk.
    """
    if found := identity_of(run.folder):
        refuse_another(found, recipe, run)
        log_again(history(run.folder).series, run)
    else:
        with borrowed_rng(run.device):
            job = begun(recipe, run)
            _train(job)
        told = summary(job.series, identity(recipe, run))
        write_atomically(run.folder / SUMMARY, json.dumps(told, allow_nan=False).encode())
    (run.folder / CHECKPOINT).unlink(missing_ok=True)


def _train(job: Training) -> None:
    if not resumed(job):
        _conclude_epoch(job, {})  # the untrained network is epoch 0
    while job.epoch < job.recipe.epochs:
        _take_steps(job)
        _refuse_nonfinite(job)
        values = _training_values(job)
        job.epoch, job.step = job.epoch + 1, 0
        _conclude_epoch(job, values)


def _take_steps(job: Training) -> None:
    """The steps of this epoch that are still to do."""
    job.model.train()
    order = job.run.rng(f"order of epoch {job.epoch + 1}").permutation(len(job.train))
    batches = torch.split(torch.from_numpy(order).to(job.run.device), job.recipe.batch)
    look_every = math.ceil(len(batches) / LOOKS_PER_EPOCH)
    for step in range(job.step, len(batches)):
        _take_step(job, batches[step])
        if job.step % look_every == 0:
            _refuse_nonfinite(job)
            _tell_progress(job, job.epoch + job.step / len(batches))
        if job.run.stopping() or time.monotonic() - job.saved_at >= CHECKPOINT_SECONDS:
            _refuse_nonfinite(job)
            save(job)


def _take_step(job: Training, batch: Tensor) -> None:
    wanted = job.train.labels[batch]
    job.optimizer.zero_grad(set_to_none=True)
    answers = job.model(job.train.images[batch])
    loss = loss_of(job.recipe, answers, wanted)
    loss.backward()  # type: ignore[no-untyped-call]
    job.optimizer.step()
    job.losses[job.step] = loss.detach()
    job.right[job.step] = (answers.detach().argmax(1) == wanted).sum()
    job.step += 1


def _training_values(job: Training) -> dict[str, float]:
    """Loss and accuracy over the examples of the epoch, each as it was at its step."""
    sizes = torch.full(job.losses.shape, job.recipe.batch)
    sizes[-1] = len(job.train) - int(sizes[:-1].sum())  # the last batch takes what is left
    return {
        "train_loss": float((job.losses.cpu().double() * sizes).sum()) / len(job.train),
        "train_accuracy": 100 * int(job.right.sum()) / len(job.train),
    }


def _conclude_epoch(job: Training, values: dict[str, float]) -> None:
    """Evaluate and log the network after ``job.epoch`` epochs, keep its weights if asked for, and save."""
    answers = outputs(job.model, job.test.images)
    test_loss = float(loss_of(job.recipe, answers, job.test.labels))
    if not math.isfinite(test_loss):
        raise _diverged(job, f"the test loss is {test_loss} after epoch {job.epoch}")
    values = {**values, "test_loss": test_loss, "test_accuracy": share_right(answers, job.test.labels)}
    for name, value in values.items():
        job.series.setdefault(name, {})[job.epoch] = value
    job.run.log(job.epoch, **values)
    _tell_progress(job, job.epoch)
    if job.epoch in job.recipe.kept:
        _keep_weights(job)
    save(job)


def _keep_weights(job: Training) -> None:
    file = weights_file(job.run.folder, job.epoch)
    file.parent.mkdir(exist_ok=True)
    write_atomically(file, packed({name: value.cpu() for name, value in job.model.state_dict().items()}))


def _tell_progress(job: Training, done: float) -> None:
    job.run.progress(Progress("training", done, job.recipe.epochs, "epoch"))


def _refuse_nonfinite(job: Training) -> None:
    """Look at the losses of the steps so far."""
    losses = job.losses[: job.step]
    if broken := (~torch.isfinite(losses)).nonzero().flatten().tolist():
        first = broken[0]
        raise _diverged(job, f"the loss is {float(losses[first])} at epoch {job.epoch + 1}, step {first + 1}")


def _diverged(job: Training, what: str) -> Failure:
    recipe = job.recipe
    return Failure(
        what,
        where=f"{recipe.model.name} on {recipe.dataset.name}, seed {job.run.seed}",
        remedy=f"take a smaller learning rate than {recipe.lr:g} ({recipe.optimizer}, {recipe.loss})",
    )
