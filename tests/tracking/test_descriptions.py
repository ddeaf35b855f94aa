"""What is a run called, from its verdicts and failures?"""

from typing import Any

import pytest

from netsci_bench.tracking import descriptions, web_app


def data(words: list[str], failed: int = 0, seeds: int = 3) -> dict[str, Any]:
    outcomes = [{"seed": i, "error": "it fell" if i < failed else ""} for i in range(seeds)]
    return {"id": "a/b", "tier": "paper", "outcomes": outcomes, "verdicts": [{"word": word} for word in words]}


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (data(["contradicted", "reproduced", "reproduced"]), "paper, 3 seeds: 2 reproduced, 1 contradicted"),
        (data(["undecided"], failed=1), "paper, 3 seeds: 1 undecided, 1 failed"),
        (data([], failed=3), "paper, 3 seeds: all seeds failed"),
        (data(["smaller than expected"], seeds=1), "paper, 1 seed: 1 smaller than expected"),
        (data([]) | {"code": "ac8bd72e4201"}, "paper, 3 seeds, code ac8bd72: no claims"),
    ],
)
def test_a_run_is_named_by_tier_seeds_code_and_verdicts(record: dict[str, Any], name: str) -> None:
    assert descriptions.run_name(record) == name


@pytest.mark.parametrize(("seeds", "text"), [([0, 1, 2], "0-2"), ([3, 7], "3, 7"), ([5], "5"), ([2, 1], "2, 1")])
def test_seeds_in_a_row_are_shortened(seeds: list[int], text: str) -> None:
    assert descriptions.seed_numbers(seeds) == text


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ({"far": ["walk.end", "steps"]}, "- far: **undecided**. so. Measured: `walk.end` (steps)."),
        ({"far": ["walk.end", "1"]}, "- far: **undecided**. so. Measured: `walk.end` (no unit)."),
        ({"far": ["walk.end", ""]}, "- far: **undecided**. so.\n"),
        ({}, "- far: **undecided**. so.\n"),
    ],
)
def test_a_runs_description_says_what_was_measured_in_which_unit(units: dict[str, Any], said: str) -> None:
    verdicts = [{"claim": "far", "word": "undecided", "why": "so."}]
    record = data([]) | {"title": "A walk", "verdicts": verdicts, "units": units}
    assert said in f"{descriptions.run_note(record, '')}\n"


def test_the_settings_of_the_browser_come_before_every_other_script() -> None:
    page = web_app.with_settings("<html><head><script>start()</script></head></html>")
    assert page.index("localStorage.setItem") < page.index("start()")
