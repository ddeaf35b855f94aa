"""How does this process stay free of torch? Experiments that need it are imported in one other process.

It is started at the first question, answers one after the other, and ends when its standard input closes: with this
process, whatever ends it.
"""

import atexit
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import BenchError, Mistake
from netsci_bench.contract.importing import spec_folders
from netsci_bench.identity.implementation import implementation
from netsci_bench.runs.inputs.resolution import Question, Resolved, resolve
from netsci_bench.runs.process_environment import process_environment, python_module


def resolve_apart(question: Question) -> Resolved:
    """As ``resolve``, in the other process; in a new one where the code was edited after that one had imported it.

    Raises:
        Mistake: as there; or the other process ended while it imported the experiment.
    """
    resolved = _ask(question)
    if resolved.code != implementation(question.experiment).code:
        _end(_process())
        resolved = _ask(question)
    return resolved


def _ask(question: Question) -> Resolved:
    process = _process()
    try:
        pickle.dump((spec_folders.folders, question), process.stdin)  # type: ignore[arg-type]
        process.stdin.flush()  # type: ignore[union-attr]
        answer: Resolved | BenchError = pickle.load(process.stdout)  # type: ignore[arg-type]
    except (BrokenPipeError, EOFError):
        _end(process)
        what = f"the process that imported it ended with code {process.returncode}"
        raise Mistake(what, question.experiment, "import the module in a Python of your own to see why") from None
    if isinstance(answer, BenchError):
        raise answer
    return answer


@cache
def _process() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        python_module("netsci_bench.runs.inputs.resolver"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=process_environment(threads=1),
        start_new_session=True,  # Ctrl-C is for this process
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Close its standard input and wait for its end; the next question starts another one."""
    _process.cache_clear()
    for stream in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            stream.close()  # type: ignore[union-attr]
    process.wait()


def main() -> None:
    """Answer questions until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not be taken for an answer
    while True:
        try:
            folders, question = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        for folder in folders:
            spec_folders.add(Path(folder))
        pickle.dump(_answer(question), answers)
        answers.flush()


def _answer(question: Question) -> Any:
    try:
        return resolve(question)
    except BenchError as error:
        return error


if __name__ == "__main__":
    main()
