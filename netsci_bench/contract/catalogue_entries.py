"""How does a name in YAML become an object whose content enters the address?

A spec names data sets, weights and model functions. The names are resolved while the params are validated, against
the catalogues in pydantic's validation context. They serialise as ``name@fingerprint``, so the checksum of the data
and the code of the model enter every address without further code.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationInfo, model_serializer, model_validator

from netsci_bench.contract.plain_values import Frozen

FINGERPRINT_DIGITS = 12  # 48 bits: a collision between two data sets of a catalogue is practically impossible
UNMEASURED = "unmeasured"  # in place of a fingerprint


class ArraySpec(Frozen):
    """Shape and SHA-256 of one canonical array (C order, little endian, uint8 unless stated).

    Where we did not have the data, the catalogue has no checksum. It is then measured on the machine of the user who
    has the data, and identifies the data set there.
    """

    shape: tuple[int, ...]
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    dtype: str = "uint8"


class Source(Frozen):
    """One source of the files of a data set.

    ``kind`` names the client; ``at`` is a folder of our own registry (for files that ship with the package), a folder
    below ``$NETSCI_BENCH_DATA``, a URL prefix, or a package with its version (``name==1.2``); ``files`` are the files
    to use; ``read`` names their format (empty for weights, which are one file, stored unchanged); ``md5`` holds the
    checksum that the publisher gives for each file.
    """

    kind: Literal["registry", "folder", "url", "npm", "pip", "apt"]
    at: str
    files: tuple[str, ...]
    read: str = ""
    md5: tuple[str, ...] = ()


class Dataset(Frozen):
    """A data set of the catalogue: title, licence, checksums of its arrays, sources.

    ``remedy`` says how to get the data set if its sources cannot provide it.
    """

    name: str
    title: str
    licence: str
    source: str  # key of a citation or paper
    arrays: dict[str, ArraySpec]
    sources: tuple[Source, ...]
    remedy: str = ""

    @property
    def measured(self) -> bool:
        """Whether the checksums of all arrays are known."""
        return bool(self.arrays) and all(array.sha256 for array in self.arrays.values())

    @property
    def fingerprint(self) -> str:
        """Digest of the checksums of all arrays: it does not depend on the source of the files."""
        if not self.measured:
            return UNMEASURED
        lines = [f"{name} {a.dtype} {a.shape} {a.sha256}" for name, a in sorted(self.arrays.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:FINGERPRINT_DIGITS]

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any, info: ValidationInfo) -> Any:
        """A plain string is looked up in the catalogue given as validation context."""
        return _look_up(value, (info.context or {}).get("datasets", {}), "data set")

    @model_serializer
    def _as_name(self) -> str:
        return f"{self.name}@{self.fingerprint}"


class Weights(Frozen):
    """Published weights: title, licence, checksum of their one file, sources."""

    name: str
    title: str
    licence: str
    source: str  # key of a citation or paper
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sources: tuple[Source, ...]

    @property
    def fingerprint(self) -> str:
        """The first digits of the file's SHA-256."""
        return self.sha256[:FINGERPRINT_DIGITS]

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any, info: ValidationInfo) -> Any:
        """A plain string is looked up in the catalogue given as validation context."""
        return _look_up(value, (info.context or {}).get("weights", {}), "weights")

    @model_serializer
    def _as_name(self) -> str:
        return f"{self.name}@{self.fingerprint}"


def _look_up(value: Any, catalogue: Mapping[str, BaseModel], what: str) -> Any:
    """The entry of the catalogue with this name; a value that is not a string is returned unchanged."""
    if not isinstance(value, str):
        return value
    name = value.partition("@")[0]
    if name not in catalogue:
        raise ValueError(f"no {what} {name!r} in the catalogue; it has {', '.join(sorted(catalogue))}")
    return dict(catalogue[name])


class Code(Frozen):
    """A function named as ``module:function``, such as a model; its fingerprint is the digest of its code."""

    name: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")]
    fingerprint: str = ""

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any, info: ValidationInfo) -> Any:
        """A plain string is fingerprinted by the function given as validation context."""
        if not isinstance(value, str):
            return value
        name = value.partition("@")[0]
        fingerprint = (info.context or {}).get("fingerprint", lambda _: "")
        return {"name": name, "fingerprint": fingerprint(name)}

    @model_serializer
    def _as_name(self) -> str:
        return f"{self.name}@{self.fingerprint}"


Entry = TypeVar("Entry", Dataset, Weights, Code)


def entries_in(value: object, kind: type[Entry]) -> Iterator[Entry]:
    """All data sets, all weights or all code named anywhere in params."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from entries_in(getattr(value, name), kind)
    elif isinstance(value, list | tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from entries_in(item, kind)
