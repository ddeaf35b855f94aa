"""Which runs in MLflow belong to a process that was killed? Each run names the machine, the process and its start."""

import hashlib
import os
import platform
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlflow import MlflowClient


def end_dead_runs(client: "MlflowClient", experiment: str) -> None:
    """Mark as KILLED the runs whose process on this machine was killed; they would stay RUNNING for ever."""
    running_here = f"attributes.status = 'RUNNING' and tags.`netsci_bench.host` = '{_host()}'"
    for run in client.search_runs([experiment], running_here):
        if run.data.tags.get("netsci_bench.started") != _started(run.data.tags.get("netsci_bench.pid", "")):
            client.set_terminated(run.info.run_id, "KILLED")


def process_tags() -> dict[str, str]:
    """Tags that identify the process that writes a run, so that the runs of a killed process can be found."""
    pid = str(os.getpid())
    return {"netsci_bench.host": _host(), "netsci_bench.pid": pid, "netsci_bench.started": _started(pid)}


def _host() -> str:
    """A digest that identifies the machine without storing its host name."""
    machine = Path("/etc/machine-id")
    name = f"netsci-bench {platform.node()} {machine.read_text() if machine.exists() else ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _started(pid: str) -> str:
    """When a process started, as the system writes it; empty if there is no such process. Process ids are reused."""
    if Path("/proc/self/stat").exists():
        try:
            return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[19] if pid else ""
        except OSError:  # there is none, or it has just ended
            return ""
    return subprocess.run(["ps", "-o", "lstart=", "-p", pid], capture_output=True, text=True).stdout.strip()
