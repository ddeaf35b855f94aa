"""Do many ids take turns by decisions per minute, each from look to look, whatever one of them does?"""

from types import SimpleNamespace

import pytest

from netsci_bench.cli.decisions import run_by_decisions
from netsci_bench.pipeline import RunOptions
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs import registry
from netsci_bench.storage.store import Store

PAPER = "paper: {seeds: [0, 1], looks: [4, 8], minutes: %s}"


@pytest.fixture
def entry(walk_yaml, tmp_path):
    def make(name, minutes):
        lines = walk_yaml.read_text().partition("variants:")[0].splitlines()
        text = "\n".join(f"  {PAPER % minutes}" if "paper: {seeds" in line else line for line in lines)
        assert PAPER % minutes in text
        text = text.replace("steps: 20", f"steps: {20 + len(name)}")  # other params, other addresses
        (tmp_path / f"{name}.yaml").write_text(text)
        return registry.find(str(tmp_path / f"{name}.yaml"))

    return make


@pytest.fixture
def options(home):
    return RunOptions(home, home / "reports", ExecutionOptions(fresh=True), track=False, quiet=True)


def follow(entries, options, waits, fresh=False):
    """Which id is run with how many seeds, in order; ``waits``: (id, seeds) -> claims that wait for the next look."""
    course = []

    def run(entry, request, options):
        plan = make_plan(entry, request, options.home)
        name, size = entry.id.partition("/")[2], len(plan.seeds)
        course.append((name, size, options.execution.fresh))
        waiting = waits.get((name, size), 0)
        verdicts = [SimpleNamespace(waiting_for=2 * size)] * waiting + [SimpleNamespace(waiting_for=None)]
        return None if waiting is None else SimpleNamespace(plan=plan, verdicts=verdicts)

    run_by_decisions(entries, RunRequest(tier="paper", device="cpu", until_decided=True), options, run)
    return course


def test_the_cheaper_one_comes_first_and_ends_before_the_dearer_one_begins(entry, options):
    course = follow([entry("dear", 100), entry("cheap", 1)], options, {("cheap", 2): 1, ("cheap", 4): 1})
    assert [name for name, _, _ in course] == ["cheap", "cheap", "cheap", "dear"]
    assert [size for _, size, _ in course] == [2, 4, 8, 2]


def test_a_look_for_which_few_claims_wait_comes_after_another_ids_first_one(entry, options):
    claims = len(entry("one", 10).spec.claims)
    assert claims > 1
    course = follow([entry("one", 10), entry("other", 10)], options, {("one", 2): 1})
    assert [(name, size) for name, size, _ in course] == [("one", 2), ("other", 2), ("one", 4)]


def test_what_is_stored_comes_first_however_dear_it_was(entry, options, home):
    dear = entry("dear", 100)
    for address in make_plan(dear, RunRequest(tier="paper", device="cpu"), home).addresses.values():
        Store(home / "store").get(address, lambda folder: (folder / "answer").write_text("1"))
    stored = RunOptions(home, home / "reports", ExecutionOptions(), track=False, quiet=True)
    entries = [entry("cheap", 1), dear]
    assert [name for name, _, _ in follow(entries, stored, {})] == ["dear", "cheap"]
    assert [name for name, _, _ in follow(entries, options, {})] == ["cheap", "dear"]  # measured anew


def test_only_the_first_look_of_an_id_measures_anew(entry, options):
    course = follow([entry("one", 1), entry("other", 1)], options, {("one", 2): 2, ("other", 2): 1})
    first = {name: [fresh for n, _, fresh in course if n == name] for name in ("one", "other")}
    assert first == {"one": [True, False], "other": [True, False]}


def test_one_that_fails_or_cannot_be_planned_stops_no_other(entry, options):
    broken = entry("broken", 1)
    lost = entry("lost", 1)
    lost = lost.__class__(**{**lost.__dict__, "spec": lost.spec.model_copy(update={"experiment": "no_such:thing"})})
    course = []

    def run(one, request, _):
        course.append(one.id.partition("/")[2])
        return

    request = RunRequest(tier="paper", device="cpu", until_decided=True)
    run_by_decisions([lost, broken, entry("fine", 2)], request, options, run)
    assert course == ["broken", "fine", "lost"]
