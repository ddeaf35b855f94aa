"""On how many threads does a kernel of ours run? On as many as torch has; one kernel at a time."""

from collections.abc import Callable
from threading import Lock

import numba
import numpy as np
import torch

# Threads that sleep between kernels. Those of OpenMP wait busily, beside torch's own, which wait busily too: on two
# cores an epoch took ten times as long.
numba.config.THREADING_LAYER = "workqueue"  # type: ignore[attr-defined]

_one_at_a_time = Lock()  # these threads serve one caller; a second would end the process


def launch(kernel: Callable[..., None], *arrays: np.ndarray) -> None:
    """Run a kernel."""
    most = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
    with _one_at_a_time:
        numba.set_num_threads(min(torch.get_num_threads(), most))
        kernel(*arrays)
