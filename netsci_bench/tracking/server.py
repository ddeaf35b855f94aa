"""Where is the mirror in MLflow, how is it opened, and how does one look at it?

The default store is a SQLite file in the home; ``MLFLOW_TRACKING_URI`` is honoured. MLflow's telemetry is switched
off and a server gets little time, unless the user's environment says otherwise. MLflow takes two seconds to
import, so it is imported when a store is opened, under a lock in the home: two that create tables at once crash.
"""

import hashlib
import logging
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING

from filelock import FileLock, Timeout

from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.runs.signals import handled

if TYPE_CHECKING:
    from mlflow import MlflowClient

HOST = "127.0.0.1"  # never reachable from another machine: the server asks for no password
QUIET = (  # set where the user has not set them, before mlflow is imported
    ("MLFLOW_DISABLE_TELEMETRY", "true"),
    ("DO_NOT_TRACK", "true"),
    ("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true"),
    ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"),  # of 7, which take four minutes
    ("MLFLOW_HTTP_REQUEST_TIMEOUT", "10"),  # seconds, of 120
)
THIRD_PARTIES = r"(mlflow|sqlalchemy|alembic)(\.|$)"  # they warn of each other's coming releases
PAGE = "runs?workflowType=machine_learning"  # the page without /runs is empty, without the rest about chatbots
PATIENCE = 60  # seconds to wait for another process of ours that is mirroring, or for the server to answer
FAREWELL = 5  # seconds that the server gets to end by itself


class Unreachable(Failure):
    """The MLflow store could not be opened; the records are safe and wait for ``netsci-bench sync``."""


def tracking_uri(home: Path) -> str:
    """The store that the environment names, else the SQLite file in the home."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{(home / 'mlflow.db').resolve().as_posix()}"


def one_line(error: BaseException) -> str:
    """An error as one short line without passwords."""
    text = re.sub(r"\s+", " ", (str(error).strip() or type(error).__name__).splitlines()[0])
    return without_password(text)[:300]


def without_password(text: str) -> str:
    """A URI, or a text with URIs in it, without the user names and passwords in them."""
    return re.sub(r"://[^/@\s]*@", "://", text)


@contextmanager
def opened(home: Path) -> Iterator["MlflowClient"]:
    """A client of the store, which has answered (or ``Unreachable``); no other process of this home has one."""
    home.mkdir(parents=True, exist_ok=True)
    _import_quietly()  # seconds, for which nobody needs to wait
    try:
        with FileLock(home / "mlflow.lock", timeout=PATIENCE), _quiet():
            try:
                client = _answering(tracking_uri(home))
            except Exception as error:  # whatever a third party's store may raise
                raise Unreachable(one_line(error), remedy="netsci-bench sync") from error
            yield client
    except Timeout as error:
        raise Unreachable("another netsci-bench is writing to MLflow", remedy="netsci-bench sync") from error


def _import_quietly() -> None:
    for name, value in QUIET:
        os.environ.setdefault(name, value)
    with _quiet():
        import mlflow.tracking  # noqa: F401


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the third parties' warnings, and without the 60 lines in which a fresh SQLite file is announced."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=THIRD_PARTIES)
            yield
    finally:
        logging.disable(before)


def _answering(uri: str) -> "MlflowClient":
    from mlflow import MlflowClient

    try:
        client = MlflowClient(uri)
    except Exception as error:
        if not uri.startswith("sqlite:") or "out-of-date database schema" not in str(error):
            raise
        upgrade = [sys.executable, "-m", "mlflow", "db", "upgrade", uri]
        subprocess.run(upgrade, check=True, capture_output=True)  # the file was made by an older MLflow
        client = MlflowClient(uri)
    client.search_experiments(max_results=1)
    return client


def knows(client: "MlflowClient", run_id: str | None) -> bool:
    """Whether the store has the run; one that its user deleted stays deleted."""
    from mlflow.exceptions import MlflowException

    try:
        return bool(run_id and client.get_run(run_id))
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return False  # the store was emptied


def experiment_of(client: "MlflowClient", name: str, home: Path) -> str:
    """The number of the MLflow experiment of that name, made or restored where there is none."""
    known = client.get_experiment_by_name(name)
    if known is None:
        remote = tracking_uri(home).startswith(("http", "databricks"))  # it knows where to put artifacts
        place = None if remote else (home / "mlartifacts" / re.sub(r"[^\w.-]", "-", name)).resolve().as_uri()
        return str(client.create_experiment(name, artifact_location=place))
    if known.lifecycle_stage == "deleted":
        client.restore_experiment(known.experiment_id)
    return str(known.experiment_id)


def sweep(client: "MlflowClient", experiment: str) -> None:
    """A process of ours that was killed while it mirrored left runs that would be RUNNING for ever."""
    ours = f"attributes.status = 'RUNNING' and tags.`netsci_bench.host` = '{_host()}'"
    for run in client.search_runs([experiment], ours):
        if run.data.tags.get("netsci_bench.started") != _started(run.data.tags.get("netsci_bench.pid", "")):
            client.set_terminated(run.info.run_id, "KILLED")


def process_tags() -> dict[str, str]:
    """Which process writes a run, so that one that was killed can be told from one at work."""
    pid = str(os.getpid())
    return {"netsci_bench.host": _host(), "netsci_bench.pid": pid, "netsci_bench.started": _started(pid)}


def _host() -> str:
    """A digest that tells machines apart; no host name is stored."""
    machine = Path("/etc/machine-id")
    name = f"netsci-bench {platform.node()} {machine.read_text() if machine.exists() else ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _started(pid: str) -> str:
    """When a process started, in its system's words; empty if there is none: numbers of processes come again."""
    stat = Path("/proc") / pid / "stat"
    if Path("/proc/self/stat").exists():
        return stat.read_text().rpartition(")")[2].split()[19] if pid and stat.exists() else ""
    return subprocess.run(["ps", "-o", "lstart=", "-p", pid], capture_output=True, text=True).stdout.strip()


