"""Does each engine do its jobs, one at a time where memory is short, and go on where tasks were lost?"""

import os
import signal
import sys
import threading
from collections import Counter
from dataclasses import replace

import pytest
from command_line import WALK, wait_until

from netsci_bench.cli.main import main
from netsci_bench.contract.errors import Interrupted, Mistake
from netsci_bench.runs import signals
from netsci_bench.runs.engines import memory, queue, slurm, task_notes
from netsci_bench.runs.engines.memory import GIB, MemoryGuard, free_memory, process_memory
from netsci_bench.runs.engines.overview import task_lines
from netsci_bench.runs.engines.processes import WorkerPool, WorkerResult
from netsci_bench.runs.engines.queue import task_minutes
from netsci_bench.runs.engines.slurm import SlurmEngine
from netsci_bench.runs.engines.task import Task
from netsci_bench.runs.engines.task_notes import TaskNotes, note_of
from netsci_bench.runs.engines.trainings import missing_trainings
from netsci_bench.runs.job import Job
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, Listener, collect_outcomes, submit_missing
from netsci_bench.specs import registry
from netsci_bench.storage.store import Store


class Process:
    """As far as the guard asks: a number."""

    def __init__(self, pid):
        self.pid = pid


def guard_of(sizes, free, promised=None):
    """A guard over processes of these sizes and largest sizes in GiB, with so much free."""
    children = WorkerPool(running={Process(number) for number in sizes})
    found = {number: (int(now * GIB), int(most * GIB)) for number, (now, most) in sizes.items()}
    return MemoryGuard(children, promised, lambda: int(free * GIB), found.get, inside=len(sizes))


@pytest.mark.parametrize(
    ("sizes", "free", "promised", "fits"),
    [
        ({1: (2, 2)}, 2.0, None, True),
        ({1: (2, 2)}, 1.9, None, False),
        ({1: (1, 3)}, 4.9, None, False),  # the one at work will grow again by two, and the next takes three
        ({1: (1, 3)}, 5.0, None, True),
        ({1: (0.1, 0.1)}, 1.8, None, False),  # of small ones it is not yet known how large they become
        ({1: (0.5, 0.5)}, 7.4, 4, False),
        ({1: (0.5, 0.5)}, 7.5, 4, True),
    ],
)
def test_one_more_starts_only_where_it_finds_what_the_largest_has_taken(sizes, free, promised, fits):
    assert guard_of(sizes, free, promised)._fits() is fits


def test_one_that_was_let_in_and_has_not_started_counts_as_large():
    guard = guard_of({1: (2, 2)}, 3.9)
    guard.inside = 2
    assert not guard._fits()
    guard.free = lambda: 4 * GIB
    assert guard._fits()


def test_the_first_always_starts_and_the_second_waits_for_its_end(monkeypatch):
    monkeypatch.setattr(memory, "SECONDS_BETWEEN_LOOKS", 0.01)
    guard = MemoryGuard(WorkerPool(), free=lambda: 0)
    second = threading.Event()

    def enter():
        with guard.room():
            second.set()

    waiting = threading.Thread(target=enter)
    with guard.room():
        waiting.start()
        assert not second.wait(0.1)
    assert second.wait(10)
    waiting.join()
    assert guard.inside == 0


def test_nobody_waits_for_memory_after_a_stop_or_where_the_system_does_not_tell():
    stopped = MemoryGuard(WorkerPool(stopped="stopped by SIGTERM"), free=lambda: 0, inside=1)
    with stopped.room():
        assert stopped.inside == 2
    assert MemoryGuard(WorkerPool(), free=lambda: None, inside=1)._fits()


def test_free_memory_is_the_least_of_machine_and_control_groups(tmp_path):
    group = tmp_path / "sys/fs/cgroup/a/b"
    (tmp_path / "proc/self").mkdir(parents=True)
    group.mkdir(parents=True)
    assert free_memory(tmp_path) is None
    (tmp_path / "proc/meminfo").write_text("MemTotal:       9000 kB\nMemAvailable:       7000 kB\nHugePages: 0\n")
    (tmp_path / "proc/self/cgroup").write_text("0::/a/b\n")
    assert free_memory(tmp_path) == 7000 * 1024
    for folder, most in ((group, "max"), (group.parent, "5000000")):
        (folder / "memory.max").write_text(most)
        (folder / "memory.current").write_text("4000000")
        (folder / "memory.stat").write_text("anon 1\ninactive_file 500000\n")
    assert free_memory(tmp_path) == 1_500_000


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_this_process_has_a_size():
    now, most = process_memory(os.getpid())
    assert 0 < now <= most
    assert process_memory(2**30) is None


