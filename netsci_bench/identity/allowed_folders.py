"""Which folders may an experiment read although no address covers them? Python, libraries, the system and caches."""

import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from importlib.util import source_from_cache
from pathlib import Path

from netsci_bench.identity.names import OURS, belongs_to_a_library
from netsci_bench.identity.source import module_spec

STANDARD = sysconfig.get_paths()["stdlib"] + os.sep
PACKAGE = str(Path(__file__).parents[1]) + os.sep
SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev", "/System", "/Library")
CACHES = (".cache/matplotlib", ".config/matplotlib", ".cache/numba", ".cache/torch_extensions", ".triton", ".nv")
CACHE_VARIABLES = ("MPLCONFIGDIR", "NUMBA_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR", "TRITON_CACHE_DIR")
WORKPLACES = ("/usr/src", "/usr/local/src", "/dev/shm")  # system folders in which people keep files of their own
COMPILED = "torchinductor_"  # prefix of torch's folder of compiled code in the folder for temporary files


def allowed_folders() -> Iterator[str]:
    """All folders whose files an experiment may read, each with a separator at its end."""
    experiments = module_spec(f"{OURS}.experiments")
    own = (experiments.submodule_search_locations or ()) if experiments else ()
    python = (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, STANDARD)
    caches = [*(Path.home() / name for name in CACHES), *filter(None, map(os.environ.get, CACHE_VARIABLES))]
    for folder in (PACKAGE, *own, *python, *SYSTEM, *caches):
        yield os.path.realpath(folder) + os.sep
    yield os.path.join(os.path.realpath(tempfile.gettempdir()), COMPILED)


def is_inside(path: str, allowed: tuple[str, ...]) -> bool:
    """Whether a file lies in an allowed folder or a library, and in no workplace within that folder."""
    if belongs_to_a_library(path):
        return True
    folder = max((len(a) for a in allowed if path.startswith(a)), default=0)
    return folder > max((len(w) for w in WORKPLACES if path.startswith(w + os.sep)), default=0)


def source_of(path: str) -> str:
    """The source file of a compiled one, and any other file itself."""
    try:
        return source_from_cache(path) if path.endswith(".pyc") else path
    except (ValueError, NotImplementedError):
        return path


def absolute_path(opened: object, new: bool = False) -> str:
    """The absolute path of a file that was opened; empty for a descriptor or the bare name of a shared library.

    ``new``: whether it is being written, so that it need not be there yet.
    """
    if not isinstance(opened, str | bytes | os.PathLike):
        return ""
    text = os.fsdecode(opened)
    return os.path.realpath(text) if new or os.sep in text or os.path.exists(text) else ""
