"""How does a paper's record look in one line? A badge as SVG: who, and how many statements have which verdict."""

from html import escape

from netsci_bench.reporting.papers.findings import PaperFindings
from netsci_bench.reporting.papers.scoreboard import short_citation

COLOURS = {  # of the first word that a paper has
    "contradicted": "#b3452c",
    "depends on the reading": "#8a6d1d",
    "reproduced": "#2f7d4f",
    "undecided": "#5b6573",
}
UNMEASURED = "#8b929c"
LETTER, HEIGHT, PAD = 6.7, 20, 8  # pixels, at a font of 11
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-label="{says}">
<title>{says}</title>
<clipPath id="r"><rect width="{width}" height="{height}" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="{height}" fill="#3a3f47"/>
<rect x="{left}" width="{right}" height="{height}" fill="{colour}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
<text x="{middle}" y="14" textLength="{left_text}">{who}</text>
<text x="{centre}" y="14" textLength="{right_text}">{verdicts}</text></g>
</svg>
"""


def badge(paper: PaperFindings) -> str:
    """The badge of a paper as SVG, which loads nothing."""
    who, verdicts = short_citation(paper.citation), in_few_words(paper)
    left_text, right_text = (round(LETTER * len(text)) for text in (who, verdicts))
    left, right = left_text + 2 * PAD, right_text + 2 * PAD
    return SVG.format(
        says=escape(f"{who}: {verdicts}"), who=escape(who), verdicts=escape(verdicts), colour=colour(paper),
        left=left, right=right, width=left + right, height=HEIGHT, middle=left / 2, centre=left + right / 2,
        left_text=left_text, right_text=right_text,
    )  # fmt: skip


def in_few_words(paper: PaperFindings) -> str:
    """``2 reproduced, 1 contradicted, 3 undecided of 16``; what no statement has is left out."""
    counts = {word: paper.count[word] for word in ("reproduced", *COLOURS) if paper.count[word]}
    words = ", ".join(f"{count} {word}" for word, count in counts.items())
    return f"{words} of {len(paper.findings)}" if words else f"0 of {len(paper.findings)} decided"


def colour(paper: PaperFindings) -> str:
    """That of the gravest verdict, where there is one."""
    return next((COLOURS[word] for word in COLOURS if paper.count[word]), UNMEASURED)
