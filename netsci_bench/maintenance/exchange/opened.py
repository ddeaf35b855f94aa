"""Which file shows a report in a browser? Its own page, or one made in the home: the record has Markdown only.

What its experiment offers to be watched is shown by a page that is always made, from the results in the home.
"""

from pathlib import Path

from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.reporting.pages import render_html
from netsci_bench.storage.artifacts import REPORT_HTML
from netsci_bench.storage.atomic import write_text
from netsci_bench.storage.home import home
from netsci_bench.storage.store import Store

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


def explorer_of(found: Found, to: Path | None = None) -> Path:
    """The explorer of a report's series, written to a file, or into the home.

    Raises:
        Mistake: the results are not in this home, or the experiment keeps no series.
    """
    from netsci_bench.reporting.plots.explorer.page import Heading, render_explorer
    from netsci_bench.reporting.plots.explorer.stored_series import find_series

    content = found.report.content
    seed, series = find_series(content, Store(home() / "store"))
    heading = Heading(content["title"], f"{content['id']}, {content['tier']} tier, seed {seed}")
    page = to or home() / FOLDER / str(content["id"]) / f"{content['tier']}-explorer.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    write_text(page, render_explorer(series, heading, found.report.pictures))
    return page
