"""What did one seed measure? Written into its folder of the store, and read from there once it is done."""

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netsci_bench.contract.result import Outcome, Series
from netsci_bench.contract.run import Run
from netsci_bench.runs.first_claims import noted_claims
from netsci_bench.runs.hardware import processor_name
from netsci_bench.storage.artifacts import NOTES, RESULT, SERIES
from netsci_bench.storage.store import Store

# what reading content of another form raises, or a folder in the place of a file
WRONG = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, OSError)
Kinds = Mapping[str, str]  # dotted name of every metric that the experiment declares -> ``number`` or ``list``


@dataclass(frozen=True)
class _Logged:
    """What one folder says beside its result: series, notes and warnings, their names with a prefix; and on what."""

    series: Series
    notes: dict[str, list[float]]
    warnings: list[str]
    processor: str


def read_outcome(store: Store, seed: int, address: str, fresh: bool, metrics: Kinds | None = None) -> Outcome | None:
    """The outcome of a seed, if the store holds it whole; ``fresh`` says whether it was measured just now.

    A result rests on its trainings: where one of them has been damaged since, the seed is measured again. One that
    somebody removed to make room costs only its series. Content of another form than it was written in counts
    as damaged, whatever the manifest says; so do other ``metrics`` than these, where they are known.

    Raises:
        Failure: something of another kind lies where the result belongs or will be made.
    """
    if why := store.damage(address):
        _warn(f"the result of seed {seed}", store.root / "done" / address, why)
    folder = None if why else store.done(address)
    if folder is None:
        store.check_places(address)
        return None
    try:
        noted = noted_claims(store.root, address)
        return _read(store, folder, Outcome(seed, address, folder=folder, fresh=fresh, claims=noted), metrics)
    except WRONG as error:
        _warn(f"the result of seed {seed}", folder, _reason(error))
        return None


def write_series(run: Run, folder: Path) -> None:
    """Everything a run logged, as name -> [[step, value], ...]; what it noted about how it ran, and on what."""
    series = {name: sorted(steps.items()) for name, steps in run.series.items()}
    (folder / SERIES).write_text(json.dumps(series), encoding="utf-8")
    noted = {"notes": run.notes, "warnings": run.warnings, "processor": processor_name()}
    (folder / NOTES).write_text(json.dumps(noted), encoding="utf-8")


def _read(store: Store, folder: Path, blank: Outcome, metrics: Kinds | None) -> Outcome | None:
    answer = _mapping(_json(folder / RESULT))
    trainings = {training: _text(name) for training, name in _mapping(answer["trainings"]).items()}
    diverged, seconds = " ".join(_text(answer.get("diverged", "")).split()), _finite(answer["seconds"])
    values = _checked(_mapping(answer["metrics"]), {} if diverged else metrics)
    shared = _shared(store, trainings)
    if shared is None:
        return None
    parts = [_logged(folder, ""), *shared]
    return replace(
        blank,
        scalars={name: _finite(v) for name, v in values.items() if not isinstance(v, list)},
        lists={name: [_finite(x) for x in v] for name, v in values.items() if isinstance(v, list)},
        series={name: points for part in parts for name, points in part.series.items()},
        trainings=tuple(trainings),
        notes={name: values for part in parts for name, values in part.notes.items()},
        warnings=tuple(warning for part in parts for warning in part.warnings),
        processors=tuple(sorted({part.processor for part in parts} - {""})),
        seconds=seconds,
        error=diverged,
        diverged=bool(diverged),
    )


def _checked(values: Mapping[str, Any], declared: Kinds | None) -> Mapping[str, Any]:
    """The metrics, if they are those that are declared, each of its kind; anything where nothing is declared."""
    kinds = {name: "list" if isinstance(value, list) else "number" for name, value in values.items()}
    wanted = kinds if declared is None else declared
    for name in sorted(kinds.keys() | wanted.keys()):
        found, kind = kinds.get(name), wanted.get(name)
        if None in (found, kind) or (kind in ("number", "list") and kind != found):
            raise ValueError(f"the metric {_shown(name)} is {found}, and should be {kind}")
    return values


def _shared(store: Store, trainings: Mapping[str, str]) -> list[_Logged] | None:
    """What the trainings that are still there logged; None if one of them is damaged, and so has to be done again."""
    damaged = {training: why for training in trainings if (why := store.damage(training))}
    for training, why in damaged.items():
        _warn("a training", store.root / "done" / training, why)
    if damaged:
        return None
    folders = {training: store.done(training) for training in trainings}
    logged = []
    for training, name in trainings.items():
        if (done := folders[training]) is None:
            continue
        try:
            logged.append(_logged(done, f"{name}." if name else ""))
        except WRONG as error:
            _warn("a training", done, _reason(error))
            store.discard(training, unless=lambda: False)  # it is sound by its manifest and would be taken for done
            return None
    return logged


def _logged(folder: Path, prefix: str) -> _Logged:
    """What a folder says beside its result; nothing of notes, of a folder from before there were any."""
    series, file = _mapping(_json(folder / SERIES)), folder / NOTES
    noted = _mapping(_json(file)) if file.exists() else {}
    notes, warnings = _mapping(noted.get("notes", {})), _listed(noted.get("warnings", []))
    return _Logged(
        series={prefix + name: [_point(point) for point in _listed(points)] for name, points in series.items()},
        notes={prefix + name: [_number(v) for v in _listed(values)] for name, values in notes.items()},
        warnings=[_text(warning) for warning in warnings],
        processor=_text(noted.get("processor", "")),
    )


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{_shown(value)} is not a mapping")
    return value


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{_shown(value)} is not a list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} is not a text")
    return value


def _point(value: Any) -> tuple[int, float]:
    """A whole number as step, and the value there, which may be infinite or NaN where a training diverges."""
    step, logged = _listed(value)
    if not _finite(step).is_integer():
        raise ValueError(f"{_shown(step)} is not a step")
    return int(step), _number(logged)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{_shown(value)} is not a number")
    return float(value)


def _finite(value: Any) -> float:
    """A number as the bench writes them: neither infinite nor NaN, and no integer that has no equal among floats."""
    number = _number(value)
    if not math.isfinite(number) or number != value:
        raise ValueError(f"{_shown(value)} is not a finite number")
    return number


def _shown(value: Any) -> str:
    return f"{value!r:.40}"


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _warn(what: str, folder: Path, why: str) -> None:
    reason = " ".join(why.split())
    logging.getLogger(__name__).warning("%s is damaged (%s: %s): it is measured again", what, folder, reason)
