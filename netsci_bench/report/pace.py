"""How did the seeds run, apart from what came out? How fast their trainings were, and what was not as asked for."""

from collections.abc import Sequence
from statistics import median

from netsci_bench.report import wording
from netsci_bench.result import Outcome


def how_it_ran(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Each note with its median and range over seeds and epochs; each warning with the seed that gave it.

    >>> how_it_ran([Outcome(0, "a", notes={"images_per_second": [10.0, 30.0, 20.0]})])
    {'images per second': '20 (10 to 30)'}
    """
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.notes)
    values = {name: [v for outcome in outcomes for v in outcome.notes.get(name, [])] for name in names}
    told = {name.replace("_", " "): _summary(found) for name, found in values.items() if found}
    for outcome in outcomes:
        if outcome.warnings:
            told[f"seed {outcome.seed}, otherwise than asked for"] = "; ".join(outcome.warnings)
    return told


def _summary(values: Sequence[float]) -> str:
    low, middle, high = (wording.number(value) for value in (min(values), median(values), max(values)))
    return f"{middle} ({low} to {high})" if low != high else middle
