"""Is a report certified exactly where the smoke tier gives equal bits at both commits? In a checkout of its own."""

import json
import shutil

import pytest
from command_line import ROOT, CommandLine

from netsci_bench.storage.report_manifest import with_manifest

pytestmark = pytest.mark.system
WALK = '''"""How far does a walk go?"""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params


class Walk(Params):
    """How many steps."""

    steps: int = 3


class Walked(Metrics):
    """Where it ended, and every position."""

    end: float
    path: list[float]


def walk(p: Walk, run: Run) -> Walked:
    """Add up random steps."""
    path = np.cumsum(run.rng("steps").normal(size=p.steps))
    return Walked(end=path[-1], path=path.tolist())
'''
SPEC = """
title: A walk
experiment: netsci_bench.experiments.walking:walk
params: {steps: 3}
tiers:
  smoke: {seeds: [0, 1], minutes: 0.1}
  paper: {seeds: [0, 1, 2], minutes: 0.1, params: {steps: 50}}
units: {end: steps}
claims:
  it-goes-on:
    says: It goes on
    metric: end
    accept: {at_least: -1000}
    because: a test
    source: {paper: someone, at: nowhere}
    role: check
"""
CITATIONS = "someone: {authors: A. Body, year: 2020, title: T, where: W}\n"


class Checkout(CommandLine):
    """A repository with one experiment and its recorded report; the package finds the experiments by a link."""

    def __init__(self, folder):
        self.root = folder / "checkout"
        super().__init__(self.root, (self.root,))
        self.home = folder / "home"
        shutil.copytree(ROOT / "netsci_bench", self.root / "netsci_bench")  # with what is compiled of it
        for name, text in {
            "experiments/__init__.py": '"""Walks."""\n',
            "experiments/walking.py": WALK,
            "registry/walk.yaml": SPEC,
            "registry/citations.yaml": CITATIONS,
            "registry/datasets.yaml": "{}\n",
            ".gitignore": "netsci_bench/experiments\n__pycache__\nreports\n",
        }.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)
        (self.root / "netsci_bench" / "experiments").symlink_to(self.root / "experiments")
        self.git("init", "-q")
        self.commit()

    def git(self, *words):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        done = self.program("git", *who, *words)
        assert done.code == 0, done.err
        return done.out.strip()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "a change")

    def edit(self, old, new):
        path = self.root / "experiments" / "walking.py"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    @property
    def report(self):
        return json.loads((self.root / "reports" / "walk" / "paper" / "report.json").read_text())


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path)
    for words in (["run", "walk", "--tier", "paper", "--no-track", "--quiet"], ["record", "walk"]):
        done = made.run(*words)
        assert done.code == 0, done.err
    yield made
    made.end()


def test_other_bits_are_told_metric_by_metric_and_the_same_bits_are_certified_and_current_again(checkout):
    before = checkout.report
    checkout.edit("np.cumsum(run", "(1 + 2**-50) * np.cumsum(run")
    checkout.commit()
    done = checkout.run("certify", "walk")
    assert done.code == 3
    assert "4 of 4 metrics differ" in done.out
    assert "seed 0: end:" in done.out
    assert checkout.report == before  # nothing is renewed
    assert "code changed: walk" in checkout.run("status").out

    checkout.edit("(1 + 2**-50) *", "1.0 *")
    checkout.commit()
    done = checkout.run("certify", "walk")
    assert done.code == 0, done.err
    assert "certified at" in done.out
    assert "4 metrics, the same bits" in done.out  # two of two seeds
    assert "walk (paper): current" in checkout.run("status").out
    after = checkout.report
    assert len(after["certified"]) == 1
    assert [o["scalars"] for o in after["outcomes"]] == [o["scalars"] for o in before["outcomes"]]
    page = (checkout.root / "reports" / "walk" / "paper" / "report.md").read_text()
    assert f"Certified at {after['certified'][0]['at']}" in page
    assert "walk (paper): current" in checkout.run("certify", "walk").out


def refused(checkout, reason):
    done = checkout.run("certify", "walk")
    return done.code == 2 and reason in done.out


@pytest.mark.nightly
def test_what_is_not_committed_is_not_certified(checkout):
    checkout.edit("np.cumsum(run", "1.0 * np.cumsum(run")
    assert refused(checkout, "commit it first")


@pytest.mark.nightly
def test_a_report_of_other_params_is_not_certified(checkout):
    path = checkout.root / "registry" / "walk.yaml"
    path.write_text(path.read_text().replace("steps: 50", "steps: 51"))
    checkout.commit()
    assert refused(checkout, "stale: steps")


@pytest.mark.nightly
def test_a_report_of_code_that_was_never_committed_is_not_certified(checkout):
    path = checkout.root / "reports" / "walk" / "paper" / "report.json"
    report = checkout.report
    path.write_text(json.dumps(with_manifest({**report, "code": "0", "functions": {"m:f": "0"}})))
    assert refused(checkout, "walk was not measured with the code at")


@pytest.mark.nightly
def test_a_later_commit_of_the_same_code_may_be_named_where_the_smoke_tier_was_another_one(checkout):
    path = checkout.root / "registry" / "walk.yaml"
    path.write_text(path.read_text().replace("smoke: {seeds: [0, 1]", "smoke: {params: {steps: 4}, seeds: [0, 1]"))
    checkout.commit()
    later = checkout.git("rev-parse", "HEAD")
    checkout.edit("np.cumsum(run", "1.0 * np.cumsum(run")
    checkout.commit()
    assert "the smoke tier of walk has changed since" in checkout.run("certify", "walk").out
    assert "same bits as at" in checkout.run("certify", "walk", "--since", later).out