class FakeSlurm:
    """Takes tasks as Slurm does, and does them when it is told to, in this process; each counts as a job."""

    def __init__(self, monkeypatch):
        self.waiting, self.begun, self.after = {}, [], {}
        monkeypatch.setattr(slurm, "send", self.send)
        monkeypatch.setattr(slurm, "known_numbers", lambda: set(self.waiting))
        monkeypatch.setattr(slurm, "SECONDS_BETWEEN_LOOKS", 0.0)
        monkeypatch.setattr(slurm, "SECONDS_BETWEEN_QUESTIONS", 0.0)
        monkeypatch.setattr(slurm.time, "sleep", self.sleep)

    def send(self, tasks, home, after, at_a_time):
        array = 1 + len(self.after)
        self.after[str(array)] = after
        for index, task in enumerate(tasks):
            self.waiting[f"{array}_{index}"] = task
            yield task, f"{array}_{index}"

    def sleep(self, seconds):
        """While the engine sleeps, the first task is done."""
        number = next(iter(self.waiting))
        task = self.waiting[number]
        self.begun.append(task.job)
        task()
        del self.waiting[number]


@pytest.fixture
def planned(home, tmp_path):
    def plan(**params):
        lines = "".join(f"  {name}: {value}\n" for name, value in params.items())
        text = WALK.replace("  steps: 20\n", f"  steps: 20\n{lines}").replace("[0, 1, 2, 3, 4]", "[0, 1]")
        (tmp_path / "walk.yaml").write_text(text)
        return make_plan(registry.find(str(tmp_path / "walk.yaml")), RunRequest(tier="paper", device="cpu"), home)

    return plan


@pytest.fixture
def cluster(monkeypatch):
    return FakeSlurm(monkeypatch)


def once_at_work(home, number):
    """Signal this process as soon as a training is on the disk; the thread that does it."""

    def wait():
        wait_until(lambda: list((home / "store" / "unfinished").glob("*/state.json")), "a training at work")
        os.kill(os.getpid(), number)

    asking = threading.Thread(target=wait)
    asking.start()
    return asking


def outcomes(plan, home, engine):
    return collect_outcomes(plan, home, ExecutionOptions(cluster=engine), Listener())


@pytest.mark.system
def test_a_task_for_each_seed_and_each_training_and_results_as_here(planned, home, cluster, tmp_path):
    plan = planned()
    assert {seed: len(places) for seed, places in missing_trainings(plan, home).items()} == {0: 1, 1: 1}
    there = outcomes(plan, home, SlurmEngine(home))
    assert Counter(job.training is not None for job in cluster.begun) == {True: 2, False: 2}
    assert cluster.after == {"1": set(), "2": {"1"}}
    assert list(TaskNotes(home).all()) == []
    here = collect_outcomes(plan, tmp_path / "other", ExecutionOptions(), Listener())
    assert [one.scalars for one in there] == [one.scalars for one in here]


@pytest.mark.system
def test_what_another_command_has_sent_is_not_sent_again(planned, home, cluster):
    plan = planned()
    submit_missing(plan, home, SlurmEngine(home))
    assert len(cluster.waiting) == 4
    assert "tasks: 4 waiting" in list(task_lines(home))
    assert all(not outcome.error for outcome in outcomes(plan, home, SlurmEngine(home)))
    assert len(cluster.begun) == 4


@pytest.mark.system
def test_a_task_that_slurm_has_lost_is_sent_again(planned, home, cluster):
    plan = planned()
    submit_missing(plan, home, SlurmEngine(home))
    for number in list(cluster.waiting)[1:]:
        del cluster.waiting[number]  # as `scancel` does
    assert all(not outcome.error for outcome in outcomes(plan, home, SlurmEngine(home)))
    assert sum(job.training is not None for job in cluster.begun) == 2


@pytest.mark.system
def test_a_failed_training_is_told_once_and_tried_again_by_the_next_command(planned, home, cluster):
    plan = planned(fails=[1])
    failed = outcomes(plan, home, SlurmEngine(home))
    assert [outcome.error.partition(" (")[0] for outcome in failed] == ["", "ArithmeticError: lost its way"]
    lines = list(task_lines(home))
    assert lines[0] == "tasks: 1 failed"
    assert "seed 1: failed: ArithmeticError" in lines[1]
    before = len(cluster.begun)
    outcomes(plan, home, SlurmEngine(home))
    assert [job.seed for job in cluster.begun[before:]] == [1]


@pytest.mark.system
def test_a_task_that_is_killed_each_time_is_given_up(planned, home, cluster, monkeypatch):
    plan = planned()
    killed = WorkerResult("failed", "its process was killed by SIGKILL")
    monkeypatch.setattr("netsci_bench.runs.engines.task.work", lambda *_: killed)
    with pytest.raises(Exception, match="killed by SIGKILL"):
        outcomes(plan, home, SlurmEngine(home))
    begun = Counter(job.address for job in cluster.begun if job.training is None)
    assert begun == dict.fromkeys(plan.addresses.values(), slurm.MOST_ATTEMPTS)


