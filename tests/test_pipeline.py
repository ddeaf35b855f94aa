"""Does `netsci-bench run` keep its promises through the real command line, whatever happens to it?"""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command_line import ROOT, TOYS, WALK, WalkInside, WalkLine, kill, say_how_it_ended, wait_until

pytestmark = pytest.mark.system

SLOW = 0.04  # seconds a step: 20 steps take most of a second, so that there is time to interfere


class Place(WalkInside):
    """The command ``run`` on the toy's spec: in this process, or apart."""

    def run(self, *words):
        """Run to the end in this process, its seeds in theirs."""
        return super().run("run", self.spec, "--no-track", *words)

    def start_run(self, *words):
        return self.start("run", self.spec, "--no-track", *(words or ("--tier", "paper")))

    def run_apart(self, *words):
        """The same in a process of its own."""
        return super().run("run", self.spec, "--no-track", *words, cwd=self.folder)

    def files(self):
        """Every file of every finished folder, with its age."""
        return {p: p.stat().st_mtime_ns for p in (self.home / "store" / "done").rglob("*") if p.is_file()}

    def steps(self):
        """How far each unfinished walk is."""
        found = []
        for state in self.home.glob("store/unfinished/*/state.json"):
            try:
                found.append(len(json.loads(state.read_text())))
            except (OSError, ValueError):  # just being replaced, or renamed to done
                continue
        return found

    def wait_for_steps(self, process, seeds=1):
        wait_until(lambda: len(self.steps()) >= seeds, "the first steps", process)


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "a place"
    folder.mkdir()
    place = Place(folder)
    yield place
    place.end()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What an uninterrupted run of the slow walk with two seeds measures."""
    place = Place(tmp_path_factory.mktemp("undisturbed"))
    place.params(pause=SLOW)
    assert place.run_apart(*TWO)[0] == 0
    return place.metrics()


TWO = ("--tier", "paper", "--seeds", "0-1", "-j", "2")


def workers_of(home):
    """Processes at work for a home, by what Linux says of their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            worker = b"netsci_bench.runs.worker" in (folder / "cmdline").read_bytes()
            if worker and str(home).encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it is gone
            continue
    return found


def test_a_run_measures_judges_and_reports(place):
    code, out, _ = place.run("--tier", "paper")
    assert code == 0
    assert "1 of 2 claims of the paper reproduced, 1 contradicted" in out
    report = place.report()
    assert [o["seed"] for o in report["outcomes"]] == [0, 1, 2, 3, 4]
    assert {v["claim"]: v["word"] for v in report["verdicts"]} == {
        "it-goes-far": "reproduced",
        "it-goes-nowhere": "contradicted",
    }
    folder = place.home / "reports" / "file" / "walk" / "paper"
    assert {"report.md", "report.json", "report.html", "junit.xml"} <= {p.name for p in folder.iterdir()}
    assert f"report: {folder / 'report.html'}" in out
    assert not list(place.home.glob("store/unfinished/*"))

    # a second run trains nothing and says the same
    before = place.files()
    code, out, _ = place.run("--tier", "paper")
    assert code == 0
    assert place.files() == before
    assert place.report()["outcomes"] == report["outcomes"]
    assert place.report()["verdicts"] == report["verdicts"]
    assert out.count("found in the store") == 5


def test_fresh_measures_again_and_gets_the_same(place):
    assert place.run(*TWO)[0] == 0
    before, metrics = place.files(), place.metrics()
    assert place.run(*TWO, "--fresh")[0] == 0
    assert place.files().keys() == before.keys()
    assert not before.items() & place.files().items()  # trainings too
    assert place.metrics() == metrics


def test_fresh_measures_a_training_again_even_when_its_result_is_damaged(place):
    assert place.run("--tier", "smoke")[0] == 0
    (result,) = place.home.glob("store/done/*/result.json")
    result.write_text("{}")
    before = place.files()
    assert place.run("--tier", "smoke", "--fresh")[0] == 0
    assert not before.items() & place.files().items()


