"""Which processes has the one that tests run in started, and not waited for?"""

from contextlib import suppress
from pathlib import Path


def children():
    """Number -> command of every one of them; none where Linux is not."""
    numbers = []
    for path in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # the thread has just ended, and its children are another thread's now
            numbers += path.read_text().split()
    commands = {}
    for number in numbers:
        with suppress(OSError):  # it has just been waited for
            words = Path("/proc", number, "cmdline").read_bytes().split(b"\0")
            commands[int(number)] = " ".join(word.decode(errors="replace") for word in words) or "(it has ended)"
    return commands
