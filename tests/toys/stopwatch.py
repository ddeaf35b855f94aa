"""How long do several ways of doing the same take, and how much memory? Taken in turns: a busy moment meets all."""

import os
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
import torch
from threadpoolctl import threadpool_limits

BUSY = 0.75  # waiting processes for each core, above which times on two threads mean nothing
Clock = Callable[[], float]
Action = Callable[[], object]


def seconds(action: Action, clock: Clock = time.process_time) -> float:
    """By the processor's clock, unless told otherwise."""
    start = clock()
    action()
    return clock() - start


def fastest(actions: Sequence[Action], rounds: int, clock: Clock = time.process_time) -> list[float]:
    """Seconds of the fastest round of each."""
    times = [[seconds(action, clock) for action in actions] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def peak_bytes(action: Action) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@contextmanager
def threads(count: int) -> Iterator[None]:
    """So many threads for torch and for matrix products; two are of no use where other work holds the cores."""
    if count > 1 and os.getloadavg()[0] > BUSY * (os.cpu_count() or 1):
        pytest.skip("other work holds the cores: a second thread waits")
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        with threadpool_limits(count):
            yield
    finally:
        torch.set_num_threads(before)
