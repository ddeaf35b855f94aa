"""How is a night shown in a browser? As one HTML page: what counts, what is different since the last green night.

The history of every number behind a claim follows, drawn over all nights; what never changed is only counted.
"""

from collections.abc import Iterator

from netsci_bench.maintenance.nightly.change_points import HOW_TO_INSTALL, can_find, change_points
from netsci_bench.maintenance.nightly.course_drawing import Course, draw_course
from netsci_bench.maintenance.nightly.history import History, Point, series
from netsci_bench.maintenance.nightly.night import ALARMING, Night, State, worst_first
from netsci_bench.maintenance.nightly.since import since
from netsci_bench.maintenance.nightly.summary import CAUTION, SIGNS, answer, compared, unjudged_text
from netsci_bench.reporting.pages import fill_template

LEAST = 2  # nights that make a history
SHOWN = 30  # rows or drawings before the others are folded
CLASSES: dict[State, str] = {
    **{state: "contradicted" if state in ALARMING else "not-judged" for state in SIGNS},
    "as recorded": "reproduced",
    "suspected": "undecided",
}


def night_html(night: Night, history: History) -> str:
    """The page, which loads nothing."""
    before = history.last_green(night)
    courses = sorted(_courses(night, history), key=lambda course: (not course.changes, course.id, course.name))
    drawn = [course for course in courses if len({point.value for point in course.points}) > 1]
    results = worst_first(night.results)
    return fill_template(
        "nightly.html.j2",
        night=night,
        answer=answer(night),
        caution=CAUTION,
        noteworthy=[r for r in results if r.state in ALARMING or r.changes or r.suspected],
        since=since(before, night) if before else None,
        results=results,
        empty=[r for r in results if r.empty and r.values],
        unjudged=[(r.id, unjudged_text(r)) for r in results if r.unjudged],
        courses=drawn,
        steady=len(courses) - len(drawn),
        nights=len(history.nights),
        draw=draw_course,
        compared=compared,
        signs=SIGNS,
        classes=CLASSES,
        shown=SHOWN,
        hint="" if can_find() else HOW_TO_INSTALL,
    )


def _courses(night: Night, history: History) -> Iterator[Course]:
    """The history of every metric behind a claim, and of every ratio of speeds, tonight included."""
    nights = [*(earlier for earlier in history.nights if earlier.date < night.date), night]
    for result in night.results:
        for metric in sorted({*result.metrics.values(), "diverged"} & result.values.keys()):
            yield from _course(result.id, result.tier, metric, series(nights, result.id, result.tier, metric))
    for name in sorted(night.ratios):
        points = [Point(n.date, n.commit, n.ratios[name]) for n in nights if name in n.ratios]
        yield from _course("speed", "", name, points)


def _course(id_: str, tier: str, name: str, points: list[Point]) -> Iterator[Course]:
    if len(points) >= LEAST:
        yield Course(id_, tier, name, points, change_points([point.value for point in points]))
