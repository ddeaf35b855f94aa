"""Can this machine run experiments? Python, libraries, GPU, home, disk and MLflow are checked without torch."""

import platform
import re
import shutil
import sqlite3
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from netsci_bench.runs.hardware import cores, may_have_gpu, memory_bytes
from netsci_bench.tracking.server import tracking_uri, without_password
from netsci_bench.tracking.sqlite_file import STORE, sqlite_uri

PYTHONS = ((3, 11), (3, 13))  # oldest and newest supported version
TORCH_LEAST = (2, 11)
LIBRARIES = ("torch", "torchvision", "numpy", "scipy", "numba", "networkx", "python-igraph", "mlflow", "pydantic")
PLENTY, LITTLE = 5e9, 0.2e9  # bytes of free disk: enough for all data sets and some hundred trainings; not for MNIST
ANSWER_SECONDS = 3
Sign = Literal["✓", "!", "✗"]


@dataclass(frozen=True)
class Finding:
    """One line: fine (✓), something is missing (!), or nothing can be run (✗); and what the user can do."""

    sign: Sign
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.sign} {self.what}" + (f"\n    -> {self.remedy}" if self.remedy else "")


def machine() -> Iterator[Finding]:
    """Python, processor, memory."""
    supported = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    remedy = "" if supported else "make a virtual environment with Python 3.11, 3.12 or 3.13"
    yield Finding("✓" if supported else "✗", f"Python {platform.python_version()}", remedy)
    size = memory_bytes()
    memory = f", {size / 2**30:.1f} GiB of memory" if size else ""
    yield Finding("✓", f"{platform.system()} {platform.machine()}, {cores()} cores{memory}")


def libraries() -> Iterator[Finding]:
    """Versions, and combinations that are known not to work."""
    versions = {name: _version(name) for name in LIBRARIES}
    for name in (name for name, number in versions.items() if not number):
        yield Finding("✗", f"{name} is not installed", "pip install --upgrade netsci-bench")
    yield Finding("✓", ", ".join(f"{name} {number}" for name, number in versions.items() if number))
    yield from torch_pair(versions["torch"], versions["torchvision"])


def torch_pair(torch: str, torchvision: str) -> Iterator[Finding]:
    """Known problems of these two versions."""
    if torch and _numbers(torch) < TORCH_LEAST:
        yield Finding("✗", f"torch {torch} is older than 2.11", "pip install --upgrade torch torchvision")
    if torch.endswith("+cpu") and torchvision and not torchvision.endswith("+cpu"):
        what = (
            f"torchvision {torchvision} is the wheel from PyPI, which cannot be imported with the CPU-only {torch=!s}"
        )
        yield Finding("!", what, "install torchvision from the index that the CPU-only torch came from")


def accelerator(answer: dict[str, str]) -> Iterator[Finding]:
    """The device that torch uses, from the answer of ``ask_torch``."""
    if "torch" in answer:
        yield Finding("✗", f"torch cannot be imported: {answer['torch']}", "pip install --force-reinstall torch")
    if "torchvision" in answer:
        remedy = "reinstall torch and torchvision, both from the same index"
        yield Finding("!", f"torchvision cannot be imported: {answer['torchvision']}", remedy)
    if "slow" in answer:
        yield Finding("!", answer["slow"], "the first import is slow: run doctor again")
    if device := answer.get("device"):
        remedy = ""
        if device == "cpu" and may_have_gpu():
            remedy = "there is a GPU driver, but torch cannot use it: install torch with CUDA or ROCm"
        name = f" ({answer['name']})" if answer.get("name") else ""
        yield Finding("!" if remedy else "✓", f"torch computes on {device}{name}", remedy)


def storage(home: Path) -> Iterator[Finding]:
    """Whether results can be written, and how much disk is free."""
    elsewhere = "set NETSCI_BENCH_HOME to another folder"
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            yield Finding("✓", f"results go to {home}")
    except OSError as error:
        yield Finding("✗", f"results cannot be written to {home}: {error.strerror}", elsewhere)
    free = shutil.disk_usage(existing).free
    sign: Sign = "✓" if free >= PLENTY else "!" if free >= LITTLE else "✗"
    remedy = "" if sign == "✓" else f"delete files, or {elsewhere}"
    yield Finding(sign, f"{free / 1e9:.1f} GB of disk are free", remedy)


def mlflow_store(home: Path) -> Iterator[Finding]:
    """Whether MLflow can be reached; results never depend on it."""
    uri = tracking_uri(home)
    shown = without_password(uri)
    if uri.startswith(("http://", "https://")):
        yield _server(uri.rstrip("/"), shown)
    elif uri == sqlite_uri(home / STORE):
        yield _file(home / STORE)
    elif uri.startswith("sqlite:///"):
        yield _file(Path(uri.removeprefix("sqlite:///")))
    else:
        yield Finding("!", f"the MLflow store {shown} was not checked", "`netsci-bench sync` shows whether it works")


def _server(uri: str, shown: str) -> Finding:
    try:
        with urllib.request.urlopen(f"{uri}/health", timeout=ANSWER_SECONDS):
            return Finding("✓", f"the MLflow server {shown} answers")
    except (OSError, ValueError) as error:
        remedy = (
            "start it, or unset MLFLOW_TRACKING_URI; results are safe, and `netsci-bench sync` mirrors them later"
        )
        return Finding("!", f"the MLflow server {shown} does not answer: {error}", remedy)


def _file(path: Path) -> Finding:
    if not path.exists():
        return Finding("✓", f"the MLflow store will be created at {path}")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            (schema,) = connection.execute("select version_num from alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        remedy = "move the file away; `netsci-bench sync` creates it again"
        return Finding("!", f"the MLflow store {path} cannot be read: {error}", remedy)
    if schema == (newest := _newest_schema()) or not newest:
        return Finding("✓", f"the MLflow store {path} can be read, schema {schema}")
    remedy = "the next run upgrades it; if that fails, move the file away: `netsci-bench sync` creates it again"
    return Finding("!", f"the MLflow store {path} has schema {schema}, but this MLflow needs {newest}", remedy)


def _newest_schema() -> str:
    """The newest schema (the one without a successor), read from the text of MLflow's migrations."""
    spec = find_spec("mlflow")
    folder = Path(spec.origin).parent / "store" / "db_migrations" / "versions" if spec and spec.origin else None
    texts = [path.read_text("utf-8", "replace") for path in folder.glob("*.py")] if folder else []
    pattern = r"^%s\s*=\s*[\"'](\w+)[\"']"
    revised = {match[1] for text in texts if (match := re.search(pattern % "down_revision", text, re.MULTILINE))}
    revisions = {match[1] for text in texts if (match := re.search(pattern % "revision", text, re.MULTILINE))}
    newest: Any = revisions - revised
    return newest.pop() if len(newest) == 1 else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])
