"""On which device are networks computed, and with which numeric settings?"""

import os

import torch


def best_device() -> str:
    """The fastest kind of device that torch can use on this machine: ``cuda``, ``mps`` or ``cpu``."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def numeric_settings(device: str, threads: int) -> None:
    """Pin the threads and ask for deterministic algorithms and full float32; once, at the start of a process.

    A CPU is held to determinism strictly: there a training is promised to be bit-identical. Elsewhere torch only
    warns, because some backward passes (max-pooling, for one) have no deterministic CUDA kernel.
    """
    torch.set_num_threads(threads)
    if device == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what cuBLAS needs to be deterministic
    torch.backends.cudnn.allow_tf32 = False  # evaluation is float32 in the full sense
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.benchmark = False  # it would pick kernels by a stopwatch
    torch.use_deterministic_algorithms(True, warn_only=device != "cpu")
    # a debugging aid that costs a pass over memory
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
