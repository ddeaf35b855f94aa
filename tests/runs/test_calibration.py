"""Are promised minutes scaled by what this machine is measured to be, once a day, whatever else it is doing?"""

import json
from types import SimpleNamespace

import pytest

from netsci_bench.pipeline import announcement
from netsci_bench.runs import calibration
from netsci_bench.runs.calibration import (
    DAY,
    FILE,
    LONGEST,
    REFERENCE,
    Clocks,
    compare,
    fastest,
    make_kernels,
    promise,
    promised_minutes,
    slowdown,
)
from netsci_bench.runs.plan import RunRequest
from netsci_bench.specs.model import Tier


class FakeMachine:
    """A clock that only the kernels move; ``times``: how slow the machine is at each repeat, the last for good."""

    def __init__(self, *times):
        self.times, self.now, self.date, self.runs = list(times), 0.0, 1_000_000.0, 0

    def kernels(self):
        def work(name):
            self.runs += 1
            times = self.times[min((self.runs - 1) // len(REFERENCE), len(self.times) - 1)]
            self.now += REFERENCE[name] * times

        return {name: lambda name=name: work(name) for name in REFERENCE}

    def clocks(self):
        return Clocks(date=lambda: self.date, stopwatch=lambda: self.now)


@pytest.fixture
def machine(monkeypatch):
    def make(*times):
        made = FakeMachine(*times)
        monkeypatch.setattr(calibration, "make_kernels", made.kernels)
        return made

    yield make
    slowdown.cache_clear()


@pytest.mark.parametrize("times", [0.5, 1.0, 1.7, 6.0])
def test_a_machine_is_as_slow_as_its_kernels(tmp_path, machine, times):
    assert slowdown(tmp_path, machine(times).clocks()) == pytest.approx(times)


def test_a_busy_machine_is_measured_by_its_best_repeat(tmp_path, machine):
    assert slowdown(tmp_path, machine(9, 30, 4, 7, 2, 50, 8).clocks()) == pytest.approx(2)


@pytest.mark.parametrize("times", [1.0, 40.0, 3000.0])
def test_measuring_ends_in_time_however_slow_the_machine(times):
    made = FakeMachine(times)
    fastest(made.kernels(), lambda: made.now)
    one_round = sum(REFERENCE.values()) * times
    assert made.now <= LONGEST + 2 * one_round
    assert LONGEST + 0.1 < 1


def test_a_machine_that_gets_faster_for_ever_is_measured_for_a_limited_time():
    made = FakeMachine(*(100 / (1 + n) for n in range(100_000)))
    fastest(made.kernels(), lambda: made.now)
    assert made.now < LONGEST + 0.2


def test_no_clock_is_too_coarse():
    assert compare(fastest({name: lambda: None for name in REFERENCE}, lambda: 0.0)) > 0


def test_it_is_measured_once_a_day(tmp_path, machine):
    made = machine(2)
    for age, runs in ((0, "first"), (DAY - 1, "kept"), (DAY + 1, "again"), (DAY + 2, "kept"), (-5, "again")):
        made.date, before = 1_000_000.0 + age, made.runs
        assert slowdown(tmp_path, made.clocks()) == pytest.approx(2)
        assert (made.runs > before) == (runs != "kept"), age


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "{}",
        '{"slowdown": "fast"}',
        {"processor": "another"},
        {"slowdown": -1},
        {"slowdown": float("inf")},
        {"reference": {"products": 1}},
        {"measured": "yesterday"},
    ],
)
def test_what_is_kept_of_another_machine_or_damaged_is_measured_again(tmp_path, machine, kept):
    made = machine(3)
    slowdown(tmp_path, made.clocks())
    file = tmp_path / FILE
    text = kept if isinstance(kept, str) else json.dumps(json.loads(file.read_text()) | kept)
    file.write_text(text)
    made.times, made.runs = [5], 0
    assert slowdown(tmp_path, made.clocks()) == pytest.approx(5)


def test_a_home_that_cannot_be_written_is_no_obstacle(tmp_path, machine):
    (tmp_path / "file").write_text("")
    assert slowdown(tmp_path / "file" / "home", machine(2).clocks()) == pytest.approx(2)


def test_the_real_kernels_are_timed_and_none_is_free():
    kernels = make_kernels()
    assert kernels.keys() == REFERENCE.keys()
    seconds = iter(range(10**6))
    assert set(fastest(kernels, lambda: next(seconds))) == set(REFERENCE)


@pytest.mark.parametrize(
    ("minutes", "times", "promised"),
    [(0.4, 1, 0.4), (3, 2.04, 6.1), (20, 0.333, 6.7), (480, 1.23, 590), (0.3, 40, 12)],
)
def test_promises_have_two_digits_and_say_that_they_are_scaled(monkeypatch, minutes, times, promised):
    monkeypatch.setattr(calibration, "slowdown", lambda home: times)
    assert promised_minutes(minutes, "cpu") == pytest.approx(promised)
    assert promise(minutes, "cpu") == f"about {promised:g} min on two cores (scaled to this machine)"


def test_minutes_of_a_gpu_are_not_scaled_by_a_processor(monkeypatch):
    monkeypatch.setattr(calibration, "slowdown", lambda home: 5.0)
    assert promise(37, "cuda") == "about 37 min on two cores"


@pytest.mark.parametrize(("seeds", "minutes"), [((0,), 40), ((0, 1, 2), 120), ((7, 9), 80)])
def test_a_run_announces_minutes_scaled_to_the_machine_and_its_seeds(monkeypatch, seeds, minutes):
    monkeypatch.setattr(calibration, "slowdown", lambda home: 2.0)
    tiers = {
        "smoke": Tier(seeds=(0,), minutes=0.4),
        "quick": Tier(seeds=(0,), minutes=20),
        "paper": Tier(seeds=(0,), minutes=300, device="cuda"),
    }
    plan = SimpleNamespace(
        id="a/b", tier_name="quick", tier=tiers["quick"], seeds=seeds, device="cpu", spec=SimpleNamespace(tiers=tiers)
    )
    said = announcement(plan, RunRequest())
    assert f"about {minutes} min on two cores (scaled to this machine)" in said
    assert "--tier paper needs 300 min and a cuda device" in said
