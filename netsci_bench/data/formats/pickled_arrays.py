"""How is a pickle of arrays read without trusting it?

A pickle is a program. This reader lets it name three things only (numpy's array, its constructor and its
dtype) and answers with stand-ins of our own, so that neither its code nor numpy's unpickling ever runs.
"""

import pickle
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from netsci_bench.data.sources.errors import SourceError

DTYPES = {"f4": "<f4", "i8": "<i8", "u1": "|u1"}
NO_BYTE_ORDER = "|"


def unpickled(stream: IO[bytes]) -> Any:
    """What a pickle holds, each array in it as a stand-in whose ``array()`` gives the array.

    Texts that Python 2 wrote come as bytes. Anything at all may be raised by a damaged pickle.

    Raises:
        SourceError: it asks for anything but arrays.
    """
    return _ArraysOnly(stream, encoding="bytes").load()


class _DType:
    """Stands in for ``numpy.dtype``: remembers which of the expected kinds was meant."""

    def __init__(self, kind: bytes | str, *_: Any) -> None:
        self.kind = kind.decode() if isinstance(kind, bytes) else kind

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1].decode() if isinstance(state[1], bytes) else state[1]
        if order != ("<" if DTYPES[self.kind].startswith("<") else NO_BYTE_ORDER):
            raise SourceError("the pickled numbers are not little endian")


class _Array:
    """Stands in for ``numpy.ndarray``: remembers shape, kind and bytes."""

    def __init__(self, *_: Any) -> None:
        """Whatever the constructor was given is given again with the state."""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.shape, self.dtype, self.fortran, self.raw = state

    def array(self) -> NDArray[Any]:
        return np.frombuffer(self.raw, DTYPES[self.dtype.kind]).reshape(
            self.shape, order="F" if self.fortran else "C"
        )


class _ArraysOnly(pickle.Unpickler):
    """Knows three names, all of them ours; whatever else a pickle asks for is refused."""

    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") | ("numpy", "ndarray"):
                return _Array
            case ("numpy", "dtype"):
                return _DType
            case _:
                raise SourceError(f"the pickle asks for {module}.{name}, which is not an array: refused")
