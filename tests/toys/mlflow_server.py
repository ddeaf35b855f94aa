"""What does a remote MLflow do? A real server that can be killed and come back, on a SQLite file or on PostgreSQL."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from command_line import PATIENCE, kill

INSTALL = "apt-get install -y --no-install-recommends postgresql"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """An MLflow server; ``store``: the address of its database, else that of a SQLite file in the folder."""

    def __init__(self, folder, store=""):
        self.folder = folder
        folder.mkdir()
        self.store = store or f"sqlite:///{folder}/db"
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", self.store]
        command += ["--artifacts-destination", str(self.folder / "artifacts"), "--workers", "1"]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        quiet = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=os.environ | quiet, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.uri}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self):
        if self.process and self.process.poll() is None:
            kill(self.process)


class Postgres:
    """A PostgreSQL cluster of its own on the loopback interface; it refuses to run as root, so another user does."""

    def __init__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")) or [shutil.which("pg_ctl")]
        if not programs[-1]:
            pytest.skip(f"no PostgreSQL here; on Debian: {INSTALL}")
        pytest.importorskip("psycopg2", reason="MLflow reaches PostgreSQL by it: pip install psycopg2-binary")
        self.programs = Path(programs[-1]).parent
        self.folder = Path(tempfile.mkdtemp(prefix="netsci-postgres-"))
        self.data, self.port = self.folder / "data", free_port()
        # the driver is named, because SQLAlchemy has changed which one it takes by itself
        self.store = f"postgresql+psycopg2://netsci@127.0.0.1:{self.port}/postgres"
        self.other_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.other_user:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.data, "-U", "netsci", "-A", "trust", "-E", "UTF8", "--locale", "C")

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-t", PATIENCE, "-w", "-o", options, "start")

    def kill(self):
        """As a loss of power would: it has to recover from its log."""
        number = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while Path(f"/proc/{number}").exists() and time.monotonic() < until:
            time.sleep(0.05)

    def end(self):
        with suppress(AssertionError):  # it has been killed, or was never started
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program, *words):
        command = [*self.other_user, str(self.programs / program), *map(str, words)]
        with (self.folder / "said").open("ab") as said:  # a pipe would stay open as long as the server runs
            done = subprocess.run(command, stdout=said, stderr=said, cwd=self.folder, check=False)
        assert done.returncode == 0, (self.folder / "said").read_text()
