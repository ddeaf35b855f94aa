"""How does an invocation get into MLflow? It is written to files first; a mirror is made from them later.

Every invocation leaves a folder ``<home>/invocations/<key>`` (``record``). From it alone one parent run with a
child per seed is made in MLflow (``mirror``), in batches, after the results are safe; what could not be mirrored,
because a server was away or the process was killed, is mirrored by the next ``sync``. MLflow is asked for nothing
but what of ours it holds already, so that no run is written twice: our runs carry the record's key as a tag, and
a record remembers in ``mirrored.json`` which stores have it in full. Where the store is: see ``mlflow_ui``.
"""

import hashlib
import json
import math
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netsci_bench.contract.result import Outcome
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.flatten import flatten
from netsci_bench.storage.artifacts import MIRRORED, PICTURES, RECORD, REPORT, REPORT_HTML, REPORT_JSON, REPORT_MD
from netsci_bench.storage.atomic import write_json
from netsci_bench.tracking import server
from netsci_bench.tracking.mirror_points import Point, of_a_seed, of_all
from netsci_bench.tracking.server import Unreachable, one_line, tracking_uri, without_password

if TYPE_CHECKING:
    from mlflow import MlflowClient

POINTS_A_BATCH = 1000  # the most that MLflow takes in one log_batch: 0.1 ms a point; log_metric takes 10 ms
PARAMS_A_BATCH = 100  # likewise the most
LONGEST_PARAM, LONGEST_TAG = 500, 5000  # older servers take no more
RECORD_TAG = "netsci_bench.record"
DATASET = re.compile(r"(?<![\w:.@-])([\w.-]+)@([0-9a-f]{12})(?!\w)")  # no module:function
REPORT_FILES = (REPORT_MD, REPORT_HTML, REPORT_JSON, PICTURES)

Data = Mapping[str, Any]  # a record, or an outcome in it, as read from its file


@dataclass(frozen=True)
class _About:
    """What sets one run of a record apart from its siblings."""

    name: str
    seconds: float
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Synced:
    """What a sync did, as keys of records; ``failed`` says why."""

    mirrored: tuple[str, ...]
    already: tuple[str, ...]
    failed: Mapping[str, str]

    def __str__(self) -> str:
        counts = f"{len(self.mirrored)} mirrored, {len(self.already)} already mirrored, {len(self.failed)} failed"
        return counts + "".join(f"\n  {key}: {why}" for key, why in self.failed.items())


def record(plan: Plan, outcomes: Sequence[Outcome], content: Data, report: Path, home: Path) -> Path:
    """Write all that the mirror needs into a new folder of the home, and return it.

    The report's files are copied, because the next run of the same experiment overwrites them. The environment
    becomes tags; MLflow shows its ``commit`` as the version.

    Args:
        plan: what was run.
        outcomes: with every step of their series, which the report does not hold.
        content: what the report says, see ``report_content``.
        report: the folder of the report.
        home: where records are kept.
    """
    now = datetime.now(UTC)
    key = f"{now:%Y%m%dT%H%M%S%f}-{re.sub('[^0-9A-Za-z_.]', '-', plan.id)}-{plan.tier_name}-{secrets.token_hex(3)}"
    kept = ("id", "device", "threads", "seeds", "code", "title", "tier", "verdicts", "environment")
    written = {name: content[name] for name in kept} | {
        "key": key,
        "ended": int(now.timestamp() * 1000),
        **_params_and_datasets(plan),
        "outcomes": [asdict(outcome) | {"folder": None} for outcome in outcomes],  # its address finds it
    }
    unfinished = home / "invocations" / f".{key}"
    (unfinished / REPORT).mkdir(parents=True)
    for source in (path for pattern in REPORT_FILES for path in report.glob(pattern)):
        shutil.copyfile(source, unfinished / REPORT / source.name)
    write_json(unfinished / RECORD, written)
    return unfinished.rename(home / "invocations" / key)


def _params_and_datasets(plan: Plan) -> dict[str, dict[str, str]]:
    given = flatten(plan.resolved.values)
    params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return {
        "params": params,
        "datasets": dict(named for text in params.values() for named in DATASET.findall(text)),
    }


def unmirrored(home: Path) -> list[Path]:
    """The records, oldest first, that the present store does not have, as far as the files tell."""
    lost = not os.environ.get("MLFLOW_TRACKING_URI") and not (home / "mlflow.db").exists()
    uri = without_password(tracking_uri(home))
    return [folder for folder in _records(home) if lost or uri not in _mirrored(folder)]


def mirror(record: Path, home: Path) -> str | None:
    """Make the runs of a record in MLflow, unless they are there; the reason in one line if that failed.

    It never raises for what MLflow, a server or a disk does: the results are safe, and ``sync`` tries again.
    """
    try:
        _mirror(record, home)
    except Exception as error:  # whatever a third party's store may raise
        return one_line(error)
    return None


def sync(home: Path) -> Synced:
    """Mirror every record that the present store does not have; stop when the store cannot be opened."""
    done: dict[bool, list[str]] = {True: [], False: []}
    failed: dict[str, str] = {}
    for folder in _records(home):
        try:
            done[_mirror(folder, home)].append(folder.name)
        except Unreachable as error:
            failed |= dict.fromkeys((path.name for path in unmirrored(home)), one_line(error))
            break
        except Exception as error:  # whatever a third party's store may raise
            failed[folder.name] = one_line(error)
    return Synced(tuple(done[True]), tuple(done[False]), failed)


