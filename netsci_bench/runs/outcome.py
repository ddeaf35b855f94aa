"""What did one seed measure? Read from its done folder in the store, never from the process that made it."""

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netsci_bench.contract.result import Outcome, Series
from netsci_bench.storage.artifacts import NOTES, RESULT, SERIES
from netsci_bench.storage.store import Store

WRONG = (ValueError, TypeError, KeyError, AttributeError, OverflowError)  # what reading other content raises


@dataclass(frozen=True)
class _Logged:
    """What one folder says beside its result: series, notes and warnings, their names with a prefix."""

    series: Series
    notes: dict[str, list[float]]
    warnings: list[str]


def read_outcome(store: Store, seed: int, address: str, fresh: bool) -> Outcome | None:
    """The outcome of a seed, if the store holds it whole; ``fresh`` says whether it was measured just now.

    A result rests on its trainings: where one of them has been damaged since, the seed is measured again. One that
    somebody removed to make room costs only its series. Content of another form than it was written in counts
    as damaged, whatever the manifest says.
    """
    folder = store.done(address)
    if folder is None:
        return None
    try:
        return _read(store, folder, Outcome(seed=seed, address=address, folder=folder, fresh=fresh))
    except WRONG as error:
        _warn(f"the result of seed {seed}", folder, error)
        return None


def _read(store: Store, folder: Path, blank: Outcome) -> Outcome | None:
    answer = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    trainings = {str(training): str(name) for training, name in answer["trainings"].items()}
    shared = _shared(store, trainings)
    if shared is None:
        return None
    parts = [_logged(folder, ""), *shared]
    return replace(
        blank,
        scalars={name: _finite(v) for name, v in answer["metrics"].items() if not isinstance(v, list)},
        lists={name: [_finite(x) for x in v] for name, v in answer["metrics"].items() if isinstance(v, list)},
        series={name: points for part in parts for name, points in part.series.items()},
        trainings=tuple(trainings),
        notes={name: values for part in parts for name, values in part.notes.items()},
        warnings=tuple(warning for part in parts for warning in part.warnings),
        seconds=_finite(answer["seconds"]),
        error=" ".join(str(answer.get("diverged", "")).split()),
        diverged=bool(answer.get("diverged")),
    )


def _shared(store: Store, trainings: Mapping[str, str]) -> list[_Logged] | None:
    """What the trainings that are still there logged; None if one of them is damaged, and so has to be done again."""
    folders = {training: store.done(training) for training in trainings}
    if any(folder is None and store.holds(training) for training, folder in folders.items()):
        return None
    logged = []
    for training, name in trainings.items():
        if (done := folders[training]) is None:
            continue
        try:
            logged.append(_logged(done, f"{name}." if name else ""))
        except WRONG as error:
            _warn("a training", done, error)
            store.discard(training, unless=lambda: False)  # it is sound by its manifest and would be taken for done
            return None
    return logged


def _logged(folder: Path, prefix: str) -> _Logged:
    """What a folder says beside its result; nothing of notes, of a folder from before there were any."""
    series = json.loads((folder / SERIES).read_text(encoding="utf-8"))
    file = folder / NOTES
    noted: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return _Logged(
        series={prefix + name: [(int(step), float(v)) for step, v in points] for name, points in series.items()},
        notes={prefix + name: [float(v) for v in values] for name, values in noted.get("notes", {}).items()},
        warnings=[str(warning) for warning in noted.get("warnings", [])],
    )


def _finite(value: Any) -> float:
    """A metric as it was written: a finite number.

    Raises:
        TypeError: it is no number; ValueError: it is not finite.
    """
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    if not math.isfinite(value):
        raise ValueError(f"{value} is not finite")
    return float(value)


def _warn(what: str, folder: Path, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"
    logging.getLogger(__name__).warning("%s is damaged (%s: %s): it is measured again", what, folder, reason)
