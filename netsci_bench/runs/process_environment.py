"""In which environment does a process of the bench start? The same one for whoever computes.

A stated list of variables is passed on, threads are pinned for every library, and modules are found where this
process finds them.
"""

import os
import sys
from pathlib import Path

from netsci_bench.contract.importing import spec_folders
from netsci_bench.identity.variables import passed_on

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def process_environment(threads: int) -> dict[str, str]:
    """The variables of a process that computes with so many threads."""
    # our own package first: a checkout's is found by a hook that any folder on the path comes before
    folders = [*(folder or os.getcwd() for folder in sys.path), *spec_folders.folders]
    return {
        **passed_on(os.environ),
        **dict.fromkeys(THREAD_VARIABLES, str(threads)),
        # two processes whose threads wait actively on the same cores nearly stop each other
        "OMP_WAIT_POLICY": "PASSIVE",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *folders]),
        "PYTHONHASHSEED": "0",
    }


def python_module(name: str) -> list[str]:
    """The command that runs a module of ours; ``-P``: what lies in the working folder shadows nothing."""
    return [sys.executable, "-P", "-m", name]
