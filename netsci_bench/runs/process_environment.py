"""In which environment does a process of the bench start? The same one for whoever computes.

A stated list of variables is passed on, threads are pinned for every library, and modules are found where this
process finds them. What a user has set for other programs (how to draw, where git looks, which letters a terminal
knows) changes no result and ends no command.
"""

import io
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from netsci_bench.contract.importing import spec_folders
from netsci_bench.identity.compiled_code import SourcesLocator
from netsci_bench.identity.variables import NO_PLUGINS, passed_on
from netsci_bench.storage.home import home

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

FOREIGN = ("GIT_", "MATPLOTLIBRC", "NUMBA_CACHE_LOCATOR_CLASSES")  # beginnings of variables that are for others


def settle() -> None:
    """Make the environment of this process sane, before numba or matplotlib is imported.

    Every command and every test starts with it; what they start inherits it.
    """
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        del os.environ[name]
    os.environ |= own_variables()
    pass_over_matplotlibrc()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that the terminal does not know is shown as `?`
            stream.reconfigure(errors="replace")


def pass_over_matplotlibrc() -> None:
    """Import matplotlib from elsewhere if settings for it lie in the working folder: they would come before ours.

    They may be in any encoding, and matplotlib cannot be imported where they are not UTF-8.
    """
    if Path("matplotlibrc").exists():
        here = os.getcwd()
        os.chdir(Path(__file__).parent)
        try:
            import matplotlib  # noqa: F401
        finally:
            os.chdir(here)


def own_variables() -> dict[str, str]:
    """The variables that are the same for every process of the bench, whatever the user has set.

    Compiled code is kept below the home, since the folder of the package and the user's own may be read-only; or
    where the user wants it, if that can be written.
    """
    wanted = os.environ.get("NUMBA_CACHE_DIR", "")
    chosen = wanted if wanted and _is_writable(Path(wanted)) else str(home() / "compiled")
    return {"MPLBACKEND": "Agg", "MATPLOTLIBRC": os.devnull, "NUMBA_CACHE_DIR": chosen, **NO_PLUGINS}


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def process_environment(threads: int) -> dict[str, str]:
    """The variables of a process that computes with so many threads."""
    # our own package first: a checkout's is found by a hook that any folder on the path comes before
    folders = [*(folder or os.getcwd() for folder in sys.path), *spec_folders.folders]
    return {
        **{name: value for name, value in passed_on(os.environ).items() if not name.startswith(FOREIGN)},
        **own_variables(),
        "NUMBA_CACHE_LOCATOR_CLASSES": f"{SourcesLocator.__module__}.{SourcesLocator.__qualname__}",
        **dict.fromkeys(THREAD_VARIABLES, str(threads)),
        # two processes whose threads wait actively on the same cores nearly stop each other
        "OMP_WAIT_POLICY": "PASSIVE",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *folders]),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        # so that a path with letters beyond ASCII is the same one there
        "PYTHONUTF8": str(int(sys.getfilesystemencoding() == "utf-8")),
        "PYTHONCOERCECLOCALE": "0",
    }


def python_module(name: str) -> list[str]:
    """The command that runs a module of ours; ``-P``: what lies in the working folder shadows nothing."""
    return [sys.executable, "-P", "-m", name]


def silence() -> None:
    """Let a log that cannot be written change nothing about how the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
