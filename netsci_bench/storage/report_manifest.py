"""Is a report as the bench wrote it? Its manifest has a digest of each part: data, params, code, claims, values ...

This guards against edits by hand and against damage, and not against somebody who computes the digests again: for
that, ``netsci-bench replay`` measures the values anew.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.specs.flatten import flatten

Content = Mapping[str, Any]  # a report.json
MANIFEST = "manifest"  # its key
PARTS: Mapping[str, tuple[str, ...]] = {
    "params": ("params", "set"),
    "code": ("experiment", "code", "functions", "versions"),
    "claims": ("claims", "papers", "statements", "tier_seeds"),
    "verdicts": ("verdicts",),
    "values": ("seeds", "outcomes", "timing"),
}
REST = "setting"  # the part of all other keys, but for those
NOT_COVERED = ("warnings", "figures", "captions", MANIFEST)  # of pictures: they are drawn later, and may be again


def with_manifest(content: Content) -> dict[str, Any]:
    """The same content with a manifest of what it says now."""
    return {**content, MANIFEST: _digests(content)}


def renewed(content: Content) -> dict[str, Any]:
    """The same content with its manifest renewed; an older report says nothing of its values, and cannot begin to."""
    return with_manifest(content) if MANIFEST in content else dict(content)


def refuse_edits(content: Content, where: str, remedy: str) -> None:
    """Let a report pass that is as it was written, or older than manifests.

    Raises:
        Mistake: a part of it is not as its manifest says.
    """
    if edited := find_edits(content):
        raise Mistake(f"the report was edited: its manifest has other {', '.join(edited)}", where, remedy)


def find_edits(content: Content) -> list[str] | None:
    """The parts that are not as the manifest says; None where the report is older than manifests."""
    if MANIFEST not in content:
        return None
    known, now = content[MANIFEST], _digests(content)
    if not isinstance(known, Mapping):
        return [MANIFEST]
    return [part for part in {**now, **known} if known.get(part) != now.get(part)]


def _digests(content: Content) -> dict[str, str]:
    """Part -> digest. The checksums of data sets and weights, which are among the params, have one of their own."""
    parts = {name: {key: content[key] for key in keys if key in content} for name, keys in PARTS.items()}
    named = {*NOT_COVERED, *(key for keys in PARTS.values() for key in keys)}
    parts[REST] = {key: value for key, value in content.items() if key not in named}
    data = {name: value for name, value in flatten(content["params"]).items() if _is_data(value)}
    return {name: _digest(part) for name, part in {"data": data, **parts}.items()}


def _is_data(value: Any) -> bool:
    """Whether it is written ``name@checksum``; code is ``module:name@digest``."""
    return isinstance(value, str) and "@" in value and ":" not in value


def _digest(part: Any) -> str:
    return sha256(json.dumps(part, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:20]
