"""From where can this machine get the data? Every source is checked without downloading anything."""

import importlib.util
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from netsci_bench.contract.catalogue_entries import Dataset, Source, Weights
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.sources.kinds import files_from, remedy
from netsci_bench.data.verify import folder_of
from netsci_bench.data.weights import kept_file
from netsci_bench.maintenance.health import Finding

Wanted = Dataset | Weights
URL_SECONDS, CLIENT_SECONDS = 3, 6
CLIENTS = {"npm": ("npm",), "apt": ("apt-get", "dpkg-deb"), "pip": ("pip",)}  # kind of source -> its programs


def clients(wanted: Sequence[Wanted]) -> Iterator[Finding]:
    """The programs that the sources need."""
    for kind, programs in CLIENTS.items():
        users = sorted(w.name for w in wanted if any(s.kind == kind for s in w.sources))
        for program in programs if users else ():
            if _is_installed(program):
                yield Finding("✓", f"{program} is installed")
            else:
                what = f"{program} is not installed, so {kind} cannot provide {', '.join(users)}"
                yield Finding("!", what, f"install {program}, or make another source reachable")


def everything(wanted: Sequence[Wanted], home: Path) -> Iterator[Finding]:
    """Which data sets and weights are on this machine, which can be fetched and from where, and which cannot."""
    absent = [item for item in wanted if not _local_path(item, home).exists()]
    sources = {source for item in absent for source in item.sources}
    with ThreadPoolExecutor(max(1, len(sources))) as pool:
        problems = dict(zip(sources, pool.map(find_problem, sources), strict=True))
    for item in wanted:
        title = f"{'data set' if isinstance(item, Dataset) else 'weights'} {item.name}"
        if item not in absent:
            yield Finding("✓", f"{title}: on this machine")
            continue
        reasons = {f"{source.kind} {source.at}": problems[source] for source in item.sources}
        reachable = [source for source, why in reasons.items() if not why]
        if reachable:
            yield Finding("✓", f"{title}: can be fetched ({reachable[0]})")
        else:
            tried = "; ".join(f"{source}: {why}" for source, why in reasons.items())
            yield Finding("!", f"{title}: no source can be reached ({tried})", remedy(item))


def _local_path(item: Wanted, home: Path) -> Path:
    return folder_of(item, home) if isinstance(item, Dataset) else kept_file(item, home)


def find_problem(source: Source) -> str:
    """Why a source cannot be used; empty if no problem was found."""
    try:
        if source.kind in ("folder", "registry"):
            files_from(source, Path(), lambda _: None)
            return ""
        if source.kind == "url":
            return _request(source.at + source.files[0])
        missing = [program for program in CLIENTS[source.kind] if not _is_installed(program)]
        return f"{missing[0]} is not installed" if missing else _look_up(source)
    except (SourceError, OSError, ValueError) as error:
        return str(error)


def _request(url: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=URL_SECONDS):
        return ""


def _look_up(source: Source) -> str:
    """Why the client does not find the package in its registry; empty if it does."""
    name, _, version = source.at.partition("==")
    commands = {
        "npm": ["npm", "view", "--fetch-retries=0", f"{name}@{version}" if version else name, "version"],
        "pip": [sys.executable, "-m", "pip", "index", "versions", "--retries=0", "--disable-pip-version-check", name],
        "apt": ["apt-get", "download", "--print-uris", name],
    }
    try:
        result = subprocess.run(
            commands[source.kind], capture_output=True, stdin=subprocess.DEVNULL, timeout=CLIENT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{source.kind} gave no answer in {CLIENT_SECONDS} s"
    return f"{source.kind} does not find {name}" if result.returncode or not result.stdout.strip() else ""


def _is_installed(program: str) -> bool:
    return shutil.which(program) is not None or (program == "pip" and importlib.util.find_spec("pip") is not None)
