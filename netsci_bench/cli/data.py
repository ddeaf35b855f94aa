"""What can a user do with data sets and weights? List them, fetch them, check them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Mistake

if TYPE_CHECKING:
    from netsci_bench.data.own.images import OwnPictures
    from netsci_bench.data.own.table_form import OwnTable

data = typer.Typer(name="data", no_args_is_help=True, help="Data sets and weights: list, fetch, add, remove, verify.")

Label = Annotated[str, typer.Option(help="table: the column of the labels: `first`, `last`, its name, its number")]
TestLast = Annotated[
    int | None, typer.Option(min=1, help="table: how many of the last rows are held out for testing")
]
Side = Annotated[int | None, typer.Option(min=1, help="pictures: side of the square that each becomes")]
Licence = Annotated[str, typer.Option(help="under which licence, as you want to read it in lists")]
Header = Annotated[
    bool | None, typer.Option("--header/--no-header", help="table: whether its first line names columns")
]
Delimiter = Annotated[str, typer.Option(help="table: what separates cells: `,` `;` `|` tab blank")]
Decimal = Annotated[str, typer.Option(help="table: the sign before decimals, `.` or `,`")]
Thousands = Annotated[str, typer.Option(help="table: the sign that sets thousands apart")]
Drop = Annotated[list[str] | None, typer.Option(help="table: a column to leave out, by name or number")]
KeepIndex = Annotated[bool, typer.Option(help="table: a first column that counts the rows is a feature")]
TextLabels = Annotated[bool, typer.Option(help="table: labels are names of classes, also where they are numbers")]
DryRun = Annotated[bool, typer.Option(help="read everything and show what would be added; keep nothing")]
Replace = Annotated[bool, typer.Option(help="replace other data that have this name")]


@data.command("list")
def data_list() -> None:
    """Every data set and all weights: licence, and whether they are on this machine."""
    from netsci_bench.storage.home import home

    for thing in _catalogue().values():
        states = {state for _, state in _states(thing, home())}
        here = "on this machine" if states == {"ok"} else ", ".join(sorted(states)).replace("missing", "not fetched")
        print(f"{thing.name}: {thing.title}; {thing.licence}; {here}")


@data.command("fetch")
def data_fetch(names: Annotated[list[str], typer.Argument(help="names of data sets or weights")]) -> None:
    """Fetch data sets and weights from the first source whose checksum matches."""
    from netsci_bench.cli.progress import show_steps
    from netsci_bench.data.fetch import arrays
    from netsci_bench.data.own.registration import fetch_and_measure
    from netsci_bench.data.weights import weights_file
    from netsci_bench.storage.home import home

    for thing in _named(names):
        with show_steps() as listener:
            tell = partial(listener.progress, None)
            if isinstance(thing, Dataset):
                if not thing.measured and thing.sources:
                    thing = fetch_and_measure(thing, home(), tell)
                parts = arrays(thing, home(), tell)
                what = ", ".join(f"{name} {array.shape}" for name, array in parts.items())
            else:
                what = f"{weights_file(thing, home(), tell).stat().st_size} bytes"
        print(f"{thing.name}: {what}")


@data.command("add")
def data_add(
    name: Annotated[str, typer.Argument(help="the name that specs will use")],
    path: Annotated[Path, typer.Argument(help="a table (.csv, .csv.gz), or a folder of pictures", exists=True)],
    label: Label = "",
    test_last: TestLast = None,
    side: Side = None,
    licence: Licence = "your own",
    header: Header = None,
    delimiter: Delimiter = "",
    decimal: Decimal = "",
    thousands: Thousands = "",
    drop: Drop = None,
    keep_index: KeepIndex = False,
    text_labels: TextLabels = False,
    dry_run: DryRun = False,
    replace: Replace = False,
) -> None:
    """Add your own data under a name: a table, or a folder of pictures (train/CLASS/*, test/CLASS/*)."""
    from netsci_bench.cli.own_data import add_own, own_pictures, own_table

    if path.is_dir():
        own: OwnTable | OwnPictures = own_pictures(path, side)
    else:
        signs = (delimiter, decimal, thousands)
        own = own_table(path, label, test_last, signs, (header, tuple(drop or ()), keep_index, text_labels))
    add_own(_about(name, licence), own, dry_run, replace)


@data.command("remove")
def data_remove(name: Annotated[str, typer.Argument(help="a data set that was added to this home")]) -> None:
    """Remove a data set of your own: its entry and its arrays. Results that were measured with it stay."""
    from netsci_bench.data.own.entries import remove
    from netsci_bench.storage.home import home

    freed = remove(name, home())
    print(f"{name}: removed, {freed:,} bytes are free again")


@data.command("verify")
def data_verify(names: Annotated[list[str] | None, typer.Argument(help="names; all when left out")] = None) -> None:
    """Hash arrays and weights and compare with the catalogue: exit 1 if one is damaged, 4 if one named is missing."""
    from netsci_bench.storage.home import home

    absent: list[str] = []
    wrong = 0
    for thing in _named(names or list(_catalogue())):
        states = _states(thing, home())
        if not names and {state for _, state in states} == {"missing"}:
            absent.append(thing.name)
            continue
        for part, state in states:
            print(f"{thing.name} {part}: {state}")
            wrong += state == "corrupt"
            absent += [thing.name] if state == "missing" else []
    if absent:
        missing = list(dict.fromkeys(absent))
        print(f"not on this machine, so not verified: {', '.join(missing)}\n  -> `netsci-bench data fetch NAME`")
    raise typer.Exit(1 if wrong else 4 if names and absent else 0)


def _about(name: str, licence: str) -> Dataset:
    """The catalogue's entry where it was left open for the user, else a new one."""
    from netsci_bench.specs import registry

    known = registry.shipped_datasets().get(name)
    if known and known.measured:
        raise Mistake(f"the catalogue has a data set {name!r} already", remedy="take another name")
    return known or Dataset(name=name, title=name, licence=licence, source="", arrays={}, sources=())


def _catalogue() -> dict[str, Dataset | Weights]:
    from netsci_bench.specs import registry
    from netsci_bench.storage.home import home

    return {**registry.every_dataset(home()), **registry.weights()}


def _states(thing: Dataset | Weights, home: Path) -> list[tuple[str, str]]:
    """Name and state of each of its parts."""
    from netsci_bench.data.verify import verify
    from netsci_bench.data.weights import weights_state

    if isinstance(thing, Weights):
        return [("file", weights_state(thing, home))]
    if not thing.measured:
        return [(name, "missing") for name in thing.arrays or ("arrays",)]  # nothing to compare with
    return [(name, state) for name, state in verify(thing, home)]


def _named(names: list[str]) -> list[Dataset | Weights]:
    from netsci_bench.specs.validation import nearest

    known = _catalogue()
    for name in names:
        if name not in known:
            raise Mistake(
                f"there is no data set {name!r}, and there are no such weights", "", nearest(name, [*known])
            )
    return [known[name] for name in names]