def test_a_failing_and_a_dying_seed_take_nobody_with_them(place):
    place.params(fails="[1]", dies="[3]")
    code, out, _ = place.run("--tier", "paper", "--seeds", "0-3")
    assert code == 1
    errors = {o["seed"]: o["error"] for o in place.report()["outcomes"]}
    assert errors[0] == errors[2] == ""
    assert errors[1].startswith("ArithmeticError: lost its way (toy_experiment.py:")
    assert errors[1].endswith(", walk); log: logs/file/walk/paper/seed-1.log in the home")
    assert "ended with code 9" in errors[3]
    assert "2 of 4 seeds FAILED" in out

    # what is done is kept, what failed is tried again
    before = place.files()
    code, out, _ = place.run("--tier", "paper", "--seeds", "0-3")
    assert code == 1
    assert out.count("found in the store") == 2
    assert before.items() <= place.files().items()


def test_when_every_seed_fails_nothing_was_measured(place):
    place.params(fails="[0, 1]")
    code, _, err = place.run("--tier", "paper", "--seeds", "0-1")
    assert code == 4
    assert "every seed failed" in err
    assert "lost its way" in err


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.nightly)])
def test_a_signal_ends_the_run_with_75_and_the_same_command_goes_on(place, undisturbed, number):
    place.params(pause=SLOW)
    process = place.start_run(*TWO)
    place.wait_for_steps(process, 2)
    _, err = say_how_it_ended(process, number)
    assert process.returncode == 75, err
    assert number.name in err
    assert "run the same command again" in err
    reached = place.steps()
    assert len(reached) == 2
    assert place.run(*TWO)[0] == 0
    assert place.metrics() == undisturbed


@pytest.mark.parametrize("moment", ["the process is there", "its home is there", "a worker is there"])
def test_a_signal_before_the_first_step_ends_with_75(place, moment):
    reached = {
        "the process is there": lambda: True,
        "its home is there": place.home.exists,
        "a worker is there": lambda: workers_of(place.home),
    }
    place.params(pause=30)
    process = place.start_run("--tier", "paper", "--fresh")
    wait_until(reached[moment], moment, process)
    _, err = say_how_it_ended(process, signal.SIGTERM)
    assert process.returncode in (75, -signal.SIGTERM), err  # -15: Python itself had not started the bench yet
    assert "FAILED" not in err
    assert not workers_of(place.home)


def test_a_second_ctrl_c_ends_at_once(place):
    place.params(pause=100_000)  # no checkpoint is near: whoever waits for one waits a day
    process = place.start_run(*TWO)
    place.wait_for_steps(process, 2)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)  # one alone waits for the checkpoint
    say_how_it_ended(process, signal.SIGINT)
    assert process.returncode == 75
    assert not workers_of(place.home)


def test_the_minutes_are_over(place, undisturbed):
    place.params(pause=SLOW)
    code, _, err = place.run(*TWO, "--max-minutes", "0.01")
    assert code == 75
    assert "time limit reached" in err
    assert place.run(*TWO)[0] == 0
    assert place.metrics() == undisturbed


def test_the_minutes_are_those_of_the_whole_command(place):
    place.params(pause=SLOW, steps=5000)  # minutes, if each had its own
    other = place.folder / "other.yaml"
    other.write_text(place.spec.read_text(encoding="utf-8").replace("steps: 5000", "steps: 5001"), encoding="utf-8")
    code, out, err = place.run(other, "--tier", "paper", "--seeds", "0-4", "-j", "1", "--max-minutes", "0.05")
    assert code == 75, err
    assert "file/other" not in out + err
    assert len(place.steps()) <= 1  # the seeds after the first have no minutes left


