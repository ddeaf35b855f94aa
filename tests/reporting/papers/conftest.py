"""A paper, its statements, and recorded reports made by hand, for the tests of the scoreboard and the paper pages."""

from collections.abc import Callable
from typing import Any

import pytest

from netsci_bench.reporting.papers.findings import Listed
from netsci_bench.specs.model import Accept, Claim, Tier
from netsci_bench.specs.statements import Citation, Paper, Statement

STATEMENTS = {
    "grows": Statement(says="It grows", at="section 1"),
    "either": Statement(says="It grows or shrinks", at="section 2", combine="any"),
    "vague": Statement(says="It is nice", at="section 3", untestable="no measure of `nice`"),
    "later": Statement(says="It ends", at="section 4"),
}
LU = Citation(
    authors="Yao Lu, Wen Yang, Qi Xuan", year=2022, title="Graphs", where="ECCV", url="https://example.org/lu"
)


@pytest.fixture
def papers() -> dict[str, Paper]:
    cited_only = Paper(citation=LU.model_copy(update={"title": "Only cited"}), statements={})
    return {"lu2022": Paper(citation=LU, statements=STATEMENTS), "he2016": cited_only}


def claim(**changes: Any) -> Claim:
    stated: dict[str, Any] = {
        "says": "It grows here",
        "metric": "text.growth",
        "accept": Accept(at_least=0.0),
        "because": "any growth counts",
        "statement": "lu2022/grows",
        "role": "paper",
    }
    return Claim(**(stated | changes))


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    return claim


@pytest.fixture
def make_report() -> Callable[..., dict[str, Any]]:
    """A report.json: its claims, and the word and p-value of each."""

    def make(
        name: str, claims: dict[str, Claim], words: dict[str, tuple[str, float | None]], **changes: Any
    ) -> dict[str, Any]:
        written = {
            "id": name, "tier": "paper", "date": "2025-06-01T12:00:00Z",
            "claims": {
                key: value.model_dump(mode="json") | {"source": {"paper": "lu2022", "at": "section 1"}}
                for key, value in claims.items()
            },
            "verdicts": [_verdict(key, word, p) for key, (word, p) in words.items()],
            "outcomes": [{"seed": seed, "error": "", "diverged": False} for seed in range(5)],
        }  # fmt: skip
        return written | changes

    return make


@pytest.fixture
def make_listed() -> Callable[..., Listed]:
    def make(name: str, claims: dict[str, Claim], variant: str = "", **tiers: Tier) -> Listed:
        return Listed(name, f"Title of {name}", variant, claims, tiers)

    return make


def _verdict(name: str, word: str, p: float | None) -> dict[str, Any]:
    return {
        "claim": name, "word": word, "why": "because", "estimate": 0.2, "low": 0.1, "high": 0.3, "band": [0.0, None],
        "p_value": p, "underpowered": False, "values": [0.1, 0.2, 0.3],
    }  # fmt: skip
