"""Which params does an experiment get, and which metrics does it give? Its own types check and tell.

They are in the module of the experiment, and importing it may take seconds (torch). So the answer is plain data. It
is kept in the home under a digest of all that it depends on, and a module that needs torch is imported in another
process (see ``resolver``).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any
from weakref import WeakKeyDictionary

from netsci_bench.contract.catalogue_entries import Code, Dataset, Weights, entries_in
from netsci_bench.contract.errors import Failure
from netsci_bench.contract.schema import Params, metric_names
from netsci_bench.identity.address import every_field
from netsci_bench.identity.implementation import implementation
from netsci_bench.runs.inputs.fitting import find_misfits
from netsci_bench.specs.signature import read_signature
from netsci_bench.specs.validation import Origin, validated
from netsci_bench.storage.atomic import write_json

FOLDER = "resolved"  # of the home
EDITED = "the code was edited after it was imported"
_imported: WeakKeyDictionary[Callable[..., object], str] = WeakKeyDictionary()  # function -> digest at its import
KINDS = {float: "number", list[float]: "list"}  # of metrics


@dataclass(frozen=True)
class Question:
    """An experiment, the params that its spec gives it, where they are written, and what they may name."""

    experiment: str
    given: Mapping[str, Any]
    origin: Origin
    datasets: Mapping[str, Dataset]
    weights: Mapping[str, Weights]


@dataclass(frozen=True)
class Resolved:
    """The answer, as plain data.

    Attributes:
        code: digest of the code as it was when it was imported.
        values: all params, defaults included, as a report shows them.
        explicit: those of them that differ from their default.
        fields: what enters the address.
        datasets, weights, models: name -> fingerprint of everything that the params name.
        metrics: dotted name of every metric -> ``number`` or ``list``.
        misfits: dotted place of each recipe whose network refuses its data -> why.
    """

    code: str
    values: Mapping[str, Any]
    explicit: Mapping[str, Any]
    fields: Any
    datasets: Mapping[str, str]
    weights: Mapping[str, str]
    models: Mapping[str, str]
    metrics: Mapping[str, str]
    misfits: Mapping[str, str]


def resolve(question: Question) -> Resolved:
    """Import the experiment here and ask its types.

    Raises:
        Mistake: there is no such experiment, or the params do not fit it; with the line of the spec.
    """
    experiment = read_signature(question.experiment)
    params = _validated(experiment.params, question)
    values = params.model_dump(mode="json")
    return Resolved(
        code=_imported.setdefault(experiment.function, implementation(question.experiment).code),
        values=values,
        explicit=params.model_dump(mode="json", exclude_defaults=True),
        fields=every_field(params),
        datasets={d.name: d.fingerprint for d in entries_in(params, Dataset)},
        weights={w.name: w.fingerprint for w in entries_in(params, Weights)},
        models={c.name: c.fingerprint for c in entries_in(params, Code)},
        metrics={name: KINDS.get(kind, str(kind)) for name, kind in metric_names(experiment.metrics).items()},
        misfits=find_misfits(values, question.datasets),
    )


def resolve_once(
    question: Question, code: str, home: Path, ask: Callable[[Question], Resolved] = resolve
) -> Resolved:
    """The answer that the home keeps, or else a new one, which is kept.

    Args:
        question: about an experiment and its params.
        code: digest of the experiment's code.
        home: the user's.
        ask: how a new answer is had.

    Raises:
        Mistake: as ``resolve``.
        Failure: the code was edited after it was imported.
    """
    file = home / FOLDER / f"{_digest(question, code)}.json"
    if (known := _read(file)) and _still_holds(known, question):
        return known
    resolved = ask(question)
    if resolved.code != code:
        raise Failure(EDITED, question.experiment, "run the same command again, in a new process")
    with suppress(OSError):  # a home that cannot be written is reported where a result needs it
        file.parent.mkdir(parents=True, exist_ok=True)
        write_json(file, asdict(resolved))
    return resolved


def make_params(question: Question) -> Params:
    """The params themselves, for the process that measures."""
    return _validated(read_signature(question.experiment).params, question)


def _validated(kind: type[Params], question: Question) -> Params:
    context = {
        "datasets": question.datasets,
        "weights": question.weights,
        "fingerprint": lambda name: implementation(name).code,
    }
    return validated(kind, question.given, question.origin, context)


def _still_holds(known: Resolved, question: Question) -> bool:
    """Whether everything that the params name is what it was."""
    return (
        known.datasets == _fingerprints(question.datasets, known.datasets)
        and known.weights == _fingerprints(question.weights, known.weights)
        and known.models == {model: implementation(model).code for model in known.models}
    )


def _fingerprints(catalogue: Mapping[str, Dataset] | Mapping[str, Weights], names: Iterable[str]) -> dict[str, str]:
    return {name: catalogue[name].fingerprint for name in names if name in catalogue}


def _digest(question: Question, code: str) -> str:
    parts = [code, question.experiment, question.given, version("pydantic"), python_version(), _own_code()]
    return sha256(json.dumps(parts, sort_keys=True, default=repr).encode()).hexdigest()[:20]


@cache
def _own_code() -> str:
    """Digest of the bench's files that make the answer."""
    package = Path(__file__).parents[2]
    names = ("runs/inputs/resolution.py", "runs/inputs/fitting.py", "nets/probes/intake.py", "identity/address.py")
    files = [*(package / name for name in names), *sorted((package / "contract").glob("*.py"))]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _read(file: Path) -> Resolved | None:
    """What a file holds; None where there is none or it is damaged."""
    try:
        return Resolved(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
