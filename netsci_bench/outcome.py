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
    return Outcome(
        seed=seed,
        address=address,
        scalars={name: float(v) for name, v in metrics.items() if not isinstance(v, list)},
        lists={name: v for name, v in metrics.items() if isinstance(v, list)},
        series=_all_series(store, folder, answer["trainings"]),
        folder=folder,
        trainings=tuple(answer["trainings"]),
        seconds=answer["seconds"],
        fresh=fresh,
    )


def _all_series(store: Store, folder: Path, trainings: dict[str, str]) -> Series:
    """What the seed logged and what its trainings logged, those under the names it gave them."""
    found = _series(folder, "")
    for address, name in trainings.items():
        shared = store.done(address)
        found |= _series(shared, f"{name}." if name else "") if shared else {}
    return found


def _series(folder: Path, prefix: str) -> Series:
    logged = json.loads((folder / "series.json").read_text(encoding="utf-8"))
    return {prefix + name: [(int(step), float(v)) for step, v in points] for name, points in logged.items()}
