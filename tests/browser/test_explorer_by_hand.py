"""What does a user do in the explorer of points, with mouse, keyboard and links? In a real browser, from the disk.

Set NETSCI_BENCH_SCREENSHOTS to a folder to keep a picture of every page.
"""

import numpy as np
import pytest
from chromium import chosen, coloured_share, pixels, settle, spot, wait_until

pytestmark = [pytest.mark.system, pytest.mark.browser]


def test_a_hover_shows_the_image_of_the_point_and_names_it(visit, series):
    page = visit("#picture=t-SNE")
    page.mouse.move(*spot(page, 5))
    page.locator("#tip").wait_for()
    shown = int(page.locator("#tip-name").inner_text().removeprefix("point "))
    assert page.locator("#tip-words").inner_text().startswith(f"{series.labels[shown]}, ")
    assert np.array_equal(image(page, "tip-image"), series.images[shown])
    page.mouse.move(1, 1)
    assert page.locator("#tip").is_hidden()


def image(page, name):
    """What a canvas of the page shows, when it has been drawn (``height width``)."""
    seen = f"[...document.getElementById('{name}').getContext('2d').getImageData(0, 0, 28, 28).data]"
    wait_until(page, f"document.getElementById('{name}').width === 28 && {seen}[3] === 255")
    return np.array(page.evaluate(seen)).reshape(28, 28, 4)[:, :, 0]


def test_a_click_shows_the_star_graph_of_ten_outputs_and_the_trace_through_all_epochs(visit, series):
    page = visit("#picture=t-SNE")
    steps, before = len(series.steps), pixels(page)
    page.mouse.click(*spot(page, 5))
    page.locator("#card").wait_for()
    index = chosen(page)["selected"]
    assert page.locator("#point-name").inner_text() == f"Point {index}"
    assert page.locator("#point-words").inner_text().startswith(f"{series.labels[index]}, ")
    corners = page.locator("#star polygon").get_attribute("points").split(" ")
    lengths = [np.hypot(*map(float, corner.split(","))) / 70 for corner in corners]
    assert lengths == pytest.approx(series.outputs[-1, index].tolist(), abs=0.01)
    assert np.array_equal(image(page, "image"), series.images[index])
    page.mouse.move(1, 1)
    page.evaluate("explorer.drawn()")
    lined = np.abs(pixels(page) - before).max(axis=2) > 30
    ways = []
    for cell in page.locator("#answers button").all():  # a cell for each epoch, which goes there
        cell.click()
        settle(page)
        ways.append((chosen(page)["step"], page.evaluate(f"explorer.pixelOf({index})")))
    assert [step for step, _ in ways] == list(range(steps))
    for _, (x, y) in ways:
        assert lined[int(y) - 4 : int(y) + 5, int(x) - 4 : int(x) + 5].mean() > 0.2
    page.mouse.click(*[x + 5 for x in page.locator("#stage").bounding_box().values()][:2])
    page.locator("#no-card").wait_for()


