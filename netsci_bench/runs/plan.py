"""What is known before anything runs? The plan: spec, tier, validated params, device, one address per seed."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import load
from netsci_bench.identity.address import Conditions, address, versions
from netsci_bench.identity.implementation import Implementation, implementation
from netsci_bench.runs.calibration import promised_minutes
from netsci_bench.runs.hardware import best_device
from netsci_bench.runs.inputs.fitting import refuse_misfits
from netsci_bench.runs.inputs.resolution import Question, Resolved, resolve, resolve_once
from netsci_bench.runs.inputs.resolver import resolve_apart
from netsci_bench.specs import registry
from netsci_bench.specs.explorations import options_of
from netsci_bench.specs.flatten import merged
from netsci_bench.specs.model import ExperimentSpec, Tier, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.signature import check_claims
from netsci_bench.specs.statements import Paper
from netsci_bench.specs.units import check_units, metrics_of, refuse_missing
from netsci_bench.specs.validation import Origin, nearest

Named = TypeVar("Named")
DEVICES = ("cpu", "cuda", "mps")
AUTO_MINUTES = 30.0  # what a user waits for without having asked for it


@dataclass(frozen=True)
class Plan:
    """All that is known before anything runs.

    Attributes:
        id: ``coactivation/lenet5-epochs``; spec: its YAML; papers: the sources its claims may cite.
        tier_name, tier: the size chosen; seeds: the tier's, or those asked for on the command line.
        question: the experiment and the params that the tier gives it; resolved: all params, and the metrics.
        device: ``cpu``, ``cuda`` or ``mps``; threads: per seed.
        code: digest of all the code that the experiment rests on; functions: name -> digest of each piece of it;
            versions: of the libraries that it imports.
        addresses: seed -> content address of its result.
        settings: params that the user has set for this run; the spec says something else.
    """

    id: str
    spec: ExperimentSpec
    papers: Mapping[str, Paper]
    tier_name: TierName
    tier: Tier
    seeds: tuple[int, ...]
    question: Question
    resolved: Resolved
    device: str
    threads: int
    code: str
    functions: Mapping[str, str]
    versions: Mapping[str, str]
    addresses: Mapping[int, str]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RunRequest:
    """What the user asked for; None means: choose. ``until_decided``: from look to look, see ``pipeline``.

    ``elsewhere``: it is measured on another machine, whose devices are not known here.
    """

    tier: TierName | None = None
    seeds: tuple[int, ...] | None = None
    device: str | None = None
    threads: int | None = None
    max_minutes: float | None = None
    until_decided: bool = False
    elsewhere: bool = False


def make_plan(entry: Entry, request: RunRequest, home: Path) -> Plan:
    """Everything about a run of this id on this machine, before it starts; without importing torch.

    Raises:
        Mistake: the spec, its function and the request do not fit together.
    """
    device = _device(request.device, request.elsewhere)
    tier_name, tier = _tier(entry, request, device, home)
    code = implementation_of(entry)
    question = ask_about(entry, tier_name, home)
    resolved = _checked_as_set(entry, question, code, home)
    numeric, seeds = versions(code.libraries), _seeds(request.seeds, tier)
    threads = request.threads or entry.spec.threads
    return Plan(
        id=entry.id,
        spec=entry.spec,
        papers=registry.papers(entry.document.path),
        tier_name=tier_name,
        tier=tier,
        seeds=seeds,
        question=question,
        resolved=resolved,
        device=device,
        threads=threads,
        code=code.code,
        functions=code.functions,
        versions=numeric,
        addresses={s: address(code.code, resolved.fields, Conditions(s, device, threads), numeric) for s in seeds},
        settings=entry.settings,
    )


def implementation_of(entry: Entry) -> Implementation:
    """The code of the function that a spec names.

    Raises:
        Mistake: there is no such function; with the line of the spec that names it.
    """
    return _named(entry, "experiment", _implementation)


def _implementation(name: str) -> Implementation:
    try:
        return implementation(name)
    except Mistake:
        load(name)  # importing it may tell more
        raise


def _named(entry: Entry, key: str, read: Callable[[str], Named]) -> Named:
    """What a name in the spec stands for; a mistake in it is told with the line on which it is written."""
    try:
        return read(getattr(entry.spec, key))
    except Mistake as mistake:
        what = f"{mistake.where}: {mistake.what}" if mistake.where else mistake.what
        raise Mistake(what, entry.origin().place((key,)), mistake.remedy) from mistake


def resolve_tier(entry: Entry, tier: TierName, home: Path) -> Resolved:
    """The params of a tier, checked against the experiment's own type, and its metrics; from the home if it can.

    Raises:
        Mistake: with the line of the spec.
    """
    return _resolved(ask_about(entry, tier, home), implementation_of(entry), home)


def _resolved(question: Question, code: Implementation, home: Path) -> Resolved:
    apart = "torch" in code.libraries and "torch" not in sys.modules
    return resolve_once(question, code.code, home, resolve_apart if apart else resolve)


def _checked_as_set(entry: Entry, question: Question, code: Implementation, home: Path) -> Resolved:
    """As ``_checked``; a mistake in what the user has set is not one of the spec, and says so."""
    try:
        return _checked(entry, question, code, home)
    except Mistake as mistake:
        if not entry.settings:
            raise
        what = f"{mistake.where}: {mistake.what}" if mistake.where else mistake.what
        raise Mistake(f"with{options_of(entry.settings)}: {what}", remedy=mistake.remedy) from mistake


def _checked(entry: Entry, question: Question, code: Implementation, home: Path) -> Resolved:
    """The resolved params of a tier, which the claims and the shapes of the data fit; the figures exist."""
    if entry.spec.figures:
        _named(entry, "figures", _implementation)  # a wrong name is told before hours of work
    resolved = _resolved(question, code, home)
    check_claims(resolved.metrics, entry.spec, entry.origin("claims"))
    _check_units(entry)
    refuse_misfits(resolved.values, resolved.misfits, question.datasets, question.origin, home)
    return resolved


def _check_units(entry: Entry) -> None:
    """The units belong to metrics of claims; a spec of ours, or one that names any units, gives all of them one."""
    units, claims = entry.spec.units, entry.spec.claims
    check_units(units, metrics_of(entry.document), Origin(entry.document, (("units",),)))
    if units or registry.is_ours(entry):
        refuse_missing(units, claims, entry.origin("claims"))


def ask_about(entry: Entry, tier: TierName, home: Path) -> Question:
    """The experiment with the params of a tier: the base with the tier's laid over."""
    base, of_tier = entry.origin("params"), entry.origin("tiers", tier, "params")
    return Question(
        experiment=entry.spec.experiment,
        given=merged(entry.spec.params, entry.spec.tiers[tier].params),
        origin=Origin(entry.document, (*base.at, *of_tier.at)),
        datasets=registry.datasets(home, entry.document.path),
        weights=registry.weights(entry.document.path),
    )


