"""What can go wrong? Each kind in the words a user reads, with the exit code it ends in."""

import errno

DISK_ERRORS = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
    errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip


class BenchError(Exception):
    """Something went wrong that the user should read about: what, where, and what to do.

    Args:
        what: one sentence saying what is wrong.
        where: the file (and line) or thing it is about, if there is one.
        remedy: what to do about it, if we know.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  -> {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class Failure(BenchError):
    """A crash or a failed seed (exit code 1)."""


class Mistake(BenchError):
    """The user's mistake: never a traceback (exit code 2)."""

    exit_code = 2


class NothingMeasured(BenchError):
    """The run could not measure anything at all (exit code 4)."""

    exit_code = 4


class DataUnavailable(NothingMeasured):
    """No source gave a data set with the right checksum; the text names every source tried and why it failed."""


class Interrupted(BenchError):
    """Stopped cleanly at a checkpoint, by SIGTERM or a deadline; run again to go on (exit code 75, EX_TEMPFAIL)."""

    exit_code = 75


def disk_failure(error: OSError, place: object) -> Failure | None:
    """What to tell the user when the disk does not take what is written; None for any other error."""
    short = error.errno is None and "written" in str(error)  # numpy gives a short write no number
    if error.errno not in DISK_ERRORS and not short:
        return None
    reason = error.strerror or str(error)
    remedy = "free some space or set NETSCI_BENCH_HOME, then run again"
    return Failure(f"cannot write: {reason}", str(error.filename or place), remedy)
