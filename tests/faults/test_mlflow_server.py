"""Does a result stand, and is it mirrored once, whatever becomes of the MLflow server meanwhile?"""

import pytest
from mlflow_server import Server

from netsci_bench.tracking import mirror as mlflow_mirror
from netsci_bench.tracking import records
from netsci_bench.tracking import server as mlflow_ui
from netsci_bench.tracking.records import mirror, sync

pytestmark = pytest.mark.system


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "server")
    yield made
    made.kill()


def runs(home):
    """Parents and children of the toy, as the server has them."""
    with mlflow_ui.opened(home) as client:
        number = client.get_experiment_by_name("file/walk").experiment_id
        found = client.search_runs([number])
    parents = [run for run in found if "mlflow.parentRunId" not in run.data.tags]
    return parents, [run for run in found if run not in parents]


@pytest.mark.nightly
def test_a_server_that_is_down_comes_back_and_is_killed_has_everything_once(site, server, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.uri)
    variables = {"MLFLOW_TRACKING_URI": server.uri}
    words = ("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--quiet")

    # down from the start: the result stands
    code, out, _ = site.run(*words, variables=variables)
    assert code == 0
    assert "not mirrored to MLflow" in out
    assert len(site.metrics()) == 2

    # up: sync catches up, once
    server.start()
    assert len(sync(site.home).mirrored) == 1
    assert len(sync(site.home).mirrored) == 0
    parents, children = runs(site.home)
    assert (len(parents), len(children)) == (1, 2)

    # killed in the middle of mirroring a second run, and back
    assert site.run(*words, "--fresh", "--no-track")[0] == 0
    assert site.run(*words, "--fresh", variables={"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"})[0] == 0
    whole = mlflow_mirror._child

    def killed_at_the_second(client, place, data, outcome):
        if outcome["seed"] == 1:
            server.kill()
        whole(client, place, data, outcome)

    (record,) = records.unmirrored(site.home)
    with monkeypatch.context() as patched:
        patched.setattr(mlflow_mirror, "_child", killed_at_the_second)
        assert mirror(record, site.home)
    server.start()
    assert [run.info.status for run in runs(site.home)[0]].count("FINISHED") == 1  # half of it is there
    assert sync(site.home).mirrored == (record.name,)
    parents, children = runs(site.home)
    assert (len(parents), len(children)) == (2, 4)
    assert {run.info.status for run in parents + children} == {"FINISHED"}
    (word,) = (v["word"] for v in site.report()["verdicts"] if v["claim"] == "it-goes-nowhere")
    assert [run.data.tags["verdict.it-goes-nowhere"] for run in parents] == [word, word]