def _mirror(folder: Path, home: Path) -> bool:
    """Whether there was anything to do."""
    with server.opened(home) as client:
        data = json.loads((folder / RECORD).read_text("utf-8"))
        uri = without_password(tracking_uri(home))
        if server.knows(client, _mirrored(folder).get(uri)):
            return False
        experiment = server.experiment_of(client, data["id"], home)
        server.sweep(client, experiment)
        for run in client.search_runs([experiment], f"tags.`{RECORD_TAG}` = '{data['key']}'"):
            client.delete_run(run.info.run_id)  # of a mirroring that was killed in the middle
        parent = _parent(client, experiment, data)
        client.log_artifacts(parent, str(folder / REPORT))
        for outcome in data["outcomes"]:
            _child(client, (experiment, parent), data, outcome)
        failed = any(outcome["error"] for outcome in data["outcomes"])
        client.set_terminated(parent, "FAILED" if failed else "FINISHED", data["ended"])
        write_json(folder / MIRRORED, _mirrored(folder) | {uri: parent})
    return True


def _parent(client: "MlflowClient", experiment: str, data: Data) -> str:
    verdicts = {f"verdict.{verdict['claim']}": verdict["word"] for verdict in data["verdicts"]}
    lines = [f"- {v['claim']}: **{v['word']}**. {v['why']}" for v in data["verdicts"]]
    lines.append("\nAll of it in words and pictures: `report.html` under *Artifacts*.")
    tags = verdicts | {"mlflow.note.content": "\n".join([f"# {data['title']}", *lines])}
    # MLflow's own columns tell when; the name tells which version of the code, as far as a column is wide
    name = f"{data['tier']} code {data['code'][:6]}" if data.get("code") else data["tier"]
    about = _About(name, sum(o["seconds"] for o in data["outcomes"]), tags)
    points = list(of_all(data["outcomes"], data["verdicts"]))
    return _run(client, experiment, data, about, points)


def _child(client: "MlflowClient", place: tuple[str, str], data: Data, outcome: Data) -> None:
    tags = {f"netsci_bench.{name}": str(outcome[name]) for name in ("seed", "address", "fresh", "error")}
    about = _About(f"seed {outcome['seed']}", outcome["seconds"], tags | {"mlflow.parentRunId": place[1]})
    run_id = _run(client, place[0], data, about, list(of_a_seed(outcome)))
    client.set_terminated(run_id, "FAILED" if outcome["error"] else "FINISHED", data["ended"])


def _run(client: "MlflowClient", experiment: str, data: Data, about: _About, points: list[Point]) -> str:
    """A run that is still open, with everything that is known about it."""
    from mlflow.entities import Dataset, DatasetInput, Metric, Param

    tags = {name: text[:LONGEST_TAG] for name, text in {**_tags(data), **about.tags}.items() if text}
    start = data["ended"] - int(1000 * about.seconds)
    run_id = str(client.create_run(experiment, start, tags, about.name).info.run_id)
    finite = [point for point in points if math.isfinite(point[1])]  # MLflow would store infinity as 1.8e308
    name = _legal(point[0] for point in finite)
    metrics = [Metric(name[metric], value, data["ended"], step) for metric, value, step in finite]
    for start in range(0, len(metrics), POINTS_A_BATCH):
        client.log_batch(run_id, metrics=metrics[start : start + POINTS_A_BATCH])
    name = _legal(data["params"])
    params = [Param(name[param], _cut(text)) for param, text in data["params"].items()]
    for start in range(0, len(params), PARAMS_A_BATCH):
        client.log_batch(run_id, params=params[start : start + PARAMS_A_BATCH])
    inputs = [Dataset(name, digest, "netsci-bench", "{}") for name, digest in data["datasets"].items()]
    if inputs:
        client.log_inputs(run_id, datasets=[DatasetInput(dataset, tags=[]) for dataset in inputs])
    return run_id


def _tags(data: Data) -> dict[str, str]:
    """What every run of a record is tagged with."""
    tags = {
        f"netsci_bench.{name}": str(data[name])
        for name in ("id", "tier", "device", "threads", "code")
        if name in data
    }
    tags |= {RECORD_TAG: data["key"], "mlflow.source.name": f"netsci-bench run {data['id']}"}
    tags |= {"mlflow.source.git.commit": data["environment"].get("commit", "")} | server.process_tags()
    names = _legal(data["environment"])
    return tags | {f"env.{names[name]}": str(value) for name, value in data["environment"].items()}


def _legal(names: Iterable[str]) -> dict[str, str]:
    """Names that MLflow takes for names that it may not take, such as ``accuracy@10``; never one for two."""
    legal: dict[str, str] = {}
    for name in sorted(set(names)):
        short = re.sub(r"[^\w.\- /]", "_", name)[:200]
        legal[name] = short if short not in legal.values() else f"{short}_{_digest(name)}"
    return legal


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PARAM else f"{text[: LONGEST_PARAM - 30]}... sha256:{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _records(home: Path) -> list[Path]:
    return sorted(path.parent for path in (home / "invocations").glob(f"[!.]*/{RECORD}"))


def _mirrored(folder: Path) -> dict[str, str]:
    """Tracking URI -> run of every store that has the record."""
    return dict(json.loads(path.read_text("utf-8"))) if (path := folder / MIRRORED).exists() else {}
