"""A page of MLflow's for each test, in one browser.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import os
from pathlib import Path

import pytest
from chromium import PATIENCE, chromium


@pytest.fixture(scope="module")
def chromium_browser():
    with chromium() as launch:
        yield launch()


@pytest.fixture
def page(request, chromium_browser):
    """A fresh page, of a browser that remembers nothing; its last look is kept where somebody wants to see it."""
    window = chromium_browser.new_context(viewport={"width": 1600, "height": 1000})
    opened = window.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    if folder := os.environ.get("NETSCI_BENCH_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=Path(folder) / f"{request.node.name}.png")
    window.close()
