"""What is wrong on this machine, and what can the user do about it?

All checks run at the same time, within a time limit; a check that fails becomes a line and no traceback.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from netsci_bench.contract.errors import BenchError, Mistake
from netsci_bench.maintenance import health, reachability
from netsci_bench.maintenance.health import Finding
from netsci_bench.runs.calibration import promised_minutes
from netsci_bench.runs.hardware import ask_torch
from netsci_bench.runs.plan import AUTO_MINUTES, best_tier
from netsci_bench.specs import registry
from netsci_bench.specs.flatten import merged
from netsci_bench.specs.model import TIERS, ExperimentSpec, TierName

SECONDS = 9.0  # time limit of all checks together
TORCH_SECONDS = 8  # time limit of the import of torch, which is slow the first time

Check = Callable[[], Iterable[Finding]]


@dataclass
class CheckThread:
    """One check, run in a daemon thread, so that it cannot keep the process from ending."""

    title: str
    check: Check
    findings: list[Finding] = field(default_factory=list)

    def start(self) -> threading.Thread:
        """Start the check."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        try:
            self.findings.extend(self.check())
        except Exception as error:  # a check that crashes must not stop the other checks
            text = error if isinstance(error, BenchError) else f"{type(error).__name__}: {error}"
            self.findings.append(Finding("!", f"{self.title}: could not be checked: {text}"))


def examine(home: Path, seconds: float = SECONDS) -> Iterator[tuple[str, list[Finding]]]:
    """Title and findings of every section."""
    torch: dict[str, str] = {}
    unreached: dict[str, str] = {}
    checks: list[tuple[str, Check]] = [
        ("machine", health.machine),
        ("libraries", health.libraries),
        ("device", lambda: _device(torch)),
        ("home", lambda: health.storage(home)),
        ("MLflow", lambda: health.mlflow_store(home)),
        ("clients", lambda: reachability.clients(_catalogue(home))),
        ("data", lambda: reachability.everything(_catalogue(home), home, unreached)),
    ]
    yield from run_checks(checks, seconds)
    yield "experiments", list(_experiments(torch.get("device", "cpu"), dict(unreached)))


def run_checks(checks: list[tuple[str, Check]], seconds: float) -> Iterator[tuple[str, list[Finding]]]:
    """Title and findings of each check after at most ``seconds``, in the given order."""
    deadline = time.monotonic() + seconds
    running = [CheckThread(title, check) for title, check in checks]
    threads = [check.start() for check in running]
    for check, thread in zip(running, threads, strict=True):
        thread.join(max(0.0, deadline - time.monotonic()))
        slow = Finding("!", f"{check.title}: no answer within {seconds:g} s", "run doctor again")
        yield check.title, [*check.findings, *([slow] if thread.is_alive() else [])]


def _catalogue(home: Path) -> list[reachability.Wanted]:
    return [*registry.every_dataset(home).values(), *registry.weights().values()]


def _device(torch: dict[str, str]) -> Iterator[Finding]:
    torch.update(ask_torch(TORCH_SECONDS))
    return health.accelerator(torch)


def _experiments(device: str, unreached: Mapping[str, str]) -> Iterator[Finding]:
    """For each id the tier that ``run`` would choose, why not a higher one; no time where data are out of reach."""
    mistakes: list[Mistake] = []
    waiting: dict[tuple[str, ...], list[str]] = {}
    try:
        for entry in registry.entries(tell=mistakes.append):
            tier = best_tier(entry.spec, device, None)
            if lacking := tuple(sorted(named_data(entry.spec, tier) & unreached.keys())):
                waiting.setdefault(lacking, []).append(entry.id)
                continue
            minutes = f"about {promised_minutes(entry.spec.tiers[tier].minutes, device):g} min on {device}"
            yield Finding("✓", f"{entry.id}: {tier}, {minutes}{_why_no_higher(entry.spec, tier, device)}")
    except Mistake as mistake:
        mistakes.append(mistake)
    for lacking, ids in waiting.items():
        what = f"without {' and '.join(lacking)}, which no source gave an answer for: {', '.join(ids)}"
        yield Finding("!", what, f"`netsci-bench data fetch {' '.join(lacking)}` takes longer to try and may succeed")
    yield from (Finding("!", f"{mistake.where}: {mistake.what}", mistake.remedy) for mistake in mistakes)


def named_data(spec: ExperimentSpec, tier: TierName) -> set[str]:
    """Every word in the params of a tier: among them are the names of its data sets and weights."""
    return set(_words(merged(spec.params, spec.tiers[tier].params)))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _words(inner)


def _why_no_higher(spec: ExperimentSpec, tier: TierName, device: str) -> str:
    reasons = []
    for name in TIERS[TIERS.index(tier) + 1 :]:
        if higher := spec.tiers.get(name):
            needs = [] if higher.device in ("any", device) else [f"a {higher.device} device"]
            minutes = promised_minutes(higher.minutes, device if higher.device == "any" else higher.device)
            needs += [f"{minutes:g} min"] if minutes > AUTO_MINUTES else []
            reasons.append(f"{name} needs {' and '.join(needs)}: --tier {name}")
    return f" ({'; '.join(reasons)})" if reasons else ""
