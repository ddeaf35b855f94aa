"""Where is the MLflow store, how is it opened, and how is it shown in a browser?

The default store is a SQLite file in the home; ``MLFLOW_TRACKING_URI`` names another one. Telemetry is always off.
Unless the user has set them, time limits for a server are short. The import of MLflow takes two seconds, so it waits
until a store is opened. A lock protects the store: two processes that create its tables at the same time would crash.
"""

import logging
import os
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
from netsci_bench.tracking import web_app
from netsci_bench.tracking.experiments import mark_all_as_training
from netsci_bench.tracking.sqlite_file import STORE, open_once, sqlite_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient

HOST = "127.0.0.1"  # never reachable from another machine: the server asks for no password
NO_TELEMETRY = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}  # always, in client and server
QUIET = (  # environment variables, set before mlflow is imported unless the user has set them
    ("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true"),
    ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"),  # the default 7 takes four minutes
    ("MLFLOW_HTTP_REQUEST_TIMEOUT", "10"),  # seconds; the default is 120
)
THIRD_PARTIES = r"(mlflow|sqlalchemy|alembic)(\.|$)"  # their deprecation warnings are not for our users
PAGE = "runs?workflowType=machine_learning"  # the rest matters in a browser that was set to language models
PATIENCE = 300  # seconds to wait for another process that is writing to MLflow, or for the server to answer
FAREWELL = 5  # seconds for the server to end by itself


class Unreachable(Failure):
    """The MLflow store could not be opened; the records are safe, and ``netsci-bench sync`` mirrors them later."""


def tracking_uri(home: Path) -> str:
    """The store named by ``MLFLOW_TRACKING_URI``, else the SQLite file in the home."""
    return os.environ.get("MLFLOW_TRACKING_URI") or sqlite_uri(home / STORE)


def one_line(error: BaseException) -> str:
    """An error as one short line without passwords."""
    text = re.sub(r"\s+", " ", (str(error).strip() or type(error).__name__).splitlines()[0])
    return without_password(text)[:300]


def without_password(text: str) -> str:
    """A text without the user names and passwords of the URIs in it."""
    return re.sub(r"://[^/@\s]*@", "://", text)


@contextmanager
def opened(home: Path) -> Iterator["MlflowClient"]:
    """A client of the store, for one process of this home at a time; ``Unreachable`` if it cannot be opened."""
    home.mkdir(parents=True, exist_ok=True)
    _import_quietly()  # before the lock, because it takes seconds
    try:
        with FileLock(home / "mlflow.lock", timeout=PATIENCE), _quiet():
            try:
                client = _connect(tracking_uri(home), home / STORE)
            except Exception as error:  # a third party's store may raise anything
                raise Unreachable(one_line(error), remedy="netsci-bench sync") from error
            yield client
    except Timeout as error:
        raise Unreachable("another netsci-bench is writing to MLflow", remedy="netsci-bench sync") from error


def _import_quietly() -> None:
    os.environ.update(NO_TELEMETRY)
    for name, value in QUIET:
        os.environ.setdefault(name, value)
    with _quiet():
        import mlflow.tracking  # noqa: F401


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress third-party warnings, and the 60 log lines about a new SQLite file."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=THIRD_PARTIES)
            yield
    finally:
        logging.disable(before)


def _connect(uri: str, file: Path) -> "MlflowClient":
    from mlflow import MlflowClient

    if uri == sqlite_uri(file):
        open_once(file, PATIENCE)
    try:
        client = MlflowClient(uri)
    except Exception as error:
        if not uri.startswith("sqlite:") or "out-of-date database schema" not in str(error):
            raise
        upgrade = [sys.executable, "-m", "mlflow", "db", "upgrade", uri]
        subprocess.run(upgrade, check=True, capture_output=True)  # an older MLflow has written the file
        client = MlflowClient(uri)
    client.search_experiments(max_results=1)
    return client


def has_run(client: "MlflowClient", run_id: str | None) -> bool:
    """Whether the store has the run; also true for a run that the user has deleted, so it is not written again."""
    from mlflow.exceptions import MlflowException

    try:
        return bool(run_id and client.get_run(run_id))
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return False  # the store was cleared


def experiment_of(client: "MlflowClient", name: str, home: Path) -> str:
    """The id of the MLflow experiment with this name, which is created or restored if necessary."""
    experiment = client.get_experiment_by_name(name)
    if experiment is None:
        remote = tracking_uri(home).startswith(("http", "databricks"))  # such a server has a folder for artifacts
        folder = None if remote else (home / "mlartifacts" / re.sub(r"[^\w.-]", "-", name)).resolve().as_uri()
        return str(client.create_experiment(name, artifact_location=folder))
    if experiment.lifecycle_stage == "deleted":
        client.restore_experiment(experiment.experiment_id)
    return str(experiment.experiment_id)


def ui(home: Path, port: int = 5000, say: Callable[[str], None] = print) -> None:
    """Run MLflow's web server until Ctrl-C or SIGTERM; all processes that it starts are ended with it."""
    uri = tracking_uri(home)
    if uri.startswith("http"):
        return say(f"MLFLOW_TRACKING_URI names a server; open its own page: {without_password(uri)}")
    _check_port(port)
    with opened(home) as client:
        if not os.environ.get("MLFLOW_TRACKING_URI"):  # a store of the user's may have experiments of others
            mark_all_as_training(client)  # those that an older netsci-bench wrote have no kind
        shown = [(e.name, e.experiment_id) for e in client.search_experiments() if e.experiment_id != "0"]
    log = home / "mlflow-ui.log"
    with _ended_by_signals(), log.open("wb") as output, _server(home, port, output) as server:
        _wait_for(server, port, log)
        for name, number in shown or [("nothing is mirrored yet", "0")]:
            say(f"{name}: http://{HOST}:{port}/#/experiments/{number}/{PAGE}")
        say("to filter runs there: tags.`verdict.CLAIM` = 'contradicted'; press Ctrl-C to stop")
        server.wait()
        raise _failure(log)
    return None


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just closed counts as free
        try:
            probe.bind((HOST, port))
        except OSError as error:
            remedy = f"use another one (netsci-bench ui --port {port + 1}), or end the program that uses it"
            raise Mistake(f"port {port} cannot be used: {error.strerror}", "ui", remedy) from error


@contextmanager
def _server(home: Path, port: int, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """MLflow's server in a session of its own, so that it can be ended with all its children."""
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", tracking_uri(home)]
    command += ["--artifacts-destination", (home / "mlartifacts").resolve().as_uri()]
    command += ["--host", HOST, "--port", str(port), "--workers", "1", *web_app.options()]
    env = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # eight processes fewer
    env |= NO_TELEMETRY | {"PYTHONSAFEPATH": "1"}  # no file in the working directory can hide a module
    folder = None if os.environ.get("MLFLOW_TRACKING_URI") else home  # a URI may be relative; and ./mlruns
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output, start_new_session=True)
    try:
        yield server
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):  # all processes have ended
                os.killpg(server.pid, number)
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # a second Ctrl-C ends the wait
                server.wait(FAREWELL if number == signal.SIGTERM else None)  # SIGKILL always works


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection(HOST, port, timeout=2)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        connection.close()
        time.sleep(0.1)
    raise _failure(log)


def _failure(log: Path) -> Failure:
    last_lines = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
    return Failure(f"MLflow's server has ended or does not answer: {' / '.join(last_lines)}", str(log))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the body without an error, even if the shell that started us ignores Ctrl-C."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with handled(stop), suppress(KeyboardInterrupt):
        yield
