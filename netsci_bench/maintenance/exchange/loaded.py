"""What is a report in Python? Its verdicts, raw values and seeds as pandas frames, and what its page says."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netsci_bench.maintenance.exchange import frames
from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.reporting.report_model import Report
from netsci_bench.storage.artifacts import REPORT_HTML

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, repr=False)
class LoadedReport:
    """A report; printed, it shows its verdicts.

    Attributes:
        report: all that its pages show.
        folder: where it lies; None if it was read from a commit.
    """

    report: Report
    folder: Path | None

    @property
    def content(self) -> dict[str, Any]:
        """The whole ``report.json``."""
        return dict(self.report.content)

    @property
    def headline(self) -> str:
        """The result in one line."""
        return self.report.headline

    @property
    def page(self) -> Path | None:
        """The page to open in a browser, if it is there: the published record has Markdown only."""
        page = self.folder / REPORT_HTML if self.folder else None
        return page if page and page.is_file() else None

    @property
    def verdicts(self) -> "DataFrame":
        """A row per claim, see ``verdicts_frame``."""
        return frames.verdicts_frame(self.report)

    @property
    def results(self) -> "DataFrame":
        """A row per seed, metric and position, see ``results_frame``."""
        return frames.results_frame(self.report.content)

    @property
    def seeds(self) -> "DataFrame":
        """A row per seed, see ``seeds_frame``."""
        return frames.seeds_frame(self.report.content)

    def __repr__(self) -> str:
        from netsci_bench.reporting.terminal import verdict_lines

        return "\n".join(verdict_lines(self.report))


def loaded(found: Found) -> LoadedReport:
    """A report that was found."""
    return LoadedReport(found.report, found.folder)
