"""What the tests of the commands share: a command line in this process."""

import sys

import pytest
from plain_pictures import plain_pictures

from netsci_bench.cli.main import main


@pytest.fixture
def bench(home, monkeypatch, capsys):
    """The command, called in this process: ``(exit code, stdout, stderr)``."""

    def call(*words):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["netsci-bench", *map(str, words)])
        with plain_pictures(), pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err  # this is no terminal
        assert "Traceback" not in err
        return ended.value.code or 0, out, err

    return call
