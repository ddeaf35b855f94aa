"""Does a user see at any moment which phase runs, how far it is, and how long all of it will still take?"""

import io
import re

import pytest
from command_line import WalkInside
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TextColumn

from netsci_bench.cli import progress as shown
from netsci_bench.cli.progress import _Lines, _Rows, amount, show_progress
from netsci_bench.cli.time_left import RunClock, in_words
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Progress


class Time:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    time = Time()
    return RunClock(time), time


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Progress("t", 0.751599, 5, "epoch"), "0 of 5 epochs"),
        (Progress("t", 4.999, 5, "epoch"), "4 of 5 epochs"),
        (Progress("t", 1, 1, "round"), "1 of 1 round"),
        (Progress("t", 0, 500, "step"), "0 of 500 steps"),
        (Progress("t", 2, 7, "training"), "2 of 7 trainings"),
        (Progress("t", 3, 9, "pictures"), "3 of 9 pictures"),
        (Progress("t", 12_345_678, 45_000_000, "B"), "12.3 of 45.0 MB"),
        (Progress("t", 12_345_678, 0, "B"), "12.3 MB"),
        (Progress("t", 0, 29_000, "B"), "0.0 of 29.0 kB"),
        (Progress("t", 0, 1), ""),
    ],
)
def test_amounts_are_whole_and_their_units_agree(step, words):
    assert amount(step) == words


@pytest.mark.parametrize(
    ("seeds", "at_a_time", "left"), [(4, 1, 30.0), (4, 2, 20.0), (4, 4, 10.0), (9, 4, 20.0), (8, 3, 30.0)]
)
def test_the_time_left_counts_the_seeds_that_run_side_by_side(clock, seeds, at_a_time, left):
    """One seed took ten seconds; the others of its round have just begun."""
    run, time = clock
    run.begin(seeds, at_a_time, 1000.0)
    time.now += 10
    run.end(0, 10.0)
    for seed in range(1, at_a_time):
        run.step(seed, Progress("training", 0, 5))
    assert run.seconds_left == pytest.approx(left)


def test_before_a_seed_ends_the_promise_and_the_phase_say_how_long_it_takes(clock):
    run, time = clock
    assert run.seconds_left is None
    run.begin(4, 2, 60.0)  # two rounds of 30 s
    run.step(0, Progress("training", 0, 10, "epoch"))
    run.step(1, Progress("training", 0, 10, "epoch"))
    assert run.seconds_left == pytest.approx(60)
    time.now += 15
    run.step(0, Progress("training", 2, 10, "epoch"))  # 75 s for one: longer than was promised
    run.step(1, Progress("training", 2, 10, "epoch"))
    assert run.seconds_left == pytest.approx(135)
    assert run.share == pytest.approx(15 / 150)
    for seed in range(4):
        run.end(seed, 20.0)
    assert run.seconds_left == 0
    assert run.share == 1


def test_the_trainings_that_a_spec_names_are_counted_and_a_later_one_does_not_begin_at_nothing(clock):
    """Each of four takes ten minutes: a tenth of the third one is not a tenth of the seed."""
    run, time = clock
    run.begin(1, 1, 60.0, ("text", "published", "random", "last"))
    for name in run.trainings:
        for done in range(10):
            run.step(0, Progress(f"training {name}", done, 10, "epoch"))
            if done:  # of the first step only the promise says anything
                assert run.seconds_left == pytest.approx(2400 - (time.now - 100.0))
            time.now += 60
    run.step(0, Progress("measuring", 1, 10, "layer"))
    time.now += 1
    assert run.seconds_left == pytest.approx(9)


def test_a_run_that_resumes_counts_only_the_trainings_that_are_still_to_come(clock):
    run, time = clock
    run.begin(1, 1, 0.0, ("text", "published", "random", "last"))
    run.step(0, Progress("training random", 5, 10, "epoch"))  # the first two are in the store
    time.now += 60
    assert run.seconds_left == pytest.approx(60 + 120)


def test_trainings_without_names_say_no_more_than_the_end_of_the_phase(clock):
    run, time = clock
    run.begin(1, 1, 0.0)
    run.step(0, Progress("training text", 0, 10, "epoch"))
    time.now += 100
    run.step(0, Progress("training published", 0, 10, "epoch"))
    time.now += 10
    run.step(0, Progress("training published", 1, 10, "epoch"))
    assert run.seconds_left == pytest.approx(90)


