"""How are files taken out of a package without letting the package choose where they are written?

Members are read as streams and written under names of ours; nothing is ever extracted by path. A package that
carries an absolute path or a ``..`` is refused as a whole: no honest one does.
"""

import shutil
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from netsci_bench.data.sources.errors import SourceError


def taken_from(package: Path, wanted: Sequence[str], folder: Path) -> list[Path]:
    """The wanted members of a tar (compressed or not) or a zip (a wheel), written into ``folder``, in order.

    Raises:
        SourceError: a member is missing or no plain file, a path leaves the package, or it is damaged.
    """
    try:
        if zipfile.is_zipfile(package):
            return _from_zip(package, wanted, folder)
        return _from_tar(package, wanted, folder)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise SourceError(f"{package.name} is truncated or damaged ({error})") from error


def _from_tar(package: Path, wanted: Sequence[str], folder: Path) -> list[Path]:
    with tarfile.open(package) as tar:
        members = {_plain(member.name): member for member in tar}
        streams = []
        for name in _all_there(members, wanted, package):
            if not members[name].isfile():  # a link could point at any file of the user
                raise SourceError(f"{name} in {package.name} is a link or a folder, not a file")
            streams.append(tar.extractfile(members[name]))
        return [_written(s, folder, i, n) for i, (s, n) in enumerate(zip(streams, wanted, strict=True)) if s]


def _from_zip(package: Path, wanted: Sequence[str], folder: Path) -> list[Path]:
    with zipfile.ZipFile(package) as wheel:
        members = {_plain(name): name for name in wheel.namelist()}
        names = _all_there(members, wanted, package)
        return [_written(wheel.open(members[n]), folder, i, n) for i, n in enumerate(names)]


def _plain(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise SourceError(f"the package holds the path {name!r}, which leads out of it: refused")
    return str(path)


def _all_there(members: Iterable[str], wanted: Sequence[str], package: Path) -> list[str]:
    names = [_plain(name) for name in wanted]
    missing = sorted(set(names) - set(members))
    if missing:
        raise SourceError(f"{package.name} holds no {', '.join(missing)}")
    return names


def _written(stream: IO[bytes], folder: Path, number: int, name: str) -> Path:
    file = folder / f"{number}-{PurePosixPath(name).name}"  # the number keeps equal names apart
    with stream, file.open("wb") as out:
        shutil.copyfileobj(stream, out)
    return file
