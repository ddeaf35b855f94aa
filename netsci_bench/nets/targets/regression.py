"""How does a network learn numbers instead of classes?

By the squared error, in mini-batches; killed at any moment, it continues from its last epoch. All that is random (the
first weights, the order of each epoch) is a function of the seed, so that a checkpoint is weights and moments alone.
"""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from netsci_bench.contract.errors import Diverged, Failure
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.targets.regression_recipe import RegressionRecipe, build_regressor
from netsci_bench.nets.targets.tables import Table, load_tables
from netsci_bench.nets.training.checkpoint import pack
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.nets.training.evaluate import compute_outputs
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators
from netsci_bench.nets.training.train_state import log_series
from netsci_bench.nets.training.trained import Series, weights_file
from netsci_bench.storage.atomic import write_bytes

SUMMARY = "regression.json"  # written last: where it is, the training is finished


@dataclass
class Regression:
    """What a training has reached; a checkpoint is a copy of all that changes in it."""

    recipe: RegressionRecipe
    run: Run
    train: Table
    test: Table
    model: nn.Module
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    series: Series = field(default_factory=dict)

    def state(self) -> State:
        """All that changes, for a checkpoint."""
        weights, moments = self.model.state_dict(), self.optimizer.state_dict()
        return {"model": weights, "optimizer": moments, "epoch": self.epoch, "series": self.series}

    def take_over(self, state: State) -> None:
        """Continue from the state of a checkpoint, and log again what was logged before it."""
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.series = state["epoch"], state["series"]
        log_series(self.series, self.run)


def fit_regression(recipe: RegressionRecipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves the weights of the kept epochs (``load_regressor`` reads them), and logs by epoch ``train_loss`` (as it was
    while the epoch lasted), ``test_loss`` and ``test_explained``, the percentage of the targets' variance explained.

    Raises:
        Diverged: the loss is not a finite number. Failure: the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    checkpointer = Checkpointer(run, f"seed {run.seed} on {run.device}: {recipe.model_dump_json()}")
    file = run.folder / SUMMARY
    if file.exists():
        finished = json.loads(file.read_text(encoding="utf-8"))
        checkpointer.refuse_another(finished["training"])
        log_series({name: {int(k): v for k, v in one.items()} for name, one in finished["series"].items()}, run)
        return
    with borrowed_rng(run.device):
        job = _follow(recipe, run, checkpointer)
    content = {"training": checkpointer.identity, "series": job.series}
    write_bytes(file, json.dumps(content, allow_nan=False).encode())
    checkpointer.finish()


def start_regression(recipe: RegressionRecipe, run: Run) -> Regression:
    """A training before its first step; seeds torch's generator for the first weights, which the CPU draws."""
    train, test = load_tables(recipe, run)
    seed_generators("cpu", run.torch_seed("initial weights"))
    model = build_regressor(recipe).to(run.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay, fused=True)
    return Regression(recipe, run, train, test, model, optimizer)


def load_regressor(folder: Path, epoch: int, recipe: RegressionRecipe, device: str = "cpu") -> nn.Module:
    """The network with its weights after an epoch (0: untrained), in evaluation mode.

    Raises:
        Failure: the weights of that epoch were not kept.
    """
    file = weights_file(folder, epoch)
    if not file.exists():
        what = f"the weights after epoch {epoch} were not kept; those after {recipe.kept} are"
        raise Failure(what, str(folder), f"put {epoch} into the recipe's keep_epochs")
    with borrowed_rng("cpu"):  # initial weights are drawn, only to be overwritten
        model = build_regressor(recipe)
    model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    return model.to(device).eval()


def explained_variance(model: nn.Module, table: Table) -> float:
    """Percentage of the variance of the targets, all together, that the outputs explain; below 0 for bad ones.

    Formula: 100 (1 - sum (f - y)^2 / sum (y - mean y)^2), over rows and targets.
    """
    missed = (compute_outputs(model, table.given) - table.wanted).square().sum()
    spread = (table.wanted - table.wanted.mean(0)).square().sum()
    return 100 * (1 - float(missed) / float(spread))


def _follow(recipe: RegressionRecipe, run: Run, checkpointer: Checkpointer) -> Regression:
    job = start_regression(recipe, run)
    if state := checkpointer.restore():
        job.take_over(state)
    else:
        _conclude_epoch(job, {})  # the untrained network is epoch 0
    while job.epoch < recipe.epochs:
        loss = train_epoch(job)
        job.epoch += 1
        _conclude_epoch(job, {"train_loss": loss})
        checkpointer.save(job.state())
    return job


def train_epoch(job: Regression) -> float:
    """Take the steps of the next epoch, and return the mean loss over its rows, each as it was at its step."""
    job.model.train()
    order = torch.from_numpy(job.run.rng(f"order of epoch {job.epoch + 1}").permutation(len(job.train)))
    total: Tensor = torch.zeros((), device=job.train.given.device)
    for rows in torch.split(order.to(job.train.given.device), job.recipe.batch):
        total += take_step(job, rows) * len(rows)
    return float(total) / len(job.train)


def take_step(job: Regression, rows: Tensor) -> Tensor:
    """One step of the optimizer by some rows; returns their mean loss, which stays on the device."""
    job.optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.mse_loss(job.model(job.train.given[rows]), job.train.wanted[rows])
    loss.backward()  # type: ignore[no-untyped-call]
    job.optimizer.step()
    return loss.detach()


def _conclude_epoch(job: Regression, values: dict[str, float]) -> None:
    """Test and log the network after ``job.epoch`` epochs, and keep its weights if asked for."""
    missed = compute_outputs(job.model, job.test.given) - job.test.wanted
    explained = explained_variance(job.model, job.test)
    values = values | {"test_loss": float(missed.square().mean()), "test_explained": explained}
    if not all(map(math.isfinite, values.values())):
        where = f"{job.recipe.model.name} on {job.recipe.dataset.name}, seed {job.run.seed}"
        remedy = f"take a smaller learning rate than {job.recipe.lr:g}"
        raise Diverged(f"a loss is not a finite number after epoch {job.epoch}", where, remedy)
    for name, value in values.items():
        job.series.setdefault(name, {})[job.epoch] = value
    job.run.log(job.epoch, **values)
    job.run.progress(Progress("training", job.epoch, job.recipe.epochs, "epoch"))
    if job.epoch in job.recipe.kept:
        file = weights_file(job.run.folder, job.epoch)
        file.parent.mkdir(exist_ok=True)
        write_bytes(file, pack({name: value.cpu() for name, value in job.model.state_dict().items()}))
