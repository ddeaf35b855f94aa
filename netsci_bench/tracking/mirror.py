"""How does a record become runs in MLflow? One parent run, with a child run for each seed, written in batches.

The runs have the record's key as a tag, and ``mirrored.json`` in the record names the stores that have all of it. So
no run is written twice.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netsci_bench.contract.errors import Failure
from netsci_bench.storage.artifacts import MIRRORED, RECORD, REPORT, REPORT_HTML
from netsci_bench.storage.atomic import write_json
from netsci_bench.tracking import descriptions, server
from netsci_bench.tracking.dead_runs import end_dead_runs, process_tags
from netsci_bench.tracking.experiments import NOTE, describe_experiment, mark_as_training
from netsci_bench.tracking.inputs import data_inputs
from netsci_bench.tracking.mirror_points import Point, mean_points, seed_points
from netsci_bench.tracking.server import tracking_uri, without_password

if TYPE_CHECKING:
    from mlflow import MlflowClient

POINTS_A_BATCH = 1000  # MLflow's limit of one log_batch, which takes 0.1 ms a point; log_metric takes 10 ms
PARAMS_A_BATCH = 100  # likewise
LONGEST_PARAM, LONGEST_TAG = 500, 5000  # limits of older servers
RECORD_TAG = "netsci_bench.record"
NEEDED = ("key", "id", "tier", "title", "ended", "outcomes", "verdicts", "params", "datasets", "environment")

Data = Mapping[str, Any]  # a record, or an outcome in it, as read from its file


@dataclass(frozen=True)
class _RunDetails:
    """What differs between the runs of one record."""

    name: str
    start: int
    tags: Mapping[str, str]


def mirror_record(folder: Path, home: Path) -> bool:
    """Write the runs of a record into MLflow; False if they were there already."""
    with server.opened(home) as client:
        data = _read_record(folder)
        uri = without_password(tracking_uri(home))
        if server.has_run(client, mirrored_runs(folder).get(uri)):
            return False
        experiment = server.experiment_of(client, data["id"], home)
        mark_as_training(client, experiment)
        end_dead_runs(client, experiment)
        for run in client.search_runs([experiment], f"tags.`{RECORD_TAG}` = '{data['key']}'"):
            client.delete_run(run.info.run_id)  # incomplete: the process was killed while it mirrored this record
        parent = _parent(client, experiment, data)
        client.log_artifacts(parent, str(folder / REPORT))
        for outcome in data["outcomes"]:
            _child(client, (experiment, parent), data, outcome)
        _describe(client, (experiment, parent), data, (folder / REPORT / REPORT_HTML).exists())
        failed = any(outcome["error"] for outcome in data["outcomes"])
        client.set_terminated(parent, "FAILED" if failed else "FINISHED", data["ended"])
        write_json(folder / MIRRORED, mirrored_runs(folder) | {uri: parent})
    return True


def mirrored_runs(folder: Path) -> dict[str, str]:
    """Tracking URI -> id of the parent run, for every store that has all of the record.

    A damaged file counts as none: the runs are found by their tag, and written again.
    """
    with suppress(FileNotFoundError, ValueError, TypeError):
        return {str(uri): str(run) for uri, run in dict(json.loads((folder / MIRRORED).read_bytes())).items()}
    return {}


def _read_record(folder: Path) -> Data:
    """What the record says.

    Raises:
        Failure: it is damaged; with what to do.
    """
    try:
        data: Data = json.loads((folder / RECORD).read_bytes())
        if missing := [name for name in NEEDED if name not in data]:
            raise ValueError(f"{missing[0]!r} is missing")
    except (OSError, ValueError, TypeError) as error:
        what = f"its {RECORD} is damaged: run the experiment again (the store has its results) and delete {folder}"
        raise Failure(what) from error
    return data


def _parent(client: "MlflowClient", experiment: str, data: Data) -> str:
    tags = descriptions.verdict_tags(data) | descriptions.run_tags(data) | _environment(data)
    details = _RunDetails(descriptions.run_name(data), _start(data), tags)
    return _run(client, experiment, data, details, list(mean_points(data["outcomes"], data["verdicts"])))


def _start(data: Data) -> int:
    """When the parent run started, in milliseconds, if one seed was measured after the other."""
    return int(data["ended"] - 1000 * sum(outcome["seconds"] for outcome in data["outcomes"]))


def _child(client: "MlflowClient", parents: tuple[str, str], data: Data, outcome: Data) -> None:
    """The run of one seed; ``parents``: the ids of the experiment and of the parent run.

    MLflow lists first what started last. So all seeds start with their parent, the first one last, by milliseconds.
    """
    experiment, parent = parents
    start = _start(data) - data["outcomes"].index(outcome)
    tags = descriptions.seed_tags(outcome) | descriptions.run_tags(data) | {"mlflow.parentRunId": parent}
    tags |= {NOTE: descriptions.seed_note(data, outcome)}
    details = _RunDetails(f"seed {outcome['seed']}", start, tags)
    run_id = _run(client, experiment, data, details, list(seed_points(outcome)))
    end = start + int(1000 * outcome["seconds"])
    client.set_terminated(run_id, "FAILED" if outcome["error"] else "FINISHED", end)


def _describe(client: "MlflowClient", parents: tuple[str, str], data: Data, has_page: bool) -> None:
    """The descriptions, which link to the page of the report where there is one."""
    experiment, parent = parents
    link = f"#/experiments/{experiment}/runs/{parent}/artifacts/{REPORT_HTML}" if has_page else ""
    client.set_tag(parent, NOTE, descriptions.run_note(data, link)[:LONGEST_TAG])
    describe_experiment(client, experiment, descriptions.experiment_note(data, link))


def _run(client: "MlflowClient", experiment: str, data: Data, details: _RunDetails, points: list[Point]) -> str:
    """A new run, not yet ended, with all its tags, metrics, params and data sets."""
    from mlflow.entities import Metric, Param

    tags = {name: text[:LONGEST_TAG] for name, text in {**details.tags, **_bookkeeping(data)}.items() if text}
    run_id = str(client.create_run(experiment, details.start, tags, details.name).info.run_id)
    finite = [point for point in points if math.isfinite(point[1])]  # MLflow would store infinity as 1.8e308
    name = _legal(point[0] for point in finite)
    metrics = [Metric(name[metric], value, data["ended"], step) for metric, value, step in finite]
    for start in range(0, len(metrics), POINTS_A_BATCH):
        client.log_batch(run_id, metrics=metrics[start : start + POINTS_A_BATCH])
    name = _legal(data["params"])
    params = [Param(name[param], _cut(text)) for param, text in data["params"].items()]
    for start in range(0, len(params), PARAMS_A_BATCH):
        client.log_batch(run_id, params=params[start : start + PARAMS_A_BATCH])
    if inputs := data_inputs(data):
        client.log_inputs(run_id, datasets=inputs)
    return run_id


def _bookkeeping(data: Data) -> dict[str, str]:
    """The tags by which the mirror finds its own runs again."""
    return {RECORD_TAG: data["key"]} | process_tags()


def _environment(data: Data) -> dict[str, str]:
    names = _legal(data["environment"])
    return {f"env.{names[name]}": str(value) for name, value in data["environment"].items()}


def _legal(names: Iterable[str]) -> dict[str, str]:
    """Name -> valid name in MLflow (which does not accept ``accuracy@10``, for example); no two are the same.

    A name that is valid stays as it is, even where another one becomes the same.
    """
    legal: dict[str, str] = {}
    for name in sorted(set(names), key=lambda name: (_legal_path(name) != name, name)):
        short = _legal_path(name)
        legal[name] = short if short not in legal.values() else f"{short}_{_digest(name)}"
    return legal


def _legal_path(name: str) -> str:
    """MLflow takes a name for a path, and refuses one that could be written in another way (``a//b``, ``./a``).

    >>> _legal_path("/train//loss:raw/../ ")
    'train/loss_raw/__/_'
    """
    parts = [re.sub(r"[^\w.\- ]", "_", part).strip() or "_" for part in name[:200].split("/") if part]
    return "/".join(part.replace(".", "_") if part == "." or part.startswith("..") else part for part in parts) or "_"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PARAM else f"{text[: LONGEST_PARAM - 30]}... sha256:{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
