"""How are numbers written in this table: with a decimal point or a comma, with thousands set apart or not?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from netsci_bench.data.sources.errors import SourceError

SPACES = " '\u00a0\u202f"  # what sets thousands apart where neither a comma nor a point does
MISSING = {"", "na", "n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "#n/a", "<na>", "missing"}
DATE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}:\d{2})([ T:].*)?", re.ASCII
)
NUMBERISH = re.compile(rf"[+-]?[\d.,{SPACES}]*\d[\d.,]*([eE][+-]?\d+)?", re.ASCII)
POINTS_AND_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
COMMAS_AND_POINT = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}")
ONE_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
SPACE_GROUPS = re.compile(rf"[+-]?\d{{1,3}}(([{SPACES}])\d{{3}})+([.,]\d+)?")


@dataclass(frozen=True)
class NumberFormat:
    """The sign before decimals, and the one that sets thousands apart (none where it is empty)."""

    decimal: str = "."
    thousands: str = ""

    def number(self, cell: str) -> float | None:
        """The number in a cell; None where it is not one in exactly this format."""
        point, groups = re.escape(self.decimal), re.escape(self.thousands)
        whole = rf"(\d+|\d{{1,3}}({groups}\d{{3}})+)" if groups else r"\d+"
        written = rf"[+-]?({whole}{point}?\d*|{point}\d+)([eE][+-]?\d+)?"
        if not re.fullmatch(written, cell, re.ASCII):
            return None
        plain = cell.replace(self.thousands, "") if self.thousands else cell
        return float(plain.replace(self.decimal, "."))


def looks_like_a_number(cell: str) -> bool:
    """Whether a cell is a number in some format; a date is none."""
    return NUMBERISH.fullmatch(cell) is not None and not DATE.fullmatch(cell)


def guessed_format(cells: Iterable[tuple[int, str]], decimal: str, thousands: str) -> tuple[NumberFormat, list[str]]:
    """The format of numbers, and what was guessed; ``cells`` are (line, text), and what is not empty is asked for.

    Raises:
        SourceError: the cells can be read in two ways, or contradict one another; the text names the lines.
    """
    if decimal or thousands:
        return NumberFormat(decimal or ("," if thousands == "." else "."), thousands), []
    decimals: tuple[int, str] | None = None
    groups: tuple[int, str] | None = None
    unclear: tuple[int, str] | None = None
    mark = ""
    for line, cell in cells:
        if POINTS_AND_COMMA.fullmatch(cell) or POINT_GROUPS.fullmatch(cell):
            decimals, mark = decimals or (line, cell), "."
        elif COMMAS_AND_POINT.fullmatch(cell) or (COMMA_GROUPS.fullmatch(cell) and cell.count(",") > 1):
            groups = groups or (line, cell)
        elif COMMA_GROUPS.fullmatch(cell):
            unclear = unclear or (line, cell)
        elif ONE_COMMA.fullmatch(cell):
            decimals = decimals or (line, cell)
        elif (spaced := SPACE_GROUPS.fullmatch(cell)) and not mark:
            mark = spaced[2]
            decimals = decimals or ((line, cell) if spaced[3] and spaced[3][0] == "," else None)
    return _decided(decimals, groups, unclear, mark)


def _decided(
    decimals: tuple[int, str] | None, groups: tuple[int, str] | None, unclear: tuple[int, str] | None, mark: str
) -> tuple[NumberFormat, list[str]]:
    if decimals and groups:
        (line, cell), (other, there) = decimals, groups
        raise SourceError(f"line {line} has {cell!r} and line {other} has {there!r}: say --decimal and --thousands")
    if decimals:
        line, cell = decimals
        apart = f", {mark!r} sets thousands apart" if mark else ""
        return NumberFormat(",", mark), [f"line {line}: {cell!r} is read with a decimal comma{apart}"]
    if groups:
        line, cell = groups
        return NumberFormat(".", ","), [f"line {line}: in {cell!r} the comma sets thousands apart"]
    if unclear:
        line, cell = unclear
        raise SourceError(f"line {line}: is {cell!r} a fraction or thousands? say --decimal , or --thousands ,")
    return NumberFormat(".", mark), [f"{mark!r} is read as setting thousands apart"] if mark else []
