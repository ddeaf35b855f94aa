"""What did the user mean? Words of the command line as entries and seeds, or the nearest thing that exists."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.specs import registry
from netsci_bench.specs.model import TIERS, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.validation import nearest

MOST_SEEDS = 10_000  # of one span: more is a slip of the finger


def select_entries(names: list[str]) -> list[Entry]:
    """What ids, patterns and files stand for, each once.

    Raises:
        Mistake: a name stands for nothing, or two files have one id.
    """
    found: dict[str, Entry] = {}
    for entry in (entry for name in names for entry in _matching(name)):
        first, second = found.setdefault(entry.id, entry).document.path, entry.document.path
        if first.resolve() != second.resolve():
            raise Mistake(f"two files have the id {entry.id}, here and in {first}", str(second), "rename one of them")
    return list(found.values())


def refuse_unknown(names: list[str]) -> None:
    """See that every id and pattern stands for something; files are read where they are run.

    Raises:
        Mistake: one stands for nothing; the nearest are named.
    """
    known: list[str] = []
    for name in names:
        above = name.rpartition("/")[0]
        if name.endswith(registry.ENDINGS) or above.endswith(registry.ENDINGS):
            continue
        known = known or [*registry.ids(), *(f"{broken}/*" for broken in registry.third_parties().broken)]
        if not any(fnmatch(id_, name) or fnmatch(name, id_) for id_ in known):
            raise Mistake(f"there is no experiment {name!r}", remedy=nearest(name, known))


def select_places(names: list[str]) -> list[Callable[[], list[Entry]]]:
    """What is to be checked, piece by piece, so that one broken spec hides no other; everything without names.

    A file stands for all ids written in it.
    """
    if not names:
        every = [partial(registry.entries_of, path) for path in registry.spec_files()]
        return [*every, *(partial(_raised, m) for m in registry.third_parties().broken.values()), _nothing_twice]
    files = [name for name in names if name.endswith(registry.ENDINGS)]
    rest = [name for name in names if name not in files]
    return [
        *(partial(registry.entries_of, Path(name)) for name in files),
        *(partial(_matching, name) for name in rest),
    ]


def select_tier(name: str) -> TierName | None:
    """The tier of that name; None for ``auto``.

    Raises:
        Mistake: there is no such tier.
    """
    if name == "auto":
        return None
    for tier in TIERS:
        if tier == name:
            return tier
    raise Mistake(f"there is no tier {name!r}", remedy=nearest(name, ["auto", *TIERS]))


def select_seeds(text: str) -> tuple[int, ...] | None:
    """The seeds of ``0-4`` or ``0,3,7``; None where nothing was asked.

    >>> select_seeds("0,3-5")
    (0, 3, 4, 5)

    Raises:
        Mistake: it is not a valid seed list.
    """
    return tuple(n for part in text.split(",") for n in _span(part, text)) if text else None


def seed_ranges(seeds: Sequence[int]) -> str:
    """Ascending numbers in the way that ``--seeds`` takes them.

    >>> seed_ranges([0, 3, 4, 5])
    '0,3-5'
    """
    ranges: list[list[int]] = []
    for seed in seeds:
        if ranges and seed == ranges[-1][-1] + 1:
            ranges[-1].append(seed)
        else:
            ranges.append([seed])
    return ",".join(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in ranges)


def _nothing_twice() -> list[Entry]:
    """No entry; raises where two files give the same id."""
    registry.entries(tell=lambda mistake: None)
    return []


def _raised(mistake: Mistake) -> list[Entry]:
    raise mistake


def _span(part: str, text: str) -> range:
    low, _, high = part.partition("-")
    try:
        span = range(int(low), int(high or low) + 1)
    except ValueError:
        span = range(0)
    if not 0 < len(span) <= MOST_SEEDS:
        raise Mistake(f"--seeds {text!r} is not a valid seed list", remedy="write 0-4 or 0,3,7")
    return span


def _matching(name: str) -> list[Entry]:
    if not any(sign in name for sign in "*?["):
        return [registry.find(name)]
    matching = [entry for entry in registry.entries() if fnmatch(entry.id, name)]
    if not matching:
        near = nearest(name.strip("*?"), registry.ids())
        raise Mistake(f"no id matches {name!r}", remedy=f"{near}; `netsci-bench list` names them all")
    return matching
