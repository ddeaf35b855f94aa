"""How is the page of a paper made? Its statements, what held, what did not, where text and code differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from netsci_bench.reporting.markdown import escaped, prose, table
from netsci_bench.reporting.pages import fill_template
from netsci_bench.reporting.papers.badge import badge
from netsci_bench.reporting.papers.findings import Finding, Listed, Measurement, PaperFindings
from netsci_bench.reporting.papers.pictures import KnownPictures
from netsci_bench.reporting.papers.scoreboard import coverage, headline, short_citation
from netsci_bench.reporting.report_model import make_source
from netsci_bench.reporting.wording import STATEMENT_SYMBOLS
from netsci_bench.specs.model import Tier, TierName
from netsci_bench.storage.atomic import write_text

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "What held": ("reproduced",),
    "What did not hold": ("contradicted",),
    "What depends on the reading": ("depends on the reading",),
    "What is undecided": ("undecided",),
    "What is known on one checkpoint only": ("on one checkpoint",),
    "What was asked after results were seen": ("exploratory",),
}
COLUMNS = ("reading", "claim", "ours", "accepted", "published", "verdict")


@dataclass(frozen=True)
class Difference:
    """A statement that the text and the published code answer differently: how each of them does."""

    finding: Finding
    text: str
    code: str


def write_paper_pages(folder: Path, papers: Sequence[PaperFindings], ids: Sequence[Listed], home: Path) -> list[Path]:
    """Write ``<key>.md``, its badge and its forest plots for each paper; other pages in the folder are old ones.

    ``ids``: that can be measured; ``home``: keeps which pictures need not be drawn again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, known = list[Path](), KnownPictures.read(home)
    needs = {listed.id: needs_of(listed.tiers) for listed in ids}
    for paper in papers:
        pictures = {f"{paper.key}-{f.slug}.png": f for f in paper.findings if f.of_the_paper}
        for name, finding in pictures.items():
            shows = [(m.result.reading, m.id, m.row) for m in finding.of_the_paper]
            known.write(folder / name, shows, partial(draw_forest, finding))
        write_text(folder / f"{paper.key}.md", paper_page(paper, needs))
        write_text(folder / f"{paper.key}.svg", badge(paper))
        written += [folder / name for name in (*pictures, f"{paper.key}.md", f"{paper.key}.svg")]
    known.keep()
    for path in {path for kind in ("*.md", "*.png", "*.svg") for path in folder.glob(kind)} - set(written):
        path.unlink()
    return written


def draw_forest(finding: Finding) -> bytes:
    """The forest plot of all readings and variants of a statement, as a PNG."""
    from netsci_bench.reporting.plots.forest import ForestLine, forest_plot  # loads matplotlib
    from netsci_bench.reporting.plots.png import png
    from netsci_bench.reporting.plots.style import styled

    lines = [ForestLine(m.result.reading, m.id, m.row) for m in finding.of_the_paper]
    with styled():
        return png(forest_plot(lines))


def paper_page(paper: PaperFindings, needs: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page of one paper as Markdown; ``needs``: id -> what its paper tier needs."""
    return fill_template(
        "paper.md.j2",
        paper=paper,
        short=short_citation(paper.citation),
        source=make_source(paper.key, paper.citation.model_dump()),
        headline=headline([paper]),
        coverage=coverage(paper),
        sections={title: paper.with_word(*words) for title, words in SECTIONS.items()},
        always=tuple(SECTIONS)[:2],
        differences=list(text_against_code(paper)),
        drawn=[finding for finding in paper.findings if finding.of_the_paper],
        symbols=STATEMENT_SYMBOLS,
        claims=claims_table,
        needs=needs,
    )


def needs_of(tiers: Mapping[TierName, Tier]) -> str:
    """What the paper tier needs, in words.

    >>> needs_of({"paper": Tier(seeds=(0, 1), minutes=90, device="cuda")})
    'its paper tier needs a cuda device and about 90 min'
    """
    tier = tiers.get("paper")
    if tier is None:
        return "it has no paper tier"
    device = f"a {tier.device} device and " if tier.device != "any" else ""
    return f"its paper tier needs {device}about {tier.minutes:g} min" + ("" if device else " on two cores")


def text_against_code(paper: PaperFindings) -> Iterator[Difference]:
    """The statements whose readings of the text and of the published code have different words."""
    for finding in paper.findings:
        own = [m for m in finding.of_the_paper if not m.variant]
        text = [m for m in own if m.row.reading == "text"]
        code = [m for m in own if m.row.reading == "published"]
        if text and code and {m.row.verdict.word for m in text} != {m.row.verdict.word for m in code}:
            yield Difference(finding, "; ".join(map(in_words, text)), "; ".join(map(in_words, code)))


def in_words(measurement: Measurement) -> str:
    """The claim's own verdict, before the correction, and its number, as Markdown."""
    row = measurement.row
    return escaped(f"{row.symbol} {row.word}: {row.measured}")


def claims_table(finding: Finding) -> str:
    """All claims on a statement, controls and the like last, each with a link to its report."""
    ordered = sorted(finding.measurements, key=lambda m: not m.row.of_the_paper)
    return table([COLUMNS, *map(_claim, ordered)], str)


def _claim(measurement: Measurement) -> tuple[str, ...]:
    row, result = measurement.row, measurement.result
    says, *others = row.cells
    link = f"[{escaped(result.reading)}](../{measurement.id}/{measurement.tier}/report.md)"
    after = f", {result.word} after Holm" if result.word not in (None, row.verdict.word) else ""
    return link, prose(says), *(escaped(text) for text in others[:-1]), escaped(others[-1] + after)
