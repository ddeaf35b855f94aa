"""Does an experiment keep what every experiment must keep? A pytest plug-in with six tests for each id.

It is loaded by ``-p netsci_bench.conformance``, and the ids are named in pyproject.toml:

    [tool.pytest.ini_options]
    addopts = "-p netsci_bench.conformance"
    netsci_ids = ["acme/strengths"]

The tests measure the smoke tier: the spec fits its function (*schema*); it runs and draws its figures (*smoke*); a
second run has the same bits (*determinism*), also one that was stopped at its checkpoints (*resume*); another seed
has other values (*seed*); and what somebody knows without measuring comes out (*known-answer*). Known answers are
given in conftest.py by ``pytest_netsci_known_answers(id)``.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from netsci_bench.contract.errors import BenchError
from netsci_bench.contract.result import Outcome
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.runs.engines.processes import WorkerPool, work
from netsci_bench.runs.job import Job
from netsci_bench.runs.plan import Plan, RunRequest, check, make_plan
from netsci_bench.runs.process_environment import settle
from netsci_bench.runs.scheduler import ExecutionOptions, Listener, collect_outcomes
from netsci_bench.specs.explorations import PREFIX, checked_settings, explore
from netsci_bench.specs.registry import Entry, find
from netsci_bench.storage.artifacts import ARRAYS
from netsci_bench.storage.home import home
from netsci_bench.storage.store import Store

IDS = "netsci_ids"  # the setting
STOPS = 3  # how often a run is stopped at its next checkpoint before it may end
Values = Mapping[int, Mapping[str, Any]]  # seed -> metric -> value, and ``the array NAME`` -> its digest


class Broken(AssertionError):
    """What an experiment does not keep, in one line."""


@dataclass(frozen=True)
class KnownAnswer:
    """``metric`` is ``value``, give or take ``within``, at the smoke tier with ``params`` (dotted name -> value)."""

    metric: str
    value: float
    params: Mapping[str, Any] = field(default_factory=dict)
    within: float = 0.0


class Hooks:
    """What a conftest.py may answer."""

    @pytest.hookspec
    def pytest_netsci_known_answers(self, id: str) -> Sequence[KnownAnswer]:  # type: ignore[empty-body]  # noqa: A002
        """The known answers of an id; an empty list where there are none."""


@dataclass
class Subject:
    """One id, or YAML file, under test; its reports go to ``reports``, results to the user's home."""

    name: str
    reports: Path

    @cached_property
    def entry(self) -> Entry:
        """The spec as it is written."""
        return find(self.name)

    @cached_property
    def expected(self) -> Values:
        """What the smoke tier gives, measured once for all tests."""
        return self.measure()

    def plan(self, seeds: tuple[int, ...] | None = None, settings: Mapping[str, Any] | None = None) -> Plan:
        """The smoke tier, with other seeds or params if they are given."""
        return make_plan(explore(self.entry, settings or {}), RunRequest("smoke", seeds), home())

    def measure(self, plan: Plan | None = None, fresh: bool = True) -> Values:
        """Every number of every seed; ``fresh``: whether to forget what was measured before."""
        execution = ExecutionOptions(fresh=fresh)
        return values_of(collect_outcomes(plan or self.plan(), home(), execution, Listener()))

    def stops(self, fresh: bool) -> bool:
        """Measure each seed up to its next checkpoint; whether one of them was stopped there."""
        plan, store = self.plan(), Store(home() / "store")
        for address in plan.addresses.values() if fresh else ():
            store.forget(address)
        jobs = [Job(plan, seed, home(), seconds=0.0, fresh=fresh) for seed in plan.seeds]
        endings = [work(job, WorkerPool(), lambda _: None) for job in jobs]
        return any(ending.word == "interrupted" for ending in endings)


def values_of(outcomes: Sequence[Outcome]) -> Values:
    """Every number of a run; a failed seed is broken."""
    for outcome in outcomes:
        if outcome.error:
            raise Broken(f"seed {outcome.seed} failed: {outcome.error}")
    return {outcome.seed: {**outcome.scalars, **outcome.lists, **_digests(outcome)} for outcome in outcomes}


