"""Which file shows a report in a browser? Its own page, or one made in the home: the record has Markdown only.

What its experiment offers to be watched is shown by a page that is always made, from the results in the home.
"""

from pathlib import Path

from netsci_bench.contract.errors import Mistake
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
    """The explorer of a report, written to a file, or into the home: of its series, or else of its views.

    Raises:
        Mistake: the results are not in this home, or there is nothing to be watched.
    """
    content = found.report.content
    page = to or home() / FOLDER / str(content["id"]) / f"{content['tier']}-explorer.html"
    text = _explorer(found)
    page.parent.mkdir(parents=True, exist_ok=True)
    write_text(page, text)
    return page


def _explorer(found: Found) -> str:
    from netsci_bench.reporting.plots.explorer.page import Heading, render_explorer, render_views
    from netsci_bench.reporting.plots.explorer.stored_series import find_series
    from netsci_bench.reporting.plots.explorer.views import find_views

    content, store = found.report.content, Store(home() / "store")
    under = f"{content['id']}, {content['tier']} tier, seed"
    try:
        seed, series = find_series(content, store)
    except Mistake as no_series:
        try:
            seed, views = find_views(content, store)
        except Mistake:
            raise no_series from None
        return render_views(views, Heading(content["title"], f"{under} {seed}"), found.report.pictures)
    return render_explorer(series, Heading(content["title"], f"{under} {seed}"), found.report.pictures)