def killed_and_run_again(place, seed, lowest, highest):
    """Kill at a moment drawn with ``seed``: after so many steps of the walks, and a little."""
    moment = random.Random(seed)
    steps, pause = moment.randint(lowest, highest), moment.uniform(0, SLOW)
    print(f"killed after {steps} steps and {pause:.4f} s (seed {seed})")  # shown where the test fails
    process = place.start_run(*TWO)
    wait_until(lambda: sum(place.steps()) >= steps or process.poll() is not None, "the moment")
    time.sleep(pause)  # whatever happens in it is right
    for worker in workers_of(place.home):
        os.kill(worker, signal.SIGKILL)
    kill(process)
    for worker in workers_of(place.home):  # started in between
        os.kill(worker, signal.SIGKILL)
    code, _, err = place.run_apart(*TWO)
    assert code == 0, err
    return place.metrics()


@pytest.mark.parametrize("seed", range(1))
def test_after_a_kill_the_same_bits_are_measured(place, undisturbed, seed):
    place.params(pause=SLOW)
    assert killed_and_run_again(place, seed, 1, 30) == undisturbed


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 28))
def test_after_a_kill_at_any_time_the_same_bits_are_measured(place, undisturbed, seed):
    place.params(pause=SLOW)
    assert killed_and_run_again(place, seed, 0, 45) == undisturbed


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks Linux which processes there are")
def test_a_killed_bench_leaves_no_process_behind(place):
    place.params(pause=SLOW, steps=100_000)
    process = place.start_run(*TWO)
    place.wait_for_steps(process, 2)
    assert len(workers_of(place.home)) == 2
    process.kill()
    process.communicate()
    wait_until(lambda: not workers_of(place.home), "the workers are gone")
    assert place.steps()  # and what they did is kept


def test_two_benches_at_once_train_each_seed_once(place):
    place.params(pause=SLOW)
    both = [place.start_run(*TWO) for _ in range(2)]
    said = [say_how_it_ended(process) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(list(place.home.glob("store/done/*/state.json"))) == 2
    assert len(place.metrics()) == 2
    assert not list(place.home.glob("store/unfinished/*"))


SEEN = """
import os
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.contract.run import Run

class Nothing(Params):
    pass

class Seen(Metrics):
    threads: float
    own_session: float
    hash_seed: float

def look(p: Nothing, run: Run) -> Seen:
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
    print("a library that prints must disturb nobody")
    counts = {os.environ[name] for name in names}
    assert len(counts) == 1 and os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    return Seen(threads=float(counts.pop()), own_session=float(os.getsid(0) == os.getpid()), hash_seed=hash("a"))
"""


@pytest.mark.parametrize(("words", "threads"), [((), 1.0), (("--threads", "3"), 3.0)])
@pytest.mark.usefixtures("seeds_are_started")
def test_each_seed_has_a_process_of_its_own_with_pinned_threads(place, words, threads):
    (place.folder / f"looking_{threads:.0f}.py").write_text(SEEN)
    place.spec.write_text(
        f"title: t\nexperiment: looking_{threads:.0f}:look\nclaims: {{}}\n"
        "tiers: {smoke: {seeds: [0], minutes: 1}, paper: {seeds: [0, 1], minutes: 1}}\n"
    )
    code, _, err = place.run("--tier", "paper", *words)
    assert code == 0, err
    found = [o["scalars"] for o in place.report()["outcomes"]]
    assert [f["threads"] for f in found] == [threads, threads]
    assert [f["own_session"] for f in found] == [1.0, 1.0]
    assert found[0]["hash_seed"] == found[1]["hash_seed"]
    assert place.report()["threads"] == threads


@pytest.mark.usefixtures("seeds_are_started")
def test_what_lies_in_the_working_folder_shadows_nothing(place):
    place.path = (ROOT, TOYS)
    for name in ("yaml", "pickle", "numpy", "netsci_bench"):
        (place.folder / f"{name}.py").write_text("raise SystemExit('shadowed')\n")
    code, _, err = place.run("--tier", "smoke")
    assert code == 0, err


def test_chosen_seeds_out_and_quiet(place):
    out_folder = place.folder / "elsewhere"
    words = ("--tier", "paper", "--seeds", "0,3-4", "--out", out_folder, "--quiet")
    code, out, _ = place.run(*words)
    assert code == 0
    report = json.loads((out_folder / "file" / "walk" / "paper" / "report.json").read_text("utf-8"))
    assert [o["seed"] for o in report["outcomes"]] == [0, 3, 4]
    assert {(v["word"], v["waiting_for"]) for v in report["verdicts"]} == {("not judged", 5)}
    assert not (place.home / "reports").exists()
    assert "measured in" not in out
    assert "not judged" in out


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--strict",), 3)])
def test_a_contradicted_claim_is_data_unless_one_is_strict(place, words, code):
    assert place.run("--tier", "paper", *words)[0] == code


def test_smoke_judges_nothing_even_when_strict(place):
    code, out, _ = place.run("--tier", "smoke", "--strict")
    assert code == 0
    assert "nothing is judged" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--seeds", "a"), "--seeds"),
        (("--seeds", "4-0"), "--seeds"),
        (("--seeds", "0,0"), "twice"),
        (("--device", "gpu"), "'cpu'"),
        (("--tier", "quick"), "no tier 'quick'"),
        (("--tier", "papr"), "paper"),
        (("--max-minutes", "-1"), "max-minutes"),
        (("--bogus",), "--bogus"),
        (("walk/nowhere",), "no experiment"),
        (("nothing-*",), "no id matches"),
    ],
)
def test_a_wrong_word_ends_with_2_and_leaves_nothing(place, words, said):
    code, out, err = place.run(*words)
    assert code == 2
    assert said in err
    assert "\x1b" not in out + err
    assert not (place.home / "store").exists()


