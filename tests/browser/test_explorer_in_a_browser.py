"""What does a user see in the explorer of points? Looked at in a real browser, opened from the disk.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import io
import time

import numpy as np
import pytest
from chromium import (
    PATIENCE,
    WITHOUT_WEBGL,
    chosen,
    coloured_share,
    pixels,
    points_alone,
    ready,
    remembering,
    settle,
    wait_until,
)
from PIL import Image
from sight import least_difference

pytestmark = [pytest.mark.system, pytest.mark.browser]
PICTURES = ["PCA", "star", "t-SNE", "UMAP", "UMAP 3-D"]
TAB10 = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"]
NO_WEBGL = """const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : real.call(this, kind, ...more);
};"""
EASED, TICK, FRAME = 420, 750, 17  # milliseconds of a motion, between two steps of the play, and of a frame


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_picture_is_drawn_in_light_and_dark(visit, scheme):
    page = visit("#step=4", scheme=scheme)
    assert page.locator("#pictures button").count() == len(PICTURES)
    for number, picture in enumerate(PICTURES):
        page.keyboard.press(str(number + 1))
        settle(page)
        assert chosen(page)["picture"] == picture
        assert 0.002 < coloured_share(page) < 0.5, picture
        paper = np.median(pixels(page).reshape(-1, 3), axis=0)
        assert paper.max() < 40 if scheme == "dark" else paper.min() > 230


def test_a_key_and_a_button_change_between_light_and_dark(visit):
    page = visit(scheme="dark")
    lightness = [pixels(page).mean()]
    for change in (lambda: page.keyboard.press("l"), page.locator("#theme").click, page.locator("#theme").click):
        change()  # from what the system has to light, to dark, and back
        settle(page)
        lightness.append(pixels(page).mean())
    assert lightness[1] > 200
    assert max(lightness[0], *lightness[2:]) < 60


def palette(page):
    """The colours of the classes, as the legend has them (``classes 3``)."""
    written = "[...document.querySelectorAll('#classes i')].map(i => getComputedStyle(i).backgroundColor)"
    return np.array([[int(part) for part in text[4:-1].split(",")] for text in page.evaluate(written)])


def test_a_point_has_the_colour_of_its_class_in_the_legend(visit, series):
    page = visit("#picture=t-SNE&step=7")
    drawn, colours = points_alone(page)[:, :, :3], palette(page)
    columns, rows = np.array([page.evaluate(f"explorer.pixelOf({i})") for i in range(200)]).astype(int).T
    nearest = np.abs(drawn[rows, columns, None] - colours).sum(axis=2).argmin(axis=1)
    assert len(colours) == 10
    assert np.mean(nearest == series.labels[:200]) > 0.8  # others lie below points of another class


def legend(page):
    """The colours of the classes, as they come to the screen (``classes 3``)."""
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    boxes = [one.bounding_box() for one in page.locator("#classes i").all()]
    return np.array([picture[int(b["y"] + b["height"] / 2), int(b["x"] + b["width"] / 2)] for b in boxes])


def test_classes_are_told_apart_by_who_does_not_see_all_colours(visit):
    page = visit()
    inside = page.context.new_cdp_session(page)
    seen, others = {}, {}
    for sight in ("none", "protanopia", "deuteranopia", "tritanopia"):
        inside.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        seen[sight] = least_difference(legend(page))
    page.evaluate(f"{TAB10}.forEach((c, i) => document.querySelectorAll('#classes i')[i].style.background = c)")
    for sight in seen:
        inside.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        others[sight] = least_difference(legend(page))
    inside.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    assert min(seen.values()) > 15, seen
    assert min(others.values()) < 8 < others["none"], others  # what matplotlib gives, and most plots have


def test_the_slider_moves_points_cursor_and_values(visit, series):
    page = visit("#picture=star")
    before, place = pixels(page), page.evaluate("explorer.pixelOf(3)")
    page.locator("#step").fill("1")
    settle(page)
    assert np.abs(pixels(page) - before).max() > 60
    assert page.evaluate("explorer.pixelOf(3)") != place
    assert page.locator("#step-name").inner_text() == "epoch 1"
    assert page.locator("#curves span").all_inner_texts() == ["accuracy, %", "loss"]
    accuracy, loss = (series.curves[name][1] for name in ("accuracy, %", "loss"))
    assert page.locator("#curves b").all_inner_texts() == [f"{accuracy:.1f}", f"{loss:.2f}"]
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


@pytest.fixture
def clock(own_window, page_file):
    """The explorer, and its time, which goes on by so many milliseconds when it is told to."""
    own_window.clock.install()
    ready(own_window, page_file, "#step=0&picture=star")
    settle(own_window)
    own_window.clock.pause_at(own_window.evaluate("Date.now()") / 1000 + 1)
    return own_window, own_window.clock.run_for


def eased(milliseconds):
    """The share of its way that a point has gone: slowly at first and at last."""
    gone = np.clip(milliseconds / EASED, 0, 1)
    return 4 * gone**3 if gone < 0.5 else 1 - (2 - 2 * gone) ** 3 / 2


def places(page):
    return np.array(page.evaluate("[0, 1, 2, 3, 4, 5, 6, 7].map(i => explorer.pixelOf(i))"))


def test_points_leave_slowly_go_straight_and_arrive_slowly(clock):
    page, pass_time = clock
    ways, waited = [places(page)], (0, 105, 105, 105, 105, 2 * FRAME)
    page.evaluate("explorer.change({step: 7})")
    for milliseconds in waited[1:]:
        pass_time(milliseconds)
        ways.append(places(page))
    whole = ways[-1] - ways[0]
    for now, way in zip(np.cumsum(waited), ways, strict=True):
        share = np.sum((way - ways[0]) * whole) / np.sum(whole**2)
        assert eased(now - 2 * FRAME) - 0.01 <= share <= eased(now) + 0.01, now
        assert way == pytest.approx(ways[0] + share * whole, abs=0.5)


def test_play_goes_through_all_epochs_and_stops_at_the_last(clock, series):
    page, pass_time = clock
    page.evaluate("document.getElementById('play').click()")
    last, seen = len(series.steps) - 1, []
    for _ in range(last):
        pass_time(TICK)
        seen.append(chosen(page)["step"])
        assert page.locator("#play").get_attribute("aria-label") == "pause"
    pass_time(TICK)
    assert seen == list(range(1, last + 1))
    assert (chosen(page)["step"], page.locator("#play").get_attribute("aria-label")) == (last, "play")


def differs(one, other):
    return np.mean(np.abs(one - other).max(axis=2) > 40) > 0.001


def test_after_the_loss_of_its_graphics_the_same_is_drawn_again(visit):
    page = visit("#picture=star&step=2")
    drawn = {2: pixels(page)}
    page.locator("#step").fill("6")
    settle(page)
    drawn[6] = pixels(page)
    page.evaluate("window.lost = document.getElementById('points').getContext('webgl2')")
    page.evaluate("window.lose = lost.getExtension('WEBGL_lose_context'); lose.loseContext()")
    wait_until(page, "lost.isContextLost()")
    assert coloured_share(page) == 0
    assert differs(drawn[2], drawn[6])
    page.evaluate("lose.restoreContext()")
    wait_until(page, "!lost.isContextLost()")
    until = time.monotonic() + PATIENCE / 1000
    while differs(pixels(page), drawn[6]):  # without being asked
        assert time.monotonic() < until
    page.locator("#step").fill("2")
    settle(page)
    assert not differs(pixels(page), drawn[2])


def says_that_it_has_pictures(page):
    page.locator("#why-static").wait_for()
    assert "no WebGL" in page.locator("#why-static").inner_text()
    assert page.locator("#static img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    assert not page.locator("#app").is_visible()


def test_without_webgl_the_page_says_so_and_shows_the_pictures_of_the_report(own_window, page_file):
    own_window.add_init_script(NO_WEBGL)
    own_window.goto(page_file.as_uri())
    says_that_it_has_pictures(own_window)


@pytest.mark.nightly
def test_so_it_does_in_a_browser_that_was_started_without(launch, page_file):
    page = remembering(launch(*WITHOUT_WEBGL).new_page())
    page.goto(page_file.as_uri())
    says_that_it_has_pictures(page)
