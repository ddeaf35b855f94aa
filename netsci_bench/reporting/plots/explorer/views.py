"""Which surfaces, graphs, cells and curves can be watched, of what a seed has kept?

An experiment need not know of it: graphs of units, cells of planar networks and curves over layers are found by the
names of the arrays and lists that are kept for the figures. Surfaces are offered by ``run.keep_surface``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.surface_view import PARTS, PREFIX
from netsci_bench.specs.explorations import run_command
from netsci_bench.storage.artifacts import ARRAYS
from netsci_bench.storage.store import Store

View = dict[str, Any]
MOST_EDGES = 700  # of a graph, the strongest; more are a veil
GRAPH, CELLS = ("weights", "layers", "labels", "epochs", "pagerank"), ("weights", "steps", "points", "labels")
CURVE = "modularity"  # the last part of the names of lists that go over layers
DIGITS = 5  # significant ones, as a screen shows


def find_views(content: Mapping[str, Any], store: Store) -> tuple[int, list[View]]:
    """The first seed of a report whose results are here and which can be watched, and its views.

    Curves are in the report itself, so they need no results.

    Raises:
        Mistake: nothing of it can be watched, or what is kept is damaged.
    """
    curves = list(_curves(content["outcomes"]))
    for outcome in content["outcomes"]:
        folder = store.done(outcome["address"]) if outcome.get("address") else None
        views = read_views(folder / ARRAYS) if folder else []
        if views:
            return int(outcome["seed"]), views + curves
    if curves:
        return int(content["outcomes"][0]["seed"]), curves
    raise Mistake(
        f"{content['id']} has neither surfaces, graphs, cells nor curves to be watched here",
        remedy=run_command(content["id"], content["tier"], content.get("set")),
    )


def read_views(folder: Path) -> list[View]:
    """The surfaces, graphs and cells in a folder of arrays.

    Raises:
        Mistake: a part is missing or damaged.
    """
    try:
        return [*_surfaces(folder), *_graphs(folder), *_cells(folder)]
    except (OSError, ValueError, EOFError, IndexError) as error:
        raise Mistake(
            f"what is watched cannot be read: {error}", str(folder), "run the experiment with --fresh"
        ) from error


def _surfaces(folder: Path) -> Iterator[View]:
    for file in sorted(folder.glob(f"{PREFIX}.*.heights.npy")):
        name = file.name.removeprefix(f"{PREFIX}.").removesuffix(".heights.npy")
        parts = _parts(folder, f"{PREFIX}.{name}.", PARTS)
        yield {
            "kind": "surface",
            "name": name,
            "about": "The loss where the weights of the network are moved along two directions.",
            "heightName": str(np.load(folder / f"{PREFIX}.{name}.height_name.npy")),
            "step": "epoch",
            "steps": list(range(len(parts["path"]))),
            **{part: _short(array) for part, array in parts.items()},
        }


def _graphs(folder: Path) -> Iterator[View]:
    for name in _named(folder, "epochs", GRAPH):
        parts = _parts(folder, name, GRAPH)
        layers = parts["layers"][0] if parts["layers"].ndim > 1 else parts["layers"]
        yield {
            "kind": "graph",
            "name": f"graph, {_in_words(name) or 'units'}",
            "about": "Units of the network, joined where their activations on the test images go together.",
            "step": "epoch",
            "steps": parts["epochs"].tolist(),
            "layers": np.unique(layers, return_inverse=True)[1].tolist(),
            "labels": parts["labels"].astype(int).tolist(),
            "pageranks": _short(parts["pagerank"]),
            "mostPagerank": float(parts["pagerank"].max()),
            "edges": [_strongest(weights) for weights in parts["weights"]],
        }


def _strongest(weights: np.ndarray) -> list[list[float]]:
    """The strongest edges of a symmetric matrix: from, to, weight over the largest."""
    upper = np.triu(np.nan_to_num(weights), 1)
    size = np.abs(upper)
    order = np.argsort(size, axis=None, kind="stable")[::-1][:MOST_EDGES]
    rows, columns = np.unravel_index(order, upper.shape)
    scaled = upper[rows, columns] / (size.max() or 1.0)
    return [[int(a), int(b), round(float(w), 3)] for a, b, w in zip(rows, columns, scaled, strict=True) if w][::-1]


def _cells(folder: Path) -> Iterator[View]:
    for name in _named(folder, "steps", CELLS):
        if not (folder / "window.npy").is_file() or not (folder / "widths.npy").is_file():
            continue
        parts = _parts(folder, name, CELLS)
        yield {
            "kind": "cells",
            "name": f"cells, {_in_words(name) or 'in the plane'}",
            "about": "The pieces of the plane in which a small network is linear.",
            "step": "step",
            "steps": parts["steps"].tolist(),
            "widths": np.load(folder / "widths.npy").tolist(),
            "window": _short(np.load(folder / "window.npy")),
            "weights": _short(parts["weights"]),
            "points": _short(parts["points"][:2000]),
            "labels": parts["labels"][:2000].astype(int).tolist(),
        }


def _named(folder: Path, key: str, wanted: Sequence[str]) -> list[str]:
    """The beginnings of the names of arrays of which all wanted parts are there."""
    starts = sorted(file.name.removesuffix(f"{key}.npy") for file in folder.glob(f"*{key}.npy"))
    return [start for start in starts if all((folder / f"{start}{part}.npy").is_file() for part in wanted)]


def _parts(folder: Path, start: str, names: Sequence[str]) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{start}{name}.npy") for name in names}


def _in_words(start: str) -> str:
    return start.strip("_- ").replace("_", " ")


def _curves(outcomes: Sequence[Mapping[str, Any]]) -> Iterator[View]:
    names = {name: None for outcome in outcomes for name in outcome.get("lists", {})}
    for name in names:
        if name.split(".")[-1] != CURVE:
            continue
        curves = [o["lists"][name] for o in outcomes if name in o.get("lists", {})]
        whole = [curve for curve in curves if curve and all(value is not None for value in curve)]
        if whole:
            reading = re.sub(r"[._]", " ", name.rpartition(".")[0])
            yield {
                "kind": "curves",
                "name": f"{CURVE}, {reading or 'by layer'}",
                "about": "A value for each layer of the network, from the input to the output.",
                "valueName": CURVE,
                "axis": "layer",
                "step": "",
                "steps": [0],
                "curves": [_short(np.array(curve)) for curve in whole],
            }


def _short(array: np.ndarray) -> list[Any]:
    """Numbers as a screen needs them: a page is no archive."""
    exact = np.asarray(array, dtype=np.float64)
    if not np.isfinite(exact).all():
        raise ValueError("a number is not finite")
    size = np.abs(exact)
    power = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.where(size > 0, size, 1.0))))
    return (np.rint(exact * power) / power).tolist()  # type: ignore[no-any-return]
