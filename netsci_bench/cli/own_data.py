"""How is data of the user's own added from the command line, and what is printed about it?"""

from functools import partial
from pathlib import Path

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Mistake
from netsci_bench.data.own.images import OwnPictures
from netsci_bench.data.own.reading import Reading
from netsci_bench.data.own.table_form import OwnTable, TableOptions

WORDS = {"tab": "\t", "\\t": "\t", "blank": " ", "space": " ", "comma": ",", "semicolon": ";", "point": "."}
Signs = tuple[str, str, str]  # between cells, before decimals, between thousands
Columns = tuple[bool | None, tuple[str, ...], bool, bool]  # header, left out, index kept, labels are names


def own_pictures(folder: Path, side: int | None) -> OwnPictures:
    """A folder of pictures.

    Raises:
        Mistake: nobody said how large they become.
    """
    if side is None:
        raise Mistake("the size of the pictures is missing", str(folder), "say --side 64, for squares of 64 by 64")
    return OwnPictures(folder, side)


def own_table(file: Path, label: str, test_last: int | None, signs: Signs, columns: Columns) -> OwnTable:
    """A table, and what the user says about it.

    Raises:
        Mistake: nobody said how many rows are held out, or a sign is none that numbers are written with.
    """
    if test_last is None:
        raise Mistake("which rows should be held out?", str(file), "say --test-last 1000, for the last thousand rows")
    delimiter, decimal, thousands = (WORDS.get(sign, sign) for sign in signs)
    if decimal not in ("", ".", ","):
        raise Mistake(f"--decimal {decimal} is no sign before decimals", remedy="say --decimal . or --decimal ,")
    if len(delimiter) > 1 or len(thousands) > 1 or thousands.isalnum() or delimiter.isalnum():
        raise Mistake(
            "--delimiter and --thousands are one sign each", remedy="say --delimiter ';' or --delimiter tab"
        )
    if decimal and decimal == thousands:
        raise Mistake(f"{decimal!r} cannot stand before decimals and between thousands", remedy="name two signs")
    header, drop, keep_index, text_labels = columns
    options = TableOptions(header, delimiter, decimal, thousands, drop, keep_index, text_labels)
    return OwnTable(file, label, test_last, options)


def add_own(about: Dataset, own: OwnTable | OwnPictures, dry_run: bool, replace: bool) -> None:
    """Add data of the user's own, or only show what would be added, and print what there is to tell.

    Raises:
        Mistake: the data is wrong, or would replace other data.
        Failure: it cannot be read or kept.
    """
    from netsci_bench.cli.progress import show_steps
    from netsci_bench.data.own.registration import add, preview
    from netsci_bench.storage.home import home

    with show_steps() as listener:
        tell = partial(listener.progress, None)
        if dry_run:
            dataset, reading = None, preview(about, own, home(), tell)
        else:
            added = add(about, own, home(), tell, replace)
            dataset, reading = added.dataset, added.reading
    _print(about.name, reading)
    if dataset is None:
        print("nothing was kept: leave out --dry-run to add it")
    else:
        print(f"a spec can now say `dataset: {dataset.name}`")


def _print(name: str, reading: Reading) -> None:
    for note in reading.notes:
        print(f"  {note}")
    for first in reading.first:
        print(f"    {first}")
    for part, spec in reading.arrays.items():
        print(f"{name} {part}: {_form(spec)}, SHA-256 {spec.sha256}")


def _form(spec: ArraySpec) -> str:
    return f"{list(spec.shape)} of {spec.dtype}"
