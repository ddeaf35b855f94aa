"""What is known once data of the user's own was read: its arrays, and what was skipped and guessed on the way?"""

from collections.abc import Sequence
from dataclasses import dataclass

from netsci_bench.contract.catalogue_entries import ArraySpec


@dataclass(frozen=True)
class Reading:
    """Arrays that were written, what there is to tell about them, and the first rows or pictures in words."""

    arrays: dict[str, ArraySpec]
    notes: tuple[str, ...]
    first: tuple[str, ...]


def shown_names(names: Sequence[str], most: int = 3) -> str:
    """The first few of many names."""
    return ", ".join(names[:most]) + (f", ... ({len(names)} in all)" if len(names) > most else "")
