"""Does a run on a real Slurm give what a run here gives, whatever happens to its tasks and to the controller?"""

import os
import shutil
import signal
import tempfile
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import CommandLine, say_how_it_ended, wait_until
from one_node_slurm import CPUS, INSTALL, OneNodeSlurm, missing

from netsci_bench.runs.engines.overview import task_lines
from netsci_bench.runs.engines.task_notes import TaskNotes

pytestmark = [pytest.mark.system, pytest.mark.nightly, pytest.mark.timeout(1800)]
if missing():
    pytest.skip(f"no {', '.join(missing())} here; on Debian: {INSTALL}", allow_module_level=True)
if find_spec("submitit") is None:
    pytest.skip("no submitit here: pip install 'netsci-bench[slurm]'", allow_module_level=True)

SEEDS, SHIFTS, STEPS = 6, (0.0, 1.0, -2.0), 30
SPEC = """
title: A walk, moved by {shift}
experiment: shifted_walk:shift
params:
  walk: {{steps: {steps}, pause: {pause}, fails: {fails}}}
  shift: {shift}
tiers:
  smoke: {{seeds: [0], minutes: 0.1}}
  paper: {{seeds: {seeds}, minutes: 0.1, memory_gb: 0.4}}
claims:
  it-moves-on:
    says: The walk ends beyond zero
    metric: end
    accept: {{at_least: 0}}
    because: thirty steps of mean one have mean thirty and standard deviation 5.5
    statement: ozer2025/pagerank-grows
    role: check
"""


@pytest.fixture
def slurm():
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))  # a short path: that of a socket must not be long
    started = OneNodeSlurm(folder)
    try:
        yield started.start()
    finally:
        started.end()
        shutil.rmtree(folder, ignore_errors=True)


class Cluster(CommandLine):
    """The command line beside a toy registry of three ids that share a training for each seed."""

    def __init__(self, folder, slurm):
        super().__init__(folder)
        self.slurm = slurm

    def environment(self, **variables):
        return super().environment(SBATCH_PARTITION="low", **self.slurm.variables, **variables)

    def specs(self, pause=0.0, fails=(), seeds=SEEDS, shifts=SHIFTS):
        for number, shift in enumerate(shifts):
            text = SPEC.format(shift=shift, steps=STEPS, pause=pause, fails=list(fails), seeds=list(range(seeds)))
            (self.folder / f"moved-{number}.yaml").write_text(text)
        return sorted(self.folder.glob("moved-*.yaml"))

    def taken(self):
        """Address -> steps of each training, in the order in which they were taken."""
        files = (self.home / "store").glob("*/*/taken.txt")
        return {file.parent.name: [int(line) for line in file.read_text().split()] for file in files}

    def status(self):
        """What ``status`` says of tasks, without what it says of the published reports."""
        return "\n".join(task_lines(self.home))

    def logs(self):
        return "\n".join(file.read_text() for file in (self.home / "slurm").glob("*/*_log.*"))


@pytest.fixture
def cluster(tmp_path, slurm):
    place = Cluster(tmp_path, slurm)
    yield place
    place.end()
    slurm.ask("scancel", "--user", str(os.getuid()))


def test_tasks_that_are_killed_and_preempted_give_the_same_results_and_each_training_once(cluster, slurm, tmp_path):
    """24 tasks: six trainings and eighteen seeds of three ids."""
    specs = cluster.specs(pause=1.5)
    run = cluster.start("run", *specs, "--on", "slurm", "--no-track", "--tier", "paper", "-q")
    building = "netsci_bench.runs.engines.trainings"
    wait_until(lambda: sum(len(steps) > 3 for steps in cluster.taken().values()) >= 2, "two trainings at work", run)
    os.kill(slurm.processes(building)[0], signal.SIGKILL)  # as the kernel does for want of memory
    notes = TaskNotes(cluster.home)
    wait_until(lambda: "killed" in {note.state for note in notes.all()}, "a note of what became of it", run)
    slurm.ask("sbatch", "--partition=high", f"--ntasks={CPUS}", "--mem=100M", "--output=/dev/null", "--wrap=sleep 5")
    wait_until(lambda: "DUE TO PREEMPTION" in cluster.logs(), "a task that another one displaces", run)
    slurm.restart_controller()
    assert run.poll() is None
    assert cluster.status().startswith("tasks:")
    out, err = say_how_it_ended(run, patience=1200)  # 24 tasks take four minutes on two idle cores
    assert run.returncode == 0, out + err + slurm.said()

    sent = len(list((cluster.home / "slurm").glob("*/*_submitted.pkl")))
    assert sent - SEEDS * (1 + len(SHIFTS)) in (0, 1)  # the one that was killed may be sent again
    taken = cluster.taken()
    assert len(taken) == SEEDS
    assert len(cluster.done()) == SEEDS * (1 + len(SHIFTS))
    for steps in taken.values():
        assert sorted(set(steps)) == list(range(1, STEPS + 1))
        assert sum(later <= earlier for earlier, later in pairwise(steps)) <= 2  # gone on, and not begun again
        assert steps.count(1) == 1
    assert cluster.status() == ""
    assert list(notes.all()) == []

    on_slurm, cluster.home = cluster.metrics(), tmp_path / "another home"
    assert cluster.run("run", *specs, "--no-track", "--tier", "paper", "-q", "-j", "6").code == 0
    assert cluster.metrics() == on_slurm
    assert len(on_slurm) == SEEDS * len(SHIFTS)


def test_whoever_waits_may_go_and_come_back_and_a_training_that_fails_is_told(cluster):
    spec = cluster.specs(pause=0.2, fails=(1,), seeds=3, shifts=(0.0,))[0]
    words = ("run", spec, "--on", "slurm", "--no-track", "--tier", "paper", "-q")
    run = cluster.start(*words)
    wait_until(lambda: cluster.taken(), "a training at work", run)
    out, err = say_how_it_ended(run, signal.SIGINT)
    assert run.returncode == 75, out + err
    assert "the tasks go on" in err
    wait_until(lambda: len(cluster.metrics()) == 2, "the seeds that do not fail")  # nobody waits for them
    wait_until(lambda: "2 failed" in cluster.status(), "the failure in status")
    told = cluster.status()
    assert "ArithmeticError: lost its way" in told
    log = Path(told.partition("log: ")[2].splitlines()[0])
    assert log.is_relative_to(cluster.home)
    assert "lost its way" in log.read_text()
    again = cluster.run(*words)
    assert again.code == 1
    assert (
        "its training failed: ArithmeticError: lost its way" in cluster.report(name="moved-0")["outcomes"][1]["error"]
    )
