"""How do two reports differ? Claim by claim, seeds paired; and in spec, params, data, code and environment."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from netsci_bench.maintenance.changes import Pairs, sort_params
from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.maintenance.staleness import NO_PART_OF_A_CLAIM, REARRANGED, edited
from netsci_bench.reporting.rows import Content, Row
from netsci_bench.specs.flatten import differences, flatten
from netsci_bench.verdicts.differences import Difference, difference
from netsci_bench.verdicts.multiplicity import holm

if TYPE_CHECKING:
    from pandas import DataFrame

BySeed = Mapping[int, float]
SETTING = ("id", "tier", "seeds", "device", "threads", "set")
COLUMNS = ("claim", "says", "unit", "a", "b", "difference", "low", "high", "p_holm", "pairs", "same_bits",
           "a_verdict", "b_verdict")  # fmt: skip


@dataclass(frozen=True)
class ClaimPair:
    """One claim in both reports.

    Attributes:
        a, b: what each report says about it.
        values: seed -> value of its metric in each, a list by its mean; empty for a correlation of two metrics.
        difference: the mean of B less that of A; None where a side has no values.
        p: that there is no difference, after Holm's correction for all claims; None where there is no test.
    """

    a: Row
    b: Row
    values: tuple[BySeed, BySeed]
    difference: Difference | None
    p: float | None = None

    @property
    def shared(self) -> list[int]:
        """The seeds that both have."""
        return sorted(self.values[0].keys() & self.values[1].keys())

    @property
    def same_bits(self) -> bool:
        """Whether every shared seed has the same value, and there is one."""
        return bool(self.shared) and all(self.values[0][seed] == self.values[1][seed] for seed in self.shared)


@dataclass(frozen=True)
class Comparison:
    """Two reports side by side; ``changes``: spec, params, data, code, environment -> name -> (of A, of B)."""

    a: Found
    b: Found
    claims: tuple[ClaimPair, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    changes: Mapping[str, Pairs]

    @property
    def frame(self) -> "DataFrame":
        """A row per claim that both have; ``difference`` is the mean of B less that of A, with its 95 % interval."""
        from pandas import DataFrame

        frame = DataFrame([_row(pair) for pair in self.claims], columns=list(COLUMNS))
        return frame.astype(dict.fromkeys(("a", "b", "difference", "low", "high", "p_holm"), "float64"))


def compare_reports(a: Found, b: Found) -> Comparison:
    """Everything in which two reports differ; their claims are paired by name."""
    rows_a, rows_b = ({row.claim: row for row in side.report.rows} for side in (a, b))
    return Comparison(
        a,
        b,
        _corrected([_pair(a, b, rows_a[name], rows_b[name]) for name in rows_a if name in rows_b]),
        tuple(name for name in rows_a if name not in rows_b),
        tuple(name for name in rows_b if name not in rows_a),
        {kind: pairs for kind, pairs in _changes(a.report.content, b.report.content) if pairs},
    )


def _pair(a: Found, b: Found, row_a: Row, row_b: Row) -> ClaimPair:
    values = tuple(_values(side.report.content, row) for side, row in ((a, row_a), (b, row_b)))
    return ClaimPair(row_a, row_b, (values[0], values[1]), difference(*values))


def _values(content: Content, row: Row) -> dict[int, float]:
    """Seed -> value of a claim's metric; seeds that failed or diverged have none."""
    claim = content["claims"][row.claim]
    if claim.get("against"):
        return {}
    metric, found = claim["metric"], {}
    for outcome in content["outcomes"]:
        value = {**outcome["lists"], **outcome["scalars"]}.get(metric)
        known = [one for one in value if one is not None] if isinstance(value, list) else value
        if known is not None and known != []:
            found[outcome["seed"]] = fmean(known) if isinstance(known, list) else known
    return found


def _corrected(pairs: list[ClaimPair]) -> tuple[ClaimPair, ...]:
    tested = {pair.a.claim: pair.difference.p for pair in pairs if pair.difference and pair.difference.p is not None}
    after = holm(tested)
    return tuple(ClaimPair(p.a, p.b, p.values, p.difference, after.get(p.a.claim)) for p in pairs)


def _changes(a: Content, b: Content) -> Iterator[tuple[str, Pairs]]:
    params, data, models = sort_params(a["params"], b["params"])
    yield "setting", differences(*({name: side.get(name) for name in SETTING} for side in (a, b)))
    shared = a["claims"].keys() & b["claims"].keys()
    yield "spec", differences(*(_stated(side, shared) for side in (a, b)))
    yield "params", params
    yield "data", data
    yield "code", {**models, **_functions(a, b)}
    yield (
        "environment",
        differences(*({"netsci-bench": side["netsci_bench"], **side["environment"]} for side in (a, b))),
    )


def _stated(content: Content, claims: Collection[str]) -> dict[str, Any]:
    """``claim: field`` -> value, of all that decides or words these claims."""
    return {
        f"{name}: {field}": value
        for name, claim in content["claims"].items()
        if name in claims
        for field, value in flatten({key: v for key, v in claim.items() if key not in NO_PART_OF_A_CLAIM}).items()
        if value not in (None, "", [], {})
    }


def _functions(a: Content, b: Content) -> Pairs:
    """By name; reports of the first kind know no functions, or not even a digest of all of them."""
    codes = a.get("code"), b.get("code")
    if codes[0] == codes[1]:
        return {}
    if not (a.get("functions") and b.get("functions")):
        return {"all functions": codes}
    return edited(a["functions"], b["functions"]) or {REARRANGED: codes}


def _row(pair: ClaimPair) -> tuple[Any, ...]:
    means = [fmean(side.values()) if side else None for side in pair.values]
    found = pair.difference or Difference(float("nan"))
    return (
        *(pair.a.claim, pair.a.says, pair.a.unit, *means, found.estimate, found.low, found.high, pair.p),
        *(found.pairs, pair.same_bits, pair.a.verdict.word, pair.b.verdict.word),
    )
