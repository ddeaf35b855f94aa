"""Which claims were there when a seed was first started? Noted once, so that a report tells which are newer.

A claim written after its data were seen is exploratory, whoever wrote it and whatever it says of itself.
"""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from netsci_bench.specs.claims import digest_of_claim
from netsci_bench.specs.model import Claim
from netsci_bench.storage.artifacts import CLAIMS
from netsci_bench.storage.atomic import write_json


def note_claims(store: Path, addresses: Iterable[str], claims: Collection[Claim]) -> None:
    """Write down the digests of all claims of the seeds that are about to start; what is there already stays."""
    (store / CLAIMS).mkdir(parents=True, exist_ok=True)
    new = [file for address in addresses if not (file := store / CLAIMS / f"{address}.json").exists()]
    digests = sorted({digest_of_claim(claim) for claim in claims}) if new else []
    for file in new:
        write_json(file, digests)


def noted_claims(store: Path, address: str) -> tuple[str, ...] | None:
    """The digests that were written down; None where nobody wrote any, or the file is not readable any more."""
    try:
        noted = json.loads((store / CLAIMS / f"{address}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return tuple(map(str, noted)) if isinstance(noted, list) else None
