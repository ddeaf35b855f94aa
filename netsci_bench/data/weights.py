"""How does the file of somebody's weights get onto this machine, and how is a wrong one noticed?

As for data sets: sources in order, one process at a time, and the catalogue's SHA-256 before anything reads it. A
file of weights is small, so it is hashed at each use.
"""

import hashlib
from pathlib import Path

from netsci_bench.contract.catalogue_entries import Source, Weights
from netsci_bench.contract.errors import Failure
from netsci_bench.data.sources.any_source import Tell, alone, from_any_source
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.verify import State
from netsci_bench.storage.atomic import write_bytes


def weights_file(weights: Weights, home: Path, progress: Tell) -> Path:
    """The file of the weights, fetched when it is not on this machine yet, or not whole.

    Raises:
        DataUnavailable: no source gave a file whose checksum matches; the text names each and why it failed.
        Failure: ``home`` cannot be written to.
    """
    file = kept_file(weights, home)
    if weights_state(weights, home) == "ok":
        return file
    try:
        with alone(weights.name, file, progress):
            if weights_state(weights, home) != "ok":  # another process may have been faster
                write_bytes(file, from_any_source(weights, file, _right, progress))
    except OSError as error:
        raise Failure(f"cannot keep weights: {error}", str(home), "make room, or set NETSCI_BENCH_HOME") from error
    return file


def kept_file(weights: Weights, home: Path) -> Path:
    """Where the file is kept."""
    return home / "data" / "weights" / f"{weights.name}@{weights.fingerprint}"


def weights_state(weights: Weights, home: Path) -> State:
    """Whether the file is there and has the right bytes."""
    file = kept_file(weights, home)
    if not file.is_file():
        return "missing"
    return "ok" if hashlib.sha256(file.read_bytes()).hexdigest() == weights.sha256 else "corrupt"


def _right(weights: Weights, source: Source, files: list[Path]) -> bytes:
    """The bytes of the one file of a source, refused when they are not the catalogue's."""
    content = files[0].read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != weights.sha256:
        what = f"{files[0].name} has the SHA-256 {digest[:12]}..., not {weights.sha256[:12]}..."
        raise SourceError(what)
    return content
