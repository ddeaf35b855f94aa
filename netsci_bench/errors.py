"""What can go wrong? Each kind in the words a user reads, with the exit code it ends in."""


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