def ui(home: Path, port: int = 5000, say: Callable[[str], None] = print) -> None:
    """Show the mirror in a browser until Ctrl-C or SIGTERM; whatever was started is ended with it."""
    uri = tracking_uri(home)
    if uri.startswith("http"):
        return say(f"MLFLOW_TRACKING_URI names a server that has its own pages: {without_password(uri)}")
    _claim(port)
    with opened(home) as client:
        shown = [(e.name, e.experiment_id) for e in client.search_experiments() if e.experiment_id != "0"]
    log = home / "mlflow-ui.log"
    with _ended_by_signals(), log.open("wb") as output, _server(home, port, output) as server:
        _wait_for(server, port, log)
        for name, number in shown or [("nothing is mirrored yet", "0")]:
            say(f"{name}: http://{HOST}:{port}/#/experiments/{number}/{PAGE}")
        say("search there for: tags.`verdict.CLAIM` = 'contradicted'; Ctrl-C ends it")
        server.wait()
        raise _failure(log)
    return None


def _claim(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was just closed is free
        try:
            probe.bind((HOST, port))
        except OSError as error:
            remedy = f"take another (netsci-bench ui --port {port + 1}), or end the program that has it"
            raise Mistake(f"port {port} cannot be used: {error.strerror}", "ui", remedy) from error


@contextmanager
def _server(home: Path, port: int, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """MLflow's server in a session of its own, so that it can be ended with all its children."""
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", tracking_uri(home)]
    command += ["--artifacts-destination", (home / "mlartifacts").resolve().as_uri()]
    command += ["--host", HOST, "--port", str(port), "--workers", "1"]
    env = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # eight processes fewer
    env |= {"PYTHONSAFEPATH": "1"}  # a file in the working directory never hides a module
    where = None if os.environ.get("MLFLOW_TRACKING_URI") else home  # it may be relative; older MLflows drop ./mlruns
    server = subprocess.Popen(command, cwd=where, env=env, stdout=output, stderr=output, start_new_session=True)
    try:
        yield server
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):  # all of them have ended
                os.killpg(server.pid, number)
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # a second Ctrl-C makes it shorter
                server.wait(FAREWELL if number == signal.SIGTERM else None)  # what is killed ends for certain


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        connection = HTTPConnection(HOST, port, timeout=2)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        connection.close()
        time.sleep(0.1)
    raise _failure(log)


def _failure(log: Path) -> Failure:
    last = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
    return Failure(f"MLflow's server ended or does not answer: {' / '.join(last)}", str(log))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM both end the body, quietly, and also where the shell that started us ignores Ctrl-C."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with handled(stop), suppress(KeyboardInterrupt):
        yield
