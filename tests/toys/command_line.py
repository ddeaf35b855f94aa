"""How does a test start a process? Python or the command line in a folder of its own, and it ends for certain."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from plain_pictures import plain_pictures

from netsci_bench.cli.main import main

ROOT = Path(__file__).parents[2]
TOYS = ROOT / "tests" / "toys"
WALK = (TOYS / "walk.yaml").read_text(encoding="utf-8").partition("variants:")[0]
PATIENCE = 300  # seconds for what never takes them, on however busy a machine


def say_how_it_ended(process, number=None, patience=PATIENCE):
    """Send a signal, wait, and kill the whole group where that is not enough: what a process said, and its name."""
    if number is not None:
        process.send_signal(number)
    try:
        return process.communicate(timeout=patience)
    except subprocess.TimeoutExpired as late:
        kill(process)
        raise AssertionError(f"did not end within {patience} s: {process.args}: {late.output}") from late


def kill(process):
    """End a process and, where it leads a session, everything in that; wait for it."""
    with suppress(ProcessLookupError):
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    with process:  # closes its pipes, and waits
        pass


def wait_until(holds, what, process=None):
    """Ask until something holds; a process that ends meanwhile, or is too slow, is told with what it said."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert process is None or process.poll() is None, f"ended before {what}: {process.communicate()}"
        assert time.monotonic() < until, f"{what}: not within {PATIENCE} s"
        time.sleep(0.01)


class Ended(NamedTuple):
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


class CommandLine:
    """A folder in which programs are run, with a home of their own; ``end`` ends what still runs."""

    def __init__(self, folder, path=(ROOT, TOYS)):
        self.folder, self.path = folder, path
        self.home = folder / "ein Zuhause für Zahlen"
        self.started = []

    def environment(self, **variables):
        path = os.pathsep.join(map(str, self.path))
        unset = {k: v for k, v in os.environ.items() if k not in ("MLFLOW_TRACKING_URI", "PYTHONUNBUFFERED")}
        ours = {"NETSCI_BENCH_HOME": str(self.home), "PYTHONPATH": path, "TERM": "xterm-256color"}
        return unset | ours | variables

    def command(self, *words):
        return [sys.executable, "-P", "-m", "netsci_bench", *map(str, words)]

    def launch(self, *words, variables=None, **how):
        """Start any program."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
        env = self.environment(**(variables or {}))
        process = subprocess.Popen([*map(str, words)], **{"cwd": self.folder, "env": env} | pipes | how)
        self.started.append(process)
        return process

    def start(self, *words, before=(), **how):
        return self.launch(*before, *self.command(*words), **how)

    def program(self, *words, **how):
        """Run any program to the end."""
        process = self.launch(*words, **how)
        out, err = say_how_it_ended(process)
        return Ended(process.returncode, out, err)

    def python(self, *words, **how):
        """Run Python to the end, which must end well: what it said."""
        done = self.program(sys.executable, "-P", *words, **how)
        assert done.code == 0, done.out + done.err
        return done.out

    def run(self, *words, before=(), **how):
        """Run the command line to the end; never a traceback."""
        done = self.program(*before, *self.command(*words), **how)
        assert "Traceback" not in (done.err or ""), done.err
        return done

    def report(self, tier="paper", name="walk"):
        path = self.home / "reports" / "file" / name / tier / "report.json"
        return json.loads(path.read_text(encoding="utf-8"))

    def done(self):
        return sorted((self.home / "store" / "done").glob("*"))

    def metrics(self):
        """Address -> metrics of every finished seed, to the last bit."""
        answers = (self.home / "store" / "done").glob("*/result.json")
        return {p.parent.name: json.dumps(json.loads(p.read_text())["metrics"]) for p in answers}

    def end(self):
        """Kill what a test that failed left behind."""
        for process in self.started:
            if process.poll() is None:
                kill(process)


class WalkLine(CommandLine):
    """The command line beside a spec of the toy experiment."""

    def __init__(self, folder):
        super().__init__(folder, (folder, ROOT, TOYS))
        self.spec = folder / "walk.yaml"
        self.params()

    def params(self, **params):
        """Write the spec with these params over those of the toy."""
        lines = "".join(f"  {name}: {value}\n" for name, value in ({"steps": 20} | params).items())
        self.spec.write_text(WALK.replace("  steps: 20\n", lines), encoding="utf-8")


class WalkInside(WalkLine):
    """The same, and a command that needs no process of its own runs in this one, and draws nothing."""

    pictures = staticmethod(plain_pictures)

    def run(self, *words, **how):
        if how:
            return super().run(*words, **how)
        said, told, code = io.StringIO(), io.StringIO(), None
        argv = patch.object(sys, "argv", ["netsci-bench", *map(str, words)])
        path = patch.object(sys, "path", [*map(str, self.path), *sys.path])
        variables = patch.dict(os.environ, self.environment(), clear=True)
        with (
            self.pictures(),
            argv,
            path,
            variables,
            chdir(self.folder),
            redirect_stdout(said),
            redirect_stderr(told),
        ):
            try:
                main()
            except SystemExit as ended:
                code = ended.code or 0
        assert "Traceback" not in told.getvalue(), told.getvalue()
        return Ended(code, said.getvalue(), told.getvalue())


class EditedWalk(WalkLine):
    """The command line beside a copy of the toy experiment, which may be edited."""

    def __init__(self, folder):
        super().__init__(folder)
        self.experiment = folder / "strolling.py"
        shutil.copy(TOYS / "toy_experiment.py", self.experiment)
        self.spec.write_text(WALK.replace("toy_experiment:", "strolling:"), encoding="utf-8")

    def edit(self, old, new):
        text = self.experiment.read_text(encoding="utf-8")
        assert old in text
        self.experiment.write_text(text.replace(old, new), encoding="utf-8")
