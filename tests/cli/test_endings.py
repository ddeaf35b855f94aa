"""Is a reader that is gone no error, for whatever a command writes, and is its exit code kept?"""

import os

import pytest
from command_line import CommandLine

pytestmark = pytest.mark.system


def ends(folder, words, both=False):
    """The exit code of a command whose words find no reader, and what it says about that."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        pipes = {"stdout": writer} | ({"stderr": writer} if both else {})
        done = CommandLine(folder).run(*words.split(), **pipes)
    finally:
        os.close(writer)
    return done.code, done.err or ""


@pytest.mark.parametrize("words", ["-h", "run --help", "--version", "list", "list --json", "check --schema"])
def test_a_closed_pipe_is_no_error(tmp_path, words):
    assert ends(tmp_path, words) == (0, "")


@pytest.mark.parametrize("words", ["nope", "list --minutes x", "run nope", "ui --port 0"])
def test_a_mistake_stays_one_where_nobody_reads_its_words(tmp_path, words):
    assert ends(tmp_path, words, both=True) == (2, "")
