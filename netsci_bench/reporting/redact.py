"""What must never be published? Paths, and the names of the user and the host, in any text."""

import contextlib
import getpass
import re
import socket
from collections.abc import Iterator
from pathlib import Path

SEVERAL_FOLDERS = re.compile(
    r"(?<![\w:/.~])(?:~|[A-Za-z]:)?[\\/](?:[^\s'\"<>|:;,()\\/]+[\\/])+([^\s'\"<>|:;,()\\/]*)"
)
NOT_PERSONAL = ("root", "localhost")  # common words: replacing them would protect nobody and garble texts


def redact(text: str) -> str:
    """The text with paths cut to their last part, and without the names of user and machine.

    >>> redact("no such file: '/srv/data/mnist/train.gz' (see https://example.org/a/b)")
    "no such file: '…/train.gz' (see https://example.org/a/b)"
    """
    with contextlib.suppress(RuntimeError):  # there is no home folder
        home = str(Path.home())
        text = text.replace(home, "~") if len(home) > 1 else text
    text = SEVERAL_FOLDERS.sub(r"…/\1", text)
    for name, replacement in _names():
        if len(name) > 1 and name.lower() not in NOT_PERSONAL:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", replacement, text, flags=re.IGNORECASE)
    return text


def _names() -> Iterator[tuple[str, str]]:
    host = socket.gethostname()
    yield host, "<host>"
    yield host.partition(".")[0], "<host>"
    with contextlib.suppress(OSError, KeyError, ImportError):  # the user of a container may have no name
        yield getpass.getuser(), "<user>"
