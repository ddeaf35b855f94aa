"""Which column of a table holds the labels, and are they numbers or names?"""

from collections.abc import Sequence

from netsci_bench.data.own.number_format import DATE, MISSING, looks_like_a_number
from netsci_bench.data.own.table_head import Row, column_named
from netsci_bench.data.sources.errors import SourceError

USUAL = {"label", "labels", "class", "classes", "target", "targets"}
LIKELY = {"y", "category", "species", "outcome", "diagnosis"}  # where no column has a usual name
MOST_NUMBERED = 256  # classes that are numbers
FEWEST_TO_DOUBT = 4  # rows from which on names that all differ are doubted


def label_column(names: Sequence[str], left: Sequence[int], data: Sequence[Row], asked: str) -> tuple[int, list[str]]:
    """The column of the labels among those that are left, and what was guessed.

    Raises:
        SourceError: it is not there, or not clear which it is.
    """
    if asked in ("first", "last"):
        return left[0] if asked == "first" else left[-1], []
    if asked:
        return column_named(asked, names, left), []
    named = _with_name(names, left, USUAL) or _with_name(names, left, LIKELY - ({"y"} if "x" in names else set()))
    if len(named) == 1:
        return named[0], [f"labels are read from column {named[0] + 1}, {names[named[0]]!r}"]
    texts = [column for column in left if _has_text(data, column)]
    likely = named or texts or [column for column in (left[0], left[-1]) if _could_be_labels(data, column)]
    if len(likely) == 1:
        return likely[0], [f"labels are read from column {likely[0] + 1} (say --label for another)"]
    if not likely:
        raise SourceError("neither the first nor the last column looks like labels: say --label NAME or NUMBER")
    columns = " or ".join(str(column + 1) for column in likely[:4])
    raise SourceError(f"labels may be in column {columns}: say --label first, last, NAME or NUMBER")


def is_label_text(data: Sequence[Row], label: int, asked: bool) -> tuple[bool, list[str]]:
    """Whether labels are names, and what was guessed.

    Raises:
        SourceError: some are numbers and others names, or the column is hardly one of labels.
    """
    cells = [(row.line, row.cells[label]) for row in data if label < len(row.cells)]
    known = [(line, cell) for line, cell in cells if cell.lower() not in MISSING]
    texts = [(line, cell) for line, cell in known if not looks_like_a_number(cell)]
    if asked or not texts:
        return asked, []
    line, cell = texts[0]
    place = f"line {line}, column {label + 1}"
    if DATE.fullmatch(cell):
        raise SourceError(f"{place}: the label {cell!r} is a date: say --label for another column, or --text-labels")
    if numbers := [(n, c) for n, c in known if looks_like_a_number(c)]:
        other, number = numbers[0]
        raise SourceError(f"{place}: the label is {cell!r}, but {number!r} in line {other}: say --text-labels")
    if len(texts) >= FEWEST_TO_DOUBT and len({text for _, text in texts}) == len(texts):
        raise SourceError(f"column {label + 1} has another text in every row: say --label for the labels")
    return True, [f"{place}: labels such as {cell!r} are names of classes"]


def _with_name(names: Sequence[str], left: Sequence[int], wanted: set[str]) -> list[int]:
    return [column for column in left if column < len(names) and names[column].lower() in wanted]


def _has_text(data: Sequence[Row], column: int) -> bool:
    cells = [row.cells[column] for row in data if column < len(row.cells)]
    known = [cell for cell in cells if cell.lower() not in MISSING]
    return bool(known) and not any(looks_like_a_number(cell) or DATE.fullmatch(cell) for cell in known)


def _could_be_labels(data: Sequence[Row], column: int) -> bool:
    """Whether the cells are whole numbers of at least two different values, as classes are."""
    cells = [row.cells[column] for row in data if column < len(row.cells)]
    try:
        values = {float(cell) for cell in cells if cell.lower() not in MISSING}
    except ValueError:
        return False
    return len(values) > 1 and all(value.is_integer() and 0 <= value < MOST_NUMBERED for value in values)
