"""Do several figures of one name become one animated PNG that a reader without animation can read too?"""

import io

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from netsci_bench.reporting.plots.png import LARGEST, own_figures, png

COLOURS = ["#ff0000", "#00ff00", "#0000ff"]


def frames() -> list[Figure]:
    figures = []
    for colour in COLOURS:
        figure = Figure(figsize=(2, 2))
        figure.subplots().axhspan(0, 1, color=colour)
        figures.append(figure)
    return figures


def test_each_frame_keeps_its_own_colours_and_the_last_stays_longest():
    film = Image.open(io.BytesIO(png(frames())))
    assert film.n_frames == len(COLOURS)
    times = []
    for place, colour in enumerate(COLOURS):
        film.seek(place)
        times.append(film.info["duration"])
        middle = film.convert("RGB").getpixel((film.width // 2, film.height // 2))
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(np.subtract(middle, wanted)).max() < 8
    assert times[-1] > times[0] == times[1]


def test_equal_frames_give_equal_bytes():
    assert png(frames()) == png(frames())


def test_a_film_that_is_too_heavy_is_made_smaller():
    rng = np.random.default_rng(0)
    noisy = []
    for _ in range(3):
        figure = Figure(figsize=(3, 3))
        figure.subplots().imshow(rng.random((300, 300)))
        noisy.append(figure)
    assert len(png(noisy)) <= LARGEST


def test_a_film_without_frames_costs_itself_and_not_the_others():
    pictures, complaints = own_figures(lambda _: {"none": [], "one": frames()[:1], "all": frames()}, [])
    assert [picture.caption for picture in pictures] == ["one", "all"]
    assert len(complaints) == 1
    assert "none" in complaints[0]
