"""How does a run end that is told to, at whatever moment it is told?"""

import os
import signal
import sys
import threading
import time
from contextlib import suppress

import pytest

from netsci_bench.cli.main import main
from netsci_bench.contract.errors import Interrupted
from netsci_bench.runs import scheduler, signals
from netsci_bench.runs.engines import local, processes
from netsci_bench.runs.engines.processes import WorkerPool, WorkerResult, work
from netsci_bench.runs.job import Job
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, Listener
from netsci_bench.runs.worker import Stop
from netsci_bench.specs import registry
from netsci_bench.storage.store import Store

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("seeds_are_started")]


@pytest.fixture
def slow_job(home, walk_yaml, tmp_path):
    """A walk of a minute."""
    spec = tmp_path / "slow.yaml"
    spec.write_text(walk_yaml.read_text().replace("  steps: 20\n", "  steps: 3000\n  pause: 0.02\n"))
    return Job(make_plan(registry.find(str(spec)), RunRequest(tier="paper", device="cpu"), home), 0, home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_an_interruption_wherever_it_comes(number):
    before = signal.getsignal(number)
    with pytest.raises(Interrupted, match=number.name), signals.interruptible():
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("moment", ["make_plan", "renew_report", "describe_environment"])
def test_a_signal_while_the_bench_plans_or_writes_ends_with_75(home, walk_yaml, monkeypatch, capsys, moment):
    def told(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(f"netsci_bench.pipeline.{moment}", told)
    monkeypatch.setattr(sys, "argv", ["netsci-bench", "run", str(walk_yaml), "--no-track", "--tier", "smoke"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == Interrupted.exit_code == 75
    assert "run the same command again" in capsys.readouterr().err


def swallowed_signal():
    """As a library may do that guards an import of its own."""
    with suppress(Exception):
        signal.raise_signal(signal.SIGTERM)


def test_a_signal_that_foreign_code_swallowed_is_heard_at_the_end():
    with pytest.raises(Interrupted, match="SIGTERM"), signals.interruptible():
        swallowed_signal()


def test_no_seed_is_started_after_a_swallowed_signal(slow_job, monkeypatch):
    monkeypatch.setattr(local, "work", lambda *_: pytest.fail("was started"))
    with pytest.raises(Interrupted, match="SIGTERM"), signals.interruptible():
        scheduler._measured([swallowed_signal() or slow_job], ExecutionOptions(), Listener())


def test_a_signal_that_another_thread_receives_is_heard(slow_job, monkeypatch):
    """The system may deliver it to any thread; only the main one runs handlers, and it waits for seeds meanwhile."""

    def receive(job, pool, progress):
        time.sleep(0.2)  # by now the main thread waits
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        patience = time.monotonic() + 60
        while not pool.stopped and time.monotonic() < patience:
            time.sleep(0.01)
        return WorkerResult("interrupted" if pool.stopped else "failed", pool.stopped or "nobody heard it")

    monkeypatch.setattr(local, "work", receive)
    with pytest.raises(Interrupted, match="stopped by SIGTERM; 1 of 1 seeds are not done"):
        scheduler._measured([slow_job], ExecutionOptions(), Listener())


def test_a_worker_that_is_asked_ends_at_its_next_checkpoint_and_says_so(slow_job):
    children = WorkerPool()
    found = work(
        slow_job, children, lambda step: children.stop(signal.SIGTERM, None) if not children.stopped else None
    )
    assert (found.word, found.why) == ("interrupted", "it was asked to stop")
    assert list((slow_job.home / "store" / "unfinished").glob("*/state.json"))


def test_a_worker_that_is_asked_before_it_can_listen_is_interrupted_and_not_failed(slow_job, monkeypatch):
    children = WorkerPool()
    monkeypatch.setattr(processes, "_tell", lambda process, job: children.stop(signal.SIGTERM, None))
    assert work(slow_job, children, lambda step: None).word == "interrupted"


def test_a_stop_between_start_and_notice_is_not_lost(slow_job, monkeypatch):
    children, real = WorkerPool(), processes._started

    def started(job, errors):
        process = real(job, errors)
        children.stop(signal.SIGTERM, None)  # the process is not among those that run yet
        return process

    monkeypatch.setattr(processes, "_started", started)
    assert work(slow_job, children, lambda step: None).word == "interrupted"


def test_nothing_is_started_after_a_stop_or_the_deadline(slow_job, monkeypatch):
    monkeypatch.setattr(processes, "_started", lambda *_: pytest.fail("was started"))
    assert work(slow_job, WorkerPool(stopped="stopped by SIGTERM"), lambda step: None).why == "stopped by SIGTERM"
    assert "time" in work(slow_job, WorkerPool(deadline=0.0), lambda step: None).why


def test_a_worker_ends_by_itself_when_its_seconds_are_over(slow_job):
    from dataclasses import replace

    found = work(replace(slow_job, seconds=0.2), WorkerPool(), lambda step: None)
    assert (found.word, found.why) == ("interrupted", "time limit reached")


def test_a_reason_to_stop_stays_the_first_one():
    stop = Stop(deadline=float("inf"))
    assert stop() == ""
    stop.ask("one")
    stop.ask("two")
    assert stop() == "one"
    assert Stop(deadline=0.0)() == "time limit reached"


def test_half_a_line_of_a_killed_process_is_no_event(slow_job, monkeypatch):
    script = "import sys; sys.stdin.buffer.read(1); print('{\"event\": \"progr', end='', flush=True); sys.exit(9)"
    real = processes.subprocess.Popen

    def popen(command, **how):
        return real([sys.executable, "-c", script], **how)

    monkeypatch.setattr(processes.subprocess, "Popen", popen)
    found = work(slow_job, WorkerPool(), lambda step: None)
    assert found.word == "failed"
    assert "ended with code 9" in found.why


def test_a_finished_seed_is_in_the_store(home, walk_yaml):
    planned = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="smoke", device="cpu"), home)
    assert work(Job(planned, 0, home), WorkerPool(), lambda step: None).word == "done"
    assert Store(home / "store").done(planned.addresses[0])
