"""Which file shows a report in a browser? Its own page, or one made in the home: the record has Markdown only."""

from pathlib import Path

from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.reporting.pages import render_html
from netsci_bench.storage.artifacts import REPORT_HTML
from netsci_bench.storage.atomic import write_text
from netsci_bench.storage.home import home

FOLDER = "opened"  # of the home


def page_of(found: Found) -> Path:
    """The page of a report; it is made where there is none."""
    own = found.folder / REPORT_HTML if found.folder else None
    if own and own.is_file():
        return own
    content = found.report.content
    page = home() / FOLDER / str(content["id"]) / f"{content['tier']}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    write_text(page, render_html(found.report))
    return page
