"""Where do the seeds of two reports lie on one axis? As signs on a terminal, as a drawing with pairs on a page."""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from netsci_bench.reporting.wording import number

BySeed = Mapping[int, float]
SIGNS = 21  # of a strip on a terminal
NONE, OF_A, OF_B, OF_BOTH = "·ab#"
WIDE, TALL = 320, 58  # of a drawing
LEFT, RIGHT = 10, 310  # the ends of its axis
ROW_A, ROW_B, WORDS = 12, 34, 54  # heights of the two rows, and of the numbers below them
BAND_TOP, BAND_HEIGHT = 2, 42


def seed_strip(a: BySeed, b: BySeed) -> str:
    """The seeds of both from lowest to highest: ``a`` of A, ``b`` of B, ``#`` of both; empty without values.

    >>> seed_strip({0: 0.0, 1: 2.0}, {0: 1.0, 1: 2.0})
    'a·········b·········#'
    """
    if not a and not b:
        return ""
    low, high = _ends(a, b)
    places_a, places_b = ({round((SIGNS - 1) * _share(v, low, high)) for v in side.values()} for side in (a, b))
    both = places_a & places_b
    return "".join(
        OF_BOTH if place in both else OF_A if place in places_a else OF_B if place in places_b else NONE
        for place in range(SIGNS)
    )


def draw_seeds(a: BySeed, b: BySeed, band: tuple[float, float]) -> Markup:
    """The seeds as SVG: A above, B below, a line for each shared seed, the accepted band behind them.

    Args:
        a: seed -> value.
        b: likewise.
        band: lowest and highest accepted value, which may be infinite.
    """
    if not a and not b:
        return Markup()
    low, high = _ends(a, b)
    x = {value: LEFT + (RIGHT - LEFT) * _share(value, low, high) for side in (a, b) for value in side.values()}
    parts = [*_band(band, low, high)]
    parts += [_line(x[a[seed]], x[b[seed]], seed) for seed in sorted(a.keys() & b.keys())]
    parts += [_dot(x[value], ROW_A, f"A, seed {seed}: {number(value, 6)}", "a") for seed, value in a.items()]
    parts += [_dot(x[value], ROW_B, f"B, seed {seed}: {number(value, 6)}", "b") for seed, value in b.items()]
    parts += [_word(LEFT, "start", low), *([_word(RIGHT, "end", high)] if high > low else [])]
    said = f"{len(a)} seeds of A and {len(b)} of B, from {number(low)} to {number(high)}"
    opening = Markup('<svg class="seeds" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    return opening.format(WIDE, TALL, said) + Markup().join(parts) + Markup("</svg>")


def _ends(a: BySeed, b: BySeed) -> tuple[float, float]:
    values = [*a.values(), *b.values()]
    return min(values), max(values)


def _share(value: float, low: float, high: float) -> float:
    """Where a value lies between two others, from 0 to 1; in the middle where these are the same."""
    share = (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.5  # halves never overflow
    return min(1.0, max(0.0, share)) if math.isfinite(share) else 0.5


def _band(band: tuple[float, float], low: float, high: float) -> Sequence[Markup]:
    """The part of the axis that the band covers; nothing where it covers none of it."""
    if band[0] > high or band[1] < low:
        return ()
    begin = 0.0 if band[0] <= low else LEFT + (RIGHT - LEFT) * _share(band[0], low, high)
    end = float(WIDE) if band[1] >= high else LEFT + (RIGHT - LEFT) * _share(band[1], low, high)
    rectangle = Markup('<rect class="band" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>')
    return (rectangle.format(begin, BAND_TOP, max(1.0, end - begin), BAND_HEIGHT),)


def _line(x_a: float, x_b: float, seed: int) -> Markup:
    line = Markup('<line class="pair" x1="{:.1f}" y1="{}" x2="{:.1f}" y2="{}"><title>seed {}</title></line>')
    return line.format(x_a, ROW_A, x_b, ROW_B, seed)


def _dot(x: float, y: float, said: str, side: str) -> Markup:
    return Markup('<circle class="of-{}" cx="{:.1f}" cy="{}" r="4"><title>{}</title></circle>').format(
        side, x, y, said
    )


def _word(x: float, anchor: str, value: float) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, WORDS, anchor, number(value))
