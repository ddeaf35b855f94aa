"""A plan, seeds and verdicts made by hand, for the tests of the report."""

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.runs.plan import Plan
from netsci_bench.runs.resolution import Question, Resolved
from netsci_bench.specs.model import Accept, Claim, ExperimentSpec, Place, Tier
from netsci_bench.specs.statements import Citation, Paper
from netsci_bench.specs.validation import Origin
from netsci_bench.specs.yaml_lines import Document

PARAMS = {"steps": 3, "label": "a|b", "inner": {"rate": 0.1}}
QUESTION = Question("toy:walk", PARAMS, Origin(Document(Path("walk.yaml"), {}, {(): 1})), {}, {})
RESOLVED = Resolved("c0de", PARAMS, PARAMS, PARAMS, {}, {}, {}, {})


def claim(**changes: Any) -> Claim:
    stated: dict[str, Any] = {
        "says": "Modularity tends to increase as the layer goes deeper",
        "metric": "depth_rank_correlation",
        "accept": Accept(at_least=0.5),
        "because": "the paper gives no number; 0.5 is our reading of 'tends to'",
        "source": Place(paper="lu2022", at="Fig. 4"),
        "role": "paper",
    }
    return Claim(**(stated | changes))


def number(**changes: Any) -> Claim:
    stated: dict[str, Any] = {
        "says": "Accuracy after pruning is 92.3 %",
        "kind": "number",
        "metric": "accuracy",
        "reported": 92.3,
        "accept": Accept(within=0.7),
    }
    return claim(**(stated | changes))


CLAIMS = {
    "deeper": claim(),
    "accuracy": number(),
    "smaller": claim(says="The pruned net is smaller", metric="parameters", accept=Accept(at_most=500_000.0)),
    "untouched": claim(says="A claim nobody judges here", metric="drop", accept=Accept(at_most=1.0)),
}
VERDICTS = (
    Verdict("deeper", "reproduced", "all of the interval lies in the band", (0.7, 0.8, 0.75), (0.5, math.inf),
            estimate=0.75, low=0.67, high=0.83, p_value=0.004),
    Verdict("accuracy", "contradicted", "the interval lies below the band", (90.1, 90.3, 90.2), (91.6, 93.0),
            estimate=90.2, low=90.03, high=90.37, p_value=0.999),
    Verdict("smaller", "undecided", "the interval reaches over 500000", (4e5, 5.1e5, 4.9e5), (-math.inf, 5e5),
            estimate=466666.7, low=4.0e5, high=5.3e5, p_value=0.2, underpowered=True),
    Verdict("untouched", "not judged", "only the paper tier judges it", (0.1, 0.2, 0.3), (-math.inf, 1.0)),
)  # fmt: skip


def outcome(seed: int, **changes: Any) -> Outcome:
    known: dict[str, Any] = {
        "scalars": {
            "depth_rank_correlation": 0.7 + seed / 20,
            "accuracy": 90.1 + seed / 10,
            "parameters": 4e5 + seed,
            "drop": 0.1 * seed,
        },
        "lists": {"modularity_by_block": [0.1 * k + seed / 50 for k in range(9)]},
        "series": {"loss": [(step, 2.0 / (step + 1 + seed)) for step in range(20)]},
        "seconds": 1.5,
    }
    return Outcome(seed=seed, address=f"{seed:012x}", **(known | changes))


@pytest.fixture
def make_plan() -> Callable[..., Plan]:
    """A plan: claims, title and about go into the spec, everything else into the plan itself."""

    def make(claims: dict[str, Claim] | None = None, title: str = "Block pruning", **changes: Any) -> Plan:
        tier = Tier(seeds=(0, 1, 2), minutes=1)
        spec = ExperimentSpec(
            title=title,
            experiment="netsci_bench.experiments.pruning.fine_tuned:layer_pruning",
            tiers={"smoke": tier, "quick": tier, "paper": tier},
            claims=CLAIMS if claims is None else claims,
        )
        lu = Citation(
            authors="Lu & Yang", year=2022, title="Graph modularity", where="KDD", url="https://example.org"
        )
        plan = Plan(
            id="pruning/walk", spec=spec, papers={"lu2022": Paper(citation=lu, statements={})},
            tier_name="paper", tier=tier,
            seeds=(0, 1, 2), question=QUESTION, resolved=RESOLVED, device="cpu", threads=1, code="c0de",
            functions={"pkg:walk": "0123456789ab"},
            versions={"numpy": "2.0"}, addresses={seed: f"{seed:012x}" for seed in (0, 1, 2)},
        )  # fmt: skip
        return dataclasses.replace(plan, **changes)

    return make


@pytest.fixture
def plan(make_plan: Callable[..., Plan]) -> Plan:
    return make_plan()


@pytest.fixture
def make_outcome() -> Callable[..., Outcome]:
    return outcome


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    return claim


@pytest.fixture
def outcomes() -> list[Outcome]:
    return [outcome(seed) for seed in (0, 1, 2)]


@pytest.fixture
def verdicts() -> tuple[Verdict, ...]:
    return VERDICTS


@pytest.fixture
def environment() -> dict[str, str]:
    return {"date": "2025-06-01T12:00:00Z", "python": "3.11.9", "cpu": "x86_64"}
