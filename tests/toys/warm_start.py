"""How does a test start many processes of ours and pay for their imports once? One that has imported them forks.

What such a process does is what it does where it is started by itself: it leads a session of its own, has its own
streams, variables, search path and working folder, and has imported nothing but what every one of its kind imports
before it is told what to do. What is fixed when Python starts (how texts are hashed, which letters it knows, how many
threads a library has) is that of this one, so whoever asks for other things gets a process from the system.
"""

import atexit
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from unittest.mock import patch

from netsci_bench.runs.engines import processes
from netsci_bench.runs.process_environment import process_environment

FORKING = Path(__file__).with_name("forking.py")
FIXED = ("PYTHON", "LD_", "LC_", "LANG", "TZ")  # beginnings of variables that are read when a process starts


class WarmPython:
    """Python that has imported some modules, started when it is first needed; it ends with this process."""

    def __init__(self, modules, env):
        self.modules, self.env, self.line, self.lock = modules, env, None, threading.Lock()

    def fits(self, env):
        """Whether a process with these variables can be forked from this one."""
        named = {name for name in env.keys() | self.env.keys() if name.startswith(FIXED) or "_THREADS" in name}
        return all(env.get(name) == self.env.get(name) for name in named - {"PYTHONPATH"})

    def start(self, code, words, env, errors=subprocess.PIPE, cwd=None):
        """Run code with these words as its arguments; where Linux is not, in a Python that starts for it."""
        if sys.platform != "linux":
            streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors}
            command = [sys.executable, "-P", "-c", code, *map(str, words)]
            return subprocess.Popen(command, env=env, cwd=cwd, start_new_session=True, **streams)
        with self.lock:  # the bench starts seeds from several threads
            if self.line is None:
                self._begin()
        pipes = [os.pipe()[::-1], *(os.pipe() for _ in range(1 + (errors is subprocess.PIPE)))]
        mine, theirs = map(list, zip(*pipes, strict=True))
        if errors is not subprocess.PIPE:
            theirs.append(os.dup(errors.fileno()))
        ended, tells = os.pipe()
        told = pickle.dumps((code, list(map(str, words)), env, str(cwd or os.getcwd())))
        socket.send_fds(self.line, [told], [*theirs, tells])
        for number in (*theirs, tells):
            os.close(number)
        return Forked(mine, ended)

    def _begin(self):
        self.line, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", str(FORKING), str(other.fileno()), *self.modules]
        with other:
            how = {"env": self.env, "start_new_session": True, "stdin": subprocess.DEVNULL}
            self.process = subprocess.Popen(command, pass_fds=[other.fileno()], **how)
        atexit.register(self.end)

    def end(self):
        """Ask for nothing more, and wait until everything has ended."""
        self.line.close()
        self.process.wait()


class Forked:
    """A process that another one has forked: what the bench and the tests use of ``subprocess.Popen``."""

    def __init__(self, streams, ended):
        self.stdin, self.stdout = os.fdopen(streams[0], "wb"), os.fdopen(streams[1], "rb")
        self.stderr = os.fdopen(streams[2], "rb") if len(streams) > 2 else None
        self.ended, self.returncode = os.fdopen(ended, "rb", 0), None
        self.pid = int(self.ended.readline())

    def __del__(self):
        for stream in (self.stdin, self.stdout, self.stderr, self.ended):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()

    def wait(self, timeout=None):
        if self.returncode is None:
            if not select.select([self.ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("a forked process", timeout)
            self.returncode = int(self.ended.readline())
        return self.returncode

    def send_signal(self, number):
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for stream in (self.stdout, self.stderr, self.stdin):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        self.wait()


RUN_MODULE = """
import sys
from importlib.util import find_spec
exec(find_spec(sys.argv[1]).loader.get_code(sys.argv[1]), {"__name__": "__main__"})
"""
COLD = processes._started
WORKERS = ("netsci_bench.runs.worker", "netsci_bench.runs.engines.trainings", "numpy")


@cache
def warm_workers():
    """Python that has imported what every seed's process imports."""
    return WarmPython(WORKERS, process_environment(threads=1))


@contextmanager
def forked_workers():
    """Meanwhile the process of a seed is forked, unless something is asked for that is fixed when Python starts."""

    def started(job, errors):
        env = process_environment(job.plan.threads)
        if not warm_workers().fits(env):
            return COLD(job, errors)
        return warm_workers().start(RUN_MODULE, [job.module], env, errors)

    with patch.object(processes, "_started", started):
        yield