def test_a_broken_id_stops_no_other_and_the_worst_code_is_kept(place):
    (place.folder / "bad.yaml").write_text(WALK.replace("toy_experiment:walk", "toy_experiment:wallk"))
    code, out, err = place.run(place.folder / "bad.yaml", "--tier", "smoke")
    assert code == 2
    assert "did you mean 'walk'" in err
    assert "file/walk: smoke tier" in out


def test_values_that_are_no_numbers_fail_the_seed_and_say_so(place):
    (place.folder / "hollow.py").write_text(
        "from netsci_bench.contract.schema import Metrics, Params\nfrom netsci_bench.contract.run import Run\n"
        "class P(Params):\n    pass\nclass M(Metrics):\n    x: float\n"
        "def measure(p: P, run: Run) -> M:\n    return M(x=float('nan') if run.seed else 1.0)\n"
    )
    place.spec.write_text(
        "title: t\nexperiment: hollow:measure\nclaims: {}\n"
        "tiers: {smoke: {seeds: [0], minutes: 1}, paper: {seeds: [0, 1], minutes: 1}}\n"
    )
    code, _, _ = place.run("--tier", "paper")
    assert code == 1
    error = place.report()["outcomes"][1]["error"]
    assert "finite" in error
    assert "\n" not in error


def test_a_report_that_cannot_be_written_is_told_in_one_line(place):
    (place.folder / "taken").write_text("")
    code, _, err = place.run("--tier", "smoke", "--out", place.folder / "taken")
    assert code == 1
    assert "cannot write" in err


def test_a_home_that_cannot_be_written_is_told_in_words(place):
    place.home.write_text("")
    code, _, err = place.run("--tier", "smoke")
    assert code in (1, 4)
    assert "cannot write" in err


@pytest.mark.skipif(not shutil.which("prlimit"), reason="fills the disk by a limit on the size of files")
def test_a_full_disk_is_told_in_words_and_the_run_goes_on_afterwards(place):
    place.params(steps=400)
    words = ("run", place.spec, "--no-track", "--tier", "paper", "--seeds", "0")
    code, _, err = WalkLine.run(place, *words, before=["prlimit", "--fsize=2048"])
    assert code in (1, 4)
    assert "cannot write" in err
    assert not place.metrics()
    assert place.run("--tier", "paper", "--seeds", "0")[0] == 0
    assert len(place.metrics()) == 1