def test_keys_step_choose_filter_and_play(visit, series):
    last = len(series.steps) - 1
    page = visit("#step=0&picture=PCA")
    press = page.keyboard.press
    for key, name, value in [
        ("ArrowRight", "step", 1), ("End", "step", last), ("ArrowLeft", "step", last - 1), ("Home", "step", 0),
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
    wait_until(page, "explorer.state.step >= 1")
    press("Space")
    assert page.locator("#play").get_attribute("aria-label") == "play"
    press("?")
    assert page.locator("#help").is_visible()


def test_a_point_is_found_by_its_number_and_by_none_that_there_is_not(visit, series):
    page = visit()
    for typed, found in (("17", 17), (str(len(series.labels)), 17), ("-1", 17), ("2.5", 17), ("", 17), ("599", 599)):
        page.keyboard.press("/")
        page.locator("#search").fill(typed)
        page.keyboard.press("Enter")
        assert chosen(page)["selected"] == found, typed
        page.locator("#search").blur()
    page.keyboard.press("Escape")
    assert chosen(page)["selected"] == -1
    page.locator("#search").fill("3")
    page.locator("#search-form button").click()
    assert page.locator("#point-name").inner_text() == "Point 3"


def test_a_link_shows_the_same_and_a_damaged_one_shows_the_page(visit, series):
    page = visit()
    page.evaluate("explorer.change({step: 4, picture: 'UMAP', highlighted: 3, wrong: true, selected: 13})")
    settle(page)
    link, state, picture = page.evaluate("location.hash"), chosen(page), pixels(page)
    again = visit(link)
    assert chosen(again) == state
    assert np.mean(np.abs(pixels(again) - picture).max(axis=2) > 40) < 0.001
    odd = visit("#step=99&picture=nothing&class=-4&point=1e9&axes=1,2;x&dimensions=7")
    assert chosen(odd)["step"] == len(series.steps) - 1
    assert chosen(odd)["picture"] == "PCA"
    assert (chosen(odd)["highlighted"], chosen(odd)["selected"], chosen(odd)["axes"]) == (-1, -1, None)
    odd.evaluate("location.hash = '#step=2&picture=star'")
    wait_until(odd, "explorer.state.step === 2")
    settle(odd)
    assert odd.locator("#step-name").inner_text() == "epoch 2"


def test_a_click_on_a_curve_goes_to_the_epoch_below_it(visit):
    page = visit("#step=0")
    box = page.locator("#curves .plot").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 3 / 7, box["y"] + box["height"] / 2)
    assert chosen(page)["step"] == 3
    assert page.locator(".cursor").nth(1).evaluate("e => e.style.left").startswith("42.8")  # of both curves


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
    axes = np.array(chosen(page)["axes"])
    linked = visit(page.evaluate("location.hash"))
    assert np.array(chosen(linked)["axes"]) == pytest.approx(axes, abs=0.001)
    page.mouse.dblclick(box["x"] + 8, box["y"] + 200)
    assert chosen(page)["axes"] is None


def seen(page):
    return np.array(page.evaluate("[...Array(40).keys()].map(i => explorer.pixelOf(i))"))


def drag(page, across, down):
    box = page.locator("#stage").bounding_box()
    middle = box["x"] + box["width"] / 2 + 7, box["y"] + box["height"] / 2 + 3
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + across, middle[1] + down, steps=3)
    page.mouse.up()
    settle(page)


def bent(before, after):
    """How far places are from any that a plane could take them to, by moving, turning and stretching it (pixels)."""
    plane = np.column_stack([before, np.ones(len(before))])
    return np.abs(after - plane @ np.linalg.lstsq(plane, after, rcond=None)[0]).max()


@pytest.mark.parametrize("picture", ["PCA", "star", "UMAP 3-D"])
def test_what_has_three_dimensions_is_turned_by_hand(visit, picture):
    page = visit(f"#picture={picture}&dimensions=3")
    assert page.locator("#dimensions").get_attribute("aria-pressed") == "true"
    assert coloured_share(page) > 0.002
    before = seen(page)
    drag(page, 120, 40)
    assert bent(before, seen(page)) > 15  # there is a depth behind the places
    assert chosen(page)["axes"] is None


def test_a_plane_is_moved_and_zoomed_by_hand_and_a_key_puts_it_back(visit):
    page = visit("#picture=PCA")
    before = seen(page)
    drag(page, 80, 30)
    assert seen(page) - before == pytest.approx(np.tile([80, 30], (40, 1)), abs=0.5)
    width = np.ptp(seen(page), axis=0)
    page.mouse.wheel(0, -400)
    wait_until(page, f"Math.abs(explorer.pixelOf(0)[0] - {seen(page)[0, 0]}) >= 0")
    page.wait_for_timeout(100)
    assert np.ptp(seen(page), axis=0) == pytest.approx(width * np.exp(0.6), rel=0.01)
    page.keyboard.press("r")
    settle(page)
    assert seen(page) == pytest.approx(before, abs=0.01)


def test_an_embedding_in_space_has_no_plane_and_one_in_the_plane_no_space(visit):
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
    assert np.array_equal(image(page, "tip-image"), series.units["layer 1"][10])
    stage = page.locator("#stage").bounding_box()
    x, y = page.evaluate("explorer.handles()[3]")
    page.mouse.move(stage["x"] + x, stage["y"] + y)
    assert page.locator("#tip-words").inner_text() == "output 3"
    page.mouse.move(stage["x"] + 5, stage["y"] + stage["height"] - 50)
    assert page.locator("#tip").is_hidden()
