"""What is wrong here, and what to do about it? Every check at once, within a time limit, never with a traceback."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from netsci_bench.contract.errors import BenchError, Mistake
from netsci_bench.maintenance import health, reachability
from netsci_bench.maintenance.health import Finding
from netsci_bench.runs.hardware import ask_torch
from netsci_bench.runs.plan import AUTO_MINUTES, best_tier
from netsci_bench.specs import registry
from netsci_bench.specs.model import TIERS, ExperimentSpec, TierName

SECONDS = 9.0  # for everything together
TORCH_SECONDS = 8  # importing torch from a cold disk

Check = Callable[[], Iterable[Finding]]


@dataclass
class Asked:
    """One check, at work in a thread of its own that never keeps the process from ending."""

    title: str
    check: Check
    said: list[Finding] = field(default_factory=list)

    def start(self) -> threading.Thread:
        """Begin to look."""
        thread = threading.Thread(target=self._ask, daemon=True)
        thread.start()
        return thread

    def _ask(self) -> None:
        try:
            self.said.extend(self.check())
        except Exception as error:  # a doctor who falls ill says so, and the others go on
            text = error if isinstance(error, BenchError) else f"{type(error).__name__}: {error}"
            self.said.append(Finding("!", f"{self.title}: could not be checked: {text}"))


def examine(home: Path, seconds: float = SECONDS) -> Iterator[tuple[str, list[Finding]]]:
    """Title and lines of every section."""
    torch: dict[str, str] = {}
    checks: list[tuple[str, Check]] = [
        ("machine", health.machine),
        ("libraries", health.libraries),
        ("device", lambda: _device(torch)),
        ("home", lambda: health.storage(home)),
        ("MLflow", lambda: health.mlflow_store(home)),
        ("clients", lambda: reachability.clients(_wanted(home))),
        ("data", lambda: reachability.everything(_wanted(home), home)),
    ]
    yield from answers(checks, seconds)
    yield "experiments", list(_experiments(torch.get("device", "cpu")))


def answers(checks: list[tuple[str, Check]], seconds: float) -> Iterator[tuple[str, list[Finding]]]:
    """What each check says within so many seconds, in their order."""
    until = time.monotonic() + seconds
    asked = [Asked(title, check) for title, check in checks]
    threads = [one.start() for one in asked]
    for one, thread in zip(asked, threads, strict=True):
        thread.join(max(0.0, until - time.monotonic()))
        slow = (
            [Finding("!", f"{one.title}: no answer within {seconds:g} s", "run doctor again")]
            if thread.is_alive()
            else []
        )
        yield one.title, [*one.said, *slow]


def _wanted(home: Path) -> list[reachability.Wanted]:
    return [*registry.every_dataset(home).values(), *registry.weights().values()]


def _device(torch: dict[str, str]) -> Iterator[Finding]:
    torch.update(ask_torch(TORCH_SECONDS))
    return health.accelerator(torch)


def _experiments(device: str) -> Iterator[Finding]:
    """The tier that each id would get by ``auto``, and why not a higher one."""
    wrong: list[Mistake] = []
    try:
        for entry in registry.entries(tell=wrong.append):
            tier = best_tier(entry.spec, device, None)
            minutes = f"about {entry.spec.tiers[tier].minutes:g} min on {device}"
            yield Finding("✓", f"{entry.id}: {tier}, {minutes}{_why_no_higher(entry.spec, tier, device)}")
    except Mistake as mistake:
        wrong.append(mistake)
    yield from (Finding("!", f"{mistake.where}: {mistake.what}", mistake.remedy) for mistake in wrong)


def _why_no_higher(spec: ExperimentSpec, tier: TierName, device: str) -> str:
    reasons = []
    for name in TIERS[TIERS.index(tier) + 1 :]:
        if higher := spec.tiers.get(name):
            needs = [] if higher.device in ("any", device) else [f"a {higher.device} device"]
            needs += [f"{higher.minutes:g} min"] if higher.minutes > AUTO_MINUTES else []
            reasons.append(f"{name} needs {' and '.join(needs)}: --tier {name}")
    return f" ({'; '.join(reasons)})" if reasons else ""
