"""What must never be published? Paths, the user's name, the host's name, whoever put them into a text."""

import contextlib
import getpass
import re
import socket
from collections.abc import Iterator
from pathlib import Path

SEVERAL_FOLDERS = re.compile(
    r"(?<![\w:/.~])(?:~|[A-Za-z]:)?[\\/](?:[^\s'\"<>|:;,()\\/]+[\\/])+([^\s'\"<>|:;,()\\/]*)"
)
NOT_PERSONAL = ("root", "localhost")  # words of the trade: blanking them would tell nothing and garble much


def redact(text: str) -> str:
    """The text with paths cut to their last part and the names of user and machine blanked.

    >>> redact("no such file: '/srv/data/mnist/train.gz' (see https://example.org/a/b)")
    "no such file: '…/train.gz' (see https://example.org/a/b)"
    """
    with contextlib.suppress(RuntimeError):  # no home folder: nothing of it can appear
        home = str(Path.home())
        text = text.replace(home, "~") if len(home) > 1 else text
    text = SEVERAL_FOLDERS.sub(r"…/\1", text)
    for name, stand_in in _names():
        if len(name) > 1 and name.lower() not in NOT_PERSONAL:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in, text, flags=re.IGNORECASE)
    return text


def _names() -> Iterator[tuple[str, str]]:
    host = socket.gethostname()
    yield host, "<host>"
    yield host.partition(".")[0], "<host>"
    with contextlib.suppress(OSError, KeyError, ImportError):  # a container's user may have no name
        yield getpass.getuser(), "<user>"
