"""How does a network get from the task that it was trained on to another one? Its body goes on, its head is new."""

from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import torch

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Build, Run
from netsci_bench.contract.schema import Params
from netsci_bench.nets.training.loop import fit, starting_weights
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators
from netsci_bench.nets.training.recipe import Recipe, build_untrained
from netsci_bench.nets.training.trained import weights_file
from netsci_bench.nets.weights.initial import COUNTER

HEAD = "head."  # how the names of the parameters begin that are not carried over
START = "start"  # the folder of the first weights, as long as the training lasts


def fit_transferred(recipe: Recipe, run: Run) -> None:
    """Train by a recipe whose ``start`` is a training on another task: body from there, head drawn anew.

    The head may have another shape. All weights are trained. Otherwise as ``fit``, which runs here: the training that
    it begins with is one in this folder, put together beforehand.

    Raises:
        Failure: the recipe has no start, or the bodies differ; and what ``fit`` raises.
    """
    if recipe.start is None or recipe.start.training is None:
        raise Failure("a network is transferred from a training", recipe.model.name, "name it in the recipe's start")
    file = weights_file(run.folder / START, recipe.start.training.epochs)
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(_put_together(recipe, run), file)

    def begin_here(build: Build, params: Params, name: str = "") -> Path:
        return run.folder / START

    fit(recipe, replace(run, once=begin_here))
    rmtree(run.folder / START)


def _put_together(recipe: Recipe, run: Run) -> dict[str, torch.Tensor]:
    assert recipe.start  # seen by the caller
    old = starting_weights(recipe.start, run)
    with borrowed_rng("cpu"):
        seed_generators("cpu", run.torch_seed("weights of the new head"))
        new = build_untrained(recipe).state_dict()
    wanted = [name for name in new if not name.startswith(HEAD) and not name.endswith(COUNTER)]
    if missing := [name for name in wanted if name not in old]:
        what = f"the network that was trained before has no {missing[0]}: its body is another one"
        raise Failure(what, recipe.model.name, "give both recipes the same body")
    return {name: old[name] if name in wanted else value for name, value in new.items()}
