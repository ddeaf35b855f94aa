"""How does the report look in a browser? One file that loads nothing: images and style are inside it."""

import base64
from collections.abc import Iterator, Sequence
from html import escape

from netsci_bench.report import tables
from netsci_bench.report.facts import Report
from netsci_bench.report.page import cited
from netsci_bench.report.rows import COLUMNS, SMOKE, Row, failed, headline, rows
from netsci_bench.report.style import STYLE
from netsci_bench.report.wording import number, one_line, sentence
from netsci_bench.spec import Paper

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # the browser itself refuses to load more


def webpage(report: Report) -> str:
    """The whole report as HTML, every text escaped."""
    title = escape(report.plan.spec.title)
    head = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title} · netsci-bench</title>\n<style>{STYLE}</style>\n</head>\n<body>",
    ]
    body = [*_opening(report), *_verdicts(report), *_figures(report), *_reasons(report), *_making(report)]
    return "\n".join([*head, *body, "</body>\n</html>\n"])


def _opening(report: Report) -> Iterator[str]:
    plan = report.plan
    yield f'<h1>{escape(plan.spec.title)}</h1>\n<p class="id"><code>{escape(plan.id)}</code></p>'
    yield f'<p class="answer">{escape(headline(plan, report.outcomes, report.verdicts))}</p>'
    if broken := failed(report.outcomes):
        lines = "".join(f"<br>seed {o.seed}: {escape(one_line(o.error))}" for o in broken)
        yield f'<p class="alarm"><strong>{len(broken)} of {len(report.outcomes)} seeds FAILED</strong>{lines}</p>'
    for warning in report.warnings:
        yield f'<p class="note">{escape(warning)}</p>'
    if plan.tier_name == "smoke":
        yield f'<p class="note"><strong>{SMOKE}.</strong> This tier proves that the whole path runs.</p>'
    if any(verdict.underpowered for verdict in report.verdicts):
        yield '<p class="note"><strong>Underpowered:</strong> fewer seeds than the paper tier asks for.</p>'
    if plan.spec.about:
        yield f"<p>{escape(plan.spec.about)}</p>"


def _verdicts(report: Report) -> Iterator[str]:
    claims = rows(report.plan, report.outcomes, report.verdicts)
    if not claims:
        return
    yield "<h2>Verdicts</h2>"
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    lines = "\n".join(f"<tr>{''.join(_cells(row))}</tr>" for row in claims)
    yield f'<table class="verdicts"><thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody></table>'


def _cells(row: Row) -> Iterator[str]:
    for column, cell in zip(COLUMNS, row.cells, strict=True):
        kind = f' class="word {_kind(row)}"' if column == "verdict" else ""
        yield f'<td{kind} data-column="{column}"><span>{escape(cell)}</span></td>'


def _kind(row: Row) -> str:
    return row.verdict.word.replace(" ", "-")


def _figures(report: Report) -> Iterator[str]:
    if report.pictures:
        yield "<h2>Figures</h2>"
    for picture in report.pictures:
        data = base64.b64encode(picture.png).decode()
        text = escape(picture.caption)
        image = f'<img alt="{text}" src="data:image/png;base64,{data}">'
        yield f'<figure><div class="scroll">{image}</div><figcaption>{text}</figcaption></figure>'


def _reasons(report: Report) -> Iterator[str]:
    claims = rows(report.plan, report.outcomes, report.verdicts)
    if claims:
        yield "<h2>Why</h2>"
    for row in claims:
        claim = row.stated
        source = _source(claim.source.paper, report.plan.papers.get(claim.source.paper))
        entries = {"why this band": escape(claim.because), "the source": f"{source}, {escape(claim.source.at)}"}
        judged = f"<code>{escape(claim.metric)}</code> ({claim.kind}), judged by <code>{claim.judge}</code>"
        judged += f", resolution {claim.resolution:g}" if claim.resolution else ""
        judged += "" if row.verdict.p_value is None else f", p = {number(row.verdict.p_value, 3)}"
        entries["the metric"] = judged
        listed = "".join(f"<dt>{name}</dt><dd>{entry}</dd>" for name, entry in entries.items())
        yield f'<section class="claim {_kind(row)}"><h3>{row.symbol} {escape(f"{row.word}: {row.says}")}</h3>'
        yield f"<p>{escape(sentence(row.verdict.why))}</p><dl>{listed}</dl></section>"


def _source(key: str, paper: Paper | None) -> str:
    text = escape(cited(paper) if paper else key)
    if paper and paper.url.startswith(("https://", "http://")):
        return f'<a href="{escape(paper.url)}">{text}</a>'
    return text


def _making(report: Report) -> Iterator[str]:
    plan = report.plan
    yield "<h2>Raw values per seed</h2>"
    raw = tables.raw_values(report.outcomes)
    yield _table(raw, "raw") if raw else "<p>No seed gave any.</p>"
    yield _table(tables.seconds(report.outcomes), "raw")
    yield "<h2>How it was made</h2>"
    yield f"<pre>netsci-bench run {escape(plan.id)} --tier {plan.tier_name}</pre>"
    yield _table(tables.params(plan), "pairs")
    yield _table(tables.made_with(report), "pairs")
    if digests := tables.functions(plan):
        table = _table(digests, "pairs")
        yield f"<details><summary>Functions reached, with their digests</summary>{table}</details>"


def _table(cells: Sequence[Sequence[str]], kind: str) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in cells[0])
    lines = ("".join(f"<td>{escape(one_line(cell))}</td>" for cell in row) for row in cells[1:])
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    top = f"<thead><tr>{head}</tr></thead>"
    return f'<div class="scroll"><table class="{kind}">{top}<tbody>\n{body}\n</tbody></table></div>'
