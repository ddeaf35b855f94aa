"""How is a comparison shown? As lines on a terminal, and as one HTML page with all seeds of both reports."""

from collections.abc import Iterator
from pathlib import Path

from netsci_bench.maintenance.changes import Pairs
from netsci_bench.maintenance.exchange.comparison import ClaimPair, Comparison
from netsci_bench.maintenance.exchange.files import ENDINGS, Table, check_path, write_table
from netsci_bench.maintenance.exchange.seed_drawing import draw_seeds, seed_strip
from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.reporting.pages import fill_template
from netsci_bench.reporting.terminal import aligned
from netsci_bench.reporting.wording import NOTHING, number, rounded
from netsci_bench.specs.units import with_unit
from netsci_bench.storage.atomic import write_text

HEAD = ("claim", "A", "B", "B - A", "seeds", "verdicts")
WIDTHS = (34, 20, 20, 26)  # of the first columns on a terminal
CERTAIN = 0.05  # of Holm's p
LEGEND = (
    "B - A: the mean of B less that of A, with its 95 % interval, paired by seed where there are pairs. * Holm's p "
    "over all claims is at most 0.05. Seeds, from lowest to highest: a of A, b of B, # of both."
)


def comparison_lines(comparison: Comparison) -> list[str]:
    """The comparison as lines of text: what differed first, then a row per claim."""
    lines = [f"{side}: {one.name}, {one.report.headline}" for side, one in zip("AB", sides(comparison), strict=True)]
    for kind, pairs in comparison.changes.items():
        lines += [f"{kind}:", *(f"  {name}: {old} -> {new}" for name, old, new in arrows(pairs))]
    if not comparison.changes:
        lines.append("spec, params, data, code and environment are the same")
    if comparison.claims:
        cells = [HEAD, *(_cells(pair) for pair in comparison.claims)]
        lines += ["", *aligned(cells, WIDTHS), "", LEGEND]
    for side, names in (("A", comparison.only_a), ("B", comparison.only_b)):
        lines += [f"only in {side}: {', '.join(names)}"] if names else []
    return lines


def comparison_html(comparison: Comparison) -> str:
    """The comparison as one HTML file, which loads nothing."""
    return fill_template(
        "compare.html.j2",
        comparison=comparison,
        sides=sides(comparison),
        arrows=arrows,
        difference=difference_text,
        strip=draw_seeds,
        certain=is_certain,
        level=CERTAIN,
    )


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write the page, or the table in the format that the end of the file's name stands for.

    Raises:
        Mistake: it stands for none, or the folder is not there.
    """
    check_path(path, (".html", *ENDINGS))
    if path.suffix == ".html":
        write_text(path, comparison_html(comparison))
    else:
        cells = [HEAD, *(_cells(pair) for pair in comparison.claims)]
        write_table(Table(lambda: comparison.frame, lambda: cells), path)


def sides(comparison: Comparison) -> tuple[Found, Found]:
    """A and B."""
    return comparison.a, comparison.b


def arrows(pairs: Pairs) -> Iterator[tuple[str, str, str]]:
    """Name, before and now of each difference, as text; what is missing is a dash."""
    for name, pair in pairs.items():
        before, now = (NOTHING if value is None else str(value) for value in pair)
        yield name, before, now


def is_certain(pair: ClaimPair) -> bool:
    """Whether the difference is more than chance, all claims together."""
    return pair.p is not None and pair.p <= CERTAIN and bool(pair.difference and pair.difference.estimate)


def difference_text(pair: ClaimPair) -> str:
    """The difference with its interval; ``same bits`` where no shared seed differs."""
    found = pair.difference
    if pair.same_bits:
        return f"same bits ({len(pair.shared)} seed{'s' * (len(pair.shared) > 1)})"
    if found is None:
        return NOTHING
    if found.low is None or found.high is None:
        return number(found.estimate)
    middle, low, high = rounded([found.estimate, found.low, found.high], found.high - found.low)
    paired = f"{found.pairs} pairs" if found.pairs else "not paired"
    return f"{middle} [{low}, {high}], {paired}"


def _cells(pair: ClaimPair) -> tuple[str, ...]:
    words = [row.verdict.word for row in (pair.a, pair.b)]
    verdicts = words[0] if words[0] == words[1] else " -> ".join(words)
    star = " *" if is_certain(pair) else ""
    says = f"{pair.a.says} ({pair.a.unit})" if with_unit("", pair.a.unit) else pair.a.says
    return says, pair.a.ours, pair.b.ours, difference_text(pair) + star, seed_strip(*pair.values), verdicts
