"""In which unit is a metric? A spec says so under ``units``, by name or pattern; a metric of a claim is not left out.

Units are words for readers: they enter no address, and no verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from netsci_bench.contract.errors import Mistake, refuse
from netsci_bench.specs.model import Claim
from netsci_bench.specs.validation import Origin, nearest
from netsci_bench.specs.yaml_lines import Document

Units = Mapping[str, str]  # name of a metric, or pattern with * and ?, -> unit in words
PURE = "1"  # the unit of a number that has none
CORRELATION = "correlation"
NO_UNIT = "no unit"  # how it is written beside an axis
REMEDY = 'write it under `units`, such as `{}: percentage points`, or `{}: "1"` for a pure number'


def unit_of(metric: str, units: Units) -> str:
    """The unit of a metric: its own, or that of the pattern that fits; empty if none does.

    >>> unit_of("evolved.late", {"evolved.*": "% of the test images", "evolved.last": "%"})
    '% of the test images'
    """
    return units.get(metric) or next((units[pattern] for pattern in units if fnmatchcase(metric, pattern)), "")


def unit_of_claim(claim: Claim, units: Units) -> str:
    """The unit of what a claim judges: that of its metric, unless it is a correlation of two; empty without units."""
    if claim.against is None:
        return unit_of(claim.metric, units)
    return CORRELATION if units else ""


def shown(unit: str) -> str:
    """A unit beside an axis: a pure number says that it has none; empty if the spec says nothing.

    >>> shown("nats"), shown("1"), shown("")
    ('nats', 'no unit', '')
    """
    return NO_UNIT if unit == PURE else unit


def with_unit(text: str, unit: str) -> str:
    """A measured value with its unit behind it; that of a pure number is not written.

    >>> with_unit("1.4 [0.4, 2.3]", "nats"), with_unit("0.44", "1"), with_unit("82", "% of images")
    ('1.4 [0.4, 2.3] nats', '0.44', '82 % of images')
    """
    return text if unit in ("", PURE) else f"{text} {unit}"


def metrics_of(document: Document) -> set[str]:
    """The metrics of all claims that a file has, those of its variants among them."""
    variants = (document.data.get("variants") or {}).values()
    claims = [written.get("claims") or {} for written in (document.data, *variants)]
    judged = [claim for of_one in claims for claim in of_one.values()]
    return {name for claim in judged for name in (claim["metric"], claim.get("against")) if name}


def check_units(units: Units, metrics: Iterable[str], origin: Origin) -> None:
    """Each name or pattern fits a metric of some claim of the file, and no two patterns give one metric two units.

    Args:
        units: as the file says.
        metrics: of the claims of the file, its variants among them.
        origin: where ``units`` is written.

    Raises:
        Mistake: with one line per fault: file, line, what is wrong, what to do.
    """
    known = sorted(set(metrics))
    faults = []
    for pattern in units:
        if not any(fnmatchcase(metric, pattern) for metric in known):
            what = f"`units` names {pattern!r}, which is the metric of no claim"
            faults.append(Mistake(what, origin.place((pattern,)), nearest(pattern, known)))
    for metric in known:
        if len(fitting := _fitting(metric, units)) > 1:
            what = f"{metric!r} has two units, by {' and '.join(map(repr, fitting))}"
            faults.append(Mistake(what, origin.place((fitting[-1],)), f"give {metric!r} a line of its own"))
    refuse(faults)


def refuse_missing(units: Units, claims: Mapping[str, Claim], origin: Origin) -> None:
    """Every claim's metric has a unit.

    Args:
        units: as the spec says.
        claims: by name.
        origin: where the claims are written.

    Raises:
        Mistake: with a line for each claim whose metric has none.
    """
    missing = {name: claim.metric for name, claim in claims.items() if not unit_of_claim(claim, units)}
    refuse(
        [
            Mistake(
                f"the metric {metric!r} has no unit", origin.place((name, "metric")), REMEDY.format(metric, metric)
            )
            for name, metric in missing.items()
        ]
    )


def _fitting(metric: str, units: Units) -> Sequence[str]:
    """The patterns that give a metric different units, unless it has its own."""
    found = {units[pattern]: pattern for pattern in units if fnmatchcase(metric, pattern)}
    return () if metric in units else list(found.values())
