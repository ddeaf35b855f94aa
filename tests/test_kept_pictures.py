"""Is no picture of the record cut at an edge?"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

REPORTS = Path(__file__).parents[1] / "reports"
PICTURES = sorted(REPORTS.rglob("*.png"))
PAPER = 245  # a pixel as light as this in each channel is blank


def inked_edges(picture):
    """The names of the edges that ink touches, in any frame."""
    with Image.open(picture) as film:
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]
    ink = (np.minimum.reduce(frames) < PAPER).any(axis=2)
    edges = {"left": ink[:, 0], "right": ink[:, -1], "top": ink[0], "bottom": ink[-1]}
    return [name for name, edge in edges.items() if edge.any()]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.relative_to(REPORTS)))
def test_nothing_is_cut_at_an_edge(picture):
    assert not inked_edges(picture)


@pytest.mark.parametrize(("place", "found"), [((0, 5), ["top"]), ((4, 0), ["left"]), ((9, 19), ["right", "bottom"])])
def test_ink_at_an_edge_is_found(tmp_path, place, found):
    pixels = np.full((10, 20, 3), 255, dtype=np.uint8)
    pixels[place] = (200, 255, 255)
    Image.fromarray(pixels).save(tmp_path / "cut.png")
    assert inked_edges(tmp_path / "cut.png") == found
