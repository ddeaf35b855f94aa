"""How do downloaded files become arrays? One reader per format; a new format is one more ``case``."""

import gzip
import math
import struct
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats.cifar import CIFAR100, from_binary, from_pictures, from_python
from netsci_bench.data.formats.generated import generated_rows
from netsci_bench.data.formats.gzipped import open_unpacked
from netsci_bench.data.formats.matlab import silhouettes
from netsci_bench.data.formats.pickled_splits import splits_from_pickle
from netsci_bench.data.formats.tables import Shape, bits, labelled_rows
from netsci_bench.data.sources.errors import SourceError

FORMATS = (
    "idx",
    "pickled-splits",
    "cifar-binary",
    "cifar-python",
    "cifar-pictures",
    "cifar100-binary",
    "cifar100-python",
    "silhouettes",
    "bits",
    "rows-label-first",
    "rows-label-last",
    "generated-rows",
)
CIFAR_FORMS: dict[str, Callable[[Sequence[Path]], list[NDArray[np.uint8]]]] = {
    "cifar-binary": from_binary,
    "cifar-python": from_python,
    "cifar-pictures": from_pictures,
    "cifar100-binary": partial(from_binary, layout=CIFAR100),
    "cifar100-python": partial(from_python, layout=CIFAR100),
}
IDX_UINT8 = 0x08
LARGEST_RANK = 8  # a header that says more is not an IDX header


def read_arrays(
    read: str, files: Sequence[Path], names: Sequence[str], shapes: Sequence[Shape] = ()
) -> dict[str, NDArray[Any]]:
    """The arrays in ``files`` by name.

    Args:
        read: the format: ``idx`` (one file per array, in the order of ``names``, raw or gzip-compressed),
            ``pickled-splits`` (one gzip-compressed pickle of train, validation and test pairs), one of the forms of
            CIFAR-10 and CIFAR-100 (see ``cifar``), ``silhouettes`` (see ``matlab``), or a table (see ``tables``):
            ``bits`` (one file per array), ``rows-label-first``, ``rows-label-last`` (one file); or no data at all,
            ``generated-rows`` (a seed; see ``generated``).
        files: what the source gave, in the order in which it lists them.
        names: the array names of the data set, in its order.
        shapes: of these arrays; only tables with labels need to know.

    Raises:
        SourceError: a file is truncated or is not in this format.
        Mistake: the catalogue names a format that does not exist, or files that do not fit the arrays.
    """
    match read:
        case "idx":
            return _one_each(idx_array, read, files, names)
        case "pickled-splits":
            if len(files) != 1 or len(names) != 4:
                raise Mistake("`pickled-splits` is one file that holds four arrays")
            return dict(zip(names, splits_from_pickle(files[0]), strict=True))
        case _ if read in CIFAR_FORMS:
            return dict(zip(names, CIFAR_FORMS[read](files), strict=True))
        case "silhouettes":
            return silhouettes(files[0], names)
        case "bits":
            return _one_each(bits, read, files, names)
        case "rows-label-first":
            return labelled_rows(files[0], names, shapes, "first")
        case "rows-label-last":
            return labelled_rows(files[0], names, shapes, "last")
        case "generated-rows":
            return generated_rows(files[0], names, shapes)
        case _:
            raise Mistake(f"no reader for the format {read!r}", remedy=f"use one of {', '.join(FORMATS)}")


def _one_each(
    array: Callable[[Path], NDArray[np.uint8]], read: str, files: Sequence[Path], names: Sequence[str]
) -> dict[str, NDArray[np.uint8]]:
    if len(files) != len(names):
        raise Mistake(f"`{read}` needs one file per array, but {len(files)} files meet {len(names)} arrays")
    return {name: array(file) for name, file in zip(names, files, strict=True)}


def idx_array(file: Path) -> NDArray[np.uint8]:
    """The array of unsigned bytes in an IDX file, raw or gzip-compressed (recognised by its first bytes).

    Raises:
        SourceError: the magic number is wrong, or the file holds fewer or more bytes than its header says.
    """
    try:
        with open_unpacked(file) as (_, content):
            return _idx(content, file.name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{file.name} is a truncated or damaged gzip file ({error})") from error


def _idx(stream: IO[bytes], name: str) -> NDArray[np.uint8]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] != IDX_UINT8 or not 1 <= magic[3] <= LARGEST_RANK:
        raise SourceError(f"{name} is not an IDX file of unsigned bytes: it starts with {magic.hex() or 'nothing'}")
    rank = magic[3]
    header = stream.read(4 * rank)
    if len(header) < 4 * rank:
        raise SourceError(f"{name} ends within its header")
    shape = struct.unpack(f">{rank}I", header)
    size = math.prod(shape)
    content = stream.read(size + 1)  # never more than that: a small gzip file can unpack to any size
    if len(content) != size:
        count = f"more than {size}" if len(content) > size else f"only {len(content)}"
        raise SourceError(f"{name} should hold {size} bytes ({' x '.join(map(str, shape))}), but has {count}")
    return np.frombuffer(content, np.uint8).reshape(shape)
