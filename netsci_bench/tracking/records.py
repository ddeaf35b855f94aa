"""How does a run get into MLflow? It is first written to files, from which MLflow is filled afterwards.

Every ``netsci-bench run`` writes a folder ``<home>/invocations/<key>`` (``record``). When the results are safe, the
runs in MLflow are made from this folder alone (``mirror``). If that fails, because a server cannot be reached or the
process is killed, the next ``sync`` does it.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.report_model import make_report
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.flatten import flatten
from netsci_bench.storage.artifacts import PICTURES, RECORD, REPORT, REPORT_HTML, REPORT_JSON, REPORT_MD, RESULT
from netsci_bench.storage.atomic import write_json
from netsci_bench.tracking.inputs import data_facts
from netsci_bench.tracking.mirror import mirror_record, mirrored_runs
from netsci_bench.tracking.server import Unreachable, one_line, tracking_uri, without_password
from netsci_bench.tracking.sqlite_file import STORE

DATASET = re.compile(r"(?<![\w:.@-])([\w.-]+)@([0-9a-f]{12})(?!\w)")  # name@checksum; not module:function@digest
REPORT_FILES = (REPORT_MD, REPORT_HTML, REPORT_JSON, PICTURES)

Data = Mapping[str, Any]  # the content of a report or a record


@dataclass(frozen=True)
class Synced:
    """The result of ``sync``: keys of records; ``failed``: key -> reason."""

    mirrored: tuple[str, ...]
    already: tuple[str, ...]
    failed: Mapping[str, str]

    def __str__(self) -> str:
        counts = f"{len(self.mirrored)} mirrored, {len(self.already)} already mirrored, {len(self.failed)} failed"
        return counts + "".join(f"\n  {key}: {why}" for key, why in self.failed.items())


def record(plan: Plan, outcomes: Sequence[Outcome], content: Data, report: Path | None, home: Path) -> Path:
    """Write all that ``mirror`` needs into a new folder of the home, and return the folder.

    The report's files are copied, because the next run of the same experiment overwrites them. The environment
    becomes tags; MLflow shows its ``commit`` as the version.

    Args:
        plan: the plan of the run.
        outcomes: one per seed, with all steps of their series, which are not in the report.
        content: the content of the report, see ``report_content``.
        report: the folder of the report; None if every seed failed, so that there is none.
        home: the folder that contains the records.
    """
    now = datetime.now(UTC)
    key = f"{now:%Y%m%dT%H%M%S%f}-{re.sub('[^0-9A-Za-z_.]', '-', plan.id)}-{plan.tier_name}-{secrets.token_hex(3)}"
    kept = ("id", "device", "threads", "seeds", "code", "title", "about", "tier", "verdicts", "environment")
    written = {name: content[name] for name in (*kept, "set") if name in kept or name in content} | {
        "key": key,
        "ended": int(now.timestamp() * 1000),
        **_params_and_datasets(plan),
        "headline": make_report(content).headline,
        "units": {name: [claim["metric"], claim["unit"]] for name, claim in content["claims"].items()},
        "outcomes": [_outcome(outcome) for outcome in outcomes],
    }
    unfinished = home / "invocations" / f".{key}"
    (unfinished / REPORT).mkdir(parents=True)
    for source in (path for pattern in REPORT_FILES for path in (report.glob(pattern) if report else ())):
        shutil.copyfile(source, unfinished / REPORT / source.name)
    write_json(unfinished / RECORD, written)
    return unfinished.rename(home / "invocations" / key)


def _params_and_datasets(plan: Plan) -> dict[str, Mapping[str, Any]]:
    values = flatten(plan.resolved.values)
    params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    datasets = dict(pair for text in params.values() for pair in DATASET.findall(text))
    return {"params": params, "datasets": datasets, "data": data_facts(plan, datasets, params)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """A seed without its folder (the address is enough to find it), with the names of its trainings."""
    result = json.loads((outcome.folder / RESULT).read_bytes()) if outcome.folder else {}
    names = result.get("trainings", {})
    trained = [names.get(address, address) for address in outcome.trainings]
    return asdict(outcome) | {"folder": None, "trained": trained}


def unmirrored(home: Path) -> list[Path]:
    """The records, oldest first, that the current store does not have, according to the files in the home."""
    lost = not os.environ.get("MLFLOW_TRACKING_URI") and not (home / STORE).exists()
    uri = without_password(tracking_uri(home))
    return [folder for folder in _records(home) if lost or uri not in mirrored_runs(folder)]


def mirror(record: Path, home: Path) -> str | None:
    """Write the runs of a record into MLflow, unless it has them; if that fails, return the reason in one line.

    An error of MLflow, a server or a disk is never raised: the results are safe, and ``sync`` tries again.
    """
    try:
        mirror_record(record, home)
    except Exception as error:  # a third party's store may raise anything
        return one_line(error)
    return None


def sync(home: Path) -> Synced:
    """Mirror every record that the current store does not have; stop if the store cannot be opened."""
    done: dict[bool, list[str]] = {True: [], False: []}
    failed: dict[str, str] = {}
    for folder in _records(home):
        try:
            done[mirror_record(folder, home)].append(folder.name)
        except Unreachable as error:
            waiting = (folder.name, *(path.name for path in unmirrored(home)))
            failed |= dict.fromkeys(waiting, one_line(error))
            break
        except Exception as error:  # a third party's store may raise anything
            failed[folder.name] = one_line(error)
    return Synced(tuple(done[True]), tuple(done[False]), failed)


def _records(home: Path) -> list[Path]:
    """All folders of records, oldest first, also of those that are damaged."""
    return sorted(path for path in (home / "invocations").glob("[0-9]*T[0-9]*-*") if path.is_dir())
