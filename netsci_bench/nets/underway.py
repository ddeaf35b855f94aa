"""What is a training while it is under way, and how is it put on disk and taken up again?"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from netsci_bench.errors import Failure
from netsci_bench.nets.checkpoint import read_checkpoint, save_checkpoint
from netsci_bench.nets.feed import Feed, Views
from netsci_bench.nets.loaded import layout, loaded
from netsci_bench.nets.pretrained import fitted
from netsci_bench.nets.randomness import rng_state, seed_generators, set_rng_state
from netsci_bench.nets.recipe import Recipe, optimizer_for, untrained
from netsci_bench.nets.tensors import Examples
from netsci_bench.nets.trained import Series
from netsci_bench.run import Run

CHECKPOINT = "checkpoint.pt"


@dataclass
class Training:
    """One training under way; a checkpoint is a copy of all that changes in it.

    Attributes:
        train: what is trained on; ``test`` and ``valid`` what is tested after an epoch, as the network sees it.
        views: how each image is seen in this epoch, if images are augmented.
        parts: into how many parts a batch is divided because the device has no room for it whole.
        losses: the loss of each step of this epoch, on the device, so that no step waits for it.
        right: how many examples were told right in each of these steps.
        epoch: epochs completed.
        step: steps completed of the epoch after these.
        series: what was logged so far.
        saved_at: when the last checkpoint was written, by the monotonic clock.
    """

    recipe: Recipe
    run: Run
    train: Feed
    test: Examples
    valid: Examples | None
    model: nn.Module
    optimizer: torch.optim.Optimizer
    losses: Tensor
    right: Tensor
    views: Views | None = None
    parts: int = 1
    epoch: int = 0
    step: int = 0
    series: Series = field(default_factory=dict)
    saved_at: float = field(default_factory=time.monotonic)


def begun(recipe: Recipe, run: Run, inherited: Mapping[str, Tensor] | None = None) -> Training:
    """A training before its first step; seeds the generators of the run's device.

    Raises:
        Failure: inherited weights are not those of the network.
    """
    data = loaded(recipe, run)
    seed_generators("cpu", run.torch_seed("initial weights"))  # drawn on the CPU: the same for every device
    model = untrained(recipe)
    if inherited is not None:
        fitted(model, inherited, "the weights to begin with")
    model = model.to(run.device).to(memory_format=layout(data.test.images))
    seed_generators(run.device, run.torch_seed("training"))
    steps = math.ceil(len(data.train) / recipe.batch)
    return Training(
        recipe=recipe,
        run=run,
        train=data.train,
        test=data.test,
        valid=data.valid,
        model=model,
        optimizer=optimizer_for(recipe, model),
        losses=torch.zeros(steps, device=run.device),
        right=torch.zeros(steps, dtype=torch.int64, device=run.device),
    )


def save(job: Training) -> None:
    """Write a checkpoint, then end if the run was told to stop."""
    state = {
        "training": identity(job.recipe, job.run),
        "model": job.model.state_dict(),
        "optimizer": job.optimizer.state_dict(),
        "rng": rng_state(job.run.device),
        "losses": job.losses,
        "right": job.right,
        "parts": job.parts,
        "epoch": job.epoch,
        "step": job.step,
        "series": job.series,
    }
    save_checkpoint(job.run.folder / CHECKPOINT, state)
    job.saved_at = time.monotonic()
    job.run.stop_if_asked()


def resumed(job: Training) -> bool:
    """Take over the state of the checkpoint in the folder; False if there is none."""
    state = read_checkpoint(job.run.folder / CHECKPOINT)
    if state is None:
        return False
    refuse_another(state["training"], job.recipe, job.run)
    job.model.load_state_dict(state["model"])
    job.optimizer.load_state_dict(state["optimizer"])
    set_rng_state(state["rng"])
    job.losses.copy_(state["losses"])
    job.right.copy_(state["right"])
    job.parts, job.epoch, job.step, job.series = (state[name] for name in ("parts", "epoch", "step", "series"))
    log_again(job.series, job.run)
    return True


def log_again(series: Series, run: Run) -> None:
    """Tell the run what an earlier, interrupted one had logged."""
    for name, values in series.items():
        for epoch, value in values.items():
            run.log(epoch, **{name: value})


def identity(recipe: Recipe, run: Run) -> str:
    """All that tells one training from another."""
    return f"seed {run.seed} on {run.device}: {recipe.model_dump_json()}"


def refuse_another(found: str, recipe: Recipe, run: Run) -> None:
    """Raise a Failure if the identity found in the folder is that of another training."""
    if found != identity(recipe, run):
        raise Failure("the folder holds another training", str(run.folder), "give each training its own folder")
