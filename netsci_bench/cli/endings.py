"""How does a command end? Errors are told in words, never as a traceback; a reader that is gone is no error."""

import os
import sys
from collections.abc import Callable

from netsci_bench.contract.errors import BenchError, disk_failure


def end_well(command: Callable[[], object]) -> None:
    """Run a command line to its end.

    Raises:
        SystemExit: with its exit code; 0 where only the reader of its words is gone (``netsci-bench list | head``).
    """
    try:
        _answer(command)
    except BrokenPipeError as closed:
        _pass_over_closed_pipes()
        sys.exit(_intended(closed.__context__))
    except SystemExit as end:  # the libraries of the command line make this of a closed pipe
        gone = end.__context__
        if not isinstance(gone, BrokenPipeError):
            raise
        _pass_over_closed_pipes()
        sys.exit(_intended(gone.__context__))


def _answer(command: Callable[[], object]) -> None:
    """Run it; what it wrote is flushed here, where a closed pipe can still be passed over."""
    try:
        try:
            command()
        finally:
            sys.stdout.flush()
    except BenchError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        raise
    except OSError as error:
        failure = disk_failure(error, "")
        if failure is None:
            raise
        print(failure, file=sys.stderr)
        sys.exit(failure.exit_code)


def _intended(earlier: BaseException | None) -> int | str | None:
    """The exit code that the command was about to give when its last words found no reader."""
    if isinstance(earlier, SystemExit):
        return earlier.code
    code: int = getattr(earlier, "exit_code", 0)  # of an error of ours, or of the option parser's
    return code


def _pass_over_closed_pipes() -> None:
    """Let the interpreter's own last flush write to nowhere where nobody reads."""
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
