"""How is the history of a number drawn? As a line over the nights, with its levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from markupsafe import Markup

from netsci_bench.maintenance.nightly.history import Point
from netsci_bench.reporting.wording import number

WIDE, TALL = 420, 64
LEFT, RIGHT, TOP, BOTTOM = 8, 412, 8, 46
WORDS = 61  # height of the dates


@dataclass(frozen=True)
class Course:
    """The history of one metric; ``changes``: the places at which a new level begins."""

    id: str
    tier: str
    name: str
    points: Sequence[Point]
    changes: Sequence[int]

    @property
    def levels(self) -> list[tuple[int, int, float]]:
        """First place, last place and mean of each level."""
        edges = [0, *self.changes, len(self.points)]
        return [(a, b - 1, fmean(point.value for point in self.points[a:b])) for a, b in pairwise(edges)]

    @property
    def said(self) -> list[str]:
        """Each change in words."""
        return [
            f"{self.points[place].date[:10]}: {number(self.levels[n][2])} → {number(self.levels[n + 1][2])}"
            for n, place in enumerate(self.changes)
        ]


def draw_course(course: Course) -> Markup:
    """The course as SVG; night, commit and value are told where the pointer rests."""
    values = [point.value for point in course.points]
    low, high = min(values), max(values)

    def x(place: int) -> float:
        return LEFT + (RIGHT - LEFT) * (place / (len(values) - 1) if len(values) > 1 else 0.5)

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * ((value - low) / (high - low) if high > low else 0.5)

    line = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in enumerate(values))
    parts = [Markup('<polyline class="course" points="{}"/>').format(line)]
    parts += [_level(x(a), x(b), y(mean)) for a, b, mean in course.levels]
    parts += [_change((x(place - 1) + x(place)) / 2) for place in course.changes]
    parts += [_dot(x(n), y(point.value), point) for n, point in enumerate(course.points)]
    parts += [_word(LEFT, "start", course.points[0].date), _word(RIGHT, "end", course.points[-1].date)]
    said = f"{course.name} in {len(values)} nights, from {number(low)} to {number(high)}"
    opening = Markup('<svg class="nights" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    return opening.format(WIDE, TALL, said) + Markup().join(parts) + Markup("</svg>")


def _level(start: float, end: float, height: float) -> Markup:
    level = Markup('<line class="level" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>')
    return level.format(start - 3, end + 3, height, height)


def _change(x: float) -> Markup:
    return Markup('<line class="change" x1="{:.1f}" x2="{:.1f}" y1="2" y2="{}"/>').format(x, x, BOTTOM + 4)


def _dot(x: float, y: float, point: Point) -> Markup:
    said = f"{point.date[:10]}, {point.commit or 'no commit'}: {number(point.value, 6)}"
    return Markup('<circle class="night" cx="{:.1f}" cy="{:.1f}" r="2.6"><title>{}</title></circle>').format(
        x, y, said
    )


def _word(x: float, anchor: str, date: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, WORDS, anchor, date[:10])
