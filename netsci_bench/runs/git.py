"""What does git say about a checkout? Asked without the variables that would send it to another one (``GIT_DIR``)."""

import os
import subprocess
from pathlib import Path

from netsci_bench.contract.errors import Mistake

SECONDS = 60  # a large checkout on a slow disk may need some


def git(root: Path, *words: str) -> bytes:
    """What a git command prints.

    Args:
        root: the checkout.
        words: the command, such as ``rev-parse`` and ``HEAD``.

    Raises:
        Mistake: git is not installed, fails, or does not answer.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(root), *words]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Mistake(f"git {words[0]} did not run: {error}", str(root)) from error
    if done.returncode:
        raise Mistake(f"git {words[0]} failed: {done.stderr.decode(errors='replace').strip()}", str(root))
    return done.stdout
