"""What can go wrong? Each kind of error, with its text for the user and its exit code."""

import errno
from collections.abc import Sequence
from typing import Any

DISK_ERRORS = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
    errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip


class BenchError(Exception):
    """An error with a message for the user: what is wrong, where, and what to do.

    Args:
        what: one sentence that says what is wrong.
        where: the file (and line) or object that is wrong, if there is one.
        remedy: what the user can do, if known.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        remedy = f"\n  -> {self.remedy}" if self.remedy else ""
        return f"{where}{self.what}{remedy}"


class Failure(BenchError):
    """A crash or a failed seed (exit code 1)."""


class Diverged(Failure):
    """A training whose loss is not a finite number: the seed has no metrics, and that is its result."""


class Mistake(BenchError):
    """The user's mistake: never a traceback (exit code 2)."""

    exit_code = 2


def refuse(faults: Sequence[Mistake]) -> None:
    """Raise all mistakes as one, with a line for each; nothing where there is none."""
    if faults:
        raise Mistake("\n".join(map(str, faults)))


class NothingMeasured(BenchError):
    """The run measured nothing (exit code 4)."""

    exit_code = 4


class EverySeedFailed(NothingMeasured):
    """No seed gave metrics; ``outcomes`` say why."""

    outcomes: Sequence[Any] = ()


class DataUnavailable(NothingMeasured):
    """No source gave a data set with the right checksum; the message names every source and why it failed."""


class Interrupted(BenchError):
    """Stopped cleanly at a checkpoint, by a signal or time limit; run again to resume (exit code 75, EX_TEMPFAIL)."""

    exit_code = 75


def disk_failure(error: OSError, folder: object) -> Failure | None:
    """The error to show if a file could not be written; None for any other error."""
    short = error.errno is None and "written" in str(error)  # numpy raises an incomplete write without errno
    if error.errno not in DISK_ERRORS and not short:
        return None
    reason = error.strerror or str(error)
    remedy = "free some space or set NETSCI_BENCH_HOME, then run again"
    return Failure(f"cannot write: {reason}", str(error.filename or folder), remedy)
