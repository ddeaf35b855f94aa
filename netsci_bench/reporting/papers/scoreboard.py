"""Which statements are reproduced? The table of all papers and experiments, ``reports/README.md``."""

from collections import Counter
from collections.abc import Iterator, Sequence

from netsci_bench.reporting.markdown import escaped, prose, table
from netsci_bench.reporting.papers.findings import UNMEASURED, WORDS, Finding, Listed, PaperFindings
from netsci_bench.reporting.rows import Content
from netsci_bench.reporting.wording import STATEMENT_SYMBOLS, SYMBOLS, counted
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.statements import Citation

DECIDING = ("reproduced", "contradicted", "depends on the reading", "undecided")
APART = ("on one checkpoint", "exploratory")
RULES = (
    "How to read a verdict: [docs/verdicts.md](../docs/verdicts.md). Only claims of a paper decide: at the paper "
    "tier, over trainings, and fixed before the results. Holm's correction keeps the chance of a single false "
    "decision within a paper below 5 %; a decision that does not pass it is undecided. A variant has the claims "
    "of its experiment with other params: each is a reading of its own (*text, wider*), and a statement must hold "
    "in all of them unless its page says otherwise. Symbols: ✓ reproduced, ✗ contradicted, < smaller than "
    "expected, ? undecided, ◐ depends on the reading, ○ on one checkpoint, exploratory or "
    "smaller scale only: a tier below that of the paper judged it."
)


def scoreboard(papers: Sequence[PaperFindings], reports: Sequence[Content], ids: Sequence[Listed]) -> str:
    """The text of ``reports/README.md``: statements by paper, then the experiments in the order of ``ids``."""
    parts = ["# Scoreboard", "Generated from the recorded reports; do not edit.", _headline(papers), RULES]
    for paper in papers:
        parts += _paper(paper)
    parts += ["## Experiments", table([("experiment", "tier", "seeds", "date"), *_experiments(reports, ids)], str)]
    if removed := sorted({report["id"] for report in reports} - {listed.id for listed in ids}):
        parts += [f"Recorded, but no longer in the registry and not counted: {', '.join(map(escaped, removed))}."]
    return "\n\n".join(parts) + "\n"


def short_citation(citation: Citation) -> str:
    """The first authors' family names and the year.

    >>> short_citation(Citation(authors="Yao Lu, Wen Yang, Qi Xuan", year=2022, title="G", where="ECCV"))
    'Lu et al. (2022)'
    """
    names = [author.split()[-1] for author in citation.authors.replace(" & ", ", ").split(", ")]
    who = " & ".join(names) if len(names) <= 2 else f"{names[0]} et al."
    return f"{who} ({citation.year})"


def headline(papers: Sequence[PaperFindings]) -> str:
    """How many statements have which verdict, in words.

    >>> headline([])
    '0 reproduced, 0 contradicted, 0 depending on the reading, 0 undecided'
    """
    count: Counter[str] = sum((paper.count for paper in papers), Counter())
    deciding = [f"{count[word]} {word.replace('depends', 'depending')}" for word in DECIDING]
    apart = counted({word: count[word] for word in APART})
    return ", ".join(deciding) + (f"; counted apart: {apart}" if apart else "")


def coverage(paper: PaperFindings) -> str:
    """How many statements of a paper are measured, and why the others are not."""
    total = len(paper.findings)
    others = counted({word: paper.count[word] for word in UNMEASURED})
    return f"{len(paper.measured)} of {total} statement{'s' * (total != 1)} measured at the scale of the paper" + (
        f" ({others})" if others else ""
    )


def claim_counts(finding: Finding) -> str:
    """How many readings have which verdict after the correction; those of other tiers in brackets."""
    own = Counter(SYMBOLS[m.result.word] for m in finding.of_the_paper if m.counts and m.result.word)
    others = Counter(SYMBOLS[m.result.word] for m in finding.of_the_paper if not m.counts and m.result.word)
    texts = [", ".join(f"{count[s]}&nbsp;{s}" for s in SYMBOLS.values() if count[s]) for count in (own, others)]
    return f"{texts[0]} (quick: {texts[1]})".strip() if texts[1] else texts[0]


def _headline(papers: Sequence[PaperFindings]) -> str:
    total = sum(len(paper.findings) for paper in papers)
    measured = sum(len(paper.measured) for paper in papers)
    smaller = sum(paper.count["smaller scale only"] for paper in papers)
    return (
        f"**{headline(papers)}.** {measured} of {total} statements in {len(papers)} papers are measured at the scale "
        f"of the paper, and {smaller} more at a smaller scale only, which decides nothing about the paper."
    )


def _paper(paper: PaperFindings) -> Iterator[str]:
    """A heading with the coverage, the measured statements, and what is not measured on the paper's own page."""
    yield f"## {escaped(short_citation(paper.citation))}"
    yield f"[{escaped(paper.citation.title)}](papers/{paper.key}.md): **{coverage(paper)}**"
    shown = sorted(paper.measured, key=lambda finding: WORDS.index(finding.word))
    shown += paper.with_word("smaller scale only")
    if shown:
        yield table([("verdict", "statement", "readings"), *(_statement(finding) for finding in shown)], str)
    if rest := [finding for finding in paper.findings if finding not in shown]:
        count = Counter[str](finding.word for finding in rest)
        summary = counted({word: count[word] for word in UNMEASURED})
        lines = "\n".join(f"- {finding.word}: {prose(finding.statement.says)}" for finding in rest)
        yield f"<details><summary>{summary}</summary>\n\n{lines}\n\n</details>"


def _statement(finding: Finding) -> tuple[str, str, str]:
    verdict = f"{STATEMENT_SYMBOLS[finding.word]} {finding.word}".replace(" ", "&nbsp;", 1)
    return verdict, prose(finding.statement.says), claim_counts(finding)


def _experiments(reports: Sequence[Content], ids: Sequence[Listed]) -> Iterator[tuple[str, ...]]:
    for listed in ids:
        own = sorted((r for r in reports if r["id"] == listed.id), key=lambda report: -TIERS.index(report["tier"]))
        for report in own:
            tier = report["tier"]
            where = f"[{escaped(listed.id)}]({listed.id}/{tier}/report.md)"
            yield where, tier, _seeds(report), str(report["date"])[:10]
        if not own:
            yield escaped(listed.id), "never run", "", ""


def _seeds(report: Content) -> str:
    """How many seeds have a result, and what is wrong with the others."""
    outcomes = report["outcomes"]
    diverged = sum(bool(outcome.get("diverged")) for outcome in outcomes)
    failed = sum(bool(outcome["error"]) for outcome in outcomes) - diverged
    remarks = [str(len(outcomes) - failed)]
    remarks += [f"{diverged} diverged"] * bool(diverged) + [f"{failed} FAILED"] * bool(failed)
    judged = report["tier"] != "smoke"
    remarks += ["underpowered"] * (judged and any(verdict["underpowered"] for verdict in report["verdicts"]))
    return ", ".join(remarks)
