"""What does a spec say? The YAML of one experiment as frozen types; unknown keys are refused."""

import math
from itertools import count, islice, pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from netsci_bench.contract.plain_values import Frozen
from netsci_bench.contract.slug import SLUG
from netsci_bench.specs.bands import Accept

Identifier = Annotated[str, Field(pattern=f"^{SLUG.pattern}$")]
StatementName = Annotated[str, Field(pattern=f"^{SLUG.pattern}/{SLUG.pattern}$")]  # <paper>/<slug>
TierName = Literal["smoke", "quick", "paper"]
Judge = Literal["mean", "each", "median", "exact", "units", "pearson", "spearman"]
CORRELATIONS: tuple[Judge, ...] = ("pearson", "spearman")
Role = Literal["paper", "control", "extension", "check"]
Replicate = Literal["training", "draw", "none"]
TIERS: tuple[TierName, ...] = ("smoke", "quick", "paper")
Unit = Annotated[str, Field(pattern=r"^\S(.{0,38}\S)?$")]  # words that fit beside an axis
LEAST_PAPER_SEEDS = 5  # 3 only where a seed costs GPU-hours, and then printed as underpowered


class Place(Frozen):
    """Where a claim without a statement comes from: the key of a citation or paper, and where in it."""

    paper: str
    at: str


class Competitor(Frozen):
    """The published value of the method that a claim sets itself apart from.

    A band into which it falls cannot tell the two apart; ``because`` says why such a band is kept all the same.
    """

    name: str
    value: float
    because: str = ""


class Evidence(Frozen):
    """What a seed must have found before its value says anything: so much of another metric, such as a count."""

    metric: str
    at_least: float


class Claim(Frozen):
    """One metric, one band, one reason for the width, one way of judging, one role.

    Attributes:
        says: what is tested, in one sentence; because: why the band is as wide as it is.
        statement: ``<paper>/<slug>`` of the statement that it measures; source: for a claim that measures none.
        reading: how the statement is read: as the text says, as the published code computes it, or a name of ours.
        role: ``paper`` measures what the paper says, ``control`` what it should have asked, ``extension`` is future
            work, ``check`` is arithmetic. Only ``paper`` enters a statement's verdict.
        replicate: what varies between the values: trainings, draws from one checkpoint, or nothing.
        against: for a correlation: the metric with which ``metric`` is said to go together.
        null: the metric that holds the same quantity where the effect cannot exist; or, where it is known without
            measuring, the chance that such a value lies inside the band.
        evidence: without it in every seed the claim is not judged: the values of the others would be a selection.
        added_after_results: whether results had been seen when it was written; it is exploratory for good.
        exact_because: why a claim that no seed changes says more than a check.
        resolution: half-width below which a difference means nothing.
        no_effect: for a direction whose size is ours: the value of no effect, beyond which lies the other direction.
        censored_from: values from here on say "never", and count as beyond every number.
    """

    says: str
    kind: Literal["statement", "number"] = "statement"
    metric: str
    against: str | None = None
    reported: float | None = None
    accept: Accept
    because: str
    statement: StatementName | None = None
    source: Place | None = None
    reading: Identifier = "text"
    role: Role
    replicate: Replicate = "training"
    null: str | Annotated[float, Field(ge=0, le=1)] | None = None
    evidence: Evidence | None = None
    added_after_results: bool = False
    competitor: Competitor | None = None
    judge: Judge = "mean"
    exact_because: str = ""
    resolution: Annotated[float, Field(ge=0)] = 0.0
    no_effect: float | None = None
    censored_from: float | None = None
    judged_at: Annotated[tuple[TierName, ...], Field(min_length=1)] = ("paper",)

    @model_validator(mode="after")
    def _band_fits_kind(self) -> Self:
        if self.kind == "number" and (not self.accept.around_a_number or self.reported is None):
            raise ValueError("a claim of kind `number` needs `reported` and a band with `within` or `predicted`")
        if self.kind == "statement" and self.accept.around_a_number:
            raise ValueError("a claim of kind `statement` takes `at_least` / `at_most`, not a band around a number")
        if "smoke" in self.judged_at:
            raise ValueError("the smoke tier proves that it runs; it never judges a claim")
        return self

    @model_validator(mode="after")
    def _fits_its_way_of_judging(self) -> Self:
        if self.censored_from is not None and self.judge not in ("each", "median", "spearman"):
            raise ValueError("a censored value has no mean: write `judge: median`, `each` or `spearman`")
        one_edge = (self.accept.at_least is None) != (self.accept.at_most is None)
        if self.no_effect is not None and not one_edge:
            raise ValueError("`no_effect` is for a direction: a band with `at_least` or `at_most` alone")
        if self.no_effect is not None and self.interval[0] <= self.no_effect <= self.interval[1]:
            raise ValueError("`no_effect` lies inside the band: no effect would be accepted")
        return self

    @model_validator(mode="after")
    def _a_correlation_is_of_two_metrics(self) -> Self:
        of_two = self.judge in CORRELATIONS
        if of_two != (self.against is not None):
            raise ValueError("a correlation is of two metrics: write `against` with `judge: pearson` or `spearman`")
        if of_two and not all(-1 <= edge <= 1 for edge in self.interval if math.isfinite(edge)):
            raise ValueError("a correlation lies between -1 and 1, and so does its band")
        if of_two and (self.resolution or self.null is not None):
            raise ValueError("a correlation has neither `resolution` nor `null`: without the effect it is 0")
        return self

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.statement is None) == (self.source is None):
            raise ValueError("say either `statement: <paper>/<slug>`, or `source` where no statement is measured")
        return self

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest accepted value."""
        return self.accept.interval(self.reported)

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it judges: its metric, and for a correlation the one against which that is held."""
        return (self.metric,) if self.against is None else (self.metric, self.against)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """All that is needed to judge it: its metrics, and that of its evidence."""
        return self.metrics if self.evidence is None else (*self.metrics, self.evidence.metric)


