"""Is a published number still what this code would measure? Each edit has the word that fits it."""

import json
import sys
from itertools import count

import pytest

from netsci_bench.maintenance import recording
from netsci_bench.maintenance.staleness import _changed_models, edited, find_staleness, without_code
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.specs import registry
from netsci_bench.specs.signature import read_signature

NUMBERS = count()
CODE = """
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.contract.catalogue_entries import Code, Dataset
from netsci_bench.contract.run import Run
from {name}_model import net

class P(Params):
    steps: int = 3
    data: Dataset
    model: Code

class M(Metrics):
    x: float

FACTOR = 2

def measure(p: P, run: Run) -> M:
    return M(x=FACTOR * helping(p))

def helping(p):
    return p.steps

def unreached():
    return net()
"""
SPEC = """
title: t
experiment: {name}:measure
params: {{data: mnist, model: "{name}_model:net"}}
tiers:
  smoke: {{seeds: [0], minutes: 1}}
  paper: {{seeds: [0, 1], minutes: 1}}
claims:
  it-is-high:
    says: It is high
    metric: x
    accept: {{at_least: 1}}
    because: a test
    statement: ozer2025/pagerank-grows
    role: paper
"""


class Published:
    """An experiment on disk, and the report of a run that was recorded before any edit."""

    def __init__(self, folder):
        self.name = f"published{next(NUMBERS)}"
        self.home = folder / "home"
        self.code, self.model = folder / f"{self.name}.py", folder / f"{self.name}_model.py"
        self.spec = folder / "published.yaml"
        self.code.write_text(CODE.format(name=self.name))
        self.model.write_text("def net(): return 1\n")
        self.spec.write_text(SPEC.format(name=self.name))
        planned = make_plan(self.entry, RunRequest(tier="paper", device="cpu"), self.home)
        claims = {name: claim.model_dump(mode="json") for name, claim in planned.spec.claims.items()}
        params = planned.resolved.values
        self.report = {"tier": "paper", "params": params, "claims": claims, "code": planned.code}
        self.report["functions"] = dict(planned.functions)
        self.report["outcomes"] = [{"seed": seed} for seed in planned.seeds]
        self.report = json.loads(json.dumps(self.report))

    @property
    def entry(self):
        return registry.find(str(self.spec))

    def edit(self, path, old, new):
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def currency(self):
        for name in (self.name, f"{self.name}_model"):
            sys.modules.pop(name, None)
        return find_staleness(self.entry, self.report, self.home)


@pytest.fixture
def published(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # an edit within a second must be seen
    return Published(tmp_path)


def test_what_nobody_touched_is_current(published):
    assert published.currency() == "current"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    return M(", "    # why\n    return M("),
        ("def helping(p):\n", 'def helping(p):\n    """Says."""\n'),
    ],
)
def test_an_edit_that_changes_no_number_leaves_it_current(published, old, new):
    published.edit(published.code, old, new)
    assert published.currency() == "current"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FACTOR = 2", "FACTOR = 3"),
        ("return p.steps", "return p.steps + 1"),
        (
            "    return net()",
            "    return net() + 1",
        ),  # nobody calls it by name, but it could be called by a computed one
    ],
)
def test_the_module_that_has_changed_is_named(published, old, new):
    published.edit(published.code, old, new)
    assert published.currency() == f"code changed: {published.name}"


def test_code_that_only_moved_is_not_named():
    before = {"m:a": "1", "m:b": "2", "m:c": "3", "m:d": "3"}
    now = {"n:a": "1", "m:b": "4", "n:c": "3", "n:d": "3", "n:e": "5"}
    assert edited(before, now) == {"m:b": ("2", "4"), "n:e": (None, "5")}


def test_changed_code_of_a_model_is_named(published):
    published.edit(published.model, "return 1", "return 2")
    assert published.currency() == f"code changed: {published.name}_model, {published.name}_model:net"


def test_each_model_of_a_list_is_told_by_its_digest():
    before, now = {"nets": ["old.place:f@1", "m:g@2"]}, {"nets": ["m:f@1", "m:g@3"]}
    assert without_code(before) == without_code(now)
    assert _changed_models(before, now) == ["m:g"]
    assert without_code({"nets": ["m:g@2"]}) != without_code(now)
    inside = [
        {"nets": [{"model": f"{place}:f@{code}", "depth": 3}]} for place, code in (("a", 1), ("b", 1), ("b", 2))
    ]
    assert _changed_models(inside[0], inside[1]) == []
    assert _changed_models(inside[0], inside[2]) == ["b:f"]
    assert without_code(inside[0]) == without_code(inside[2])


def test_many_changed_functions_are_counted(published):
    published.report["code"] = "0"
    published.report["functions"] = {f"m:f{i}": "0" for i in range(6)}
    assert published.currency().startswith("code changed: ")
    assert published.currency().endswith(" more")


