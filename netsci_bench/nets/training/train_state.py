"""What does a training consist of while it runs, and what of it does a checkpoint hold?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.nets.training.batches import Batches, Views
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.nets.training.randomness import rng_state, seed_generators, set_rng_state
from netsci_bench.nets.training.recipe import Recipe, build_untrained, make_optimizer
from netsci_bench.nets.training.splits import load_data, memory_layout
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.trained import Series
from netsci_bench.nets.weights.initial import load_weights


@dataclass
class TrainState:
    """What a training has reached; a checkpoint is a copy of all that changes in it.

    Attributes:
        train: what is trained on; ``test`` and ``valid`` what is tested after an epoch, as the network sees it.
        views: how each image is seen in this epoch, if images are augmented.
        parts: into how many parts a batch is divided because it does not fit in memory whole.
        losses: the loss of each step of this epoch, on the device, so that no step waits for it.
        correct: how many examples were classified correctly in each of these steps.
        epoch: epochs completed.
        step: steps completed of the epoch after these.
        series: what was logged so far.
    """

    recipe: Recipe
    run: Run
    checkpointer: Checkpointer
    train: Batches
    test: Examples
    valid: Examples | None
    model: nn.Module
    optimizer: torch.optim.Optimizer
    losses: Tensor
    correct: Tensor
    views: Views | None = None
    parts: int = 1
    epoch: int = 0
    step: int = 0
    series: Series = field(default_factory=dict)

    def state(self) -> State:
        """All that changes, for a checkpoint."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "rng": rng_state(self.run.device),
            "losses": self.losses,
            "correct": self.correct,
            "parts": self.parts,
            "epoch": self.epoch,
            "step": self.step,
            "series": self.series,
        }

    def take_over(self, state: State) -> None:
        """Continue from the state of a checkpoint, and log again what was logged before it."""
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        set_rng_state(state["rng"])
        self.losses.copy_(state["losses"])
        self.correct.copy_(state["correct"])
        self.parts, self.epoch, self.step, self.series = (state[n] for n in ("parts", "epoch", "step", "series"))
        log_series(self.series, self.run)


def start_training(recipe: Recipe, run: Run, weights: Mapping[str, Tensor] | None = None) -> TrainState:
    """A training before its first step, from these weights or newly drawn ones; seeds the run's generators.

    Raises:
        Failure: the weights are not those of the network.
    """
    data = load_data(recipe, run)
    seed_generators("cpu", run.torch_seed("initial weights"))  # drawn on the CPU: the same for every device
    model = build_untrained(recipe)
    if weights is not None:
        load_weights(model, weights, "the weights to begin with")
    model = model.to(run.device).to(memory_format=memory_layout(data.test.images))
    seed_generators(run.device, run.torch_seed("training"))
    steps = math.ceil(len(data.train) / recipe.batch)
    return TrainState(
        recipe=recipe,
        run=run,
        checkpointer=Checkpointer(run, training_identity(recipe, run)),
        train=data.train,
        test=data.test,
        valid=data.valid,
        model=model,
        optimizer=make_optimizer(recipe, model),
        losses=torch.zeros(steps, device=run.device),
        correct=torch.zeros(steps, dtype=torch.int64, device=run.device),
    )


def log_series(series: Series, run: Run) -> None:
    """Tell the run what an earlier, interrupted one had logged."""
    for name, values in series.items():
        for epoch, value in values.items():
            run.log(epoch, **{name: value})


def training_identity(recipe: Recipe, run: Run) -> str:
    """All that tells one training from another."""
    return f"seed {run.seed} on {run.device}: {recipe.model_dump_json()}"
