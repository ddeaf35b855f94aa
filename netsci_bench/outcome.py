"""What did one seed measure? Read from its done folder in the store, never from the process that made it."""

import json
from pathlib import Path
from typing import Any

from netsci_bench.result import Outcome, Series
from netsci_bench.store import Store


def outcome(store: Store, seed: int, address: str, fresh: bool) -> Outcome | None:
    """The outcome of a seed, if the store holds it whole; ``fresh`` says whether it was measured just now.

    A result rests on its trainings: where one of them has been damaged since, the seed is measured again. One that
    somebody removed to make room costs only its series.
    """
    folder = store.done(address)
    if folder is None:
        return None
    answer = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if any(store.is_damaged(training) for training in answer["trainings"]):
        return None
    metrics: dict[str, Any] = answer["metrics"]
    names = {folder: "", **_folders(store, answer["trainings"])}
    return Outcome(
        seed=seed,
        address=address,
        scalars={name: float(v) for name, v in metrics.items() if not isinstance(v, list)},
        lists={name: v for name, v in metrics.items() if isinstance(v, list)},
        series={key: value for part, name in names.items() for key, value in _series(part, name).items()},
        folder=folder,
        trainings=tuple(answer["trainings"]),
        notes={key: value for part, name in names.items() for key, value in _notes(part, name).items()},
        warnings=tuple(warning for part in names for warning in _noted(part)["warnings"]),
        seconds=answer["seconds"],
        fresh=fresh,
    )


def _folders(store: Store, trainings: dict[str, str]) -> dict[Path, str]:
    """The folders of the trainings that are still there, each with the name that the seed gave it and a dot."""
    found = {store.done(address): f"{name}." if name else "" for address, name in trainings.items()}
    return {folder: prefix for folder, prefix in found.items() if folder}


def _series(folder: Path, prefix: str) -> Series:
    logged = json.loads((folder / "series.json").read_text(encoding="utf-8"))
    return {prefix + name: [(int(step), float(v)) for step, v in points] for name, points in logged.items()}


def _notes(folder: Path, prefix: str) -> dict[str, list[float]]:
    return {prefix + name: [float(v) for v in values] for name, values in _noted(folder)["notes"].items()}


def _noted(folder: Path) -> dict[str, Any]:
    """What was noted about how it ran; nothing, of a folder from before there were notes."""
    file = folder / "notes.json"
    nothing: dict[str, Any] = {"notes": {}, "warnings": []}
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else nothing