def test_another_value_of_a_param_is_stale(published):
    published.edit(published.spec, "{data: mnist", "{steps: 4, data: mnist")
    assert published.currency() == "stale: steps"


@pytest.mark.parametrize(
    ("spec", "word"), [("", "code changed: "), ("depth: 2, ", "code changed: "), ("depth: 5, ", "stale: ")]
)
def test_a_param_learned_since_changes_the_code_and_what_was_asked_only_if_it_is_set(published, spec, word):
    published.edit(published.code, "    steps: int = 3\n", "    steps: int = 3\n    depth: int = 2\n")
    published.edit(published.spec, "data: mnist", f"{spec}data: mnist")
    assert published.currency().startswith(word)
    assert "depth" in published.currency()


def test_a_param_that_is_gone_is_stale(published):
    published.report["params"]["width"] = 2
    assert published.currency() == "stale: width"


def test_other_data_is_stale(published):
    published.edit(published.spec, "data: mnist", "data: fashion-mnist")
    assert published.currency() == "stale: data"


def test_a_tier_that_is_gone_is_stale(published):
    published.report["tier"] = "quick"
    assert published.currency().startswith("stale: ")


@pytest.mark.parametrize(
    ("old", "new"), [("{at_least: 1}", "{at_least: 0}"), ("    metric: x", "    judge: each\n    metric: x")]
)
def test_another_band_or_way_of_judging_makes_the_published_verdict_stale(published, old, new):
    published.edit(published.spec, old, new)
    assert published.currency().startswith("claims changed: it-is-high judged differently (")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("says: It is high", "says: It is low", "it-is-high reworded"),
        ("role: paper", "role: control", "it-is-high judged differently"),
        ("    metric: x", "    replicate: draw\n    metric: x", "it-is-high judged differently"),
        ("ozer2025/pagerank-grows", "ozer2025/communities-interleave", "it-is-high reworded"),
        ("  it-is-high:", "  it-is-tall:", "it-is-tall added, it-is-high deleted"),
    ],
)
def test_a_claim_that_was_reworded_renamed_or_given_another_role_is_named(published, old, new, what):
    published.edit(published.spec, old, new)
    assert published.currency().startswith(f"claims changed: {what} (")


def test_a_claim_that_was_deleted_is_named(published):
    text = published.spec.read_text()
    published.spec.write_text(text[: text.index("claims:")] + "claims: {}\n")
    assert published.currency().startswith("claims changed: it-is-high deleted (")


@pytest.mark.parametrize(("old", "new"), [("title: t", "title: u"), ("because: a test", "because: this is a test")])
def test_a_title_or_a_better_reason_leaves_it_current(published, old, new):
    published.edit(published.spec, old, new)
    assert published.currency() == "current"


@pytest.mark.parametrize(
    ("seeds", "says"),
    [([0], "1 of the 2 seeds of its tier, without 1"), ([0, 1, 2], "with 2, not of its tier"), ([5, 6], "0 of")],
)
def test_seeds_that_are_those_of_no_planned_look_are_named(published, seeds, says):
    published.report["outcomes"] = [{"seed": seed} for seed in seeds]
    assert published.currency().startswith(f"other seeds: {says}")


def test_the_seeds_of_a_later_planned_look_are_the_tiers(published):
    published.edit(published.spec, "paper: {seeds: [0, 1], ", "paper: {seeds: [0, 1], looks: [3], ")
    published.report["outcomes"] = [{"seed": seed} for seed in (0, 1, 2)]
    assert published.currency() == "current"


def test_another_library_or_another_device_leaves_it_current(published, monkeypatch):
    monkeypatch.setattr("netsci_bench.identity.address.version", lambda name: "99")
    assert published.currency() == "current"


def test_the_published_params_are_those_of_the_experiment(published):
    assert set(published.report["params"]) == set(read_signature(published.entry.spec.experiment).params.model_fields)


def write(folder, id_, tier, **content):
    place = folder / id_ / tier
    place.mkdir(parents=True)
    (place / "report.json").write_text(json.dumps({"schema": 1, "id": id_, "tier": tier, **content}))
    return place


def test_a_smoke_run_at_home_does_not_hide_the_published_paper_tier(tmp_path):
    home, published = tmp_path / "home", tmp_path / "published"
    write(home, "walks/far", "smoke")
    expected = write(published, "walks/far", "paper")
    assert recording.last_report([home, published], "walks/far")[0] == expected


def test_of_two_reports_of_a_tier_the_one_at_home_is_the_last(tmp_path):
    home, published = tmp_path / "home", tmp_path / "published"
    expected = write(home, "walks/far", "paper")
    write(published, "walks/far", "paper")
    assert recording.last_report([home, published], "walks/far")[0] == expected
    assert recording.last_report([home, published], "walks/near") is None
