"""Do experiments share a training, and is it run once? A walk that notes each step it takes, and moves of its end."""

import json
import time

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params


class Steps(Params):
    """How far to walk; ``pause`` in seconds a step; the seeds in ``fails`` raise in the middle."""

    steps: int = 10
    pause: float = 0.0
    fails: tuple[int, ...] = ()


class Shift(Params):
    """A walk, and how far its end is moved."""

    walk: Steps = Steps()
    shift: float = 0.0


class Shifted(Metrics):
    """Where the walk ended, moved."""

    end: float


def take_steps(p: Steps, run: Run) -> None:
    """Walk step by step, on from the last one that is on the disk; every step taken is noted."""
    state = run.folder / "state.json"
    path = json.loads(state.read_text()) if state.exists() else [0.0]
    while len(path) <= p.steps:
        if run.seed in p.fails and len(path) > p.steps // 2:
            raise ArithmeticError("lost its way")
        with (run.folder / "taken.txt").open("a") as taken:
            taken.write(f"{len(path)}\n")
        path.append(path[-1] + float(run.rng(f"step {len(path)}").normal(1.0)))
        state.with_suffix(".new").write_text(json.dumps(path))
        state.with_suffix(".new").replace(state)
        run.progress(Progress("walking", len(path), p.steps, "step"))
        time.sleep(p.pause)
        run.stop_if_asked()


def shift(p: Shift, run: Run) -> Shifted:
    """Walk, and move the end."""
    folder = run.once(take_steps, p.walk, "walk")
    return Shifted(end=json.loads((folder / "state.json").read_text())[-1] + p.shift)
