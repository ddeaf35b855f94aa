"""What can a user do with data sets and weights? List them, fetch them, check them."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.errors import Mistake
from netsci_bench.named import Dataset, Weights

data = typer.Typer(name="data", no_args_is_help=True, help="Data sets and weights: list, fetch, verify.")


@data.command("list")
def data_list() -> None:
    """Every data set and all weights: licence, size, and whether they are on this machine."""
    from netsci_bench.environment import home

    for thing in _catalogue().values():
        states = {state for _, state in _states(thing, home())}
        here = "on this machine" if states == {"ok"} else ", ".join(sorted(states))
        print(f"{thing.name}: {thing.title}; {thing.licence}; {here}")


@data.command("fetch")
def data_fetch(names: Annotated[list[str], typer.Argument(help="names of data sets or weights")]) -> None:
    """Fetch data sets and weights from the first source that gives the right bytes."""
    from netsci_bench.data.fetch import arrays
    from netsci_bench.data.weights import weights_file
    from netsci_bench.display import display
    from netsci_bench.environment import home

    for thing in _named(names):
        with display(1, quiet=False) as listener:
            tell = partial(listener.progress, None)
            if isinstance(thing, Dataset):
                found = arrays(thing, home(), tell)
                what = ", ".join(f"{name} {array.shape}" for name, array in found.items())
            else:
                what = f"{weights_file(thing, home(), tell).stat().st_size} bytes"
        print(f"{thing.name}: {what}")


@data.command("verify")
def data_verify(names: Annotated[list[str] | None, typer.Argument(help="names; all when left out")] = None) -> None:
    """Hash every array and every file of weights, and compare with the catalogue."""
    from netsci_bench.environment import home

    wrong = 0
    for thing in _named(names or list(_catalogue())):
        for part, state in _states(thing, home()):
            print(f"{thing.name} {part}: {state}")
            wrong += state == "corrupt"
    raise typer.Exit(1 if wrong else 0)


def _catalogue() -> dict[str, Dataset | Weights]:
    from netsci_bench import registry

    return {**registry.every_dataset(), **registry.weights()}


def _states(thing: Dataset | Weights, home: Path) -> list[tuple[str, str]]:
    """Name and state of each of its parts."""
    from netsci_bench.data.verify import verify
    from netsci_bench.data.weights import weights_state

    if isinstance(thing, Weights):
        return [("file", weights_state(thing, home))]
    return [(name, state) for name, state in verify(thing, home)]


def _named(names: list[str]) -> list[Dataset | Weights]:
    from netsci_bench.validation import nearest

    known = _catalogue()
    for name in names:
        if name not in known:
            raise Mistake(
                f"there is no data set {name!r}, and there are no such weights", "", nearest(name, [*known])
            )
    return [known[name] for name in names]
