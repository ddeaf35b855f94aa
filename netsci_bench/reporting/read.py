"""What does a written report say? `status`, `list` and `record` read every report: this is quick."""

from pathlib import Path
from typing import Any

from pydantic_core import from_json

from netsci_bench.contract.errors import Mistake
from netsci_bench.storage.artifacts import REPORT_JSON

SCHEMA = 1


def read(folder: Path) -> dict[str, Any]:
    """The content of a report folder's ``report.json``.

    Raises:
        Mistake: there is no report, or this version cannot read it.
    """
    path = folder / REPORT_JSON
    try:
        return parse(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise Mistake("there is no report here", where=str(path), remedy="run the experiment first") from None


def parse(content: bytes, where: str) -> dict[str, Any]:
    """The content of a ``report.json`` from its bytes; ``where`` they come from, for an error.

    Raises:
        Mistake: this version cannot read it.
    """
    remedy = "run the experiment again: the report is then written from the stored results"
    try:
        report = from_json(content)
    except ValueError as error:
        raise Mistake(f"not a valid report: {error}", where=where, remedy=remedy) from None
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise Mistake(f"the schema of this report is not {SCHEMA}", where=where, remedy=remedy)
    return report