class Tier(Frozen):
    """How large a run is: which seeds, on what, how long on two CPU cores, with which params.

    ``looks`` are numbers of seeds, planned before the first look. ``later_seeds`` follow ``seeds``; without them the
    next integers do. ``memory_gb``: GiB that one seed takes, where that is known and large.

    >>> Tier(seeds=(0, 1, 7), minutes=1, looks=(3, 5)).seeds_at(5)
    (0, 1, 7, 8, 9)
    """

    seeds: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    looks: tuple[int, ...] = ()
    later_seeds: tuple[Annotated[int, Field(ge=0)], ...] = ()
    minutes: Annotated[float, Field(gt=0)]
    device: Literal["any", "cpu", "cuda"] = "any"
    memory_gb: Annotated[float, Field(gt=0)] | None = None
    params: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _seeds_differ(self) -> Self:
        known = (*self.seeds, *self.later_seeds)
        if len(set(known)) != len(known):
            raise ValueError("a seed is named twice: it would count twice in every verdict")
        return self

    @model_validator(mode="after")
    def _looks_grow(self) -> Self:
        first = len(self.seeds)
        if self.looks and (self.looks[0] < first or any(after <= before for before, after in pairwise(self.looks))):
            raise ValueError(f"`looks` are growing numbers of seeds, {first} (the tier's seeds) or more")
        if self.later_seeds and first + len(self.later_seeds) != self.planned_looks[-1]:
            raise ValueError("`later_seeds` must bring the tier's seeds to the number of the last look")
        return self

    @property
    def planned_looks(self) -> tuple[int, ...]:
        """Numbers of seeds at which the claims are judged: the tier's seeds, and the looks after them."""
        return (len(self.seeds), *(look for look in self.looks if look > len(self.seeds)))

    def seeds_at(self, look: int) -> tuple[int, ...]:
        """The first ``look`` seeds of the plan."""
        known = (*self.seeds, *self.later_seeds)
        return tuple(islice((*known, *islice(count(max(known) + 1), max(0, look - len(known)))), look))


class TierChange(Frozen):
    """How a tier of a variant differs: other minutes, and params that are laid over those of the tier."""

    minutes: Annotated[float, Field(gt=0)] | None = None
    params: dict[str, Any] = Field(default_factory=dict)


class Variant(Frozen):
    """A second id from the same file: what differs. ``added_after_results`` holds for all of its claims."""

    title: str
    added_after_results: bool = False
    about: str = ""  # if it is empty, the params tell it
    params: dict[str, Any] = Field(default_factory=dict)
    tiers: dict[TierName, TierChange] = Field(default_factory=dict)
    claims: dict[Identifier, Claim] | None = None


class ExperimentSpec(Frozen):
    """The YAML of one experiment: what is run, how large, what is claimed about it, and in which units.

    ``trainings``: the name of a training in the code -> what the curves call it. ``variants_beside``: ids of the
    variants stand beside that of the file (``nets/small``), not below it (``nets/large/small``).
    """

    title: str
    about: str = ""
    experiment: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")]
    figures: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")] | None = None
    trainings: dict[str, Annotated[str, Field(min_length=1, max_length=50)]] = Field(default_factory=dict)
    threads: Annotated[int, Field(ge=1)] = 1
    params: dict[str, Any] = Field(default_factory=dict)
    tiers: dict[TierName, Tier]
    units: dict[str, Unit] = Field(default_factory=dict)
    claims: dict[Identifier, Claim]
    variants: dict[Identifier, Variant] = Field(default_factory=dict)
    variants_beside: bool = False

    @model_validator(mode="after")
    def _tiers_are_complete(self) -> Self:
        missing = [name for name in ("smoke", "paper") if name not in self.tiers]
        if missing:
            raise ValueError(f"the tier {' and '.join(missing)} is missing; `smoke` and `paper` are required")
        unknown = {t for c in self.claims.values() for t in c.judged_at} - set(self.tiers)
        if unknown:
            raise ValueError(f"a claim is judged at {', '.join(sorted(unknown))}, but there is no such tier")
        return self

    @model_validator(mode="after")
    def _predictions_are_of_the_planned_seeds(self) -> Self:
        planned = len(self.tiers["paper"].seeds)
        for name, claim in self.claims.items():
            if (band := claim.accept.predicted) and band.new_seeds != planned:
                what = f"{name} predicts the mean of {band.new_seeds} seeds, and the paper tier has {planned}"
                raise ValueError(what)
        return self
