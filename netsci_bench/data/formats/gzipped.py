"""Is a file compressed? Its first bytes say so, whatever it is called."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

GZIP_MAGIC = b"\x1f\x8b"  # of no IDX file, no text, no pickle, and no label below twenty


def is_gzipped(start: bytes) -> bool:
    """Whether a content that starts so is compressed with gzip."""
    return start.startswith(GZIP_MAGIC)


@contextmanager
def open_unpacked(file: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file as it lies on the disk, and its content, unpacked if need be."""
    with file.open("rb") as raw:
        packed = is_gzipped(raw.read(len(GZIP_MAGIC)))
        raw.seek(0)
        if not packed:
            yield raw, raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield raw, cast(IO[bytes], unpacked)
