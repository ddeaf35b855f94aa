"""What does a user see and do in the explorer? Looked at in a real browser, opened from the disk.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import numpy as np
import pytest
from chromium import WITHOUT_WEBGL, coloured_share, explored, pixels, settle, wait_until
from moving_points import moving_points

from netsci_bench.reporting.plots.explorer.page import Heading, render_explorer
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.report_model import Picture

pytestmark = [pytest.mark.system, pytest.mark.browser]
STEPS, POINTS = 8, 600


@pytest.fixture(scope="module")
def series():
    return moving_points(POINTS, STEPS)


@pytest.fixture(scope="module")
def page_file(series, tmp_path_factory):
    from matplotlib.figure import Figure

    file = tmp_path_factory.mktemp("my höme") / "explorer.html"
    heading = Heading("Points that move", "toy/points, quick tier, seed 0")
    file.write_text(
        render_explorer(series, heading, [Picture("a.png", "A picture.", png(Figure()))]), encoding="utf-8"
    )
    return file


@pytest.fixture
def visit(browser, page_file, watch):
    """Opens the page at a link."""
    return lambda link="", **how: watch(explored(browser, page_file, link, **how))


def spot(page, index):
    """Where a point is on the page."""
    box = page.locator("#stage").bounding_box()
    x, y = page.evaluate(f"explorer.pixelOf({index})")
    return box["x"] + x, box["y"] + y


def chosen(page):
    return page.evaluate("({...explorer.state})")


@pytest.mark.parametrize("picture", ["PCA", "star", "t-SNE", "UMAP", "UMAP 3-D"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_picture_is_drawn_in_light_and_dark(visit, picture, scheme):
    page = visit(f"#step=4&picture={picture}", color_scheme=scheme)
    assert 0.002 < coloured_share(page) < 0.5
    paper = np.median(pixels(page).reshape(-1, 3), axis=0)
    assert paper.max() < 40 if scheme == "dark" else paper.min() > 230


def test_the_slider_moves_points_cursor_and_values(visit, series):
    page = visit("#picture=star")
    before, place = pixels(page), page.evaluate("explorer.pixelOf(3)")
    page.locator("#step").fill("1")
    settle(page)
    assert np.abs(pixels(page) - before).max() > 60
    assert page.evaluate("explorer.pixelOf(3)") != place
    assert page.locator("#step-name").inner_text() == "epoch 1"
    assert page.locator("#curves b").first.inner_text() == f"{series.curves['accuracy, %'][1]:.1f}"
    assert page.locator(".cursor").first.evaluate("e => e.style.left").startswith("14.28")
    wrong = int((series.answers[1] != series.labels).sum())
    assert page.locator("#wrong-count").inner_text() == str(wrong)


def test_points_lie_where_star_coordinates_and_pca_put_them(visit, series):
    page = visit("#picture=star")
    turn = 2 * np.pi * np.arange(10) / 10
    last = np.rint(series.outputs[-1].astype(float) * 255) / 255  # as precise as the page has them
    star = last @ np.stack([np.cos(turn), np.sin(turn)], axis=1)
    values, vectors = np.linalg.eigh(np.corrcoef(last.T))
    pca = (last - last.mean(axis=0)) / last.std(axis=0) @ vectors[:, np.argsort(values)[::-1][:2]]
    for name, places in (("star", star), ("PCA", pca)):
        page.evaluate(f"explorer.change({{picture: '{name}'}})")
        settle(page)
        seen = np.array([page.evaluate(f"explorer.pixelOf({i})") for i in range(40)])
        for axis in (0, 1):  # up to sign and scale
            assert abs(np.corrcoef(seen[:, axis], places[:40, axis])[0, 1]) > 0.999


def test_a_hover_names_the_point_and_a_click_shows_its_star_graph_and_trace(visit, series):
    page = visit("#picture=t-SNE")
    before = pixels(page)
    page.mouse.move(*spot(page, 5))
    page.locator("#tip").wait_for()
    shown = int(page.locator("#tip-name").inner_text().removeprefix("point "))
    page.mouse.click(*spot(page, 5))
    page.locator("#card").wait_for()
    assert chosen(page)["selected"] == shown
    assert page.locator("#point-name").inner_text() == f"Point {shown}"
    assert page.locator("#point-words").inner_text().startswith(f"{series.labels[shown]}, ")
    corners = page.locator("#star polygon").get_attribute("points").split(" ")
    lengths = [np.hypot(*map(float, corner.split(","))) / 70 for corner in corners]
    assert lengths == pytest.approx(series.outputs[-1, shown].tolist(), abs=0.01)
    assert page.locator("#answers button").count() == STEPS
    assert page.locator("#image").evaluate("c => c.width") == 28
    page.mouse.move(1, 1)
    page.evaluate("explorer.drawn()")
    assert np.mean(np.abs(pixels(page) - before).max(axis=2) > 30) > 0.001  # the trace
    page.mouse.click(*[x + 5 for x in page.locator("#stage").bounding_box().values()][:2])
    page.locator("#no-card").wait_for()


def test_keys_step_choose_filter_and_play(visit):
    page = visit("#step=0&picture=PCA")
    press = page.keyboard.press
    for key, name, value in [
        ("ArrowRight", "step", 1), ("End", "step", STEPS - 1), ("ArrowLeft", "step", STEPS - 2), ("Home", "step", 0),
        ("2", "picture", "star"), ("d", "dimensions", 3), ("4", "picture", "UMAP"), ("c", "highlighted", 0),
        ("m", "wrong", True), ("Escape", "wrong", False), ("1", "picture", "PCA"),
    ]:  # fmt: skip
        press(key)
        assert chosen(page)[name] == value, key
    press("d")
    assert chosen(page)["dimensions"] == 3
    press("3")
    assert chosen(page)["dimensions"] == 2
    assert page.locator("#dimensions").is_disabled()
    press("Space")
    wait_until(page, "explorer.state.step >= 2")
    press("Space")
    assert page.locator("#play").get_attribute("aria-label") == "play"
    press("/")
    page.keyboard.type("17")
    press("Enter")
    assert chosen(page)["selected"] == 17
    press("Escape")
    press("?")
    assert page.locator("#help").is_visible()


def test_a_link_shows_the_same_and_a_damaged_one_shows_the_page(visit):
    page = visit()
    page.evaluate("explorer.change({step: 4, picture: 'UMAP', highlighted: 3, wrong: true, selected: 13})")
    settle(page)
    link = page.evaluate("location.hash")
    again = visit(link)
    assert chosen(again) == chosen(page)
    assert np.mean(np.abs(pixels(again) - pixels(page)).max(axis=2) > 40) < 0.001
    odd = visit("#step=99&picture=nothing&class=-4&point=1e9&axes=1,2;x&dimensions=7")
    assert chosen(odd)["step"] == STEPS - 1
    assert chosen(odd)["picture"] == "PCA"
    assert (chosen(odd)["highlighted"], chosen(odd)["selected"], chosen(odd)["axes"]) == (-1, -1, None)
    odd.evaluate("location.hash = '#step=2&picture=star'")
    wait_until(odd, "explorer.state.step === 2")
    settle(odd)
    assert odd.locator("#step-name").inner_text() == "epoch 2"


def test_a_highlighted_class_and_the_misclassified_stand_out(visit, series):
    page = visit("#picture=star")
    everything = coloured_share(page)
    page.locator("#classes button").nth(4).click()
    settle(page)
    one = coloured_share(page)
    page.locator("#wrong").click()
    page.locator("#classes button").nth(4).click()
    settle(page)
    wrong = coloured_share(page)
    assert everything > 1.3 * one
    assert everything > 1.3 * wrong
    right = int(np.flatnonzero(series.answers[-1] == series.labels)[0])
    page.mouse.click(*spot(page, right))
    found = chosen(page)["selected"]
    assert found == -1 or series.answers[-1, found] != series.labels[found]


def test_a_dragged_axis_takes_its_points_along_and_a_double_click_puts_it_back(visit):
    page = visit("#picture=star")
    box = page.locator("#stage").bounding_box()
    x, y = page.evaluate("explorer.handles()[2]")
    before = page.evaluate("[12, 22, 32].map(i => explorer.pixelOf(i))")
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 60, box["y"] + y + 90, steps=4)
    page.mouse.up()
    settle(page)
    after = page.evaluate("[12, 22, 32].map(i => explorer.pixelOf(i))")
    assert np.max(np.abs(np.array(after) - before)) > 20
    assert page.evaluate("explorer.handles()[2]") == pytest.approx([x + 60, y + 90], abs=2)
    assert chosen(page)["selected"] == -1
    linked = visit(page.evaluate("location.hash"))
    assert np.array(chosen(linked)["axes"]) == pytest.approx(np.array(chosen(page)["axes"]), abs=0.001)
    page.mouse.dblclick(box["x"] + 8, box["y"] + 200)
    assert chosen(page)["axes"] is None


def test_space_is_turned_and_the_plane_is_moved_and_zoomed_by_hand(visit):
    page = visit("#picture=PCA&dimensions=3")
    box = page.locator("#stage").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for state in ("3", "2"):
        before = np.array(page.evaluate("[1, 2, 3, 4].map(i => explorer.pixelOf(i))"))
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 80, middle[1] + 30, steps=3)
        page.mouse.up()
        after = np.array(page.evaluate("[1, 2, 3, 4].map(i => explorer.pixelOf(i))"))
        moved = after - before
        assert np.abs(moved).max() > 20
        if state == "2":
            assert moved == pytest.approx(np.tile([80, 30], (4, 1)), abs=0.5)
        page.keyboard.press("d")
        settle(page)
    page.evaluate("explorer.change({dimensions: 2})")
    settle(page)
    before = np.ptp(page.evaluate("[1, 2, 3, 4].map(i => explorer.pixelOf(i))"), axis=0)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(200)
    assert np.ptp(page.evaluate("[1, 2, 3, 4].map(i => explorer.pixelOf(i))"), axis=0) == pytest.approx(
        before * np.exp(0.6), rel=0.01
    )


def test_an_embedding_in_space_is_seen_in_space_and_can_be_turned(visit):
    page = visit("#picture=PCA")
    page.keyboard.press("5")
    settle(page)
    assert (chosen(page)["picture"], chosen(page)["dimensions"]) == ("UMAP 3-D", 3)
    assert page.locator("#dimensions").is_disabled()
    page.keyboard.press("d")
    assert chosen(page)["dimensions"] == 3
    page.keyboard.press("4")
    settle(page)
    assert chosen(page)["dimensions"] == 2


def test_a_hover_over_a_unit_or_an_axis_shows_what_excites_it(visit, series):
    page = visit("#picture=star")
    canvas = page.locator("canvas[data-layer='layer 1']")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] * 1.5 / 4)
    page.locator("#tip").wait_for()
    assert page.locator("#tip-words").inner_text() == "layer 1, unit 10"
    wait_until(page, "document.getElementById('tip-image').width === 28")
    seen = "[...document.getElementById('tip-image').getContext('2d').getImageData(0, 0, 28, 28).data]"
    wait_until(page, f"{seen}[3] === 255")
    grey = np.array(page.evaluate(seen)).reshape(28, 28, 4)[:, :, 0]
    assert np.array_equal(grey, series.units["layer 1"][10])
    stage = page.locator("#stage").bounding_box()
    x, y = page.evaluate("explorer.handles()[3]")
    page.mouse.move(stage["x"] + x, stage["y"] + y)
    assert page.locator("#tip-words").inner_text() == "output 3"
    page.mouse.move(stage["x"] + 5, stage["y"] + stage["height"] - 50)
    assert page.locator("#tip").is_hidden()


def test_without_webgl_the_page_says_so_and_shows_the_pictures_of_the_report(launch, page_file):
    page = launch(*WITHOUT_WEBGL).new_page()
    page.goto(page_file.as_uri())
    page.locator("#why-static").wait_for()
    assert "no WebGL" in page.locator("#why-static").inner_text()
    assert page.locator("#static img").evaluate("img => img.naturalWidth") > 100
    assert not page.locator("#app").is_visible()
