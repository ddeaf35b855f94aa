"""How soon does the explorer draw, and how large is its page? In Chromium, which draws by software.

A step is felt as immediate below 100 ms. The best of several is taken, so that other programs do not decide.
"""

import os

import pytest
from chromium import chromium, coloured_share, explored, settle
from moving_points import moving_points

from netsci_bench.reporting.plots.explorer.page import Heading, render_explorer

pytestmark = [pytest.mark.perf, pytest.mark.browser]
STEP = """async (step) => {
    const began = performance.now(), slider = document.getElementById("step");
    slider.value = step;
    slider.dispatchEvent(new Event("input"));
    await explorer.drawn();
    return performance.now() - began;
}"""
TRIES, LOADS = 12, 3


@pytest.fixture(scope="module")
def browser():
    with chromium() as launch:
        yield launch()


@pytest.mark.parametrize(("points", "steps", "bar"), [(10_000, 46, 100), (50_000, 10, 250)])
def test_a_step_and_the_first_frame_are_drawn_at_once(browser, tmp_path, points, steps, bar):
    file = tmp_path / "explorer.html"
    file.write_text(render_explorer(moving_points(points, steps), Heading("Points", "")), encoding="utf-8")
    first = []
    for _ in range(LOADS):
        page = explored(browser, file)
        first.append(int(page.evaluate("document.documentElement.dataset.ready")))
        assert coloured_share(page) > 0.002  # not blank
        assert (page.faults, set(page.asked) - {"file", "data"}) == ([], set())
    taken = []
    for n in range(TRIES):
        taken.append(page.evaluate(STEP, (7 * n) % steps))
        settle(page)
    megabytes = file.stat().st_size / 1e6
    print(f"\n{points} points, {steps} steps: {min(taken):.0f} ms a step (best of {TRIES}, worst {max(taken):.0f}), "
          f"first frame {min(first)} ms, {megabytes:.1f} MB")  # fmt: skip
    assert megabytes <= 15 or points > 10_000
    at_once = min(taken) <= bar and (min(first) <= 2000 or points > 10_000)
    if not at_once and os.getloadavg()[0] > os.cpu_count():  # other programs were measured, too
        pytest.skip(f"this machine is busy ({os.getloadavg()[0]:.1f} processes want to run): no delay is judged")
    assert at_once
