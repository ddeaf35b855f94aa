"""How does data of the user's own get a name that a spec can use?

It is read once, its arrays are written where every data set lies, and an entry with the checksums measured on the way
is put into the home's own catalogue, one file a name. The entry may fill in what ours had to leave open (HIGGS, say).
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.contract.slug import HOW_TO_WRITE, SLUG
from netsci_bench.data.cache import store_arrays
from netsci_bench.data.fetch import read_files
from netsci_bench.data.formats.growing_arrays import GrowingArrays
from netsci_bench.data.own.entries import entry_file, kept_entry, notes_file, remove_arrays
from netsci_bench.data.own.images import OwnPictures, read_pictures
from netsci_bench.data.own.reading import Reading
from netsci_bench.data.own.table import read_table
from netsci_bench.data.own.table_form import OwnTable
from netsci_bench.data.sources.any_source import Tell, alone, from_any_source
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.storage.atomic import write_json


@dataclass(frozen=True)
class Added:
    """The entry that is kept, and what was read."""

    dataset: Dataset
    reading: Reading


def add(about: Dataset, own: OwnTable | OwnPictures, home: Path, tell: Tell, replace: bool = False) -> Added:
    """Read a file or a folder of the user's own and keep it under a name.

    ``about`` says name, title and licence; where it also says arrays, these must be the ones found. Other data under
    this name are replaced only where ``replace`` says so; the same data are put back where they were lost.

    Raises:
        Mistake: the data is wrong (the text says where), or not what ``about`` says, or would replace other data.
        Failure: the data cannot be read, or ``home`` cannot be written to.
    """
    with _room_for(about, home, tell) as aside:
        reading = _read(about, own, aside, tell)
        if (there := kept_entry(about.name, home)) and not replace:
            _refuse_other(about, there, reading.arrays)
        kept = _keep(about, reading.arrays, aside, home)
        _write_notes(kept, reading, home)
        return Added(kept, reading)


def preview(about: Dataset, own: OwnTable | OwnPictures, home: Path, tell: Tell) -> Reading:
    """What ``add`` would read, all of it, with nothing kept.

    Raises:
        Mistake: the data is wrong (the text says where), or not what ``about`` says.
        Failure: the data cannot be read, or there is no room to read it.
    """
    with _room_for(about, home, tell) as aside:
        reading = _read(about, own, aside, tell)
        _refuse_misfits(about, reading.arrays)
        return reading


def _read(about: Dataset, own: OwnTable | OwnPictures, aside: Path, tell: Tell) -> Reading:
    if not SLUG.fullmatch(about.name):
        raise Mistake(f"invalid name {about.name!r}", remedy=HOW_TO_WRITE)
    try:
        return read_table(own, aside, tell) if isinstance(own, OwnTable) else read_pictures(own, aside, tell)
    except SourceError as error:
        raise Mistake(str(error)) from error


def _refuse_other(about: Dataset, there: Mapping[str, ArraySpec], found: Mapping[str, ArraySpec]) -> None:
    if dict(there) == dict(found):
        return
    changed = [name for name in sorted({*there, *found}) if there.get(name) != found.get(name)]
    said = [f"{name}: {_form(there.get(name))} there, {_form(found.get(name))} now" for name in changed]
    same = [name for name in changed if _form(there.get(name)) == _form(found.get(name))]
    ending = " (other content)" if same else ""
    raise Mistake(
        f"the name {about.name!r} stands for other data: {'; '.join(said)}{ending}",
        remedy="take another name, or say --replace: results of the old data stay in the store",
    )


def fetch_and_measure(about: Dataset, home: Path, tell: Tell) -> Dataset:
    """Fetch a data set whose checksums the catalogue does not state, and measure them.

    Raises:
        DataUnavailable: no source gave files with the MD5 that their publisher gives.
        Mistake: what was found is not what the catalogue says.
    """
    with _room_for(about, home, tell) as aside:
        return _keep(about, _write_arrays(from_any_source(about, aside, read_files, tell), aside), aside, home)


def _keep(about: Dataset, arrays: Mapping[str, ArraySpec], aside: Path, home: Path) -> Dataset:
    _refuse_misfits(about, arrays)
    again = about.remedy or f"read it again: `netsci-bench data add {about.name} ...`"
    kept = about.model_copy(update={"arrays": dict(arrays), "remedy": again})
    store_arrays(kept, aside, home)
    _write_entry(kept, home)
    remove_arrays(about.name, kept, home)
    return kept


def _refuse_misfits(about: Dataset, arrays: Mapping[str, ArraySpec]) -> None:
    if differing := [n for n, spec in about.arrays.items() if _form(spec) != _form(arrays.get(n))]:
        name = differing[0]
        form = _form(arrays.get(name))
        raise Mistake(f"{name} is {form}, but {about.title} has {_form(about.arrays[name])}", about.name)


def _form(spec: ArraySpec | None) -> str:
    return f"{list(spec.shape)} of {spec.dtype}" if spec else "missing"


def _write_arrays(arrays: Mapping[str, NDArray[Any]], folder: Path) -> dict[str, ArraySpec]:
    with GrowingArrays(folder) as growing:
        for name, array in arrays.items():
            growing.append(name, array)
        return growing.finish()


def _write_entry(dataset: Dataset, home: Path) -> None:
    """JSON, which is YAML as well."""
    fields: dict[str, Any] = {key: getattr(dataset, key) for key in ("title", "licence", "source", "remedy")}
    fields["arrays"] = {name: spec.model_dump(mode="json") for name, spec in dataset.arrays.items()}
    fields["sources"] = [source.model_dump(mode="json") for source in dataset.sources]
    file = entry_file(dataset.name, home)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_json(file, {dataset.name: fields}, indent=1)


def _write_notes(dataset: Dataset, reading: Reading, home: Path) -> None:
    """What was skipped and guessed, and the names of classes, for whoever asks later."""
    notes_file(dataset.name, home).write_text(
        "".join(f"{note}\n" for note in reading.notes), encoding="utf-8", errors="backslashreplace"
    )


@contextmanager
def _room_for(about: Dataset, home: Path, tell: Tell) -> Iterator[Path]:
    """An empty folder that no other process writes into, gone afterwards unless it was put into its place."""
    aside = home / "data" / f"{about.name}.being-read"
    try:
        with alone(about.name, aside, tell):
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            try:
                yield aside
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        remedy = "make the file readable, make room, or set NETSCI_BENCH_HOME"
        raise Failure(f"cannot read or keep data: {error}", str(home), remedy) from error
