"""How do all figures look? One set of settings, whatever matplotlib's own are on this machine.

They are seaborn's ``whitegrid`` and ``ticks`` in its context ``notebook``, at four fifths of its size. They are
written out, because importing seaborn takes longer than drawing a report.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl

SCALE = 0.8
LINES = {"axes.linewidth": 1.25, "grid.linewidth": 1, "lines.solid_capstyle": "round"}
LETTERS = {
    "font.family": "DejaVu Sans",
    "font.size": 12 * SCALE,
    "axes.titlesize": 12 * SCALE,
    "axes.labelsize": 12 * SCALE,
    "legend.title_fontsize": 12 * SCALE,
    "legend.fontsize": 11 * SCALE,
}
COLOURS = {
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), ".15"),
    "grid.color": "#e4e4e4",
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "image.cmap": "magma",
}
TICKS = {"labelsize": 11 * SCALE, "major.size": 6, "major.width": 1.25, "minor.size": 4, "minor.width": 1}
SETTINGS: Mapping[str, Any] = {
    **LINES,
    **LETTERS,
    **COLOURS,
    **{f"{axis}tick.{name}": value for axis in "xy" for name, value in TICKS.items()},
    "axes.axisbelow": True,
    "svg.hashsalt": "netsci-bench",
}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "whitegrid": {"axes.grid": True, "axes.edgecolor": ".8", "xtick.bottom": False, "ytick.left": False},
    "ticks": {"axes.grid": False, "axes.edgecolor": ".15"},
}


@contextmanager
def styled(style: Literal["whitegrid", "ticks"] = "whitegrid") -> Iterator[None]:
    """The settings of all figures, valid only inside the ``with`` block; none of the user's own are left."""
    settings: dict[Any, Any] = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
    settings |= {**SETTINGS, **STYLES[style]}
    with mpl.rc_context(settings), warnings.catch_warnings():
        # a character that the font lacks is drawn as a box; the report must not fail because of it
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
