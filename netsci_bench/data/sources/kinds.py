"""Where can the files of a data set come from? One function per kind of source, each: source -> files."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from netsci_bench.contract.catalogue_entries import Dataset, Source, Weights
from netsci_bench.contract.resources import registry_folder
from netsci_bench.contract.run import Progress
from netsci_bench.data.sources.download import from_url
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.sources.packages import from_apt, from_npm, from_pip

DATA_VARIABLE = "NETSCI_BENCH_DATA"


def files_from(source: Source, folder: Path, tell: Callable[[Progress], None]) -> list[Path]:
    """The files of a source, in its order; what must be downloaded goes into ``folder``.

    Raises:
        SourceError: this source cannot help; the text says why.
        Mistake: the catalogue's entry makes no sense.
    """
    if source.kind == "registry":
        return [_shipped(source.at, name) for name in source.files]
    if source.kind == "folder":
        return [_own_file(source.at, name) for name in source.files]
    if source.kind == "url":
        folder.mkdir(parents=True, exist_ok=True)
        return [from_url(source.at, name, folder, tell) for name in source.files]
    return _from_package(source, folder, tell)


def _from_package(source: Source, folder: Path, tell: Callable[[Progress], None]) -> list[Path]:
    shutil.rmtree(folder, ignore_errors=True)  # clients do not resume: begin with an empty folder
    folder.mkdir(parents=True)
    tell(Progress(f"{source.kind} package {source.at}", 0, 1))
    match source.kind:
        case "npm":
            files = from_npm(source, folder)
        case "pip":
            files = from_pip(source, folder)
        case _:
            files = from_apt(source, folder)
    tell(Progress(f"{source.kind} package {source.at}", 1, 1))
    return files


def _shipped(at: str, name: str) -> Path:
    """A file that ships with the package."""
    file = registry_folder() / at / name
    if not file.is_file():
        raise SourceError(f"this installation lacks {at}/{name}")
    return file


def _own_file(folder: str, name: str) -> Path:
    """A file of the user's own, read where it is; compressed or not, whatever the catalogue says."""
    root = os.environ.get(DATA_VARIABLE, "")  # at call time: a user may set it after the import
    if not root:
        raise SourceError(f"{DATA_VARIABLE} is not set")
    file = Path(root).expanduser() / folder / name
    for candidate in (file, file.with_name(f"{file.name}.gz")):
        if candidate.is_file():
            return candidate
    raise SourceError(f"there is no {file}, compressed (.gz) or not")


def remedy(wanted: Dataset | Weights) -> str:
    """What a user can do when no source helped."""
    if isinstance(wanted, Dataset) and wanted.remedy:
        return wanted.remedy
    first = {source.kind: source for source in reversed(wanted.sources)}
    advice = ["connect to the internet"] if "url" in first else []
    if "registry" in first:
        advice.append("install netsci-bench again: it ships with the package")
    if "npm" in first:
        advice.append("install npm")
    if "pip" in first:
        advice.append("let pip reach a package index")
    if "apt" in first:
        advice.append("on Debian, run `apt-get update` once")
    if own := first.get("folder"):
        advice.append(f"put {', '.join(own.files)} into ${DATA_VARIABLE}/{own.at}")
    return "; or ".join(advice)
