"""How does a network get its weights? By following a recipe; killed at any moment, it continues.

Everything random comes from the run: the initial weights, the order of each epoch and how its images are augmented
(functions of seed and epoch, so that no checkpoint needs to hold them) and what layers such as dropout draw. When a
checkpoint is taken depends on the clock, what it leads to does not: on a CPU, with the same threads, the result is
bit for bit that of an uninterrupted training. Losses stay on the device and are checked a few times in an epoch, so
that a GPU does not wait at each step.
"""

import json
import math
import time

import torch
from torch import Tensor

from netsci_bench.contract import importing
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.training.checkpoint import pack
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.nets.training.evaluate import compute_outputs, percent_correct
from netsci_bench.nets.training.randomness import borrowed_rng
from netsci_bench.nets.training.recipe import Inheritance, Recipe, loss_of
from netsci_bench.nets.training.step import divergence_failure, refuse_nonfinite, take_step
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.train_state import TrainState, log_series, start_training, training_identity
from netsci_bench.nets.training.trained import SUMMARY, read_history, read_identity, summarise, weights_file
from netsci_bench.nets.weights.blocks import keep_blocks
from netsci_bench.nets.weights.initial import read_weights
from netsci_bench.storage.atomic import write_bytes

CHECKS_PER_EPOCH = 4  # how often the losses are checked and progress is reported


def fit(recipe: Recipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves the weights of the kept epochs and a summary (``trained`` reads both), and logs by epoch ``train_loss`` and
    ``train_accuracy`` (as they were while it lasted), ``test_loss`` and ``test_accuracy``, and where images are held
    out ``valid_loss`` and ``valid_accuracy``; accuracies in percent. Notes ``images_per_second``
    and ``seconds_per_epoch``, without the tests.

    Raises:
        Failure: the loss is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    checkpointer = Checkpointer(run, training_identity(recipe, run))
    if finished := read_identity(run.folder):
        checkpointer.refuse_another(finished)
        log_series(read_history(run.folder).series, run)
    else:
        with borrowed_rng(run.device):
            job = start_training(recipe, run, starting_weights(recipe.start, run) if recipe.start else None)
            _train(job)
        result = summarise(job.series, checkpointer.identity)
        write_bytes(run.folder / SUMMARY, json.dumps(result, allow_nan=False).encode())
    checkpointer.finish()


def starting_weights(start: Inheritance, run: Run) -> dict[str, Tensor]:
    """Weights to start from: those of a file, or of another training, which is run first if needed."""
    if start.training:
        file = weights_file(run.once(fit, start.training, "base"), start.training.epochs)
    else:
        assert start.checkpoint  # one of both, as the params were validated
        file = run.file(start.checkpoint)
    weights = read_weights(file)
    return keep_blocks(weights, start.kept) if start.kept else weights


def _train(job: TrainState) -> None:
    if state := job.checkpointer.restore():
        job.take_over(state)
    else:
        _conclude_epoch(job, {})  # the untrained network is epoch 0
    while job.epoch < job.recipe.epochs:
        _take_steps(job)
        refuse_nonfinite(job)
        values = _training_values(job)
        job.epoch, job.step = job.epoch + 1, 0
        _conclude_epoch(job, values)


def _take_steps(job: TrainState) -> None:
    """The remaining steps of this epoch."""
    job.model.train()
    order = job.run.rng(f"order of epoch {job.epoch + 1}").permutation(len(job.train))
    batches = torch.split(torch.from_numpy(order).to(job.run.device), job.recipe.batch)
    job.views = job.train.draw_views(job.run.rng(f"augmentation of epoch {job.epoch + 1}"))
    started, first = time.monotonic(), job.step
    check_every = math.ceil(len(batches) / CHECKS_PER_EPOCH)
    for batch in batches[first:]:
        take_step(job, batch)
        if job.step % check_every == 0:
            refuse_nonfinite(job)
            _report_progress(job, job.epoch + job.step / len(batches))
        job.checkpointer.save_if_due(lambda: _finite_state(job))
    if first < len(batches):
        float(job.losses[-1])  # a GPU may still be at work
        images = len(job.train) * (len(batches) - first) / len(batches)
        rate = images / (time.monotonic() - started)
        job.run.note("images_per_second", rate)
        job.run.note("seconds_per_epoch", len(job.train) / rate)


def _finite_state(job: TrainState) -> State:
    """The state for a checkpoint; a training that diverged gets none."""
    refuse_nonfinite(job)
    return job.state()


def _training_values(job: TrainState) -> dict[str, float]:
    """Loss and accuracy over the examples of the epoch, each as it was at its step."""
    sizes = torch.full(job.losses.shape, job.recipe.batch)
    sizes[-1] = len(job.train) - int(sizes[:-1].sum())  # the last batch takes what is left
    return {
        "train_loss": float((job.losses.cpu().double() * sizes).sum()) / len(job.train),
        "train_accuracy": 100 * int(job.correct.sum()) / len(job.train),
    }


def _conclude_epoch(job: TrainState, values: dict[str, float]) -> None:
    """Evaluate and log the network after ``job.epoch`` epochs, keep its weights if asked for, and save."""
    if job.epoch % job.recipe.test_every == 0 or job.epoch == job.recipe.epochs:
        values = values | _test(job, "test", job.test)
        if job.valid:
            values |= _test(job, "valid", job.valid)
    for name, value in values.items():
        job.series.setdefault(name, {})[job.epoch] = value
    job.run.log(job.epoch, **values)
    _report_progress(job, job.epoch)
    if job.epoch in job.recipe.kept:
        _keep_weights(job)
    if job.recipe.evolved_by and job.epoch:
        evolve = importing.load(job.recipe.evolved_by.name)
        rng = job.run.rng(f"evolution after epoch {job.epoch}")
        evolve(job.model, job.optimizer, job.recipe.evolution, rng, job.epoch == job.recipe.epochs)
    job.checkpointer.save(job.state())


def _test(job: TrainState, part: str, examples: Examples) -> dict[str, float]:
    answers = compute_outputs(job.model, examples.images)
    loss = float(loss_of(job.recipe, answers, examples.labels))
    if not math.isfinite(loss):
        raise divergence_failure(job, f"the {part} loss is {loss} after epoch {job.epoch}")
    return {f"{part}_loss": loss, f"{part}_accuracy": percent_correct(answers, examples.labels)}


def _keep_weights(job: TrainState) -> None:
    file = weights_file(job.run.folder, job.epoch)
    file.parent.mkdir(exist_ok=True)
    state = {name: value.cpu().contiguous() for name, value in job.model.state_dict().items()}
    write_bytes(file, pack(state))


def _report_progress(job: TrainState, done: float) -> None:
    job.run.progress(Progress("training", done, job.recipe.epochs, "epoch"))
