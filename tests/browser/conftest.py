"""One browser for all tests here, a file for it to open, and what holds of every page.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from chromium import PATIENCE, chromium, ready, remembering, settle
from matplotlib.figure import Figure
from moving_points import moving_points

from netsci_bench.reporting.plots.explorer.page import Heading, render_explorer
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.report_model import Picture

STEPS, POINTS = 8, 600


@pytest.fixture(scope="package")
def launch():
    with chromium() as launch:
        yield launch


@pytest.fixture(scope="package")
def browser(launch):
    return launch()


@pytest.fixture(scope="package")
def window(browser):
    """The window in which explorers are shown; a new one takes longer than most tests."""
    return remembering(browser.new_page(viewport={"width": 1000, "height": 700}))


@pytest.fixture(scope="package")
def series():
    return moving_points(POINTS, STEPS)


@pytest.fixture(scope="package")
def page_file(series, tmp_path_factory):
    """The explorer of points, with one picture for a browser that cannot draw them."""
    file = tmp_path_factory.mktemp("my höme") / "explorer.html"
    pictures = [Picture("a.png", "A picture.", png(Figure()))]
    text = render_explorer(series, Heading("Points that move", "toy/points, quick tier, seed 0"), pictures)
    file.write_text(text, encoding="utf-8")
    return file


def keep_look(page, name):
    """Keep the last look of a page where somebody wants to see it."""
    if folder := os.environ.get("NETSCI_BENCH_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{re.sub('[^a-zA-Z0-9_.-]+', '-', name)}.png")


@pytest.fixture(scope="package")
def fresh(browser):
    """Opens a page of MLflow's, of a browser that remembers nothing."""

    @contextmanager
    def opened(name="mlflow"):
        inside = browser.new_context(viewport={"width": 1600, "height": 1000})
        page = inside.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        keep_look(page, name)
        inside.close()

    return opened


@pytest.fixture
def page(request, fresh):
    with fresh(request.node.name) as page:
        yield page


def look_after(page, name):
    """A page of the explorer has neither failed nor asked any host."""
    keep_look(page, name)
    assert page.faults == []
    assert set(page.asked) <= {"file", "data"}


@pytest.fixture
def own_window(request, browser):
    """A window for a test that changes more than a link can: what the page finds there, or the clock."""
    page = remembering(browser.new_page(viewport={"width": 1000, "height": 700}))
    yield page
    look_after(page, request.node.name)
    page.close()


@pytest.fixture
def show(request, window):
    """Opens a file at a link, as if for the first time. Nothing is eased, unless a ``motion`` is asked for."""

    def shown(file, link="", scheme="light", motion="reduce"):
        window.emulate_media(color_scheme=scheme, reduced_motion=motion)
        window.mouse.move(0, 0)
        window.goto("about:blank")  # from one link to another of the same file is not a fresh start
        return ready(window, file, link)

    window.faults.clear()
    window.asked.clear()
    yield shown
    look_after(window, request.node.name)


@pytest.fixture
def visit(show, page_file):
    """Opens the explorer of points at a link; it has come to rest."""

    def visited(link="", **how):
        page = show(page_file, link, **how)
        settle(page)
        return page

    return visited