@pytest.mark.system
def test_a_seed_whose_training_was_not_built_does_not_fail_for_that_unless_it_failed(planned, home):
    plan, notes = planned(), TaskNotes(home)
    needs = missing_trainings(plan, home)
    training = note_of(Job(plan, 0, home, training=needs[0][0]))
    notes.write(replace(training, state="failed", why="no good"))
    Task(Job(plan, 0, home), needs[0])()
    assert notes.read(plan.addresses[0]).why == "its training failed: no good"
    notes.write(replace(training, state="killed"))
    Task(Job(plan, 0, home), needs[0])()
    assert notes.read(plan.addresses[0]) is None  # it is done


@pytest.mark.system
def test_a_task_that_is_asked_to_end_leaves_a_checkpoint_and_75(planned, home):
    plan, notes = planned(pause=0.05), TaskNotes(home)
    task = Task(Job(plan, 0, home))
    asked = once_at_work(home, signal.SIGTERM)
    with pytest.raises(SystemExit) as ended:
        task()
    asked.join()
    assert ended.value.code == Interrupted.exit_code
    assert notes.read(plan.addresses[0]).state == "interrupted"
    Task(Job(plan, 0, home))()
    assert notes.read(plan.addresses[0]) is None


@pytest.mark.system
def test_after_slurms_warning_the_same_task_is_sent_again_from_a_checkpoint(planned, home):
    submission = pytest.importorskip("submitit.helpers").DelayedSubmission
    task, sent = Task(Job(planned(pause=0.05), 0, home)), []

    def warned(number, frame):  # what submitit does
        sent.append(task.checkpoint())
        sys.exit(-1)

    with signals.handled(warned, (signal.SIGUSR2,)):
        warning = once_at_work(home, signal.SIGUSR2)
        with pytest.raises(SystemExit):
            task()
        warning.join()
    assert isinstance(sent[0], submission)
    assert TaskNotes(home).read(task.job.address).state == "interrupted"
    assert list((home / "store" / "unfinished").glob("*/state.json"))
    sent[0].result()
    assert Store(home / "store").holds(task.job.address)


def test_a_silent_task_is_spoken_of(planned, home, monkeypatch):
    notes = TaskNotes(home)
    notes.write(replace(note_of(Job(planned(), 0, home)), state="running"))
    monkeypatch.setattr(task_notes.time, "time", lambda: 10_000_000_000.0)
    assert "running, silent for" in list(task_lines(home))[1]


def test_status_begins_with_the_tasks_that_are_not_done(planned, home, tmp_path, monkeypatch, capsys):
    plan, notes = planned(), TaskNotes(home)
    for seed, state in ((0, "waiting"), (1, "failed")):
        notes.write(replace(note_of(Job(plan, seed, home)), state=state, why="no good" if state == "failed" else ""))
        notes.write_number(plan.addresses[seed], f"7_{seed}")
    (home / "store" / "done" / plan.addresses[0]).mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    monkeypatch.setattr("netsci_bench.maintenance.recording.published_folder", lambda: tmp_path / "reports")
    monkeypatch.setattr(sys, "argv", ["netsci-bench", "status"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    first, second, third, *_ = capsys.readouterr().out.splitlines()
    assert first == "tasks: 1 failed"
    log = home / "slurm" / "7_1" / "7_1_0_log.err"
    assert second == f"  {plan.id} (paper) seed 1: failed: no good; task 7_1; log: {log}"
    assert third.startswith("compared: ")


def test_a_tasks_time_covers_several_times_what_its_tier_promises(planned):
    plan = planned()
    slow = replace(plan, tier=plan.tier.model_copy(update={"minutes": 60.0, "seeds": (0, 1, 2, 3)}))
    assert task_minutes(slow) == 3 * 30 + 15  # two at a time on two cores
    assert task_minutes(replace(slow, threads=2)) == 3 * 15 + 15


def test_without_slurm_the_user_is_told(monkeypatch):
    monkeypatch.setattr(queue, "which", lambda _: None)
    with pytest.raises(Mistake, match="no Slurm here"):
        queue.refuse_missing_slurm()
    monkeypatch.setattr(queue, "which", lambda _: "/usr/bin/sbatch")
    monkeypatch.setattr(queue, "find_spec", lambda _: None)
    with pytest.raises(Mistake, match=r"netsci-bench\[slurm\]"):
        queue.refuse_missing_slurm()


def test_a_device_of_another_machine_is_taken_as_said(home, walk_yaml):
    entry = registry.find(str(walk_yaml))
    assert make_plan(entry, RunRequest(tier="paper", device="cuda", elsewhere=True), home).device == "cuda"
    assert make_plan(entry, RunRequest(tier="paper", elsewhere=True), home).device == "cpu"
