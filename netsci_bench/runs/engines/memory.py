"""Is there room for one more process? It waits until there is as much memory as the largest one has taken so far.

Processes that have just started are counted as if they were already as large as that. One may always run: whether it
fits into the machine, only trying it can tell. Where the system does not say how much memory there is, nobody waits.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from netsci_bench.runs.engines.processes import WorkerPool

FIRST_GUESS = 1.0  # GiB of a process of which nothing is known: torch and a small training
SECONDS_BETWEEN_LOOKS = 0.5
GIB = 2**30


@dataclass
class MemoryGuard:
    """Lets processes start one after another.

    Attributes:
        children: the processes at work.
        promised: GiB that the tier says a seed takes; None: it does not say.
        free, sizes: where the numbers come from: bytes that are free; process number -> its size and its largest.
        inside: how many have been let in and have not ended.
        largest: bytes that a process has taken so far.
    """

    children: WorkerPool
    promised: float | None = None
    free: Callable[[], int | None] = lambda: free_memory()
    sizes: Callable[[int], tuple[int, int] | None] = lambda number: process_memory(number)
    inside: int = 0
    largest: int = 0
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def room(self) -> Iterator[None]:
        """While inside, a process may run; waits until there is room, or nothing more is to be started."""
        while not self._let_in():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1

    def _let_in(self) -> bool:
        with self.lock:
            ends = bool(self.children.stopped) or self.children.seconds() == 0
            let = ends or not self.inside or self._fits()
            self.inside += let
            return let

    def _fits(self) -> bool:
        """Whether one more finds as much as the largest has taken, when all that run have grown as large."""
        known = [size for process in list(self.children.running) if (size := self.sizes(process.pid))]
        self.largest = max([self.largest, *(most for _, most in known)])
        needed = max(self.largest, int((self.promised or FIRST_GUESS) * GIB))
        still = sum(max(0, needed - now) for now, _ in known) + needed * max(0, self.inside - len(known))
        free = self.free()
        return free is None or free >= needed + still


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that can still be used, of the machine and of the control groups around this process; None: unknown.

    Args:
        root: of the file system, where Linux tells both.
    """
    known: list[int] = []
    with suppress(OSError, ValueError):
        known.append(_fields(root / "proc/meminfo")["MemAvailable"])
        group = next(line for line in (root / "proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
        base = root / "sys/fs/cgroup"
        inside = base / group.removeprefix("0::").lstrip("/")
        for folder in {base, inside, *(p for p in inside.parents if p.is_relative_to(base))}:
            known += _left(folder)
    return min(known, default=None)


def process_memory(number: int, root: Path = Path("/")) -> tuple[int, int] | None:
    """Bytes that a process has in memory now, and the most it has had; None: it has ended, or this is not Linux."""
    with suppress(OSError, KeyError, ValueError):
        fields = _fields(root / "proc" / str(number) / "status")
        return fields["VmRSS"], fields["VmHWM"]
    return None


def _fields(file: Path) -> dict[str, int]:
    """Name -> bytes, of the lines that are in kB."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines() if line.endswith(" kB")]
    return {words[0].rstrip(":"): int(words[1]) * 1024 for words in lines}


def _left(folder: Path) -> list[int]:
    """What a control group may still take, the files that it may forget included; nothing: it has no limit."""
    with suppress(OSError, ValueError):
        most = int((folder / "memory.max").read_text())  # `max` is no number
        taken = int((folder / "memory.current").read_text())
        lines = (folder / "memory.stat").read_text().splitlines()
        files = next(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
        return [max(0, most - taken + files)]
    return []
