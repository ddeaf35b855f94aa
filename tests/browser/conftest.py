"""One browser for the tests of a file, and what holds of every page that they open.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import os
from pathlib import Path

import pytest
from chromium import PATIENCE, chromium


@pytest.fixture(scope="module")
def launch():
    with chromium() as launch:
        yield launch


@pytest.fixture(scope="module")
def browser(launch):
    return launch()


def keep_look(page, name):
    """Keep the last look of a page where somebody wants to see it."""
    if folder := os.environ.get("NETSCI_BENCH_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def page(request, browser):
    """A fresh page of MLflow's, of a browser that remembers nothing."""
    window = browser.new_context(viewport={"width": 1600, "height": 1000})
    opened = window.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    keep_look(opened, request.node.name)
    window.close()


@pytest.fixture
def watch(request):
    """Takes pages that remember their ``faults`` and what they ``asked``; none may fail or ask a network."""
    pages = []

    def watched(page):
        pages.append(page)
        return page

    yield watched
    for number, page in enumerate(pages):
        keep_look(page, f"{request.node.name}-{number}")
        assert page.faults == []
        assert set(page.asked) <= {"file", "data"}
        page.close()
