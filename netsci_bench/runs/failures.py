"""Where did a seed break? The last line of the user's own code, and a log of all that was said."""

import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from netsci_bench.contract.errors import BenchError

PACKAGE = "netsci_bench"
LOGS = "logs"  # of the home
STANDARD = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
INSTALLED = {"site-packages", "dist-packages"}  # a folder of libraries, of whichever environment


def describe_failure(error: BaseException, experiment: str) -> str:
    """The exception in one line, with the last frame of the user's own code: ``KeyError: 'gone' (hubs.py:12, pick)``.

    The name of the file is given without its folders: the line is published.
    """
    what = str(error) if isinstance(error, BenchError) else f"{type(error).__name__}: {error}"
    frame = last_own_frame(error.__traceback__, experiment)
    if frame is None or (isinstance(error, BenchError) and _module(frame[0]).startswith(f"{PACKAGE}.")):
        return what
    code = frame[0].tb_frame.f_code
    return f"{what} ({Path(code.co_filename).name}:{frame[1]}, {code.co_qualname})"


def last_own_frame(trace: TracebackType | None, experiment: str) -> tuple[TracebackType, int] | None:
    """The innermost frame of the user's code, and its line; where there is none, of the bench's; None without any.

    Code is the user's if it is in the package of the experiment, or in none that is installed.
    """
    frames = _frames(trace)
    top = experiment.partition(":")[0].partition(".")[0]
    tests: list[Callable[[TracebackType], bool]] = [
        lambda frame: _is_own(frame, top),
        lambda frame: _module(frame).partition(".")[0] == PACKAGE,
    ]
    for fits in tests:
        if found := [pair for pair in frames if fits(pair[0])]:
            return found[-1]
    return frames[-1] if frames else None


def seed_log(home: Path, id_: str, tier: str, seed: int) -> Path:
    """The file in which the standard error of a seed's process is kept, its traceback included."""
    return home / LOGS / id_ / tier / f"seed-{seed}.log"


def _frames(trace: TracebackType | None) -> list[tuple[TracebackType, int]]:
    frames = []
    while trace is not None:
        frames.append((trace, trace.tb_lineno))
        trace = trace.tb_next
    return frames


def _module(frame: TracebackType) -> str:
    return str(frame.tb_frame.f_globals.get("__name__", ""))


def _is_own(frame: TracebackType, top: str) -> bool:
    file, package = frame.tb_frame.f_code.co_filename, _module(frame).partition(".")[0]
    if package == PACKAGE or file.startswith("<"):
        return False
    return package == top or not (file.startswith(STANDARD) or INSTALLED & {*Path(file).parts})
