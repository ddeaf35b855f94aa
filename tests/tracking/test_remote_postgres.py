"""Is everything there once when a remote MLflow on PostgreSQL was killed in the middle, and has come back?"""

import json
import time

import pytest
from command_line import WalkLine
from mlflow_server import Postgres, Server

from netsci_bench.storage.artifacts import RECORD
from netsci_bench.tracking import mirror as mlflow_mirror
from netsci_bench.tracking import records
from netsci_bench.tracking import server as mlflow_ui
from netsci_bench.tracking.records import mirror, sync

pytestmark = [pytest.mark.nightly, pytest.mark.system]
STEPS = 600  # so a seed has more points than MLflow takes at once


@pytest.fixture
def database():
    made = Postgres()
    try:
        made.start()
        yield made
    finally:
        made.end()


@pytest.fixture
def server(tmp_path, database, monkeypatch):
    made = Server(tmp_path / "server", database.store)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", made.uri)
    try:
        made.start()
        yield made
    finally:
        made.kill()


@pytest.fixture
def bench(tmp_path):
    line = WalkLine(tmp_path)
    line.params(steps=STEPS)
    yield line
    line.end()


def measure(bench, seeds, uri):
    variables = {"MLFLOW_TRACKING_URI": uri}
    done = bench.run("run", bench.spec, "--tier", "paper", "--seeds", seeds, "--quiet", variables=variables)
    assert done.code == 0, done.err
    return done.out


def in_mlflow(home):
    """Record -> seed (``all``: the parent) -> status, and every point of every metric, as the server has them."""
    found = {}
    with mlflow_ui.opened(home) as client:
        number = client.get_experiment_by_name("file/walk").experiment_id
        runs = client.search_runs([number])
        assert len(runs) == len({(run.data.tags["netsci_bench.record"], run.info.run_name[:6]) for run in runs})
        for run in runs:
            record = found.setdefault(run.data.tags["netsci_bench.record"], {})
            points = {
                name: {(point.step, point.value) for point in client.get_metric_history(run.info.run_id, name)}
                for name in run.data.metrics
            }
            record[run.data.tags.get("seed.number", "all")] = (run.info.status, points)
    return found


def wanted(folder):
    """The same as ``in_mlflow`` should say it of the seeds of one record."""
    content = json.loads((folder / RECORD).read_text())
    seeds = {}
    for one in content["outcomes"]:
        points = {"end": {(0, one["scalars"]["end"])}, "path": set(enumerate(one["lists"]["path"]))}
        points["series/walk.position"] = {(step, value) for step, value in one["series"]["walk.position"]}
        seeds[str(one["seed"])] = ("FINISHED", points)
    return seeds


def test_what_was_killed_in_the_middle_is_there_once_and_whole_after_a_sync(bench, server, database, monkeypatch):
    assert "not mirrored" not in measure(bench, "0-1", server.uri)
    assert "not mirrored" in measure(bench, "2-4", "http://127.0.0.1:9")
    (record,) = records.unmirrored(bench.home)
    whole = mlflow_mirror._child

    def killed_at_the_second(client, place, data, outcome):
        if outcome["seed"] == 3:
            server.kill()
            database.kill()
        whole(client, place, data, outcome)

    with monkeypatch.context() as patched:
        patched.setattr(mlflow_mirror, "_child", killed_at_the_second)
        assert mirror(record, bench.home)
    assert record.name in sync(bench.home).failed  # nobody is there

    database.start()
    server.start()
    half = in_mlflow(bench.home)[record.name]
    assert half["all"][0] == "RUNNING"
    assert half.keys() == {"all", "2"}
    began = time.monotonic()
    assert sync(bench.home).mirrored == (record.name,)
    assert sync(bench.home).mirrored == ()
    seconds = time.monotonic() - began
    there = in_mlflow(bench.home)
    points = sum(len(of_metric) for _, metrics in there[record.name].values() for of_metric in metrics.values())
    print(f"\n{points} points in {seconds:.1f} s: {points / seconds:.0f} a second")
    assert len(there) == 2
    for folder in (bench.home / "invocations").iterdir():
        runs = there[folder.name]
        assert runs.pop("all")[0] == "FINISHED"
        assert runs == wanted(folder)
