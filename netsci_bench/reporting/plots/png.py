"""How does a figure become a PNG to commit? Equal bytes for equal data, at most 300 kB, no global state.

Several figures under one name become an animated PNG, which can be used like any picture (on the page, in Markdown,
in MLflow). A viewer without animation shows the first frame.
"""

import io
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image  # installed with matplotlib, which writes PNG files with it

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.plots.style import styled
from netsci_bench.reporting.redact import redact
from netsci_bench.reporting.report_model import Picture
from netsci_bench.reporting.wording import one_line

Draw = Callable[[Sequence[Outcome]], Mapping[str, Figure | Sequence[Figure]]]

LARGEST = 300_000  # bytes: figures are committed with the record
RESOLUTIONS = (130, 100, 75, 50)  # dots per inch, tried until the file is small enough
COLOURS = 256  # of the palette: a third of the bytes, without a visible difference in a chart
FILM_COLOURS = 64  # of the palette of an animation, whose file contains many frames
LONGEST_NAME = 60  # characters of a caption in the name of its file
FRAME_MS, LAST_FRAME_MS = 500, 2500  # milliseconds that a frame of an animation is shown


def png(figure: Figure | Sequence[Figure]) -> bytes:
    """The figure as a PNG without date and software version, so that equal data give equal bytes.

    Raises:
        ValueError: the file is too large even at the lowest resolution.
    """
    content = b""
    for dpi in RESOLUTIONS:
        if isinstance(figure, Figure):
            content = _encode([_rasterize(figure, dpi).quantize(COLOURS)])
        else:
            content = _encode(_share_palette([_rasterize(frame, dpi) for frame in figure]))
        if len(content) <= LARGEST:
            return content
    raise ValueError(f"the figure has {len(content)} bytes even at {RESOLUTIONS[-1]} dpi; make it smaller")


def _rasterize(figure: Figure, dpi: int) -> Image.Image:
    """The pixels of a figure, without a detour through a PNG."""
    figure.set_dpi(dpi)
    figure.set_facecolor("white")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])  # type: ignore[no-untyped-call]


def _share_palette(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """The frames with one palette, as a PNG requires: that of an image of all frames."""
    width, height = frames[0].size
    together = Image.new("RGB", (width, height * len(frames)))
    for number, frame in enumerate(frames):
        together.paste(frame, (0, height * number))
    palette = together.quantize(FILM_COLOURS)
    return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]


def _encode(frames: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    first, *others = frames
    if others:
        times = [FRAME_MS] * len(others) + [LAST_FRAME_MS]
        first.save(out, format="PNG", save_all=True, append_images=others, duration=times, loop=0, optimize=True)
    else:
        first.save(out, format="PNG", optimize=True)
    return out.getvalue()


def own_figures(draw: Draw, outcomes: Sequence[Outcome]) -> tuple[list[Picture], list[str]]:
    """The figures of a spec's own ``draw`` function, and a line for each that could not be drawn."""
    with styled("ticks"):  # without a grid, which would cover images
        try:
            figures = dict(draw(outcomes))
        except Exception as error:  # an error of a user's function must not cost the report
            return [], [_complaint("the figures of this experiment", error)]
        pictures: list[Picture] = []
        complaints: list[str] = []
        for number, (name, figure) in enumerate(figures.items(), start=1):
            try:
                pictures.append(Picture(f"figure-{number}-{_slug(name)}.png", one_line(str(name)), png(figure)))
            except Exception as error:
                complaints.append(_complaint(f"the figure {name!r}", error))
    return pictures, complaints


def _complaint(what: str, error: Exception) -> str:
    return redact(one_line(f"{what} could not be drawn: {type(error).__name__}: {error}"))


def _slug(name: str) -> str:
    """The first words of a caption, up to its first colon; only whole words."""
    words = re.findall("[a-z0-9]+", str(name).split(":")[0].lower())
    return textwrap.shorten(" ".join(words), LONGEST_NAME, placeholder="").replace(" ", "-") or "unnamed"
