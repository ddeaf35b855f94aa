"""Where could the data come from on this machine? Every source is asked for a sign of life, nothing is downloaded."""

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
CLIENTS = {"npm": ("npm",), "apt": ("apt-get", "dpkg-deb"), "pip": ("pip",)}  # kind of source -> programs


def clients(wanted: Sequence[Wanted]) -> Iterator[Finding]:
    """The programs that sources need."""
    for kind, programs in CLIENTS.items():
        users = sorted(w.name for w in wanted if any(s.kind == kind for s in w.sources))
        for program in programs if users else ():
            if _there(program):
                yield Finding("✓", f"{program} is installed")
            else:
                what = f"{program} is not installed, so that {kind} cannot serve {', '.join(users)}"
                yield Finding("!", what, f"install {program}, or let another source be reached")


def everything(wanted: Sequence[Wanted], home: Path) -> Iterator[Finding]:
    """Which data sets and weights are here, which could be fetched and from where, and which could not."""
    absent = [w for w in wanted if not _kept(w, home).exists()]
    sources = {source for one in absent for source in one.sources}
    with ThreadPoolExecutor(max(1, len(sources))) as pool:
        troubles = dict(zip(sources, pool.map(trouble, sources), strict=True))
    for one in wanted:
        title = f"{'data set' if isinstance(one, Dataset) else 'weights'} {one.name}"
        if one not in absent:
            yield Finding("✓", f"{title}: on this machine")
            continue
        outcomes = {f"{s.kind} {s.at}": troubles[s] for s in one.sources}
        good = [source for source, why in outcomes.items() if not why]
        silent = "; ".join(f"{source}: {why}" for source, why in outcomes.items() if why)
        if good:
            yield Finding("✓", f"{title}: can be fetched ({good[0]})")
        else:
            yield Finding("!", f"{title}: no source can be reached ({silent})", remedy(one))


def _kept(one: Wanted, home: Path) -> Path:
    return folder_of(one, home) if isinstance(one, Dataset) else kept_file(one, home)


def trouble(source: Source) -> str:
    """Why a source cannot help; empty if it seems that it can."""
    try:
        if source.kind in ("folder", "registry"):
            files_from(source, Path(), lambda _: None)
            return ""
        if source.kind == "url":
            return _answer(source.at + source.files[0])
        missing = [program for program in CLIENTS[source.kind] if not _there(program)]
        return f"{missing[0]} is not installed" if missing else _known(source)
    except (SourceError, OSError, ValueError) as error:
        return str(error)


def _answer(url: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=URL_SECONDS):
        return ""


def _known(source: Source) -> str:
    """Whether the client finds the package in its registry."""
    name, _, number = source.at.partition("==")
    commands = {
        "npm": ["npm", "view", "--fetch-retries=0", f"{name}@{number}" if number else name, "version"],
        "pip": [sys.executable, "-m", "pip", "index", "versions", "--retries=0", "--disable-pip-version-check", name],
        "apt": ["apt-get", "download", "--print-uris", name],
    }
    try:
        done = subprocess.run(
            commands[source.kind], capture_output=True, stdin=subprocess.DEVNULL, timeout=CLIENT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{source.kind} gave no answer in {CLIENT_SECONDS} s"
    return f"{source.kind} does not find it" if done.returncode or not done.stdout.strip() else ""


def _there(program: str) -> bool:
    return shutil.which(program) is not None or (program == "pip" and importlib.util.find_spec("pip") is not None)
