"""What is known before anything runs? The plan: spec, tier, validated params, device, one address per seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import load
from netsci_bench.contract.schema import Params
from netsci_bench.identity.address import Conditions, address, versions
from netsci_bench.identity.implementation import implementation
from netsci_bench.runs.hardware import may_have_gpu
from netsci_bench.specs import registry
from netsci_bench.specs.model import ExperimentSpec, Tier, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.signature import Experiment, check_claims, read_signature
from netsci_bench.specs.statements import Paper
from netsci_bench.specs.validation import Origin, nearest, validated

Named = TypeVar("Named")
DEVICES = ("cpu", "cuda", "mps")
AUTO_MINUTES = 30.0  # what a user waits for without having asked for it


@dataclass(frozen=True)
class Plan:
    """All that is known before anything runs.

    Attributes:
        id: ``coactivation/lenet5-epochs``; spec: its YAML; papers: the sources its claims may cite.
        tier_name, tier: the size chosen; seeds: the tier's, or those asked for on the command line.
        params: validated, defaults included; device: ``cpu``, ``cuda`` or ``mps``; threads: per seed.
        code: digest of all the code that the experiment rests on; functions: name -> digest of each piece of it;
            versions: of the libraries that it imports.
        addresses: seed -> content address of its result.
    """

    id: str
    spec: ExperimentSpec
    papers: Mapping[str, Paper]
    tier_name: TierName
    tier: Tier
    seeds: tuple[int, ...]
    params: Params
    device: str
    threads: int
    code: str
    functions: Mapping[str, str]
    versions: Mapping[str, str]
    addresses: Mapping[int, str]


@dataclass(frozen=True)
class RunRequest:
    """What the user asked for; None means: choose."""

    tier: TierName | None = None
    seeds: tuple[int, ...] | None = None
    device: str | None = None
    threads: int | None = None
    max_minutes: float | None = None


def make_plan(entry: Entry, request: RunRequest) -> Plan:
    """Everything about a run of this id on this machine, before it starts.

    Raises:
        Mistake: the spec, its function and the request do not fit together.
    """
    device = _device(request.device)
    tier_name, tier = _tier(entry, request, device)
    experiment = experiment_of(entry)
    check_claims(experiment, entry.spec, entry.origin("claims"))
    params = tier_params(entry, tier_name, experiment)
    code = implementation(entry.spec.experiment)
    numeric, seeds = versions(code.libraries), _seeds(request.seeds, tier)
    threads = request.threads or entry.spec.threads
    addresses = {s: address(code.code, params, Conditions(s, device, threads), numeric) for s in seeds}
    return Plan(
        id=entry.id,
        spec=entry.spec,
        papers=registry.papers(entry.document.path),
        tier_name=tier_name,
        tier=tier,
        seeds=seeds,
        params=params,
        device=device,
        threads=threads,
        code=code.code,
        functions=code.functions,
        versions=numeric,
        addresses=addresses,
    )


def experiment_of(entry: Entry) -> Experiment:
    """The function that a spec names, and its types.

    Raises:
        Mistake: there is no such experiment; with the line of the spec that names it.
    """
    return _named(entry, "experiment", read_signature)


def _named(entry: Entry, key: str, read: Callable[[str], Named]) -> Named:
    """What a name in the spec stands for; a mistake in it is told with the line on which it is written."""
    try:
        return read(getattr(entry.spec, key))
    except Mistake as mistake:
        what = f"{mistake.where}: {mistake.what}" if mistake.where else mistake.what
        raise Mistake(what, entry.origin().place((key,)), mistake.remedy) from mistake


def tier_params(entry: Entry, tier: TierName, experiment: Experiment) -> Params:
    """The params of a tier: the base with the tier's laid over, checked against the experiment's own type."""
    data = registry.merged(entry.spec.params, entry.spec.tiers[tier].params)
    written = entry.origin("params")
    origin = Origin(written.document, (*written.at, ("tiers", tier, "params")))
    context = {
        "datasets": registry.datasets(entry.document.path),
        "weights": registry.weights(entry.document.path),
        "fingerprint": lambda name: implementation(name).code,
    }
    return validated(experiment.params, data, origin, context)


def _tier(entry: Entry, request: RunRequest, device: str) -> tuple[TierName, Tier]:
    """The tier asked for, or else the best one, if this machine has the device for it."""
    name = request.tier or best_tier(entry.spec, device, request.max_minutes)
    if name not in entry.spec.tiers:
        raise Mistake(f"{entry.id} has no tier {name!r}", remedy=nearest(name, list(entry.spec.tiers)))
    tier = entry.spec.tiers[name]
    if tier.device not in ("any", device):
        remedy = "choose another --tier, or a machine that has one"
        raise Mistake(f"the tier {name} of {entry.id} needs the device {tier.device!r}", remedy=remedy)
    return name, tier


def best_tier(spec: ExperimentSpec, device: str, max_minutes: float | None) -> TierName:
    """The highest tier that this machine can finish within the time limit."""
    limit = max_minutes or AUTO_MINUTES
    for name in ("paper", "quick"):
        tier = spec.tiers.get(name)
        if tier and tier.device in ("any", device) and tier.minutes <= limit:
            return name
    return "smoke"


def best_device() -> str:
    """A GPU if there is one; torch is asked only where a driver is present."""
    if not may_have_gpu():
        return "cpu"
    from netsci_bench.nets.device import best_device as torch_device

    return torch_device()


def _device(wanted: str | None) -> str:
    """The device asked for, if this machine has it."""
    if wanted is None:
        return best_device()
    if wanted not in DEVICES:
        raise Mistake(f"invalid device {wanted!r}", remedy=nearest(wanted, list(DEVICES)))
    if wanted != "cpu" and wanted != best_device():
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


def check(entry: Entry) -> None:
    """Everything that can be known to be wrong with a spec without running it.

    Raises:
        Mistake: with file, line and remedy.
    """
    experiment = experiment_of(entry)
    check_claims(experiment, entry.spec, entry.origin("claims"))
    for tier in entry.spec.tiers:
        tier_params(entry, tier, experiment)
    if entry.spec.figures and not callable(_named(entry, "figures", load)):
        raise Mistake(f"{entry.spec.figures} is not a function", entry.origin().place(("figures",)))