def _digests(outcome: Outcome) -> dict[str, str]:
    files = sorted((outcome.folder / ARRAYS).glob("*.npy")) if outcome.folder else []
    return {f"the array {file.stem}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def refuse_differences(before: Values, now: Values, what: str) -> None:
    """Raises where a number of a seed is another one."""
    for seed in before:
        for name in sorted(before[seed].keys() | now[seed].keys()):
            one, other = before[seed].get(name), now[seed].get(name)
            if one != other:
                raise Broken(f"{what} gives another {name} for seed {seed}: {other}, not {one}")


def check_schema(subject: Subject, _: Sequence[KnownAnswer]) -> None:
    """The spec fits its schema, its function's types and the catalogues."""
    check(subject.entry, home())


def check_smoke(subject: Subject, _: Sequence[KnownAnswer]) -> None:
    """It runs to its report, with all figures; no seed fails."""
    expected, options = subject.expected, RunOptions(home(), subject.reports, ExecutionOptions(), False, quiet=True)
    finished = run_experiment(subject.entry, RunRequest("smoke"), options)
    refuse_differences(expected, values_of(finished.outcomes), "its report")
    if finished.warnings:
        raise Broken("; ".join(finished.warnings))


def check_determinism(subject: Subject, _: Sequence[KnownAnswer]) -> None:
    """A second run has the same bits."""
    refuse_differences(subject.expected, subject.measure(), "a second run")


def check_resume(subject: Subject, _: Sequence[KnownAnswer]) -> None:
    """A run that was stopped at its checkpoints has the same bits; skipped where it has none to be stopped at."""
    expected, count = subject.expected, 0
    while count < STOPS and subject.stops(fresh=count == 0):
        count += 1
    if not count:
        pytest.skip("it has no checkpoint at which it can be stopped")
    refuse_differences(expected, subject.measure(fresh=False), "a run that was stopped and resumed")


def check_seed(subject: Subject, _: Sequence[KnownAnswer]) -> None:
    """Another seed has another value somewhere, unless every claim says that nothing varies."""
    claims = subject.entry.spec.claims.values()
    if claims and all(claim.judge == "exact" for claim in claims):
        pytest.skip("all claims are exact: no seed changes them")
    (seed, before), *_rest = subject.expected.items()
    other = max(subject.expected) + 1
    if subject.measure(subject.plan(seeds=(other,)))[other] == before:
        raise Broken(f"seeds {seed} and {other} give the same values: draw with run.rng(...)")


def check_known_answers(subject: Subject, answers: Sequence[KnownAnswer]) -> None:
    """What somebody knows without measuring comes out; skipped where nobody knows anything."""
    if not answers:
        pytest.skip("conftest.py gives none by pytest_netsci_known_answers")
    for answer in answers:
        settings = checked_settings({f"{PREFIX}{name}": value for name, value in answer.params.items()})
        for seed, metrics in subject.measure(subject.plan(settings=settings)).items():
            found = metrics.get(answer.metric)
            if not isinstance(found, int | float) or not abs(found - answer.value) <= answer.within:
                wanted = f"{answer.value} within {answer.within}" if answer.within else f"{answer.value}"
                raise Broken(f"seed {seed}, {dict(answer.params)}: {answer.metric} is {found}, not {wanted}")


CHECKS: Mapping[str, Callable[[Subject, Sequence[KnownAnswer]], None]] = {
    "schema": check_schema,
    "smoke": check_smoke,
    "determinism": check_determinism,
    "resume": check_resume,
    "seed": check_seed,
    "known-answer": check_known_answers,
}


class Conforms(pytest.Item):
    """One check of one id; one at a time in a home, because they forget and measure the same results."""

    def __init__(self, *, subject: Subject, check: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.subject, self.check = subject, check

    def runtest(self) -> None:
        """Run the check."""
        given = self.config.hook.pytest_netsci_known_answers(id=self.name.rpartition("[")[0])
        home().mkdir(parents=True, exist_ok=True)
        with FileLock(home() / "conformance.lock"):
            CHECKS[self.check](self.subject, [answer for answers in given for answer in answers or ()])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is broken in one line; anything else with its traceback."""
        if isinstance(excinfo.value, Broken | BenchError):
            return f"{self.name.rpartition('[')[0]} does not conform ({self.check}): {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where and what."""
        return self.path, None, self.name


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting that names the ids."""
    parser.addini(IDS, "ids or YAML files of experiments that must conform", type="args")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """The hook for known answers."""
    pluginmanager.add_hookspecs(Hooks)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the checks of every id; none where only single files or tests were asked for."""
    names: Sequence[str] = config.getini(IDS)
    if names and any((config.invocation_params.dir / argument).is_dir() for argument in config.args):
        settle()  # as every command does, before figures are drawn
        items.extend(_items(session, config, names))


def _items(session: pytest.Session, config: pytest.Config, names: Sequence[str]) -> Iterator[pytest.Item]:
    reports = config._tmp_path_factory.mktemp("netsci-reports")  # type: ignore[attr-defined]
    for name in names:
        path = config.rootpath / name
        subject = Subject(str(path) if path.is_file() or path.parent.is_file() else name, reports)
        for check_name in CHECKS:
            known = {"name": f"{name}[{check_name}]", "nodeid": f"{name}[{check_name}]"}
            yield Conforms.from_parent(session, subject=subject, check=check_name, **known)
