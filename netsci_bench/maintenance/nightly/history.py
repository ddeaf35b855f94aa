"""What did earlier nights say? A folder with a file per night, and the reports that green nights left as references.

A night enters with all its shards together. A report of a tier that is not recorded becomes the reference of later
nights when its id is as it should be, and stays it until the next green night.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from netsci_bench.maintenance.nightly.night import ALARMING, Night, read_night, write_night
from netsci_bench.storage.artifacts import REPORT_JSON

NIGHTS, REFERENCES = "nights", "references"  # folders in it
KEPT = 120  # nights


@dataclass(frozen=True)
class Point:
    """One night of a series: its date, its commit, and the mean over the seeds."""

    date: str
    commit: str
    value: float


@dataclass(frozen=True)
class History:
    """The folder of earlier nights."""

    folder: Path

    @property
    def references(self) -> Path:
        """The reports of green nights: ``ID/TIER/report.json``."""
        return self.folder / REFERENCES

    @cached_property
    def nights(self) -> list[Night]:
        """Every earlier night, the first one first."""
        return [read_night(path) for path in self._files()]

    def minutes(self) -> dict[tuple[str, str], float]:
        """(id, tier) -> minutes, as measured last."""
        return {(r.id, r.tier): r.seconds / 60 for night in self.nights for r in night.results if r.values}

    def last_green(self, tonight: Night) -> Night | None:
        """The last night before this one that was green and ran one of its ids; None if there was none."""
        ids = {(result.id, result.tier) for result in tonight.results}
        for night in reversed(self.nights):
            ran = {(result.id, result.tier) for result in night.results}
            if night.date < tonight.date and night.exit_code == 0 and ids & ran:
                return night
        return None

    def ratios(self, name: str) -> list[float]:
        """A ratio of speeds in all green nights, the oldest first."""
        return [night.ratios[name] for night in self.nights if night.exit_code == 0 and name in night.ratios]

    def add(self, night: Night, reports: Sequence[Path], accept: bool = False) -> None:
        """Keep a night, and its reports as references where they are as they should be.

        Args:
            night: all shards of it.
            reports: folders with ``ID/TIER``.
            accept: also those that differ from the last green night: the change was meant.
        """
        write_night(night, self.folder / NIGHTS / f"{night.date.replace(':', '')}.json")
        for path in self._files()[:-KEPT]:
            path.unlink()
        for result in night.results:
            inside = Path(result.id) / result.tier / REPORT_JSON
            report = next((folder / inside for folder in reports if (folder / inside).is_file()), None)
            meant = accept and result.state == "differs"
            if report and (meant or result.state not in ALARMING):
                (self.references / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(report, self.references / inside)

    def _files(self) -> list[Path]:
        return sorted((self.folder / NIGHTS).glob("*.json"))


def series(nights: Sequence[Night], id_: str, tier: str, metric: str) -> list[Point]:
    """The means of one metric over all nights that have it, in their order."""
    return list(_points(nights, id_, tier, metric))


def _points(nights: Sequence[Night], id_: str, tier: str, metric: str) -> Iterator[Point]:
    for night in nights:
        for result in night.results:
            values = result.values.get(metric) if (result.id, result.tier) == (id_, tier) else None
            if values:
                yield Point(night.date, night.commit, sum(values.values()) / len(values))
