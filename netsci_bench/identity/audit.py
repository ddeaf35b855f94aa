"""Did a run use anything that its address does not cover? It is watched while it runs.

An address is made by reading source code. This module compares it with what the run really uses: files that it opens,
folders that it lists, connections and processes that it starts, and modules that it loads. Libraries may read their
own files. Forked processes are watched too. Of the files that compiled code opens without Python, those are noticed
that a function of `compiled_readers` opens. Files that another program reads are not noticed.
"""

import json
import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import Any

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.allowed_folders import absolute_path, allowed_folders, is_inside, source_of
from netsci_bench.identity.reads.announcements import announce_readers
from netsci_bench.identity.reads.experiment_line import experiment_line

DATA = "read data with `run.arrays` (`netsci-bench data add` adds your own), or write the values as params"
IMPORT = "import it with a plain import statement in the module of the experiment, so that its code is covered"
PROCESS = "compute in the seed's own process, in threads, or in forked processes: what others read is not noticed"
LISTS = {"os.listdir", "os.scandir"}
READS = {"open", "sqlite3.connect", "ctypes.dlopen", *LISTS}
MOVES = {"os.rename", "os.link"}
PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.forkpty", "pty.spawn"}
HANDLED = READS | MOVES | PROCESSES | {"os.mkdir", "socket.connect"}
STARTERS = {f"multiprocessing.popen_{how}" for how in ("spawn_posix", "spawn_win32", "forkserver")}  # are imported
LOOPBACK = ("127.", "localhost", "::1")


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
        process: where it began; a forked process is another one.
        forks: the descriptor of the file into which forked processes write what they have used.
    """

    allowed: tuple[str, ...]
    covered: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    used: list[Uncovered] = field(default_factory=list)
    process: int = field(default_factory=os.getpid)
    forks: int = -1
    busy: threading.local = field(default_factory=threading.local)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        """Handle one event; most are ignored."""
        relevant = event in HANDLED or (event == "import" and details[0] in STARTERS)
        if not relevant or getattr(self.busy, "now", False):
            return
        self.busy.now = True  # converting a user's path object to a string may open files
        try:
            self._handle(event, details, sys._getframe(1))
        finally:
            self.busy.now = False

    def allow(self, path: Path) -> Path:
        """Allow a folder or file that the bench gives to a run, and return it; links are followed."""
        resolved = os.path.realpath(path)
        self.allowed = (*self.allowed, resolved + os.sep)
        self.covered.add(resolved)
        return path

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
        used = dict.fromkeys((*self.used, *self._used_in_forks(), *modules))  # a file is often opened twice in a line
        if uncovered := [item for item in used if item.path not in self.covered]:
            first = uncovered[0]
            more = f" (and {len(uncovered) - 1} more)" if len(uncovered) > 1 else ""
            what = f"the result depends on something that its address does not cover: {first.what}{more}"
            raise Failure(what, first.where, first.remedy)

    def _handle(self, event: str, details: tuple[Any, ...], frame: FrameType) -> None:
        if event in PROCESSES or event == "import":
            name = "multiprocessing" if event == "import" else event
            self._note(f"another process ({name})", "", experiment_line(frame, through_libraries=False), PROCESS)
        elif event == "socket.connect":
            host = details[1][0] if isinstance(details[1], tuple) and details[1] else ""
            if isinstance(host, str) and host and not host.startswith(LOOPBACK):
                self._note("a connection to the network", "", experiment_line(frame))
        elif event in MOVES:
            self._move(absolute_path(details[0], new=True), absolute_path(details[1], new=True), frame)
        elif event == "os.mkdir":
            self._make(absolute_path(details[0], new=True))
        else:
            self._open(event, os.curdir if event in LISTS and details[0] is None else details[0], details[1:], frame)

    def _make(self, path: str) -> None:
        """A file or folder begins: what is there already is somebody else's, whatever is tried with it."""
        if not os.path.lexists(path):
            self.written.add(path)

    def _move(self, old: str, new: str, frame: FrameType) -> None:
        """A file gets another name: it stays what it is."""
        if any(name in self.written for name in (old, *map(str, Path(old).parents))):
            self.written.add(new)
        else:
            self._read(old, frame)

    def _open(self, event: str, opened: object, how: tuple[Any, ...], frame: FrameType) -> None:
        empties, makes, reads = _intent(*how) if event == "open" else (False, False, True)
        path = source_of(absolute_path(opened, new=makes))
        if empties and path:
            self.written.add(path)
        elif makes:
            self._make(path)
        if path and reads:
            self._read(path, frame, imports=event not in LISTS)

    def _read(self, path: str, frame: FrameType, imports: bool = True) -> None:
        if not self._is_allowed(path):
            remedy = IMPORT if path.endswith(".py") else DATA
            self._note(f"the file {path}", path, experiment_line(frame, imports=imports), remedy)

    def _note(self, what: str, path: str, where: str, remedy: str = DATA) -> None:
        if where and os.getpid() == self.process:
            self.used.append(Uncovered(what, path, where, remedy))
        elif where:
            os.write(self.forks, (json.dumps([what, path, where, remedy]) + "\n").encode())

    def _used_in_forks(self) -> list[Uncovered]:
        size = os.fstat(self.forks).st_size if self.forks >= 0 else 0
        lines = os.pread(self.forks, size, 0).splitlines() if size else []
        return [Uncovered(*json.loads(line)) for line in dict.fromkeys(lines)]

    def _is_allowed(self, path: str) -> bool:
        inside = is_inside(path, self.allowed) or path in self.covered
        return inside or any(str(p) in self.written for p in (path, *Path(path).parents))


def watch() -> Watch:
    """Watch this process from now on."""
    with TemporaryFile() as file:
        hook = Watch(tuple(allowed_folders()), forks=os.dup(file.fileno()))
    sys.addaudithook(hook)
    announce_readers()
    return hook


def _intent(mode: object = None, flags: object = 0) -> tuple[bool, bool, bool]:
    """Whether opening a file empties it, makes it where it is not there, and reads from it."""
    letters = set(mode) if isinstance(mode, str) else set()
    bits = flags if isinstance(flags, int) else 0
    reads = bool(letters & set("r+")) if letters else bits & (os.O_WRONLY | os.O_RDWR) != os.O_WRONLY
    return "w" in letters or bool(bits & os.O_TRUNC), bool(letters & set("wxa")) or bool(bits & os.O_CREAT), reads
