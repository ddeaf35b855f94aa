"""How are the pages made? From a series or views, the pictures of the report, and the built script."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from netsci_bench.contract.point_series import PointSeries
from netsci_bench.reporting.pages import fill_template
from netsci_bench.reporting.plots.explorer.coding import encode
from netsci_bench.reporting.report_model import Picture

WEB = Path(__file__).parent / "web"
NOTE = "Outputs are shown to within 1/510 of their range, embeddings to within 1/8190."


@dataclass(frozen=True)
class Heading:
    """What stands above the points: a title, and a line below it."""

    title: str
    subtitle: str


def render_explorer(series: PointSeries, heading: Heading, pictures: Sequence[Picture] = ()) -> str:
    """One HTML file that loads nothing.

    Args:
        series: what is watched.
        heading: what stands above it.
        pictures: are shown where a browser cannot draw the points.
    """
    known, texts = encode(series)
    steps, points, outputs = series.outputs.shape
    meta = {
        "shape": {"steps": steps, "points": points, "outputs": outputs},
        "steps": list(map(int, series.steps)),
        "step": series.step_name,
        "classes": list(map(str, series.class_names)),
        "curves": {name: list(map(float, values)) for name, values in series.curves.items()},
        "embeddings": list(series.embeddings),
        "units": list(series.units),
        "parts": known,
    }
    return fill_template(
        "explorer.html.j2",
        title=heading.title,
        subtitle=heading.subtitle,
        step=series.step_name,
        note=NOTE,
        pictures=pictures,
        parts=texts,
        **_built(meta, "explorer"),
    )


def render_views(views: Sequence[Mapping[str, Any]], heading: Heading, pictures: Sequence[Picture] = ()) -> str:
    """One HTML file that loads nothing: surfaces, graphs, cells and curves, of which one is seen at a time.

    Args:
        views: what can be watched, see `views.find_views`.
        heading: what stands above it.
        pictures: are shown where a browser can draw none of the views.
    """
    return fill_template(
        "views.html.j2",
        title=heading.title,
        subtitle=heading.subtitle,
        pictures=pictures,
        **_built({"views": list(views)}, "views"),
    )


def _built(meta: Mapping[str, Any], script: str) -> dict[str, Markup]:
    """What the script of a page knows, its style, and itself."""
    return {
        "meta": Markup(json.dumps(meta, allow_nan=False).replace("<", "\\u003c")),
        "style": Markup((WEB / "style.css").read_text(encoding="utf-8")),
        "script": Markup((WEB / "built" / f"{script}.js").read_text(encoding="utf-8")),
    }