def _tier(entry: Entry, request: RunRequest, device: str, home: Path) -> tuple[TierName, Tier]:
    """The tier asked for, or else the best one, if this machine has the device for it."""
    name = request.tier or best_tier(entry.spec, device, request.max_minutes, home)
    if name not in entry.spec.tiers:
        raise Mistake(f"{entry.id} has no tier {name!r}", remedy=nearest(name, list(entry.spec.tiers)))
    tier = entry.spec.tiers[name]
    if tier.device not in ("any", device):
        remedy = "choose another --tier, or a machine that has one"
        raise Mistake(f"the tier {name} of {entry.id} needs the device {tier.device!r}", remedy=remedy)
    return name, tier


def best_tier(spec: ExperimentSpec, device: str, max_minutes: float | None, home: Path | None = None) -> TierName:
    """The highest tier that this machine can finish within the time limit, by minutes that are scaled to it."""
    limit = max_minutes or AUTO_MINUTES
    for name in ("paper", "quick"):
        tier = spec.tiers.get(name)
        if tier and tier.device in ("any", device) and promised_minutes(tier.minutes, device, home) <= limit:
            return name
    return "smoke"


def _device(wanted: str | None, elsewhere: bool) -> str:
    """The device asked for, if this machine has it; another machine is taken to have what is asked for."""
    if wanted is None:
        return "cpu" if elsewhere else best_device()
    if wanted not in DEVICES:
        raise Mistake(f"invalid device {wanted!r}", remedy=nearest(wanted, list(DEVICES)))
    if wanted != "cpu" and not elsewhere and wanted != best_device():
        raise Mistake(f"this machine has no {wanted!r} device that torch can use", remedy="try --device cpu")
    return wanted


def _seeds(wanted: tuple[int, ...] | None, tier: Tier) -> tuple[int, ...]:
    """The seeds asked for, held to what is asked of a spec's."""
    if wanted is None:
        return tier.seeds
    if not wanted or min(wanted) < 0 or len(set(wanted)) < len(wanted):
        what = (
            "a seed is negative" if wanted and min(wanted) < 0 else "a seed is named twice" if wanted else "no seed"
        )
        raise Mistake(f"--seeds: {what}", remedy="write 0-4 or 0,3,7")
    return wanted


def check(entry: Entry, home: Path) -> None:
    """Everything that can be known to be wrong with a spec without running it.

    Raises:
        Mistake: with file, line and remedy.
    """
    code = implementation_of(entry)
    for tier in entry.spec.tiers:
        _checked(entry, ask_about(entry, tier, home), code, home)
    if entry.spec.figures and not callable(_named(entry, "figures", load)):
        raise Mistake(f"{entry.spec.figures} is not a function", entry.origin().place(("figures",)))
