"""How does a network get its weights? By following a recipe; killed at any moment, it goes on where it was.

Everything random comes from the run: the initial weights, the order of each epoch and how its images are augmented
(functions of seed and epoch, so that no checkpoint needs to hold them) and what layers such as dropout draw. When a checkpoint is taken depends on the
clock, what it leads to does not: on a CPU, with the same threads, the result is bit for bit that of an uninterrupted
training. Losses stay on the device and are looked at now and then, so that a GPU is not made to wait at each step.
"""

import json
import math
import time

import torch
from torch import Tensor

from netsci_bench import importing
from netsci_bench.errors import Failure
from netsci_bench.nets.checkpoint import packed, write_atomically
from netsci_bench.nets.evaluate import outputs, share_right
from netsci_bench.nets.inherited import without_blocks
from netsci_bench.nets.pretrained import weights_in
from netsci_bench.nets.randomness import borrowed_rng
from netsci_bench.nets.recipe import Recipe, loss_of
from netsci_bench.nets.schedule import rate_share
from netsci_bench.nets.tensors import Examples
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
    ``train_accuracy`` (as they were while it lasted), ``test_loss`` and ``test_accuracy``, and where images are held
    out ``valid_loss`` and ``valid_accuracy``; accuracies in percent. Notes ``images_per_second``
    and ``seconds_per_epoch``, without the tests.

    Raises:
        Failure: the loss is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to go on is on disk.
    """
    if found := identity_of(run.folder):
        refuse_another(found, recipe, run)
        log_again(history(run.folder).series, run)
    else:
        with borrowed_rng(run.device):
            job = begun(recipe, run, _inherited(recipe, run))
            _train(job)
        told = summary(job.series, identity(recipe, run))
        write_atomically(run.folder / SUMMARY, json.dumps(told, allow_nan=False).encode())
    (run.folder / CHECKPOINT).unlink(missing_ok=True)


def _inherited(recipe: Recipe, run: Run) -> dict[str, Tensor] | None:
    """The weights to begin with, where they are not drawn."""
    start = recipe.start
    if start is None:
        return None
    if start.training:
        file = weights_file(run.once(fit, start.training), start.training.epochs)
    else:
        assert start.checkpoint  # one of both, as the params were validated
        file = run.file(start.checkpoint)
    weights = weights_in(file)
    return without_blocks(weights, start.kept) if start.kept else weights


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
    job.views = job.train.views(job.run.rng(f"augmentation of epoch {job.epoch + 1}"))
    begun_at, first = time.monotonic(), job.step
    look_every = math.ceil(len(batches) / LOOKS_PER_EPOCH)
    for step in range(job.step, len(batches)):
        _take_step(job, batches[step])
        if job.step % look_every == 0:
            _refuse_nonfinite(job)
            _tell_progress(job, job.epoch + job.step / len(batches))
        if job.run.stopping() or time.monotonic() - job.saved_at >= CHECKPOINT_SECONDS:
            _refuse_nonfinite(job)
            save(job)
    if first < len(batches):
        float(job.losses[-1])  # a GPU may still be at work
        images = len(job.train) * (len(batches) - first) / len(batches)
        rate = images / (time.monotonic() - begun_at)
        job.run.note("images_per_second", rate)
        job.run.note("seconds_per_epoch", len(job.train) / rate)


def _take_step(job: Training, batch: Tensor) -> None:
    """One step of the optimizer; if the device has no room for the batch, in parts, from then on."""
    _set_rate(job)
    job.optimizer.zero_grad(set_to_none=True)
    while True:
        try:
            loss, right = _gradients(job, batch)
            break
        except torch.OutOfMemoryError as error:
            _divide_batches(job, error)
    if job.recipe.decoupled:
        _decay_weights(job)
    job.optimizer.step()
    job.losses[job.step] = loss
    job.right[job.step] = right
    job.step += 1


def _gradients(job: Training, batch: Tensor) -> tuple[Tensor, Tensor]:
    """Mean loss over a batch and how many were told right; the gradients of that loss are left at the weights."""
    losses, rights = [], []
    for part in batch.tensor_split(min(job.parts, len(batch))):
        wanted = job.train.labels[part]
        images = job.train.inputs(part, job.views)
        with torch.autocast(job.run.device, torch.bfloat16, enabled=job.recipe.precision == "bfloat16"):
            answers = job.model(images)
        loss = loss_of(job.recipe, answers.float(), wanted) * (len(part) / len(batch))
        loss.backward()  # type: ignore[no-untyped-call]
        losses.append(loss.detach())
        rights.append((answers.detach().argmax(1) == wanted).sum())
    return torch.stack(losses).sum(), torch.stack(rights).sum()


def _set_rate(job: Training) -> None:
    done = job.epoch + job.step / len(job.losses)
    for group in job.optimizer.param_groups:
        group["lr"] = job.recipe.lr * rate_share(job.recipe.schedule, done, job.recipe.epochs)


def _decay_weights(job: Training) -> None:
    """Off every parameter its share; adamw does so by itself, PyTorch's sgd does not."""
    rate = job.optimizer.param_groups[0]["lr"]
    with torch.no_grad():
        torch._foreach_mul_([*job.model.parameters()], 1 - rate * job.recipe.weight_decay)


def _divide_batches(job: Training, error: torch.OutOfMemoryError) -> None:
    """Take batches in twice as many parts; gradients add up to the same, batch normalisation sees a part at a time."""
    if job.parts >= job.recipe.batch:
        what = f"the {job.run.device} has no room for a single image of a batch"
        raise Failure(what, job.recipe.model.name, "free its memory, or take --device cpu") from error
    job.parts *= 2
    job.optimizer.zero_grad(set_to_none=True)
    part = math.ceil(job.recipe.batch / job.parts)
    job.run.warn(f"a batch of {job.recipe.batch} images does not fit into memory: taken in parts of {part}")


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
    if job.epoch % job.recipe.test_every == 0 or job.epoch == job.recipe.epochs:
        values = values | _tested(job, "test", job.test)
        if job.valid:
            values |= _tested(job, "valid", job.valid)
    for name, value in values.items():
        job.series.setdefault(name, {})[job.epoch] = value
    job.run.log(job.epoch, **values)
    _tell_progress(job, job.epoch)
    if job.epoch in job.recipe.kept:
        _keep_weights(job)
    if job.recipe.evolved_by and job.epoch:
        evolve = importing.load(job.recipe.evolved_by.name)
        rng = job.run.rng(f"evolution after epoch {job.epoch}")
        evolve(job.model, job.optimizer, job.recipe.evolution, rng, job.epoch == job.recipe.epochs)
    save(job)


def _tested(job: Training, part: str, examples: Examples) -> dict[str, float]:
    answers = outputs(job.model, examples.images)
    loss = float(loss_of(job.recipe, answers, examples.labels))
    if not math.isfinite(loss):
        raise _diverged(job, f"the {part} loss is {loss} after epoch {job.epoch}")
    return {f"{part}_loss": loss, f"{part}_accuracy": share_right(answers, examples.labels)}


def _keep_weights(job: Training) -> None:
    file = weights_file(job.run.folder, job.epoch)
    file.parent.mkdir(exist_ok=True)
    state = {name: value.cpu().contiguous() for name, value in job.model.state_dict().items()}
    write_atomically(file, packed(state))


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
