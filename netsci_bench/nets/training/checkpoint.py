"""How does a training survive being killed at any moment? Its state is on disk whole, or not at all.

It is written atomically and carries its own digest: one that a disk has spoilt is told from one that is whole, and
counts as none, since starting again gives the same result, only later.
"""

import hashlib
import io
import logging
from pathlib import Path
from typing import Any

import torch

from netsci_bench.storage.atomic import write_bytes

DIGEST_BYTES = hashlib.sha256().digest_size


def pack(state: dict[str, Any]) -> bytes:
    """A dictionary of tensors and plain values as bytes that ``torch.load`` reads."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Put a checkpoint in place of the last one."""
    content = pack(state)
    write_bytes(path, hashlib.sha256(content).digest() + content)


def read_checkpoint(path: Path) -> dict[str, Any] | None:
    """The checkpoint at a path, tensors on the CPU; None where there is none that is whole."""
    if not path.exists():
        return None
    sealed = path.read_bytes()
    digest, content = sealed[:DIGEST_BYTES], sealed[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        logging.getLogger(__name__).warning("%s is damaged; the training starts again", path)
        return None
    state: dict[str, Any] = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    return state
