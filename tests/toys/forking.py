"""What does a process do that forks others for the tests? It has imported some modules, and waits for requests.

Each request is code with words, variables and a working folder, and comes with the streams of the new process. A
guardian in between tells its number and, when it has ended, how.
"""

import importlib
import os
import pickle
import socket
import sys
import traceback
from contextlib import suppress

LARGEST = 1 << 20  # bytes of a request, more than ever needed


def main(line, *modules):
    """Fork a guardian for each request, until there are no more."""
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    own = [folder for folder in sys.path if folder not in added]
    for name in modules:
        importlib.import_module(name)
    with socket.socket(fileno=int(line)) as requests:
        while True:
            told, streams, *_ = socket.recv_fds(requests, LARGEST, 4)
            if not told:
                break
            if not os.fork():
                requests.close()
                guard(pickle.loads(told), streams, own)
            for number in streams:
                os.close(number)
            with suppress(ChildProcessError):  # so that their time is counted
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    with suppress(ChildProcessError):
        while True:
            os.wait()


def guard(request, streams, own):
    """Fork the process itself, tell its number and, when it has ended, how."""
    *streams, tells = streams
    number = os.fork()
    if not number:
        os.close(tells)
        os._exit(run(request, streams, own))
    for stream in streams:
        os.close(stream)
    with os.fdopen(tells, "w") as answer, suppress(BrokenPipeError):
        print(number, file=answer, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), file=answer, flush=True)
    os._exit(0)


def run(request, streams, own):
    """Be the process that was asked for; its exit code."""
    code, words, env, folder = request
    os.setsid()
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:] = [*filter(None, env.get("PYTHONPATH", "").split(os.pathsep)), *own]
    sys.argv[:] = ["-c", *words]
    try:
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
        ended = 0
    except SystemExit as left:
        ended = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        ended = 1
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    return ended & 0xFF


if __name__ == "__main__":
    main(*sys.argv[1:])
