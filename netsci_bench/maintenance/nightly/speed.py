"""Which ratios of speeds fell? Those that `tests/perf` measured, held against earlier green nights.

A ratio is of two times that were measured side by side, so it depends little on the machine. It is read from a file
of pytest-benchmark (``extra_info["ratio"]`` of each benchmark), or from any JSON file of the form ``{name: ratio}``.
One that was measured while other programs held the cores (``extra_info["busy"]``) counts for nothing.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.nightly.history import History
from netsci_bench.reporting.wording import number
from netsci_bench.verdicts.drift import Change

FELL = 0.75  # of the median of the last green nights: less than this is a fall
LAST = 10  # nights
BENCHMARKS, RATIO, BUSY = "benchmarks", "ratio", "busy"  # keys of a file of pytest-benchmark


def read_ratios(path: Path) -> dict[str, float]:
    """Name -> ratio of all that a file has; larger is faster.

    Raises:
        Mistake: it is no JSON, or has no ratio.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Mistake(f"the ratios of speeds cannot be read: {error}", str(path)) from error
    found = list(_ratios(content)) if isinstance(content, dict) else []
    if not found:
        remedy = 'write benchmark.extra_info["ratio"] = ... in the tests, or a file {"name": ratio}'
        raise Mistake("there is no ratio of speeds in this file", str(path), remedy)
    return {name: ratio for name, ratio, counts in found if counts}


def fallen(ratios: Mapping[str, float], history: History) -> list[Change]:
    """The ratios below three quarters of their median in the last ten green nights."""
    changes = []
    for name, ratio in sorted(ratios.items()):
        before = history.ratios(name)[-LAST:]
        if before and ratio < FELL * median(before):
            usual = median(before)
            why = f"{ratio / usual:.0%} of the median of {len(before)} green nights"
            changes.append(Change(f"speed of {name}", number(usual), number(ratio), why))
    return changes


def _ratios(content: dict[str, Any]) -> Iterator[tuple[str, float, bool]]:
    """Name, ratio, and whether it counts."""
    if isinstance(benchmarks := content.get(BENCHMARKS), list):
        known = [(one.get("fullname") or one["name"], one.get("extra_info", {})) for one in benchmarks]
        found = [(name, extra.get(RATIO), not extra.get(BUSY)) for name, extra in known]
    else:
        found = [(str(name), value, True) for name, value in content.items()]
    for name, value, counts in found:
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            yield name, float(value), counts
