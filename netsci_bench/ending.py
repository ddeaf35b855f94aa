"""How does a run end that is told to, wherever it is? With the exit code that says: resumable."""

import errno
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from netsci_bench.errors import Failure, Interrupted

DISK_TROUBLE = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
    errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip


@contextmanager
def politely() -> Iterator[None]:
    """While inside, SIGTERM and Ctrl-C raise ``Interrupted``: while planning, fetching data or writing a report.

    While seeds are at work their processes are asked to end instead (see ``processes``).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.signal(s, _raise) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def disk_failure(error: OSError, place: object) -> Failure | None:
    """What to tell the user when the disk does not take what is written; None for any other error."""
    short = error.errno is None and "written" in str(error)  # numpy gives a short write no number
    if error.errno not in DISK_TROUBLE and not short:
        return None
    reason = error.strerror or str(error)
    remedy = "free some space or set NETSCI_BENCH_HOME, then run again"
    return Failure(f"cannot write: {reason}", str(error.filename or place), remedy)


def _raise(signum: int, _: FrameType | None) -> None:
    what = f"stopped by {signal.Signals(signum).name}"
    raise Interrupted(what, remedy="run the same command again: what is measured is kept")
