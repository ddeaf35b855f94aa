"""Did a run use anything that its address does not cover? Watched while it runs, told with file and line.

An address predicts what a number rests on by reading source. This holds the prediction against what really happens:
files that are opened, folders that are listed, connections and processes that are started, and modules that are
loaded. Libraries may read what belongs to them. What compiled code opens past Python, and what another process
reads, is not seen.
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
from netsci_bench.identity.names import ROOMS
from netsci_bench.identity.places import PACKAGE, STANDARD, belongs_to_a_library, free_folders, whole_path

DATA = "read data by `run.arrays` (`netsci-bench data add` takes your own), or write the values as params"
IMPORT = "import it with a plain import statement in the module of the experiment, so that its code is covered"
READS = {"open", "os.listdir", "os.scandir", "sqlite3.connect", "ctypes.dlopen"}
PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
LOOPBACK = ("127.", "localhost", "::1")
METADATA = os.path.join(STANDARD, "importlib", "metadata")
MACHINERY = ("<frozen importlib", METADATA)  # how Python finds what is installed
WRITING = os.O_WRONLY | os.O_TRUNC | os.O_CREAT


@dataclass(frozen=True)
class Uncovered:
    """Something that was used and is not part of the address.

    ``path`` is empty for what is no file; ``where`` is ``file:line`` of the experiment's code.
    """

    what: str
    path: str
    where: str
    remedy: str


@dataclass
class Watch:
    """An audit hook, which cannot be taken away again: one for each process.

    Attributes:
        free: folders whose files an experiment may read; covered: files that are part of its address.
        made: files and folders that this process has written itself; seen: what may not be covered.
    """

    free: tuple[str, ...]
    covered: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    seen: list[Uncovered] = field(default_factory=list)
    busy: threading.local = field(default_factory=threading.local)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        """Hear of one event; most are of no interest."""
        wanted = event in READS or event in PROCESSES or event in ("os.mkdir", "os.rename", "socket.connect")
        if not wanted or getattr(self.busy, "now", False):
            return
        self.busy.now = True  # a path object of somebody's own could open something while it is asked
        try:
            self._hear(event, details, sys._getframe(1))
        finally:
            self.busy.now = False

    def allow(self, *paths: Path) -> None:
        """Folders and files that the bench has given to a run, wherever links lead."""
        whole = [os.path.realpath(path) for path in paths]
        self.free = (*self.free, *(path + os.sep for path in whole))
        self.covered |= set(whole)

    def check(self, covered: Iterable[Path]) -> None:
        """Hold what was used against what is covered.

        Raises:
            Failure: something was used that is not.
        """
        self.covered |= {os.path.realpath(path) for path in covered}
        specs = {name: getattr(module, "__spec__", None) for name, module in list(sys.modules.items())}
        loaded = [(n, os.path.realpath(spec.origin)) for n, spec in specs.items() if spec and spec.has_location]
        strange = [Uncovered(f"the module {name} ({p})", p, "", IMPORT) for name, p in loaded if not self._is_free(p)]
        if left := [one for one in (*self.seen, *strange) if one.path not in self.covered]:
            more = f" (and {len(left) - 1} more)" if len(left) > 1 else ""
            what = f"the result rests on something that its address does not cover: {left[0].what}{more}"
            raise Failure(what, left[0].where, left[0].remedy)

    def _hear(self, event: str, details: tuple[Any, ...], frame: FrameType) -> None:
        if event in PROCESSES:
            self._note(f"another process ({event})", "", experiment_line(frame, through_libraries=False))
        elif event == "socket.connect":
            host = details[1][0] if isinstance(details[1], tuple) and details[1] else ""
            if isinstance(host, str) and host and not host.startswith(LOOPBACK):
                self._note("a connection to the network", "", experiment_line(frame))
        elif event == "os.rename" and whole_path(details[0]) in self.made:
            self.made.add(whole_path(details[1]))
        elif path := whole_path(details[0] if details else None):
            if event == "os.mkdir" or (event == "open" and _writes(*details[1:])):
                self.made.add(path)
            elif event in READS and not self._is_free(path):
                self._note(f"the file {path}", path, experiment_line(frame))

    def _note(self, what: str, path: str, where: str) -> None:
        if where:
            self.seen.append(Uncovered(what, path, where, DATA))

    def _is_free(self, path: str) -> bool:
        inside = path.startswith(self.free) or belongs_to_a_library(path)
        return inside or path in self.covered or any(str(p) in self.made for p in (path, *Path(path).parents))


def watch() -> Watch:
    """Watch this process from now on."""
    watching = Watch(tuple(free_folders()))
    sys.addaudithook(watching)
    return watching


def experiment_line(frame: FrameType | None, through_libraries: bool = True) -> str:
    """``file:line`` of the experiment's code that does something; empty where the bench or a library does it.

    ``through_libraries``: what a library does because the experiment calls it is the experiment's doing, but not what
    a library does while it is imported.
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
    given = isinstance(mode, str) and bool(set(mode) & set("wxa"))
    return given or (isinstance(flags, int) and bool(flags & WRITING))
