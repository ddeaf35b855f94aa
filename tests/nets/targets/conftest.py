"""A table in which three targets follow from six inputs, and a recipe that learns them in a second."""

import numpy as np
import pytest
from toy_dataset import toy_dataset

from netsci_bench.contract.run import Arrays, Run
from netsci_bench.nets.targets.regression_recipe import RegressionRecipe

MODEL = "netsci_bench.nets.models.set_mlp:set_mlp"


@pytest.fixture(scope="session")
def table_arrays() -> Arrays:
    rng, arrays = np.random.default_rng(0), {}
    mixing = rng.normal(size=(6, 3))
    for part, rows in (("train", 400), ("test", 150)):
        given = rng.normal(size=(rows, 6)) * [1, 10, 0.1, 1, 1, 5]
        wanted = 50 + 3 * np.tanh(given / [1, 10, 0.1, 1, 1, 5] @ mixing)
        arrays[f"{part}_features"] = np.hstack([given, wanted]).astype(np.float32)
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


@pytest.fixture(scope="session")
def table_recipe(table_arrays: Arrays) -> RegressionRecipe:
    return RegressionRecipe(
        dataset=toy_dataset(table_arrays, "columns"),
        model={"name": MODEL},
        architecture={"inputs": 6, "hidden": (16,), "initial": "glorot"},
        inputs=6,
        targets=3,
        lr=0.01,
        batch=32,
        epochs=20,
        keep_epochs=(0, 4),
    )


@pytest.fixture
def table_run(table_arrays: Arrays, tmp_path):
    def build(seed: int = 0, folder: str = "", stopping=lambda: "") -> Run:
        place = tmp_path / (folder or f"run-{len(list(tmp_path.iterdir()))}")
        place.mkdir(exist_ok=True)
        return Run(seed=seed, device="cpu", folder=place, arrays=lambda _: table_arrays, stopping=stopping)

    return build
