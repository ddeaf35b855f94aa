"""How long will a tier take on this machine? The minutes of a spec, scaled by how fast three small kernels run here.

The minutes of the specs come from recorded reports: ``AMD EPYC``, two cores, one thread a seed. It was not at hand
when the kernels were timed. The reference is an Intel Xeon with AVX-512, taken to be as fast as that processor.
The kernels resemble what trainings do: small products of matrices, tanh, and a maximum over strided windows. They are
so small that one thread computes them within one slice of a busy processor, and the fastest of many repeats counts.
Trainings differ from them, so a scaled promise is a better guess, not a measurement.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from netsci_bench.runs.hardware import processor_name
from netsci_bench.storage.atomic import write_json
from netsci_bench.storage.home import home as users_home

REFERENCE = MappingProxyType({"products": 158e-6, "tanh": 11.1e-6, "windows": 377e-6})  # seconds on that Xeon
FILE = "calibration.json"  # of the home
DAY = 24 * 3600.0
LONGEST = 0.5  # seconds that measuring may take
ENOUGH = 25  # rounds without a faster one
SIDE, PRODUCTS = 64, 40  # 64^3 multiplications: below the size at which OpenBLAS starts a second thread


class Clocks(NamedTuple):
    """Seconds since 1970, and seconds of a clock that never goes back."""

    date: Callable[[], float] = time.time
    stopwatch: Callable[[], float] = time.perf_counter


CLOCKS = Clocks()
Kernels = Mapping[str, Callable[[], object]]


def promised_minutes(minutes: float, device: str, home: Path | None = None) -> float:
    """The minutes of a tier on this machine, to two digits; as the spec has them where a GPU does the work."""
    if device != "cpu":
        return minutes
    return float(f"{minutes * slowdown(home or users_home()):.2g}")


def promise(minutes: float, device: str, home: Path | None = None) -> str:
    """The promised minutes in words, which say whether they were scaled."""
    scaled = " (scaled to this machine)" if device == "cpu" else ""
    return f"about {promised_minutes(minutes, device, home):g} min on two cores{scaled}"


@cache
def slowdown(home: Path, clocks: Clocks = CLOCKS) -> float:
    """How many times slower than the reference this machine is; measured once a day, kept in the home."""
    file, processor, now = home / FILE, processor_name(), clocks.date()
    if known := _kept(file, processor, now):
        return known
    factor = compare(fastest(make_kernels(), clocks.stopwatch))
    with suppress(OSError):  # no home is created here; one that cannot be written is reported where a result needs it
        write_json(file, {"processor": processor, "reference": dict(REFERENCE), "measured": now, "slowdown": factor})
    return factor


def compare(seconds: Mapping[str, float]) -> float:
    """The geometric mean of what each kernel takes, as a multiple of the reference."""
    return math.exp(math.fsum(math.log(seconds[name] / REFERENCE[name]) for name in REFERENCE) / len(REFERENCE))


def fastest(kernels: Kernels, stopwatch: Callable[[], float]) -> dict[str, float]:
    """Seconds of the fastest repeat of each kernel; at least two rounds, until none is faster or time is up."""
    began = stopwatch()
    best, idle = _round(kernels, stopwatch), 0
    while idle < ENOUGH:
        again = _round(kernels, stopwatch)
        idle = 0 if any(again[name] < best[name] for name in best) else idle + 1
        best = {name: min(best[name], again[name]) for name in best}
        if stopwatch() - began >= LONGEST:
            break
    return best


def make_kernels() -> Kernels:
    """What is timed; each takes less than a millisecond or two."""
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((SIDE, SIDE), dtype=np.float32)
    vector = rng.standard_normal(40_000, dtype=np.float32)
    maps = rng.standard_normal((32, 28, 28), dtype=np.float32).reshape(32, 14, 2, 14, 2)
    return {
        "products": lambda: [matrix @ matrix for _ in range(PRODUCTS)],
        "tanh": lambda: np.tanh(vector),
        "windows": lambda: maps.max(axis=(2, 4)),
    }


def _round(kernels: Kernels, stopwatch: Callable[[], float]) -> dict[str, float]:
    return dict(_timed(kernels, stopwatch))


def _timed(kernels: Kernels, stopwatch: Callable[[], float]) -> Iterator[tuple[str, float]]:
    for name, work in kernels.items():
        began = stopwatch()
        work()
        yield name, max(stopwatch() - began, 1e-9)  # a coarse clock may stand still


def _kept(file: Path, processor: str, now: float) -> float | None:
    """What was measured on this processor less than a day ago; None where there is no such number."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        known, age = float(kept["slowdown"]), now - float(kept["measured"])
        same = kept["processor"] == processor and kept["reference"] == dict(REFERENCE)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return known if same and 0 <= age < DAY and math.isfinite(known) and known > 0 else None
