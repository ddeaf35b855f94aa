"""What does a user see and do with surfaces, graphs, cells and curves? Looked at in a real browser, from the disk.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import io

import numpy as np
import pytest
from chromium import WITHOUT_WEBGL, wait_until
from fake_run import FakeStore
from matplotlib.figure import Figure
from PIL import Image

from netsci_bench.contract.surface_view import SurfaceView
from netsci_bench.reporting.plots.explorer.page import Heading, render_views
from netsci_bench.reporting.plots.explorer.views import read_views
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.report_model import Picture
from netsci_bench.storage.artifacts import ARRAYS

pytestmark = [pytest.mark.system, pytest.mark.browser]
AXIS = np.linspace(-1, 1, 17)
NODES, STEPS = 45, 4


@pytest.fixture(scope="module")
def views(tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("kept")).run("kept")
    bowl = 0.1 + AXIS[:, None] ** 2 + 2 * AXIS**2
    path = np.array([[x, x / 2, 0.1 + 2 * x**2 + x**2 / 4] for x in np.linspace(0.9, 0, STEPS)])
    run.keep_surface(SurfaceView("a bowl", AXIS, AXIS, bowl, path))
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(STEPS, NODES, NODES))
    graph = {"weights": weights, "layers": np.tile(np.repeat([0, 1, 2], NODES // 3), (STEPS, 1)),
             "labels": rng.integers(3, size=(STEPS, NODES)), "epochs": np.arange(STEPS),
             "pagerank": np.full((STEPS, NODES), 1 / NODES)}  # fmt: skip
    # one hidden unit that folds the plane along x = 0, and an output that is positive right of x = 0.25
    folds = np.array([[1, 0, 0, 1, -0.25], [1, 0, 0, 1, -0.5]], dtype=float)
    cells = {"weights": folds, "steps": np.array([0, 10]), "points": np.array([[0.9, 0.9], [-0.9, 0.5]]),
             "labels": np.array([1.0, -1.0])}  # fmt: skip
    for start, kept in (("text_", graph), ("", cells)):
        for name, array in kept.items():
            run.keep(f"{start}{name}", array)
    run.keep("window", np.array([[-1.0, -1], [1, 1]]))
    run.keep("widths", np.array([1]))
    curves = {"kind": "curves", "name": "modularity", "about": "", "valueName": "modularity", "axis": "layer",
              "step": "", "steps": [0], "curves": [[0.1, 0.2, 0.6], [0.2, 0.2, 0.8]]}  # fmt: skip
    return [*read_views(run.folder / ARRAYS), curves]


@pytest.fixture(scope="module")
def page_files(views, tmp_path_factory):
    folder = tmp_path_factory.mktemp("my höme")
    pictures = [Picture("a.png", "A picture.", png(Figure()))]
    made = {"all": views, "surfaces": views[:1]}
    for name, some in made.items():
        text = render_views(some, Heading("A landscape", "toy/landscape"), pictures)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def visit(show, page_files):
    """Opens the page at a link."""
    return lambda link="", **how: show(page_files["all"], link, **how)


def rest(page):
    wait_until(page, "!views.moving()")
    page.evaluate("views.drawn()")


def stage(page):
    """What the stage looks like (``height width 3``)."""
    rest(page)
    box = page.locator("#stage").bounding_box()
    return np.asarray(Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB")).astype(int)


def near(picture, colour):
    """The share of a picture that has nearly this colour."""
    return float(np.mean(np.abs(picture - colour).max(axis=2) < 40))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_drawn_in_light_and_dark(visit, views, scheme):
    page = visit(scheme=scheme)
    for number, view in enumerate(views):
        page.keyboard.press(str(number + 1))
        picture = stage(page)
        paper = np.median(picture[:8].reshape(-1, 3), axis=0)
        assert paper.max() < 40 if scheme == "dark" else paper.min() > 230, view["kind"]
        drawn = np.mean(np.abs(picture - paper).max(axis=2) > 30)
        assert 0.003 < drawn < 0.95, view["kind"]


def test_a_surface_is_turned_by_hand_seen_from_above_and_put_back(visit):
    page = visit("#view=0")
    first = stage(page)
    box = page.locator("#stage").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 40, steps=3)
    page.mouse.up()
    turned = stage(page)
    assert np.mean(np.abs(turned - first).max(axis=2) > 30) > 0.05
    page.mouse.dblclick(*middle)
    assert np.mean(np.abs(stage(page) - first).max(axis=2) > 60) < 0.02
    page.keyboard.press("d")
    above = stage(page)
    lit = np.abs(above - above[2, 2]).max(axis=2) > 25
    rows, columns = np.flatnonzero(lit[60:-40].any(axis=1)), np.flatnonzero(lit[60:-40].any(axis=0))
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), rel=0.05)  # a square, as its plane is
    assert page.locator("#flat").get_attribute("aria-pressed") == "true"
    page.keyboard.press("g")
    assert np.mean(np.abs(stage(page) - above).max(axis=2) > 20) > 0.02  # heights as they are


def test_a_path_grows_with_the_epochs_to_the_lowest_place(visit):
    page = visit("#view=0&flat=1")
    orange, places = np.array([213, 94, 0]), []
    for key in ("Home", "End"):
        page.keyboard.press(key)
        picture = stage(page)
        found = np.argwhere((picture[:, :, 0] > 150) & (picture[:, :, 2] < 60) & (picture[:, :, 1] < 140))
        assert len(found) > 20, orange
        places.append(found.mean(axis=0))
    box = page.locator("#stage").bounding_box()
    assert places[1] == pytest.approx([box["height"] / 2, box["width"] / 2], abs=8)
    assert places[0][1] > places[1][1] + 100
    assert places[0][0] < places[1][0] - 50
    assert page.locator("#step-name").inner_text() == f"epoch {STEPS - 1}"


def test_cells_are_cut_where_the_unit_folds_and_the_output_changes_sign(visit):
    page = visit("#view=2&step=0")
    picture = stage(page)
    blue, orange = near(picture, [201, 223, 242]), near(picture, [251, 220, 192])
    assert orange / (orange + blue) == pytest.approx(0.375, abs=0.03)  # right of 0.25, of a window from -1 to 1
    assert page.evaluate("views.drawer().count()") == 2
    page.keyboard.press("End")
    later = stage(page)
    assert near(later, [251, 220, 192]) / (
        near(later, [251, 220, 192]) + near(later, [201, 223, 242])
    ) == pytest.approx(0.25, abs=0.03)
    assert page.locator("#step-name").inner_text() == "step 10"


def test_a_unit_of_a_graph_is_named_on_hover_and_its_edges_stand_alone(visit):
    page = visit("#view=1")
    everything = stage(page)
    box = page.locator("#stage").bounding_box()
    x, y = page.evaluate(f"views.drawer().spot(20, {STEPS - 1})")
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.locator("#tip").wait_for()
    assert page.locator("#tip-words").inner_text() == "unit 20, layer 2, PageRank 1.00 of the mean"
    ink = [np.mean(picture.min(axis=2) < 150) for picture in (everything, stage(page))]
    assert ink[1] < ink[0] / 2
    before = page.evaluate("views.drawer().spot(20, 0)")
    assert before != [x, y] or page.evaluate("views.drawer().spot(21, 0)") != page.evaluate(
        "views.drawer().spot(21, 3)"
    )


def test_a_curve_is_read_on_hover(visit):
    page = visit("#view=3")
    box = page.locator("#stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 26, box["y"] + 200)
    page.locator("#tip").wait_for()
    assert page.locator("#tip-words").inner_text() == "layer 3: 0.700 (0.600 to 0.800)"
    assert page.locator("#steps").is_hidden()


def test_keys_play_and_links_hold_the_view_and_a_damaged_link_shows_the_first(visit):
    page = visit()
    page.keyboard.press("2")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    wait_until(page, "views.state.step >= 2")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    link, state = page.evaluate("[location.hash, {...views.state}]")
    assert visit(link).evaluate("({...views.state})") == state
    odd = visit("#view=99&step=-4&log=x&flat=maybe")
    state = odd.evaluate("({...views.state})")
    assert (state["view"], state["step"], state["log"], state["flat"]) == (0, STEPS - 1, True, False)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()


@pytest.mark.nightly
def test_without_webgl_surfaces_are_pictures_and_the_other_views_are_drawn(launch, page_files):
    page = launch(*WITHOUT_WEBGL).new_page()
    page.goto(page_files["surfaces"].as_uri())
    page.locator("#why-static").wait_for()
    assert "no WebGL" in page.locator("#why-static").inner_text()
    assert page.locator("#static img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    assert not page.locator("#app").is_visible()
    page.goto(page_files["all"].as_uri())
    wait_until(page, "document.documentElement.dataset.ready !== undefined")
    assert page.evaluate("views.views.map(view => view.kind)") == ["graph", "cells", "curves"]
    assert page.locator("#app").is_visible()
