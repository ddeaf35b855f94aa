"""Did a run use anything that its address does not cover? It is watched while it runs.

An address is made by reading source code. This module compares it with what the run really uses: files that it opens,
folders that it lists, connections and processes that it starts, and modules that it loads. Libraries may read their
own files. Files that compiled code opens without Python, and files that another process reads, are not noticed.
"""

import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.allowed_folders import (
    PACKAGE,
    STANDARD,
    absolute_path,
    allowed_folders,
    belongs_to_a_library,
)
from netsci_bench.identity.names import ROOMS

DATA = "read data with `run.arrays` (`netsci-bench data add` adds your own), or write the values as params"
IMPORT = "import it with a plain import statement in the module of the experiment, so that its code is covered"
READS = {"open", "os.listdir", "os.scandir", "sqlite3.connect", "ctypes.dlopen"}
PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
LOOPBACK = ("127.", "localhost", "::1")
METADATA = os.path.join(STANDARD, "importlib", "metadata")
MACHINERY = ("<frozen importlib", METADATA)  # how Python finds what is installed
WRITING = os.O_WRONLY | os.O_TRUNC | os.O_CREAT


@dataclass(frozen=True)
class Uncovered:
    """Something that the run used and that the address does not cover.

    ``path`` is empty if it is not a file; ``where`` is ``file:line`` of the experiment's code.
    """

    what: str
    path: str
    where: str
    remedy: str


@dataclass
class Watch:
    """An audit hook; Python cannot remove one, so each process has one.

    Attributes:
        allowed: folders whose files an experiment may read.
        covered: files that are part of its address.
        written: files and folders that this process has written itself.
        used: what the run has used and is perhaps not covered.
    """

    allowed: tuple[str, ...]
    covered: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    used: list[Uncovered] = field(default_factory=list)
    busy: threading.local = field(default_factory=threading.local)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        """Handle one event; most are ignored."""
        relevant = event in READS or event in PROCESSES or event in ("os.mkdir", "os.rename", "socket.connect")
        if not relevant or getattr(self.busy, "now", False):
            return
        self.busy.now = True  # converting a user's path object to a string may open files
        try:
            self._handle(event, details, sys._getframe(1))
        finally:
            self.busy.now = False

    def allow(self, *paths: Path) -> None:
        """Allow folders and files that the bench gives to a run; links are followed."""
        resolved = [os.path.realpath(path) for path in paths]
        self.allowed = (*self.allowed, *(path + os.sep for path in resolved))
        self.covered |= set(resolved)

    def check(self, covered: Iterable[Path]) -> None:
        """Compare what was used with what is covered.

        Raises:
            Failure: something was used that is not covered.
        """
        self.covered |= {os.path.realpath(path) for path in covered}
        specs = {name: getattr(module, "__spec__", None) for name, module in list(sys.modules.items())}
        loaded = [(n, os.path.realpath(spec.origin)) for n, spec in specs.items() if spec and spec.has_location]
        modules = [
            Uncovered(f"the module {name} ({path})", path, "", IMPORT)
            for name, path in loaded
            if not self._is_allowed(path)
        ]
        if uncovered := [item for item in (*self.used, *modules) if item.path not in self.covered]:
            first = uncovered[0]
            more = f" (and {len(uncovered) - 1} more)" if len(uncovered) > 1 else ""
            what = f"the result depends on something that its address does not cover: {first.what}{more}"
            raise Failure(what, first.where, first.remedy)

    def _handle(self, event: str, details: tuple[Any, ...], frame: FrameType) -> None:
        if event in PROCESSES:
            self._note(f"another process ({event})", "", experiment_line(frame, through_libraries=False))
        elif event == "socket.connect":
            host = details[1][0] if isinstance(details[1], tuple) and details[1] else ""
            if isinstance(host, str) and host and not host.startswith(LOOPBACK):
                self._note("a connection to the network", "", experiment_line(frame))
        elif event == "os.rename" and absolute_path(details[0]) in self.written:
            self.written.add(absolute_path(details[1]))
        elif path := absolute_path(details[0] if details else None, new=_makes(event, details)):
            if _makes(event, details):
                self.written.add(path)
            elif event in READS and not self._is_allowed(path):
                self._note(f"the file {path}", path, experiment_line(frame))

    def _note(self, what: str, path: str, where: str) -> None:
        if where:
            self.used.append(Uncovered(what, path, where, DATA))

    def _is_allowed(self, path: str) -> bool:
        inside = path.startswith(self.allowed) or belongs_to_a_library(path)
        return inside or path in self.covered or any(str(p) in self.written for p in (path, *Path(path).parents))


def _makes(event: str, details: tuple[Any, ...]) -> bool:
    """Whether an event makes a folder or writes a file."""
    return event == "os.mkdir" or (event == "open" and _writes(*details[1:]))


def watch() -> Watch:
    """Watch this process from now on."""
    hook = Watch(tuple(allowed_folders()))
    sys.addaudithook(hook)
    return hook


def experiment_line(frame: FrameType | None, through_libraries: bool = True) -> str:
    """``file:line`` of the experiment's code that caused an event; empty if the bench or a library caused it.

    ``through_libraries``: whether an event in a library that the experiment calls counts as caused by the experiment.
    What a library does while it is imported never counts.
    """
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(MACHINERY):
            return ""
        if file.startswith(PACKAGE) and file[len(PACKAGE) :].split(os.sep)[0] not in ROOMS:
            return ""
        library = belongs_to_a_library(file)
        if library and not through_libraries:
            return ""
        if not (library or file.startswith(("<", STANDARD))):
            return f"{file}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def _writes(mode: object = None, flags: object = 0) -> bool:
    by_mode = isinstance(mode, str) and bool(set(mode) & set("wxa"))
    return by_mode or (isinstance(flags, int) and bool(flags & WRITING))
