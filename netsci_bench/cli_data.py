"""What can a user do with data sets? List them, fetch them, check them."""

from functools import partial
from typing import Annotated

import typer

from netsci_bench.errors import Mistake
from netsci_bench.named import Dataset

data = typer.Typer(name="data", no_args_is_help=True, help="Data sets: list, fetch, verify.")


@data.command("list")
def data_list() -> None:
    """Every data set: licence, size, and whether it is on this machine."""
    from netsci_bench import registry
    from netsci_bench.data.verify import verify
    from netsci_bench.environment import home

    for dataset in registry.every_dataset().values():
        states = {state for _, state in verify(dataset, home())}
        here = "on this machine" if states == {"ok"} else ", ".join(sorted(states))
        print(f"{dataset.name}: {dataset.title}; {dataset.licence}; {here}")


@data.command("fetch")
def data_fetch(names: Annotated[list[str], typer.Argument(help="names of data sets")]) -> None:
    """Fetch data sets from the first source that gives the right bytes."""
    from netsci_bench.data.fetch import arrays
    from netsci_bench.display import display
    from netsci_bench.environment import home

    for dataset in _datasets(names):
        with display(1, quiet=False) as listener:
            found = arrays(dataset, home(), partial(listener.progress, None))
        print(f"{dataset.name}: {', '.join(f'{name} {array.shape}' for name, array in found.items())}")


@data.command("verify")
def data_verify(names: Annotated[list[str] | None, typer.Argument(help="names; all when left out")] = None) -> None:
    """Hash every array and compare with the catalogue."""
    from netsci_bench import registry
    from netsci_bench.data.verify import verify
    from netsci_bench.environment import home

    wrong = 0
    for dataset in _datasets(names or list(registry.every_dataset())):
        for array, state in verify(dataset, home()):
            print(f"{dataset.name} {array}: {state}")
            wrong += state == "corrupt"
    raise typer.Exit(1 if wrong else 0)


def _datasets(names: list[str]) -> list[Dataset]:
    from netsci_bench import registry
    from netsci_bench.validation import nearest

    known = registry.every_dataset()
    for name in names:
        if name not in known:
            raise Mistake(f"there is no data set {name!r}", remedy=nearest(name, list(known)))
    return [known[name] for name in names]
