"""Which tasks does Slurm still know, and how are new ones handed to it? As arrays, through submitit.

Partition, account and the like are read by ``sbatch`` itself from the variables ``SBATCH_PARTITION``,
``SBATCH_ACCOUNT`` and so on; the bench asks only for what a tier tells: minutes, threads, memory and a GPU.
"""

import logging
import math
import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.runs.engines.task import Task
from netsci_bench.runs.job import Job
from netsci_bench.runs.plan import Plan
from netsci_bench.runs.process_environment import process_environment

LONGEST_ARRAY = 1000  # Slurm's MaxArraySize is 1001 unless somebody has changed it
MOST_TIMEOUTS = 20  # how often a task may use up its time, and go on
MEMORY = 4.0  # GiB, of a tier that does not say
TIMES, MARGIN = 3.0, 15.0  # a task may take so many times what its tier promises, and so many minutes more
WARNING = 90  # seconds between Slurm's warning and the end
PATIENCE = 60  # seconds for Slurm's answer


def refuse_missing_slurm() -> None:
    """Both Slurm's commands and submitit must be here.

    Raises:
        Mistake: with what to install.
    """
    if which("sbatch") is None or which("squeue") is None:
        raise Mistake("--on slurm: there is no Slurm here", remedy="run it on a login node, which has `sbatch`")
    if find_spec("submitit") is None:
        raise Mistake("--on slurm needs submitit", remedy="pip install 'netsci-bench[slurm]'")


def known_numbers() -> set[str] | None:
    """The numbers of all tasks of this user that wait or run, such as ``12_3``; None: Slurm does not answer."""
    command = ["squeue", "--noheader", "--array", "--me", "--format=%i"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return set(answer.stdout.split())


def send(tasks: Sequence[Task], home: Path, after: set[str], at_a_time: int) -> Iterator[tuple[Task, str]]:
    """Hand tasks of one plan to Slurm; each with the number that it was given, such as ``12_3``.

    Args:
        tasks: of one plan.
        home: whose folder ``slurm/`` takes the logs.
        after: numbers of arrays that must have ended, however they ended.
        at_a_time: of these tasks, how many at most; 0: as many as Slurm will.

    Raises:
        Failure: Slurm does not take them.
    """
    for begin in range(0, len(tasks), LONGEST_ARRAY):
        some = tasks[begin : begin + LONGEST_ARRAY]
        try:
            numbers = [str(sent.job_id) for sent in _executor(some[0].job, home, after, at_a_time).submit_all(some)]
        except (OSError, subprocess.SubprocessError, RuntimeError) as error:
            raise Failure(f"Slurm did not take the tasks: {error}", remedy="run the same command again") from error
        yield from zip(some, numbers, strict=True)


class _Executor:
    """submitit, with what a plan needs of a node."""

    def __init__(self, folder: Path, wanted: dict[str, Any]) -> None:
        import submitit

        logging.getLogger("submitit").setLevel(logging.ERROR)
        self.slurm = submitit.SlurmExecutor(folder, max_num_timeout=MOST_TIMEOUTS)
        self.slurm.update_parameters(**wanted)

    def submit_all(self, tasks: Sequence[Task]) -> list[Any]:
        """One array of all tasks, which is sent when the ``with`` ends."""
        with self.slurm.batch():
            return [self.slurm.submit(task) for task in tasks]


def _executor(job: Job, home: Path, after: set[str], at_a_time: int) -> _Executor:
    plan = job.plan
    path = process_environment(plan.threads)["PYTHONPATH"]
    wanted = {
        "job_name": f"netsci-bench {plan.id}",
        "time": task_minutes(plan),
        "cpus_per_task": plan.threads,
        "mem": f"{math.ceil((plan.tier.memory_gb or MEMORY) * 1024)}M",
        "gpus_per_node": 1 if plan.device == "cuda" else None,
        "dependency": "afterany:" + ":".join(sorted(after)) if after else None,
        "array_parallelism": at_a_time or LONGEST_ARRAY,
        "signal_delay_s": WARNING,
        "setup": [f"export PYTHONPATH={shlex.quote(path)} NETSCI_BENCH_HOME={shlex.quote(os.fspath(home))}"],
        "additional_parameters": {"requeue": True},
    }
    return _Executor(home / "slurm" / "%j", {name: value for name, value in wanted.items() if value is not None})


def task_minutes(plan: Plan) -> int:
    """The time limit of one task: several times what the tier promises for a seed, and some minutes more."""
    lanes = max(1, 2 // plan.threads)  # the minutes of a tier are those of all its seeds on two cores
    one = plan.tier.minutes / math.ceil(len(plan.tier.seeds) / lanes)
    return math.ceil(TIMES * one + MARGIN)
