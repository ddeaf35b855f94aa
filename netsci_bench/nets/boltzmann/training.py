"""How does a Boltzmann machine get its weights? Epoch by epoch; killed at any moment, it continues.

What is drawn in an epoch is a function of seed and epoch, and checkpoints are taken between epochs, so that none has
to hold the state of a generator. On a CPU the result is bit for bit that of an uninterrupted training.
"""

import json
import math
from dataclasses import dataclass, field

import torch
from torch import Tensor

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.boltzmann.binary_vectors import binary_parts
from netsci_bench.nets.boltzmann.rbm import Rbm, learn_batch, rewire, untrained_rbm
from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.boltzmann.trained import write_rbm
from netsci_bench.nets.training.checkpointer import Checkpointer, State

LOGGED_EPOCHS = 200  # points of a curve: more cannot be seen


@dataclass
class RbmTraining:
    """What a training has reached; ``errors`` is epoch -> mean squared error of the first reconstruction."""

    recipe: RbmRecipe
    run: Run
    train: Tensor
    rbm: Rbm
    epoch: int = 0
    errors: dict[int, float] = field(default_factory=dict)

    def state(self) -> State:
        """All that changes, for a checkpoint; it is written between epochs only."""
        return {"epoch": self.epoch, "errors": self.errors, **self.rbm.state()}

    def take_over(self, state: State) -> None:
        """Continue from the state of a checkpoint."""
        for name, tensor in self.rbm.state().items():
            tensor.copy_(state[name])
        self.epoch, self.errors = state["epoch"], state["errors"]


def train_rbm(recipe: RbmRecipe, run: Run) -> None:
    """Train a machine in the run's folder, or go on with the training that is there.

    Leaves what `nets.boltzmann.trained.read_rbm` reads, and logs ``reconstruction_error`` at some 200 epochs.

    Raises:
        Failure: a weight is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    job = _start(recipe, run)
    checkpointer = Checkpointer(run, json.dumps([run.seed, run.device, recipe.model_dump(mode="json")]))
    if state := checkpointer.restore():
        job.take_over(state)
    every = math.ceil(recipe.epochs / LOGGED_EPOCHS)
    while job.epoch < recipe.epochs:
        error = _learn_epoch(job)
        job.epoch += 1
        if job.epoch % every == 0 or job.epoch == recipe.epochs:
            job.errors[job.epoch] = _check(error, job)
        run.progress(Progress("training", job.epoch, recipe.epochs, "epoch"))
        checkpointer.save_if_due(job.state)
    for epoch, error in job.errors.items():
        run.log(epoch, reconstruction_error=error)
    write_rbm(job.rbm, run.folder)
    checkpointer.finish()


def _start(recipe: RbmRecipe, run: Run) -> RbmTraining:
    parts = binary_parts(run.arrays(recipe.dataset), run, recipe.held_out, recipe.limit)
    train = torch.tensor(parts.train, dtype=torch.float32, device=run.device)
    return RbmTraining(
        recipe, run, train, untrained_rbm(recipe, train.shape[1], run.rng("initial weights"), run.device)
    )


def _learn_epoch(job: RbmTraining) -> float:
    """All batches of one epoch and the rewiring at its end; the mean error of the first reconstructions."""
    recipe, run, number = job.recipe, job.run, job.epoch + 1
    order = torch.from_numpy(run.rng(f"order of epoch {number}").permutation(len(job.train))).to(run.device)
    generator = torch.Generator(run.device)
    generator.manual_seed(run.torch_seed(f"chains of epoch {number}"))
    errors = [learn_batch(job.rbm, job.train[batch], recipe, generator) for batch in torch.split(order, recipe.batch)]
    rewire(job.rbm, recipe, run.rng(f"connections after epoch {number}"), last=number == recipe.epochs)
    return float(torch.stack(errors).mean())


def _check(error: float, job: RbmTraining) -> float:
    if math.isfinite(error) and all(bool(torch.isfinite(tensor).all()) for tensor in job.rbm.state().values()):
        return error
    recipe = job.recipe
    where = f"{recipe.hidden} hidden units, CD-{recipe.gibbs_steps}, on {recipe.dataset.name}, seed {job.run.seed}"
    remedy = f"take a smaller learning rate than {recipe.lr:g}"
    raise Failure(f"a weight is not finite after epoch {job.epoch}", where, remedy)
