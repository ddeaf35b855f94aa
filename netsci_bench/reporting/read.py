"""What does a written report say? The reader for `status`, `list`, `record`: standard library only."""

import json
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.storage.artifacts import REPORT_JSON

SCHEMA = 1


def read(folder: Path) -> dict[str, Any]:
    """The content of a report folder's ``report.json``.

    Raises:
        Mistake: there is no report, or none that this version can read.
    """
    path = folder / REPORT_JSON
    again = "run the experiment again: it writes the report anew from the store"
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Mistake("there is no report here", where=str(path), remedy="run the experiment first") from None
    except ValueError as error:
        raise Mistake(f"not a valid report: {error}", where=str(path), remedy=again) from None
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise Mistake(f"this report is not of schema {SCHEMA}", where=str(path), remedy=again)
    return report
