"""Which of many ids is measured next, until all are decided? The look that may decide most claims for its minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from netsci_bench.contract.errors import BenchError
from netsci_bench.pipeline import Finished, RunOptions, next_look
from netsci_bench.runs.calibration import promised_minutes
from netsci_bench.runs.plan import Plan, RunRequest, make_plan
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.store import Store

Run = Callable[[Entry, RunRequest, RunOptions], Finished | None]  # None: it failed, which it has told
SHORTEST = 0.01  # minutes of a look whose seeds are all stored


@dataclass(frozen=True)
class Look:
    """A look that is still to come: at which seeds, how many claims wait for it, and what its new seeds cost."""

    entry: Entry
    request: RunRequest
    claims: int
    minutes: float

    @property
    def decisions_per_minute(self) -> float:
        """At most: every claim that waits may stay undecided."""
        return self.claims / max(self.minutes, SHORTEST)


def run_by_decisions(entries: Sequence[Entry], request: RunRequest, options: RunOptions, run: Run) -> None:
    """Run look after look of all entries, always the one with most decisions per minute.

    Args:
        entries: of the ids.
        request: as for one id; its ``until_decided`` is what happens here.
        options: of each run. With ``fresh`` only an id's first look measures anew.
        run: runs one look of one id, and gives None where it failed.
    """
    looks = [first_look(entry, replace(request, until_decided=False), options) for entry in entries]
    stored = replace(options, execution=replace(options.execution, fresh=False))
    begun: set[str] = set()
    while looks:
        look = max(looks, key=lambda one: one.decisions_per_minute)
        looks.remove(look)
        finished = run(look.entry, look.request, stored if look.entry.id in begun else options)
        begun.add(look.entry.id)
        if finished and (again := next_look(finished, look.request)):
            looks.append(later_look(look.entry, again, finished, options))


def first_look(entry: Entry, request: RunRequest, options: RunOptions) -> Look:
    """All claims of an id wait for its first look; an id that cannot be planned comes last, and tells why then."""
    try:
        plan = make_plan(entry, request, options.home)
    except BenchError:
        return Look(entry, request, 0, 0.0)
    claims = sum(plan.tier_name in claim.judged_at for claim in plan.spec.claims.values())
    return Look(entry, request, claims, minutes_to_measure(plan, options))


def later_look(entry: Entry, request: RunRequest, finished: Finished, options: RunOptions) -> Look:
    """The next look of an id, for the claims that wait for it."""
    plan = make_plan(entry, request, options.home)
    waiting = sum(verdict.waiting_for == len(plan.seeds) for verdict in finished.verdicts)
    return Look(entry, request, waiting, minutes_to_measure(plan, options))


def minutes_to_measure(plan: Plan, options: RunOptions) -> float:
    """What the seeds of a plan cost that are not stored."""
    store = Store(options.home / "store")
    new = sum(options.execution.fresh or not store.holds(plan.addresses[seed]) for seed in plan.seeds)
    return promised_minutes(plan.tier.minutes, plan.device, options.home) * new / len(plan.tier.seeds)
