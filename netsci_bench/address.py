"""Is this the same result? One digest over everything that could change a number.

Code + every param (defaults included) + data checksums + seed + device kind + threads + the versions of the
numeric libraries reached. No path, host or date enters: a checkout and a wheel give the same address.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from netsci_bench.contract import Params

ADDRESS_DIGITS = 20  # 80 bits
NUMERIC = {  # root name of an import -> its distribution: only these can change a number
    "gudhi": "gudhi",
    "igraph": "igraph",
    "networkx": "networkx",
    "numba": "numba",
    "numpy": "numpy",
    "pandas": "pandas",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "timm": "timm",
    "torch": "torch",
    "torchvision": "torchvision",
}


@dataclass(frozen=True)
class Conditions:
    """What a number depends on beside code and params. ``device`` is a kind (``cpu``, ``cuda``), not a card."""

    seed: int
    device: str
    threads: int


def address(functions: Mapping[str, str], params: Params, where: Conditions, versions: Mapping[str, str]) -> str:
    """The content address of one seed's result."""
    parts = {
        "functions": dict(functions),
        "params": params.model_dump(mode="json"),
        "versions": dict(versions),
        **asdict(where),
    }
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:ADDRESS_DIGITS]


def versions(libraries: frozenset[str]) -> dict[str, str]:
    """Version of each installed numeric library among the imports; nothing is imported to find out."""
    found = {}
    for root in sorted(libraries & NUMERIC.keys()):
        try:
            found[root] = version(NUMERIC[root])
        except PackageNotFoundError:
            continue
    return found


def name_of(function: Callable[..., object]) -> str:
    """``module:name`` of a function."""
    return f"{function.__module__}:{function.__qualname__}"
