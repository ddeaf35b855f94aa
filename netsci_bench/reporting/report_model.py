"""What does a report show? One model for all pages and the terminal, made from report.json and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.reporting import tables
from netsci_bench.reporting.first_screen import Line, first_lines, headline
from netsci_bench.reporting.read import read
from netsci_bench.reporting.rows import COLUMNS, Content, Row, make_rows
from netsci_bench.reporting.tables import Cells
from netsci_bench.specs.explorations import in_words, run_command
from netsci_bench.storage.artifacts import REPORT_JSON, SERIES_PNG, VERDICTS_PNG

CAPTIONS = {
    VERDICTS_PNG: (
        "A strip for each claim: all seeds, the accepted band in green, the mean with its 90 % interval where it is "
        "judged by the mean."
    ),
    SERIES_PNG: (
        "A panel for each quantity logged during training: mean and standard deviation over seeds, one line per "
        "training."
    ),
}


@dataclass(frozen=True)
class Source:
    """A paper that claims cite: its citation in one line, and its URL, which may be empty."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """A PNG of the report: its file name, what it shows, its bytes."""

    file: str
    caption: str
    png: bytes


@dataclass(frozen=True)
class Report:
    """All that is shown: report.json, a row of text per claim, the figures."""

    content: Content
    rows: tuple[Row, ...]
    pictures: tuple[Picture, ...] = ()

    @property
    def headline(self) -> str:
        """The result in one line."""
        return headline(self.content, self.rows)

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """The seeds that an accident ended."""
        return [outcome for outcome in self.content["outcomes"] if outcome["error"] and not outcome.get("diverged")]

    @property
    def diverged(self) -> list[int]:
        """The seeds whose training diverged, which is a result."""
        return [outcome["seed"] for outcome in self.content["outcomes"] if outcome.get("diverged")]

    @property
    def underpowered(self) -> bool:
        """Whether a verdict is based on fewer seeds than the paper tier requires."""
        return any(row.verdict.underpowered for row in self.rows)

    @property
    def certificates(self) -> list[str]:
        """A line for each later commit at which the smoke tier gave the same bits."""
        return [
            f"Certified at {certificate['at']}: the smoke tier gives the same bits there as at the commit of the "
            f"measurement ({certificate['metrics']} metrics, {certificate['processor']})"
            for certificate in self.content.get("certified", [])
        ]

    @property
    def exploration(self) -> str:
        """What an exploration is, in words; empty for a report of the spec's own params."""
        if not (settings := self.content.get("set")):
            return ""
        return (
            f"Exploration: {in_words(settings)}, and the spec says something else. Its claims were written for other "
            "params, so nothing here counts for or against a paper, and this report cannot be recorded."
        )

    @property
    def command(self) -> str:
        """The command that measures this again."""
        return run_command(self.content["id"], self.content["tier"], self.content.get("set"))

    @property
    def other_seeds(self) -> str:
        """Which seeds were measured, if they are not those of the tier."""
        seeds = self.content["seeds"]
        own = self.content.get("tier_seeds", seeds)
        return "" if seeds == own else f", with the seeds {', '.join(map(str, seeds))}"

    @cached_property
    def first_lines(self) -> list[Line]:
        """The rows of the first table, at most a dozen."""
        return first_lines(self.content, self.rows)

    @property
    def first_table(self) -> Cells:
        """The header and the rows of the first table."""
        return [COLUMNS, *(line.cells for line in self.first_lines)]

    @cached_property
    def other_claims(self) -> Cells:
        """The claims that the first table does not show, by name; empty if it shows all."""
        shown = [line.cells for line in self.first_lines]
        hidden = [(row.claim, *row.cells) for row in self.rows if row.cells not in shown]
        return [("name", *COLUMNS), *hidden] if hidden else []

    @property
    def other_claims_are(self) -> str:
        """What that table shows."""
        only_apart = all(
            row.cells in [line.cells for line in self.first_lines] for row in self.rows if row.of_the_paper
        )
        return "Controls, extensions and checks" if only_apart else "The other claims"

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Why a verdict is what it is -> the claims of which this is said."""
        return _claims_by([(row.verdict.why, row.claim) for row in self.rows])

    @property
    def bands(self) -> dict[str, list[str]]:
        """Why a band is as wide as it is -> the claims of which this is said."""
        return _claims_by([(row.because, row.claim) for row in self.rows])

    @property
    def contents(self) -> dict[str, str]:
        """Anchor -> title of each part that this report has."""
        parts = {
            "verdicts": ("Verdicts", self.rows),
            "about": ("About this experiment", self.content["about"]),
            "other-claims": (self.other_claims_are, self.other_claims),
            "why": ("Why these verdicts, and why these bands", self.rows),
            "robustness": ("In band, looks and robustness", self.rows),
            "figures": ("Other figures", self.pictures[1:]),
            "raw": ("Raw values per seed", True),
            "made": ("How it was made", True),
            "functions": ("Functions, with their digests", self.tables["functions"]),
        }
        return {name: title for name, (title, there) in parts.items() if there}

    @property
    def sources(self) -> list[Source]:
        """The papers that the claims cite, each once."""
        papers = self.content.get("papers", {})
        return [make_source(key, papers.get(key)) for key in dict.fromkeys(row.paper for row in self.rows)]

    @property
    def guide(self) -> str:
        """The way to docs/verdicts.md from the place of this report in the published record."""
        id_: str = self.content["id"]
        return "../" * (id_.count("/") + 3) + "docs/verdicts.md"

    @cached_property
    def tables(self) -> dict[str, Cells]:
        """The tables that follow the verdicts, by name; the pages leave out an empty one."""
        functions = (tables.raw_values, tables.seconds, tables.params, tables.made_with, tables.functions)
        of_content = {function.__name__: function(self.content) for function in functions}
        return {"robustness": tables.robustness(self.rows), **of_content}


def _claims_by(said: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for text, claim in said:
        claims.setdefault(text, []).append(claim)
    return claims


def make_source(key: str, citation: Mapping[str, Any] | None) -> Source:
    """A citation in one line; of a source that the report does not describe, its key."""
    if citation is None:
        return Source(key)
    text = f"{citation['authors']} ({citation['year']}). {citation['title']}. {citation['where']}"
    url = citation.get("url", "")
    return Source(text, url if url.startswith(("https://", "http://")) else "")


def make_report(content: Content, pictures: Sequence[Picture] = ()) -> Report:
    """The model of a report.json and its figures."""
    return Report(content, make_rows(content), tuple(pictures))


def read_report(folder: Path) -> Report:
    """The model of a report that was written earlier, from the report.json and the figures in its folder.

    Raises:
        Mistake: there is no report, this version cannot read it, or one of its figures is missing.
    """
    content = read(folder)
    return make_report(content, [_picture(folder, file, content) for file in picture_files(content)])


def picture_files(content: Content) -> list[str]:
    """The file names of a report's figures; a path that leads out of the folder is left out."""
    files = map(str, content.get("figures", []))
    return [file for file in files if file.endswith(".png") and Path(file).name == file]


def _picture(folder: Path, file: str, content: Content) -> Picture:
    try:
        png = (folder / file).read_bytes()
    except FileNotFoundError:
        remedy = f"run the experiment again, or remove the name from {REPORT_JSON}"
        raise Mistake("a figure of the report is missing", str(folder / file), remedy) from None
    captions = content.get("captions", {}) | CAPTIONS  # ours in the words of today
    return Picture(file, captions.get(file) or _caption_of(file), png)


def _caption_of(file: str) -> str:
    """The caption of a figure in an older report, from its file name: ``figure-2-by-digit.png`` is "by digit"."""
    return file.removesuffix(".png").split("-", 2)[-1].replace("-", " ")
