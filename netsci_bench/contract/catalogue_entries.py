"""How does a name in YAML become a thing whose content enters the address?

Data sets, weights and model functions are written by name in a spec and resolved while its params are validated,
against the catalogues in pydantic's validation context. They serialise as ``name@fingerprint``, so that the checksum
of the data and the code of the model enter every address with no further mechanism.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_serializer, model_validator

FINGERPRINT_DIGITS = 12  # 48 bits: no two data sets of a catalogue meet by chance
UNMEASURED = "unmeasured"  # in place of a fingerprint


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArraySpec(_Frozen):
    """Shape and SHA-256 of one canonical array (C order, little endian, uint8 unless stated).

    The catalogue leaves out the checksum of what nobody could measure for it; it is then measured on the machine of
    whoever has the data, and is the data set's identity there.
    """

    shape: tuple[int, ...]
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    dtype: str = "uint8"


class Source(_Frozen):
    """One place to get the files of a data set.

    ``kind`` says by which client; ``at`` is a folder of our own registry (for what ships with the package), a folder
    below ``$NETSCI_BENCH_DATA``, a URL prefix, or a package with its version (``name==1.2``); ``files`` are the files
    to take from there; ``read`` names their format (of weights it says nothing: they are one file, kept as it is);
    ``md5`` is what their publisher says of each file.
    """

    kind: Literal["registry", "folder", "url", "npm", "pip", "apt"]
    at: str
    files: tuple[str, ...]
    read: str = ""
    md5: tuple[str, ...] = ()


class Dataset(_Frozen):
    """A data set of the catalogue: what it is, under which licence, which bytes it must have, where to get it.

    ``remedy`` says what to do to have it, where trying its sources cannot do it.
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
        """Whether it is known which bytes it must have."""
        return bool(self.arrays) and all(array.sha256 for array in self.arrays.values())

    @property
    def fingerprint(self) -> str:
        """Digest over the checksums of all arrays: the same bytes from another source give the same."""
        if not self.measured:
            return UNMEASURED
        lines = [f"{name} {a.dtype} {a.shape} {a.sha256}" for name, a in sorted(self.arrays.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:FINGERPRINT_DIGITS]

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any, info: ValidationInfo) -> Any:
        """A plain string is looked up in the catalogue given as validation context."""
        return _looked_up(value, (info.context or {}).get("datasets", {}), "data set")

    @model_serializer
    def _as_name(self) -> str:
        return f"{self.name}@{self.fingerprint}"


class Weights(_Frozen):
    """Weights that somebody has trained: one file, under which licence, which bytes, where to get it."""

    name: str
    title: str
    licence: str
    source: str  # key of a citation or paper
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sources: tuple[Source, ...]

    @property
    def fingerprint(self) -> str:
        """The beginning of the file's SHA-256."""
        return self.sha256[:FINGERPRINT_DIGITS]

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any, info: ValidationInfo) -> Any:
        """A plain string is looked up in the catalogue given as validation context."""
        return _looked_up(value, (info.context or {}).get("weights", {}), "weights")

    @model_serializer
    def _as_name(self) -> str:
        return f"{self.name}@{self.fingerprint}"


def _looked_up(value: Any, catalogue: Mapping[str, BaseModel], what: str) -> Any:
    """The entry of the catalogue under a name; anything but a name as it is."""
    if not isinstance(value, str):
        return value
    name = value.partition("@")[0]
    if name not in catalogue:
        raise ValueError(f"no {what} {name!r} in the catalogue; there are {', '.join(sorted(catalogue))}")
    return dict(catalogue[name])


class Code(_Frozen):
    """A function named as ``module:function``, whose reached code is its fingerprint (a model, say)."""

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
    """Every data set, all weights or all code named anywhere in params."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from entries_in(getattr(value, name), kind)
    elif isinstance(value, list | tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from entries_in(item, kind)
