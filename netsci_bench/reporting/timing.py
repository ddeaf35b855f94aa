"""How fast were the seeds, and which settings could not be used as requested?"""

from collections.abc import Sequence
from statistics import median

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting import wording
from netsci_bench.reporting.rows import Content

OF_EACH_SEED = "median of each seed"  # older reports have no more than this


def timing(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Minimum, median and maximum of each note over seeds and epochs.

    >>> timing([Outcome(0, "a", notes={"images_per_second": [10.0, 30.0, 20.0]})])
    {'images_per_second': [10.0, 20.0, 30.0]}
    """
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.notes)
    values = {name: [v for outcome in outcomes for v in outcome.notes.get(name, [])] for name in names}
    return {name: [min(noted), median(noted), max(noted)] for name, noted in values.items() if noted}


def timing_lines(content: Content) -> dict[str, str]:
    """Each note with its median and range; each warning with its seed.

    >>> timing_lines({"timing": {"images_per_second": [10.0, 20.0, 30.0]}, "outcomes": []})
    {'images per second': '20 (10 to 30)'}
    """
    lines = {name.replace("_", " "): _summary(*noted) for name, noted in _noted(content).items()}
    for outcome in content["outcomes"]:
        if warnings := outcome.get("warnings"):
            lines[f"seed {outcome['seed']}, different from the request"] = "; ".join(warnings)
    return lines


def _noted(content: Content) -> dict[str, list[float]]:
    if "timing" in content:
        return dict(content["timing"])
    medians: dict[str, list[float]] = {}
    for outcome in content["outcomes"]:
        for name, value in outcome.get("notes", {}).items():
            medians.setdefault(f"{name} ({OF_EACH_SEED})", []).append(value)
    return {name: [min(noted), median(noted), max(noted)] for name, noted in medians.items()}


def _summary(low: float, middle: float, high: float) -> str:
    lowest, centre, highest = (wording.number(value) for value in (low, middle, high))
    return f"{centre} ({lowest} to {highest})" if lowest != highest else centre
