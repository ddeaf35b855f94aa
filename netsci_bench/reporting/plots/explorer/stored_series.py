"""Which series has a report, and in which of its seeds?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.point_series import CURVE, EMBEDDING, PREFIX, UNIT, PointSeries
from netsci_bench.specs.explorations import run_command
from netsci_bench.storage.artifacts import ARRAYS
from netsci_bench.storage.store import Store


def find_series(content: Mapping[str, Any], store: Store) -> tuple[int, PointSeries]:
    """The seed of a report whose series has the most pictures (the first, of several), and its series.

    Args:
        content: of the report.
        store: where the results of its seeds are.

    Raises:
        Mistake: the results are not here, or the experiment keeps no series.
    """
    here = {o["seed"]: store.done(o["address"]) for o in content["outcomes"] if o.get("address")}
    folders = {seed: folder / ARRAYS for seed, folder in here.items() if folder}
    id_ = content["id"]
    if not folders:
        remedy = run_command(id_, content["tier"], content.get("set"))
        raise Mistake(f"the results of {id_} are not in this home, only its report", str(store.root), remedy)
    kept = {seed: folder for seed, folder in folders.items() if (folder / f"{PREFIX}.outputs.npy").is_file()}
    if not kept:
        raise Mistake(
            f"{id_} keeps no series", remedy="an experiment offers one by run.keep_series(PointSeries(...))"
        )
    best = max(kept, key=lambda seed: (len(_named(kept[seed], EMBEDDING)), -seed))
    return best, read_series(kept[best])


def read_series(folder: Path) -> PointSeries:
    """The series in a folder of arrays.

    Raises:
        Mistake: a part is missing or damaged.
    """
    try:
        images = folder / f"{PREFIX}.images.npy"
        return PointSeries(
            steps=_load(folder, "steps").tolist(),
            outputs=_load(folder, "outputs"),
            labels=_load(folder, "labels"),
            answers=_load(folder, "answers"),
            class_names=_load(folder, "class_names").tolist(),
            embeddings=_named(folder, EMBEDDING),
            curves={name: values.tolist() for name, values in _named(folder, CURVE).items()},
            step_name=str(_load(folder, "step_name")),
            images=np.load(images) if images.is_file() else None,
            units=_named(folder, UNIT),
        )
    except (OSError, ValueError, EOFError) as error:
        raise Mistake(
            f"the series cannot be read: {error}", str(folder), "run the experiment with --fresh"
        ) from error


def _load(folder: Path, name: str) -> np.ndarray:
    array: np.ndarray = np.load(folder / f"{PREFIX}.{name}.npy")
    return array


def _named(folder: Path, kind: str) -> dict[str, np.ndarray]:
    """The arrays of a kind, by their names."""
    start = f"{PREFIX}.{kind}."
    files = sorted(folder.glob(f"{start}*.npy"), key=lambda file: file.name.lower())
    return {file.name.removeprefix(start).removesuffix(".npy"): np.load(file) for file in files}
