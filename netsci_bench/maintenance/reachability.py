"""From where can this machine get the data? Every source is checked without downloading anything."""

import importlib.util
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from netsci_bench.contract.catalogue_entries import Dataset, Source, Weights
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.sources.kinds import files_from, remedy
from netsci_bench.data.verify import folder_of
from netsci_bench.data.weights import kept_file
from netsci_bench.maintenance.health import Finding

Wanted = Dataset | Weights
NO_ANSWER = "no answer yet"
TRY = "`netsci-bench data fetch NAME` tries longer, and says of each what can be done"
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


def everything(wanted: Sequence[Wanted], home: Path, unreached: dict[str, str]) -> Iterator[Finding]:
    """Which data sets and weights are on this machine, which can be fetched, and which cannot: a line for each kind.

    ``unreached`` is filled with every name that is not here, and why not, as long as no source has answered for it.
    """
    absent = [item for item in wanted if not _local_path(item, home).exists()]
    unreached.update((item.name, NO_ANSWER) for item in absent)
    sources = {source for item in absent for source in item.sources}
    with ThreadPoolExecutor(max(1, len(sources))) as pool:
        problems = dict(zip(sources, pool.map(find_problem, sources), strict=True))
    fetched_from: dict[str, list[str]] = {}
    for item in absent:
        reasons = [(source, problems[source]) for source in item.sources]
        unreached[item.name] = "; ".join(f"{source.kind} {source.at}: {why}" for source, why in reasons)
        if reachable := [source for source, why in reasons if not why]:
            unreached.pop(item.name)
            fetched_from.setdefault(reachable[0].kind, []).append(item.name)
    if here := [item.name for item in wanted if item not in absent]:
        yield Finding("✓", f"on this machine: {', '.join(here)}")
    for kind, names in sorted(fetched_from.items()):
        yield Finding("✓", f"can be fetched ({kind}): {', '.join(names)}")
    yield from _unreachable([item for item in absent if item.name in unreached], unreached)


def _unreachable(items: Sequence[Wanted], why: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for all that share a remedy or have none of their own; each with its reasons."""
    groups: dict[str, list[Wanted]] = {}
    for item in items:
        groups.setdefault(item.remedy if isinstance(item, Dataset) else "", []).append(item)
    for own_remedy, alike in groups.items():
        lines = "".join(f"\n      {item.name} ({why[item.name] or 'it has no source'})" for item in alike)
        yield Finding(
            "!",
            f"no source answers now:{lines}",
            own_remedy.strip() or (remedy(alike[0]) if len(alike) == 1 else TRY),
        )


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
