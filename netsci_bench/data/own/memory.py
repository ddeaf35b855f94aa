"""How much memory can this process still have? Of the machine, and of the container that it may run in."""

import os
from pathlib import Path

MEMORY_FILE = Path("/proc/meminfo")
LIMITS = (  # what a container may use, and what it uses; the second pair is that of older systems
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)


def available_bytes() -> int:
    """The bytes that are free, to the best of what the system says."""
    return max(0, min([_of_machine(), *(left for limit, used in LIMITS if (left := _left(limit, used)) is not None)]))


def _of_machine() -> int:
    try:
        for line in MEMORY_FILE.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # not Linux: then all memory there is, which is more than is free
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 1 << 31


def _left(limit: Path, used: Path) -> int | None:
    try:
        return int(limit.read_text()) - int(used.read_text())
    except (OSError, ValueError):
        return None  # no container, or one without a limit ("max")
