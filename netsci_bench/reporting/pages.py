"""How are report.md and report.html made? From templates over one model.

The HTML page is one file that loads nothing: figures and style are inside it, every text is escaped, and its content
security policy forbids the browser to load anything else.
"""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from netsci_bench.reporting.first_screen import SMOKE
from netsci_bench.reporting.markdown import CODE, escaped, few, link, prose, table
from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import COLUMNS
from netsci_bench.reporting.tables import EVIDENCE_MEANS
from netsci_bench.reporting.wording import one_line, sentence

TEMPLATES = Path(__file__).parent / "templates"


def render_markdown(report: Report) -> str:
    """The whole report as GitHub-flavoured Markdown."""
    return fill_template("report.md.j2", report=report, smoke=SMOKE, evidence=EVIDENCE_MEANS)


def render_html(report: Report) -> str:
    """The whole report as one HTML file."""
    words = {"smoke": SMOKE, "columns": COLUMNS, "evidence": EVIDENCE_MEANS}
    return fill_template("report.html.j2", report=report, **words)


def fill_template(name: str, **values: Any) -> str:
    """A template filled with values; a missing value is an error."""
    return _environment().get_template(name).render(values)


def _html_prose(text: str) -> Markup:
    """Text in one line, whose code spans (between backticks) are set as code."""
    parts = CODE.split(one_line(text))
    return Markup().join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "base64": lambda content: base64.b64encode(content).decode(),
        "few": few,
        "md": escaped,
        "md_prose": prose,
        "md_link": link,
        "md_table": lambda cells: table(cells, prose) if cells else "",
        "html_prose": _html_prose,
        "one_line": one_line,
        "sentence": sentence,
    }
    return environment
