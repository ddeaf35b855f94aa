"""How does a user take work to another machine? ``store export`` writes one file, ``store import`` takes it in."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.contract.errors import Mistake

store = typer.Typer(
    name="store",
    no_args_is_help=True,
    help="Results and checkpoints in one file, for another machine: export, import.",
)


@store.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="such as store.tar, or store.tar.gz (slower, a little smaller)")],
    replace: Annotated[bool, typer.Option(help="write over a file that is there")] = False,
) -> None:
    """Write all results, trainings and checkpoints into one file; what a running process works on is left out."""
    from netsci_bench.storage.home import home
    from netsci_bench.storage.store import Store
    from netsci_bench.storage.transfer import export_store

    if file.exists() and not replace:
        raise Mistake("there is a file already", str(file), "say --replace to write over it")
    if not file.absolute().parent.is_dir():
        raise Mistake("there is no such folder", str(file.absolute().parent), "make it first")
    _tell(export_store(Store(home() / "store"), file))
    print(
        f"{file}: {file.stat().st_size / 1e6:,.1f} MB; `netsci-bench store import {file.name}` takes it in elsewhere"
    )


@store.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="written by `netsci-bench store export`", exists=True, dir_okay=False)],
) -> None:
    """Take in what another machine has exported, if all checksums fit; what is here already stays as it is."""
    from netsci_bench.storage.home import home
    from netsci_bench.storage.store import Store
    from netsci_bench.storage.transfer import import_store

    _tell(import_store(Store(home() / "store"), file))


def _tell(counts: Counter[str]) -> None:
    """One line for each kind, of which there is any."""
    for what, number in counts.items():
        print(f"  {number} {what}")
