"""How does a figure become a PNG to commit? Equal bytes for equal data, at most 300 kB, no global state.

Several figures under one name become an animated PNG: a film that stands wherever a picture does (in the page, in
Markdown, in MLflow), and of which a reader without animation shows the first frame.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image  # comes with matplotlib, whose PNG writer it is

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.redact import redact
from netsci_bench.reporting.report_model import Picture
from netsci_bench.reporting.wording import one_line

Draw = Callable[[Sequence[Outcome]], Mapping[str, Figure | Sequence[Figure]]]

LARGEST = 300_000  # bytes: pictures are committed with the record
SHARP = (130, 100, 75, 50)  # dots per inch, until the picture is small enough
COLOURS = 256  # a palette: a third of the bytes, and no eye sees it in a chart
FILM_COLOURS = 64  # of all frames together: a film is many pictures
FRAME_MS, LAST_FRAME_MS = 500, 2500  # of a film: long enough to see what changed, and where it ended


@contextmanager
def styled(style: str = "whitegrid") -> Iterator[None]:
    """The look of every figure, and only for as long as it is drawn."""
    look = {**sns.axes_style(style), **sns.plotting_context("notebook", font_scale=0.8)}
    look |= {"font.family": "DejaVu Sans", "svg.hashsalt": "netsci-bench", "grid.color": "#e4e4e4"}
    with mpl.rc_context(look), warnings.catch_warnings():
        # a letter that the font lacks is drawn as a box; that is no reason to lose the report
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def png(figure: Figure | Sequence[Figure]) -> bytes:
    """The figure as a PNG without date and software version, so that equal data give equal bytes."""
    packed = b""
    for dpi in SHARP:
        if isinstance(figure, Figure):
            packed = _packed([_raster(figure, dpi).quantize(COLOURS)])
        else:
            packed = _packed(_of_one_palette([_raster(frame, dpi) for frame in figure]))
        if len(packed) <= LARGEST:
            return packed
    raise ValueError(f"the figure has {len(packed)} bytes even at {SHARP[-1]} dpi; make it smaller")


def _raster(figure: Figure, dpi: int) -> Image.Image:
    """The pixels as they are drawn: what is packed later need not be packed and unpacked here."""
    figure.set_dpi(dpi)
    figure.set_facecolor("white")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])  # type: ignore[no-untyped-call]


def _of_one_palette(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """A PNG has one palette for all its frames: that of the frames side by side."""
    wide, high = frames[0].size
    together = Image.new("RGB", (wide, high * len(frames)))
    for place, frame in enumerate(frames):
        together.paste(frame, (0, high * place))
    palette = together.quantize(FILM_COLOURS)
    return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]


def _packed(frames: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    first, *others = frames
    if others:
        times = [FRAME_MS] * len(others) + [LAST_FRAME_MS]
        first.save(out, format="PNG", save_all=True, append_images=others, duration=times, loop=0, optimize=True)
    else:
        first.save(out, format="PNG", optimize=True)
    return out.getvalue()


def own_figures(draw: Draw, outcomes: Sequence[Outcome]) -> tuple[list[Picture], list[str]]:
    """The pictures of a spec's own figure function, and a line for each that could not be drawn."""
    with styled("ticks"):  # a grid would lie over an image
        try:
            figures = dict(draw(outcomes))
        except Exception as error:  # whatever a plug-in's drawing does, the measured report is not lost
            return [], [_complaint("the figures of this experiment", error)]
        pictures: list[Picture] = []
        complaints: list[str] = []
        for place, (name, figure) in enumerate(figures.items(), start=1):
            try:
                pictures.append(Picture(f"figure-{place}-{_slug(name)}.png", one_line(str(name)), png(figure)))
            except Exception as error:
                complaints.append(_complaint(f"the figure {name!r}", error))
    return pictures, complaints


def _complaint(what: str, error: Exception) -> str:
    return redact(one_line(f"{what} could not be drawn: {type(error).__name__}: {error}"))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-")[:40] or "unnamed"
