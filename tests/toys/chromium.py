"""Which browser looks at pages, and what does it see? Chromium without a screen, drawing by software."""

import base64
import io
import shutil
import time
from contextlib import contextmanager

import numpy as np
import pytest
from PIL import Image

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
WITHOUT_WEBGL = ["--disable-3d-apis"]
PATIENCE = 60_000  # milliseconds on a busy machine


@contextmanager
def chromium():
    """Starts a Chromium with more flags, as often as it is called; where there is none, the tests are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian: apt-get install -y chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright here: pip install playwright")
    with playwright.sync_playwright() as started:
        browsers = []

        def launch(*more):
            browsers.append(started.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *more]))
            return browsers[-1]

        yield launch
        for browser in browsers:
            browser.close()


def explored(browser, page_file, link="", **how):
    """The explorer of points in a new window, when its first frame is drawn."""
    page = opened(browser, page_file, link, **how)
    settle(page)
    return page


def opened(browser, page_file, link="", **how):
    """A page of the explorer in a new window."""
    page = remembering(browser.new_page(**{"viewport": {"width": 1200, "height": 800}, **how}))
    return ready(page, page_file, link)


def remembering(page):
    """A page that remembers its ``faults`` and what it ``asked``: it must neither fail nor ask any host."""
    page.set_default_timeout(PATIENCE)
    page.faults, page.asked = [], []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url.partition(":")[0]))
    return page


def ready(page, page_file, link=""):
    """The file is opened at a link, and has drawn its first frame."""
    page.goto(page_file.as_uri() + link)
    wait_until(page, "document.documentElement.dataset.ready !== undefined")
    return page


def wait_until(page, expression):
    """Until something is true of the page; Playwright's own waiting would evaluate text, which the page forbids."""
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < until, f"never: {expression}; {page.faults}"
        time.sleep(0.03)


def settle(page):
    """Until all points have come to rest and what was asked for is drawn."""
    wait_until(page, "!document.body.classList.contains('busy') && !explorer.moving()")
    page.evaluate("explorer.drawn()")


def pixels(page):
    """What the part of the page with the points looks like (``height width 3``)."""
    box = page.locator("#stage").bounding_box()
    return np.asarray(Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB")).astype(int)


def points_alone(page):
    """The canvas of the points, without what lies over it (``height width 4``)."""
    canvas = "explorer.drawn().then(() => document.getElementById('points').toDataURL().split(',')[1])"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(page.evaluate(canvas)))).convert("RGBA")).astype(int)


def coloured_share(page):
    """The share of the canvas of the points that has a hue; what is faint has none."""
    picture = points_alone(page)
    hues, opaque = picture[:, :, :3], picture[:, :, 3] > 60
    return float(np.mean((hues.max(axis=2) - hues.min(axis=2) > 60) & opaque))


def spot(page, index):
    """Where a point of the explorer is on the page."""
    box = page.locator("#stage").bounding_box()
    x, y = page.evaluate(f"explorer.pixelOf({index})")
    return box["x"] + x, box["y"] + y


def chosen(page):
    """What is looked at in the explorer."""
    return page.evaluate("({...explorer.state})")
