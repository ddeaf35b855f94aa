"""Which columns of a table is a network given, and which is it asked for?"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from netsci_bench.contract.run import Run
from netsci_bench.nets.targets.regression_recipe import RegressionRecipe
from netsci_bench.nets.training.tensors import pixel_scale, rescale


@dataclass(frozen=True)
class Table:
    """Standardised columns, float32 on the device: given (``rows inputs``) and asked for (``rows targets``)."""

    given: Tensor
    wanted: Tensor

    def __len__(self) -> int:
        return len(self.given)


def load_tables(recipe: RegressionRecipe, run: Run) -> tuple[Table, Table]:
    """The rows to train on and those to test on, both standardised by the rows to train on.

    Raises:
        ValueError: the data set has no such table, or not as many columns as the recipe says.
    """
    arrays = run.arrays(recipe.dataset)
    train, test = (
        _columns(recipe, arrays.get(f"{part}_features"), limit).to(run.device)
        for part, limit in (("train", recipe.train_limit), ("test", recipe.test_limit))
    )
    scale = pixel_scale(train)
    train, test = rescale(train, scale), rescale(test, scale)
    given, wanted = train[:, : recipe.inputs], train[:, recipe.inputs :]
    if recipe.shuffled:
        order = run.rng("shuffled targets").permutation(len(wanted))
        wanted = wanted[torch.from_numpy(order).to(wanted.device)]
    return Table(given, wanted), Table(test[:, : recipe.inputs], test[:, recipe.inputs :])


def _columns(recipe: RegressionRecipe, features: np.ndarray | None, limit: int | None) -> Tensor:
    columns = recipe.inputs + recipe.targets
    if features is None or features.ndim != 2 or features.shape[1] != columns:
        found = "no features" if features is None else f"features of shape {features.shape}"
        raise ValueError(
            f"{recipe.dataset.name} has {found}; {recipe.inputs} inputs and {recipe.targets} targets need a table "
            f"of {columns} columns: take another data set, or other numbers of inputs and targets"
        )
    return torch.tensor(features[:limit], dtype=torch.float32)
