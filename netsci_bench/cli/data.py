"""What can a user do with data sets and weights? List them, fetch them, check them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Mistake

if TYPE_CHECKING:
    from netsci_bench.data.own.images import OwnPictures
    from netsci_bench.data.own.table import OwnTable

data = typer.Typer(name="data", no_args_is_help=True, help="Data sets and weights: list, fetch, add, verify.")


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
    from netsci_bench.cli.progress import show_progress
    from netsci_bench.data.fetch import arrays
    from netsci_bench.data.own.registration import fetch_and_measure
    from netsci_bench.data.weights import weights_file
    from netsci_bench.storage.home import home

    for thing in _named(names):
        with show_progress(1, quiet=False) as listener:
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
    path: Annotated[Path, typer.Argument(help="a .csv or .csv.gz of numbers, or a folder of pictures", exists=True)],
    label: Annotated[str, typer.Option(help="table: which column is the label, `first` or `last`")] = "first",
    test_last: Annotated[
        int | None, typer.Option(min=1, help="table: how many of the last rows are held out for testing")
    ] = None,
    side: Annotated[int | None, typer.Option(min=1, help="pictures: side of the square that each becomes")] = None,
    licence: Annotated[str, typer.Option(help="under which licence, as you want to read it in lists")] = "your own",
) -> None:
    """Add your own data under a name: a table, or a folder of pictures (train/CLASS/*, test/CLASS/*)."""
    from netsci_bench.cli.progress import show_progress
    from netsci_bench.data.own.registration import add
    from netsci_bench.storage.home import home

    about = _about(name, licence)
    own = _own(path, label, test_last, side)
    with show_progress(1, quiet=False) as listener:
        kept = add(about, own, home(), partial(listener.progress, None))
    for part, spec in kept.arrays.items():
        print(f"{kept.name} {part}: {list(spec.shape)} of {spec.dtype}, SHA-256 {spec.sha256}")
    print(f"a spec can now say `dataset: {kept.name}`")


@data.command("verify")
def data_verify(names: Annotated[list[str] | None, typer.Argument(help="names; all when left out")] = None) -> None:
    """Hash every array and every file of weights, and compare with the catalogue."""
    from netsci_bench.storage.home import home

    wrong = 0
    for thing in _named(names or list(_catalogue())):
        for part, state in _states(thing, home()):
            print(f"{thing.name} {part}: {state}")
            wrong += state == "corrupt"
    raise typer.Exit(1 if wrong else 0)


def _about(name: str, licence: str) -> Dataset:
    """The catalogue's entry where it was left open for the user, else a new one."""
    from netsci_bench.specs import registry

    known = registry.shipped_datasets().get(name)
    if known and known.measured:
        raise Mistake(f"the catalogue has a data set {name!r} already", remedy="take another name")
    return known or Dataset(name=name, title=name, licence=licence, source="", arrays={}, sources=())


def _own(path: Path, label: str, test_last: int | None, side: int | None) -> "OwnTable | OwnPictures":
    from netsci_bench.data.own.images import OwnPictures
    from netsci_bench.data.own.table import OwnTable

    if path.is_dir():
        if side is None:
            raise Mistake("the size of the pictures is missing", str(path), "say --side 64, for squares of 64 by 64")
        return OwnPictures(path, side)
    if test_last is None:
        raise Mistake("which rows should be held out?", str(path), "say --test-last 1000, for the last thousand rows")
    if label not in ("first", "last"):
        raise Mistake(f"there is no label column {label!r}", remedy="say --label first or --label last")
    return OwnTable(path, "first" if label == "first" else "last", test_last)


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
