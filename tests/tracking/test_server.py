"""Does the mirror open in a browser, on this machine only, and does it leave nothing behind?"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from command_line import PATIENCE, kill

from netsci_bench.contract.errors import Mistake
from netsci_bench.tracking import server, web_app
from netsci_bench.tracking.server import opened, tracking_uri, ui

pytestmark = pytest.mark.system

CODE = """
import sys
from pathlib import Path
from netsci_bench.tracking.server import ui
ui(Path(sys.argv[1]), int(sys.argv[2]), lambda line: print(line, flush=True))
"""


@pytest.fixture(autouse=True)
def _no_store_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(server.__file__).parents[2]))  # for the process started here
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "a hömé with 100% odd letters"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def page(url: str, question: dict[str, Any] | None = None) -> str:
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def processes() -> dict[int, tuple[int, int]]:
    """Number -> (parent, session) of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            state, parent, _, session = path.read_text().rpartition(")")[2].split()[:4]
            if state != "Z":
                found[int(path.parent.name)] = (int(parent), int(session))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.nightly)])
def test_it_shows_runs_and_ends_with_everything_it_started(home: Path, port: int, number: signal.Signals) -> None:
    with opened(home) as client:
        experiment = server.experiment_of(client, "walks/short", home)
        run = client.create_run(experiment, run_name="seed 1").info.run_id
        client.log_text(run, "# Größe", "report.md")
    here = os.listdir()
    link = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", CODE, str(home), str(port)]
    ignored = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does to what it starts in the background
    try:
        shown = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    finally:
        signal.signal(signal.SIGINT, ignored)
    try:
        assert shown.stdout is not None
        assert shown.stdout.readline() == f"walks/short: {link}/#/experiments/{experiment}/{server.PAGE}\n"
        started = [pid for pid, (parent, _) in processes().items() if parent == shown.pid]
        family = [pid for pid, (_, session) in processes().items() if session in started]
        assert "<title>MLflow" in page(link)
        found = json.loads(page(f"{link}/api/2.0/mlflow/runs/search", {"experiment_ids": [experiment]}))
        assert [one["info"]["run_name"] for one in found["runs"]] == ["seed 1"]
        assert json.loads(page(f"{link}/ajax-api/3.0/mlflow/ui-telemetry"))["disable_ui_telemetry"] is True
        first = page(link)
        assert all(f'"{key}": {json.dumps(value)}' in first for key, value in web_app.SETTINGS.items())
        assert page(f"{link}/get-artifact?run_id={run}&path=report.md") == "# Größe"
        shown.send_signal(number)
        assert shown.stdout.read().endswith("press Ctrl-C to stop\n")
        assert shown.wait(PATIENCE) == 0
    finally:
        kill(shown)
    assert 1 <= len(family) <= 3
    assert not set(family) & set(processes())
    assert os.listdir() == here  # nothing was dropped where the user stands


def test_a_port_in_use_is_a_mistake_with_a_remedy(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Mistake, match="cannot be used") as caught:
            ui(home, taken.getsockname()[1])
    assert "--port" in caught.value.remedy
    assert not home.exists()


def test_a_server_of_the_users_has_pages_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://me:secret@example.org/mlflow")
    lines: list[str] = []
    ui(home, 5000, lines.append)
    assert lines == ["MLFLOW_TRACKING_URI names a server; open its own page: https://example.org/mlflow"]


def test_the_default_store_is_a_file_in_the_home(home: Path) -> None:
    assert tracking_uri(home) == f"sqlite:///{home}/mlflow.db"


def test_a_dead_server_costs_seconds_unless_the_user_wants_otherwise() -> None:
    assert int(dict(server.QUIET)["MLFLOW_HTTP_REQUEST_MAX_RETRIES"]) <= 1


@pytest.mark.parametrize("wanted", ["false", *(pytest.param(no, marks=pytest.mark.nightly) for no in ("", "0"))])
def test_telemetry_is_off_before_mlflow_is_imported_whatever_the_environment_says(home: Path, wanted: str) -> None:
    code = """
import sys
from pathlib import Path
from netsci_bench.tracking import server, web_app
assert "mlflow" not in sys.modules
server._import_quietly()
from mlflow.telemetry import get_telemetry_client
from mlflow.telemetry.utils import is_telemetry_disabled
assert is_telemetry_disabled()
assert get_telemetry_client() is None
"""
    marks = ("CI", "PYTEST_CURRENT_TEST", "GITHUB_ACTIONS")  # MLflow sends nothing where it sees one of them
    variables = {name: value for name, value in os.environ.items() if name not in marks}
    variables |= dict.fromkeys(server.NO_TELEMETRY, wanted)
    subprocess.run([sys.executable, "-c", code], env=variables, check=True)
