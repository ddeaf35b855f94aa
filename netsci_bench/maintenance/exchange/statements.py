"""What does the whole record say, as a table? A row per statement of a paper, as on the scoreboard."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from netsci_bench.maintenance.recording import findings_of, recorded_reports
from netsci_bench.reporting.tables import Cells

if TYPE_CHECKING:
    from pandas import DataFrame

    from netsci_bench.reporting.papers.findings import Finding, PaperFindings

COLUMNS = (
    "paper",
    "statement",
    "says",
    "at",
    "verdict",
    "readings",
    "reproduced",
    "contradicted",
    "ids",
    "untestable",
)


def statements_frame(record: Path) -> "DataFrame":
    """A row per statement: its verdict, how many readings have which word after the correction, and the ids."""
    from pandas import DataFrame

    return DataFrame(list(_rows(_papers(record))), columns=list(COLUMNS))


def statements_cells(record: Path) -> Cells:
    """The same for readers: paper, statement and verdict."""
    from netsci_bench.reporting.papers.scoreboard import short_citation
    from netsci_bench.reporting.wording import one_line

    rows = [
        (short_citation(paper.citation), one_line(finding.statement.says), finding.word)
        for paper in _papers(record)
        for finding in paper.findings
    ]
    return [("paper", "statement", "verdict"), *rows]


def _papers(record: Path) -> "Sequence[PaperFindings]":
    return findings_of([report for _, report in recorded_reports(record)])[0]


def _rows(papers: "Sequence[PaperFindings]") -> Iterator[tuple[object, ...]]:
    for paper in papers:
        for finding in paper.findings:
            words = _words(finding)
            ids = dict.fromkeys([*(m.id for m in finding.measurements), *finding.planned])
            yield (
                *(paper.key, finding.slug, finding.statement.says, finding.statement.at, finding.word, len(words)),
                *(words.count("reproduced"), words.count("contradicted"), " ".join(ids)),
                finding.statement.untestable or "",
            )


def _words(finding: "Finding") -> list[str]:
    """The word of each reading that counts: of the paper, at its own tier, after Holm's correction."""
    return [str(m.result.word) for m in finding.of_the_paper if m.counts and m.result.word]
