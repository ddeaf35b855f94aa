"""How does a Boltzmann machine get its weights? Epoch by epoch; killed at any moment, it goes on where it was.

What is drawn in an epoch is a function of seed and epoch, and checkpoints are taken between epochs, so that none has
to hold the state of a generator. On a CPU the result is bit for bit that of an uninterrupted training.
"""

import json
import math
import time
from dataclasses import dataclass, field

import torch
from torch import Tensor

from netsci_bench.errors import Failure
from netsci_bench.nets.binary_vectors import binary_parts
from netsci_bench.nets.checkpoint import read_checkpoint, save_checkpoint
from netsci_bench.nets.rbm import Rbm, learn, rewire, untrained_rbm
from netsci_bench.nets.rbm_recipe import RbmRecipe
from netsci_bench.nets.rbm_trained import write_rbm
from netsci_bench.run import Progress, Run

CHECKPOINT = "checkpoint.pt"
CHECKPOINT_SECONDS = 10.0  # the most work that a kill can cost, beside the epoch that it falls into
LOGGED_EPOCHS = 200  # points of a curve: more cannot be seen


@dataclass
class RbmTraining:
    """One training under way; ``echo`` is epoch -> mean squared error of the first echo of its batches."""

    recipe: RbmRecipe
    run: Run
    train: Tensor
    rbm: Rbm
    epoch: int = 0
    echo: dict[int, float] = field(default_factory=dict)
    saved_at: float = field(default_factory=time.monotonic)


def train_rbm(recipe: RbmRecipe, run: Run) -> None:
    """Train a machine in the run's folder, or go on with the training that is there.

    Leaves what `rbm_trained.trained_rbm` reads, and logs ``echo_error`` at some 200 epochs.

    Raises:
        Failure: a weight is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to go on is on disk.
    """
    job = _begun(recipe, run)
    _take_over(job)
    every = math.ceil(recipe.epochs / LOGGED_EPOCHS)
    while job.epoch < recipe.epochs:
        error = _learn_epoch(job)
        job.epoch += 1
        if job.epoch % every == 0 or job.epoch == recipe.epochs:
            job.echo[job.epoch] = _checked(error, job)
        run.progress(Progress("training", job.epoch, recipe.epochs, "epoch"))
        if run.stopping() or time.monotonic() - job.saved_at >= CHECKPOINT_SECONDS:
            _save(job)
    for epoch, error in job.echo.items():
        run.log(epoch, echo_error=error)
    write_rbm(job.rbm, run.folder)
    (run.folder / CHECKPOINT).unlink(missing_ok=True)


def _begun(recipe: RbmRecipe, run: Run) -> RbmTraining:
    parts = binary_parts(run.arrays(recipe.dataset), run, recipe.held_out, recipe.limit)
    train = torch.tensor(parts.train, dtype=torch.float32, device=run.device)
    return RbmTraining(
        recipe, run, train, untrained_rbm(recipe, train.shape[1], run.rng("initial weights"), run.device)
    )


def _learn_epoch(job: RbmTraining) -> float:
    """All batches of one epoch, then what its end brings; the mean error of the first echoes."""
    recipe, run, number = job.recipe, job.run, job.epoch + 1
    order = torch.from_numpy(run.rng(f"order of epoch {number}").permutation(len(job.train))).to(run.device)
    generator = torch.Generator(run.device)
    generator.manual_seed(run.torch_seed(f"chains of epoch {number}"))
    errors = [learn(job.rbm, job.train[batch], recipe, generator) for batch in torch.split(order, recipe.batch)]
    rewire(job.rbm, recipe, run.rng(f"connections after epoch {number}"), last=number == recipe.epochs)
    return float(torch.stack(errors).mean())


def _checked(error: float, job: RbmTraining) -> float:
    if math.isfinite(error) and all(bool(torch.isfinite(tensor).all()) for tensor in job.rbm.state().values()):
        return error
    recipe = job.recipe
    where = f"{recipe.hidden} hidden units, CD-{recipe.gibbs_steps}, on {recipe.dataset.name}, seed {job.run.seed}"
    remedy = f"take a smaller learning rate than {recipe.lr:g}"
    raise Failure(f"a weight is not finite after epoch {job.epoch}", where, remedy)


def _save(job: RbmTraining) -> None:
    """Write a checkpoint, then end if the run was told to stop."""
    state = {"training": _identity(job), "epoch": job.epoch, "echo": job.echo, **job.rbm.state()}
    save_checkpoint(job.run.folder / CHECKPOINT, state)
    job.saved_at = time.monotonic()
    job.run.stop_if_asked()


def _take_over(job: RbmTraining) -> None:
    """Go on from the checkpoint in the folder, if there is one."""
    state = read_checkpoint(job.run.folder / CHECKPOINT)
    if state is None:
        return
    if state["training"] != _identity(job):
        raise Failure("the folder holds another training", str(job.run.folder), "give each training its own folder")
    for name, tensor in job.rbm.state().items():
        tensor.copy_(state[name])
    job.epoch, job.echo = state["epoch"], state["echo"]


def _identity(job: RbmTraining) -> str:
    return json.dumps([job.run.seed, job.run.device, job.recipe.model_dump(mode="json")])
