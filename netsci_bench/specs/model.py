"""What does a spec say? The YAML of one experiment as frozen types; unknown keys are refused."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from netsci_bench.contract.slug import SLUG

Identifier = Annotated[str, Field(pattern=f"^{SLUG.pattern}$")]
TierName = Literal["smoke", "quick", "paper"]
Judge = Literal["mean", "each", "exact", "units"]
TIERS: tuple[TierName, ...] = ("smoke", "quick", "paper")
LEAST_PAPER_SEEDS = 5  # 3 only where a seed costs GPU-hours, and then printed as underpowered


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Accept(_Frozen):
    """The band of a claim: ``within`` of the reported value, or one-sided ``at_least`` / ``at_most``.

    >>> Accept(within=2.0).interval(10.0)
    (8.0, 12.0)
    >>> Accept(at_least=0.5).interval(None)
    (0.5, inf)
    """

    within: Annotated[float, Field(gt=0)] | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_kind_of_band(self) -> Self:
        one_sided = self.at_least is not None or self.at_most is not None
        if (self.within is not None) == one_sided:
            raise ValueError("say either `within`, or `at_least` and/or `at_most`")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("`at_least` lies above `at_most`: no value could be accepted")
        return self

    def interval(self, reported: float | None) -> tuple[float, float]:
        """Lowest and highest accepted value."""
        if self.within is not None and reported is not None:
            return reported - self.within, reported + self.within
        low = float("-inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        return low, high


class Place(_Frozen):
    """Where a claim was published: a key of papers.yaml, and where in it."""

    paper: str
    at: str


class Claim(_Frozen):
    """One metric, one band, one source, one reason for the width, one way of judging."""

    says: str
    kind: Literal["statement", "number"] = "statement"
    metric: str
    reported: float | None = None
    accept: Accept
    because: str
    source: Place
    judge: Judge = "mean"
    resolution: Annotated[float, Field(ge=0)] = 0.0  # half-width below which a difference means nothing
    judged_at: Annotated[tuple[TierName, ...], Field(min_length=1)] = ("paper",)

    @model_validator(mode="after")
    def _band_fits_kind(self) -> Self:
        if self.kind == "number" and (self.accept.within is None or self.reported is None):
            raise ValueError("a claim of kind `number` needs `reported` and a band with `within`")
        if self.kind == "statement" and self.accept.within is not None:
            raise ValueError("a claim of kind `statement` takes `at_least` / `at_most`, not `within`")
        if "smoke" in self.judged_at:
            raise ValueError("the smoke tier proves that it runs; it never judges a claim")
        return self

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest accepted value."""
        return self.accept.interval(self.reported)


class Tier(_Frozen):
    """How large a run is: which seeds, on what, how long on two CPU cores, with which params."""

    seeds: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    minutes: Annotated[float, Field(gt=0)]
    device: Literal["any", "cpu", "cuda"] = "any"
    params: dict[str, Any] = {}

    @model_validator(mode="after")
    def _seeds_differ(self) -> Self:
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError("a seed is named twice: it would count twice in every verdict")
        return self


class Variant(_Frozen):
    """A second id from the same file: what differs, as plain data. Without ``about``, the params tell it."""

    title: str
    about: str = ""
    params: dict[str, Any] = {}
    claims: dict[Identifier, Claim] | None = None


class ExperimentSpec(_Frozen):
    """The YAML of one experiment: what is run, how large, and what is claimed about it."""

    title: str
    about: str = ""
    experiment: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")]
    figures: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")] | None = None
    threads: Annotated[int, Field(ge=1)] = 1
    params: dict[str, Any] = {}
    tiers: dict[TierName, Tier]
    claims: dict[Identifier, Claim]
    variants: dict[Identifier, Variant] = {}

    @model_validator(mode="after")
    def _tiers_are_complete(self) -> Self:
        missing = [name for name in ("smoke", "paper") if name not in self.tiers]
        if missing:
            raise ValueError(f"the tier {' and '.join(missing)} is missing; `smoke` and `paper` are required")
        unknown = {t for c in self.claims.values() for t in c.judged_at} - set(self.tiers)
        if unknown:
            raise ValueError(f"a claim is judged at {', '.join(sorted(unknown))}, but there is no such tier")
        return self


class Paper(_Frozen):
    """One entry of papers.yaml: every source is written down once."""

    authors: str
    year: int
    title: str
    where: str
    url: str = ""
    code: str = ""
