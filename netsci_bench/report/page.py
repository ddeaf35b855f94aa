"""How does the report read in a repository? As report.md, for a person."""

from collections.abc import Iterator

from netsci_bench.report import tables
from netsci_bench.report.facts import Report
from netsci_bench.report.markdown import escaped, table
from netsci_bench.report.rows import COLUMNS, SMOKE, Row, failed, headline, rows
from netsci_bench.report.wording import number, sentence
from netsci_bench.spec import Paper


def page(report: Report) -> str:
    """The whole report as GitHub-flavoured Markdown."""
    parts = [*_opening(report), *_claims(report), *_figures(report), *_numbers(report), *_making(report)]
    return "\n\n".join(parts) + "\n"


def _opening(report: Report) -> Iterator[str]:
    plan = report.plan
    yield f"# {escaped(plan.spec.title)}"
    yield f"`{plan.id}` · **{escaped(headline(plan, report.outcomes, report.verdicts))}**"
    if broken := failed(report.outcomes):
        yield f"## ⚠ {len(broken)} of {len(report.outcomes)} seeds FAILED"
        yield "\n".join(f"- **seed {o.seed} failed:** {escaped(o.error)}" for o in broken)
    for warning in report.warnings:
        yield f"> ⚠ {escaped(warning)}"
    if plan.tier_name == "smoke":
        yield f"**{SMOKE}.** This tier proves that the whole path runs; its numbers mean nothing."
    if any(verdict.underpowered for verdict in report.verdicts):
        yield "**Underpowered:** there are fewer seeds than a verdict at the paper tier asks for."
    if plan.spec.about:
        yield escaped(plan.spec.about)


def _claims(report: Report) -> Iterator[str]:
    claims = rows(report.plan, report.outcomes, report.verdicts)
    if not claims:
        return
    yield "## Verdicts"
    yield table([COLUMNS, *(row.cells for row in claims)])
    yield "Measured is the mean with its 90 % interval where the claim is judged by the mean or by units."
    for row in claims:
        yield f"### {row.symbol} {escaped(row.word)}: {escaped(row.says)}"
        yield escaped(sentence(row.verdict.why))
        yield _reasons(row, report.plan.papers.get(row.stated.source.paper))


def _reasons(row: Row, paper: Paper | None) -> str:
    claim = row.stated
    source = escaped(cited(paper) if paper else claim.source.paper)
    if paper and paper.url.startswith(("https://", "http://")):
        source = f"[{source}](<{paper.url}>)"
    judged = f"judged by `{claim.judge}`" + (f", resolution {claim.resolution:g}" if claim.resolution else "")
    p = f", p = {number(row.verdict.p_value, 3)}" if row.verdict.p_value is not None else ""
    lines = [f"why this band: {escaped(claim.because)}", f"the source: {source}, {escaped(claim.source.at)}"]
    return "\n".join(f"- {line}" for line in [*lines, f"the metric: `{claim.metric}` ({claim.kind}), {judged}{p}"])


def cited(paper: Paper) -> str:
    """Author, year, title and place of a source."""
    return f"{paper.authors} ({paper.year}). {paper.title}. {paper.where}"


def _figures(report: Report) -> Iterator[str]:
    if report.pictures:
        yield "## Figures"
    for picture in report.pictures:
        yield f"![{escaped(picture.caption)}]({picture.file})"
        yield f"*{escaped(picture.caption)}*"


def _numbers(report: Report) -> Iterator[str]:
    yield "## Raw values per seed"
    raw = tables.raw_values(report.outcomes)
    yield table(raw) if raw else "No seed gave any."
    yield "Every value, whole lists included, is in [report.json](report.json)."
    yield table(tables.seconds(report.outcomes))


def _making(report: Report) -> Iterator[str]:
    plan = report.plan
    yield "## How it was made"
    seeds = "" if plan.seeds == plan.tier.seeds else f", with the seeds {', '.join(map(str, plan.seeds))}"
    yield f"```\nnetsci-bench run {plan.id} --tier {plan.tier_name}\n```"
    yield f"on {escaped(plan.device)}{seeds}."
    yield table(tables.params(plan))
    yield table(tables.made_with(report))
    if digests := tables.functions(plan):
        yield "<details><summary>Functions reached, with their digests</summary>"
        yield table(digests)
        yield "</details>"
