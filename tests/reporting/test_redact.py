"""Does a report keep the home folder, the user's name and the host's name to itself?"""

import getpass
import socket
from pathlib import Path

import pytest

from netsci_bench.reporting.redact import redact


@pytest.fixture(autouse=True)
def _somebody(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ann lee"))
    monkeypatch.setattr(socket, "gethostname", lambda: "gpu-7.lab.example")
    monkeypatch.setattr(getpass, "getuser", lambda: "annlee")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("no file '/home/ann lee/.cache/x/y.npy'", "no file '…/y.npy'"),
        ("no file /scratch/annlee/y.npy at gpu-7.lab.example", "no file …/y.npy at <host>"),
        ("GPU-7 is asked by annlee", "<host> is asked by <user>"),
        (r"C:\Users\annlee\y.npy is gone", "…/y.npy is gone"),
        ("see https://example.org/a/b/c", "see https://example.org/a/b/c"),
        ("loss/accuracy in experiments/pruning.py", "loss/accuracy in experiments/pruning.py"),
    ],
)
def test_paths_and_names_are_blanked_and_nothing_else(text, kept):
    assert redact(text) == kept


def test_a_nameless_user_is_no_obstacle(monkeypatch):
    def nobody():
        raise OSError("no such uid")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert redact("fine") == "fine"
