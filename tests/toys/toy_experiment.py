"""Does the bench work? A random walk with a resumable 'training', so that the bench is tested without torch."""

import json
import os
import time

import numpy as np

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params

SCALE = 1.0


class Walk(Params):
    """How far to walk; ``pause`` in seconds a step; the seeds in ``fails`` raise, those in ``dies`` are gone."""

    steps: int = 20
    drift: float = 1.0
    pause: float = 0.0
    fails: tuple[int, ...] = ()
    dies: tuple[int, ...] = ()


class Walked(Metrics):
    """Where the walk ended, and every position."""

    end: float
    path: list[float]


def wander(p: Walk, run: Run) -> None:
    """Walk step by step; what is needed to go on is on disk after each."""
    state = run.folder / "state.json"
    path = json.loads(state.read_text()) if state.exists() else []
    while len(path) < p.steps:
        step = run.rng(f"step {len(path)}").normal(p.drift * SCALE)
        path.append((path[-1] if path else 0.0) + step)
        state.with_suffix(".new").write_text(json.dumps(path))
        state.with_suffix(".new").replace(state)
        run.progress(Progress("walking", len(path), p.steps, "step"))
        time.sleep(p.pause)
        run.stop_if_asked()
    for i, position in enumerate(path):
        run.log(i, position=position)


def walk(p: Walk, run: Run) -> Walked:
    """Walk, and say where it led."""
    if run.seed in p.fails:
        raise ArithmeticError("lost its way")
    if run.seed in p.dies:
        os._exit(9)
    folder = run.once(wander, p, "walk")
    path = json.loads((folder / "state.json").read_text())
    run.keep("path", np.array(path))
    return Walked(end=path[-1], path=path)


def walk_again(p: Walk, run: Run) -> Walked:
    """Walk, and ask for the same walk once more, without a name."""
    walked = walk(p, run)
    run.once(wander, p)
    return walked