@pytest.mark.parametrize("late", [0.1, 3.0, 4000.0])
def test_of_a_last_seed_that_takes_longer_than_the_others_nothing_is_promised(clock, late):
    run, time = clock
    run.begin(3, 2, 20.0)
    for seed in (0, 1):
        run.step(seed, Progress("training", 0, 2))
    time.now += 10
    for seed in (0, 1):
        run.end(seed, 10.0)
    run.step(2, Progress("training", 0, 2))
    time.now += 9
    assert in_words(run.seconds_left) == "about 1 s left"
    time.now += 1 + late
    assert in_words(run.seconds_left) == ""
    assert 0.9 < run.share <= 1
    run.end(2, 10 + late)
    assert run.seconds_left == 0


def test_a_promise_that_was_broken_says_nothing_more(clock):
    run, time = clock
    run.begin(3, 3, 12.0)
    time.now += 11
    assert run.seconds_left == pytest.approx(12)  # none has said yet that it began
    time.now += 2
    assert run.seconds_left is None
    assert run.share == 0
    run.step(0, Progress("training", 0, 2))
    time.now += 30
    run.step(0, Progress("training", 1, 2))
    assert run.seconds_left == pytest.approx(60)  # 30 for this one and as long again for those that say nothing


def test_a_log_names_the_phase_of_the_data_at_once_and_no_seed_found_in_the_store_has_a_time(capsys):
    lines = _Lines(3)
    lines.progress(None, Progress("mnist from example.org", 0, 10_000_000, "B"))
    lines.progress(None, Progress("mnist from example.org", 4_000_000, 10_000_000, "B"))
    lines.finished(Outcome(0, "a", fresh=False))
    lines.clock.begin(2, 1, 0.0)
    lines.finished(Outcome(1, "b", seconds=40.0))
    lines.finished(Outcome(2, "c", seconds=40.0))
    assert capsys.readouterr().out.splitlines() == [
        "  data: mnist from example.org, 0.0 of 10.0 MB",
        "  seed 0: found in the store (1 of 3)",
        "  seed 1: measured in 40 s (2 of 3, about 40 s left)",
        "  seed 2: measured in 40 s (3 of 3)",
    ]


def drawn(bars):
    """The rows of a terminal as text."""
    console = Console(file=io.StringIO(), width=100)
    console.print(bars.get_renderable())
    return console.file.getvalue()


@pytest.fixture
def rows():
    bars = Bars(TextColumn("{task.description}"), TextColumn("{task.fields[amount]}"), auto_refresh=False)
    bars.console.file = io.StringIO()
    time = Time()
    rows = _Rows(bars, 2, RunClock(time))
    rows.time = time
    return rows


def test_a_terminal_shows_one_row_for_the_run_and_one_named_phase_for_each_seed(rows):
    rows.progress(None, Progress("mnist from example.org", 2_500_000, 0, "B"))
    assert "data: mnist from example.org 2.5 MB" in drawn(rows.bars)
    rows.begin(2, 2, 20.0)
    rows.progress(0, Progress("training evolved", 1.5, 5, "epoch"))
    rows.progress(1, Progress("training evolved", 2, 5, "epoch"))
    rows.progress(0, Progress("training fixed", 0, 5, "epoch"))
    rows.time.now += 5
    rows.progress(1, Progress("measuring", 0, 0))
    text = drawn(rows.bars)
    assert [" ".join(line.split()) for line in text.splitlines()] == [
        "0 of 2 seeds about 15 s left",
        "seed 0: training fixed 0 of 5 epochs",
        "seed 1: measuring",
    ]
    assert rows.bars.tasks[0].completed == pytest.approx(0.25)  # before the first seed has ended
    rows.finished(Outcome(1, "b", seconds=5.0))
    assert "1 of 2 seeds" in drawn(rows.bars)
    assert "measuring" not in drawn(rows.bars)


def test_nothing_is_shown_when_quiet_and_the_report_is_a_phase(capsys):
    with show_progress(1, quiet=True):
        pass
    assert capsys.readouterr().out == ""
    with show_progress(1, quiet=False):
        pass
    assert capsys.readouterr().out == shown.REPORTING + "\n"


@pytest.mark.system
def test_trainings_are_named_in_a_log(tmp_path, monkeypatch):
    """Every ten seconds is too seldom for a walk, so its log is told to say everything."""
    line = WalkInside(tmp_path)
    line.params(pause=0.05)
    monkeypatch.setattr(shown, "SECONDS_BETWEEN_LINES", 0)
    out = line.run("run", line.spec, "--no-track", "--tier", "paper", "--seeds", "0").out
    assert re.search(r"seed 0: walking walk, \d+ of 20 steps, about \d+ s left", out)
    assert "seed 0: measuring" in out
    assert shown.REPORTING in out
