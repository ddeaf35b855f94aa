"""What is known before anything runs? The plan: spec, tier, validated params, device, one address per seed."""

from collections.abc import Mapping
from dataclasses import dataclass

from netsci_bench.contract import Params
from netsci_bench.spec import ExperimentSpec, Paper, Tier, TierName


@dataclass(frozen=True)
class Plan:
    """All that is known before anything runs.

    Attributes:
        id: ``coactivation/lenet5-epochs``; spec: its YAML; papers: the catalogue its claims cite.
        tier_name, tier: the size chosen; seeds: the tier's, or those asked for on the command line.
        params: validated, defaults included; device: ``cpu``, ``cuda`` or ``mps``; threads: per seed.
        functions: name -> digest of every function the experiment reaches; versions: numeric libraries.
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
    functions: Mapping[str, str]
    versions: Mapping[str, str]
    addresses: Mapping[int, str]
