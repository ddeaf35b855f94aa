"""How does work outlive a machine? The store goes into one tar file, and is checked when it is taken in elsewhere.

The tar holds ``done/<address>/...``, ``unfinished/<address>/...`` and ``claims/<address>.json``, and as its last
member the checksum of each. Nothing of it is believed before every checksum fits.
"""

import json
import re
import tarfile
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from gzip import BadGzipFile
from io import BytesIO
from pathlib import Path

from filelock import FileLock, Timeout

from netsci_bench.contract.errors import Mistake
from netsci_bench.storage.artifacts import CLAIMS
from netsci_bench.storage.atomic import atomic_file, write_json
from netsci_bench.storage.manifest import checksum, find_damage
from netsci_bench.storage.store import Store

CHECKSUMS = "checksums.json"  # the last member: name -> SHA-256 of every other one
MEMBER = re.compile(r"(?:(?:done|unfinished)/[0-9a-f]{20}/[^/].*|claims/[0-9a-f]{20}\.json)")
DONE, UNFINISHED, IN_USE, DAMAGED, THERE = "finished", "unfinished", "in use", "damaged", "already there"
REMEDY = "export it again, and copy it whole"


def export_store(store: Store, target: Path) -> Counter[str]:
    """Write all finished and unfinished work of a store into a tar file, compressed where its name ends in ``gz``.

    What a running process works on, and what is damaged, is left out.

    Returns:
        How many addresses are ``finished``, ``unfinished``, ``in use`` (left out) and ``damaged`` (left out).

    Raises:
        Mistake: there is nothing to export.
        OSError: the tar cannot be written.
    """
    counts: Counter[str] = Counter()
    checksums: dict[str, str] = {}
    with atomic_file(target) as part, tarfile.open(part, "w:gz" if target.suffix.endswith("gz") else "w") as tar:
        for path in _exported(store, counts):
            name = path.relative_to(store.root).as_posix()
            tar.add(path, name, recursive=False)
            checksums[name] = checksum(path)
        if not checksums:
            raise Mistake("there is nothing to export", str(store.root), "`netsci-bench run ID` fills it")
        content = json.dumps(checksums, indent=1).encode()
        last = tarfile.TarInfo(CHECKSUMS)
        last.size = len(content)
        tar.addfile(last, BytesIO(content))
    return counts


def import_store(store: Store, source: Path) -> Counter[str]:
    """Take in what `export_store` has written; what the store has already stays as it is.

    Returns:
        How many addresses are ``finished``, ``unfinished`` and ``already there`` (left as they were).

    Raises:
        Mistake: it is no such tar, or not as it was written; then nothing was taken in.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="importing-", dir=store.root) as held:
        folder = Path(held)
        _unpack(source, folder)
        _check(source, folder)
        counts = Counter(_take_in(store, place) for place in sorted(folder.glob("done/*")))
        counts.update(_take_in(store, place) for place in sorted(folder.glob("unfinished/*")))
        for file in sorted(folder.glob(f"{CLAIMS}/*.json")):
            _join_claims(file, store.root / CLAIMS / file.name)
    return counts


def _exported(store: Store, counts: Counter[str]) -> Iterator[Path]:
    for folder in sorted(store.root.glob("done/*")):
        counts[DONE if (sound := store.done(folder.name)) else DAMAGED] += 1
        yield from _files(folder) if sound else ()
    for folder in filter(_files, sorted(store.root.glob("unfinished/*"))):
        try:
            with FileLock(store.lock_file(folder.name), timeout=0):
                counts[UNFINISHED] += 1
                yield from _files(folder)
        except Timeout:
            counts[IN_USE] += 1
    yield from sorted(store.root.glob(f"{CLAIMS}/*.json"))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                named = member.name == CHECKSUMS or (MEMBER.fullmatch(member.name) and ".." not in member.name)
                if not member.isfile() or not named:
                    raise Mistake(f"{member.name!r} is no part of a store", str(source), "nothing was taken in")
                tar.extract(member, folder, filter="data")
    except (tarfile.TarError, EOFError, BadGzipFile, zlib.error) as error:
        raise Mistake(f"it cannot be read: {error}", str(source), REMEDY) from error


def _check(source: Path, folder: Path) -> None:
    if not (folder / CHECKSUMS).is_file():
        raise Mistake(f"it does not end with {CHECKSUMS}", str(source), REMEDY)
    told = json.loads((folder / CHECKSUMS).read_text("utf-8"))
    there = {path.relative_to(folder).as_posix(): path for path in _files(folder) if path != folder / CHECKSUMS}
    found = {name: checksum(path) for name, path in there.items()}
    wrong = sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))
    wrong += [place.name for place in sorted(folder.glob("done/*")) if find_damage(place)]
    if wrong:
        raise Mistake(f"it is not as it was written ({wrong[0]})", str(source), REMEDY)


def _take_in(store: Store, place: Path) -> str:
    finished, address = place.parent.name == "done", place.name
    if not (store.take_in if finished else store.take_in_unfinished)(address, place):
        return THERE
    return DONE if finished else UNFINISHED


def _join_claims(file: Path, target: Path) -> None:
    """The claims of a seed that was started in two places: those that both knew, which are the earliest."""
    target.parent.mkdir(exist_ok=True)
    noted = json.loads(file.read_text("utf-8"))
    if target.exists():
        noted = sorted({*noted} & {*json.loads(target.read_text("utf-8"))})
    write_json(target, noted)
