"""Does a plan say what it costs and what it can decide, before anything runs?"""

import numpy as np
import pytest

from netsci_bench.maintenance.forecast import (
    decidable,
    forecast_lines,
    recorded_verdict,
    spread_of,
    without_effect,
)
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.specs import registry
from netsci_bench.specs.model import Claim
from netsci_bench.verdicts.power import smallest_effect

STATED = {"says": "s", "metric": "x", "because": "b", "source": {"paper": "p", "at": "1"}, "role": "check"}


def claim(**changes):
    return Claim.model_validate(STATED | {"accept": {"at_least": 0}} | changes)


def report(values):
    return {"outcomes": [{"scalars": {"x": value}} for value in values]}


@pytest.mark.parametrize("values", [[1.0, 2.0], [0.1, 0.5, 0.4, -3.0], [7.0, 7.0, 7.0]])
def test_the_spread_is_that_of_the_recorded_seeds(values):
    assert spread_of(claim(), report(values)) == pytest.approx(np.std(values, ddof=1))


@pytest.mark.parametrize("recorded", [None, report([]), report([1.0]), report([1.0, None])])
def test_without_two_recorded_seeds_nothing_is_promised(recorded):
    assert spread_of(claim(), recorded) is None
    assert "not known" in decidable(claim(), (5,), spread_of(claim(), recorded))


def test_more_looks_decide_smaller_effects():
    few, many = (smallest_effect(looks, 1.0) for looks in ((5,), (5, 10, 20)))
    assert f"the mean is {few:.1f}"[:15] in decidable(claim(), (5,), 1.0)
    assert many < few / 2
    assert decidable(claim(), (5,), 1.0) != decidable(claim(), (5, 10, 20), 1.0)


def test_each_way_of_judging_has_words_of_its_own():
    assert "96%" in decidable(claim(judge="each"), (5,), None)
    assert "cannot be decided by 4 seeds" in decidable(claim(judge="median"), (4,), None)
    assert "one seed" in decidable(claim(judge="exact"), (5,), None)
    number = claim(kind="number", reported=1.0, accept={"within": 0.5})
    assert "a band of ± 0.16 could be reproduced, and it is ± 0.5" in decidable(number, (5,), 0.1)
    related = claim(judge="pearson", against="y")
    assert decidable(related, (20,), None) == "is decided with a chance of 80% if the correlation is 0.54"
    falling = claim(judge="spearman", against="y", accept={"at_most": 0})
    assert decidable(falling, (20,), 1.0).endswith("-0.54")
    assert "needs 10 pairs" in decidable(related, (5,), None)


def test_what_chance_alone_meets_is_told():
    assert without_effect(claim(null=0.22), {}) == "; without the effect 22% lie in the band, too"
    assert without_effect(claim(null="y"), {"null_rate": 0.5}) == "; without the effect 50% lie in the band, too"
    assert without_effect(claim(null=0.004), {}) == "; without the effect 0.4% lie in the band, too"
    assert without_effect(claim(null="y"), {}) == without_effect(claim(), {"null_rate": 0.5}) == ""
    recorded = {"verdicts": [{"claim": "a", "null_rate": None}, {"claim": "b", "null_rate": 0.1}]}
    assert recorded_verdict("b", recorded)["null_rate"] == 0.1
    assert recorded_verdict("c", recorded) == recorded_verdict("a", None) == {}


def test_the_lines_name_looks_stored_seeds_and_disk(home, walk_yaml):
    plan = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="paper", device="cpu"), home)
    text = "\n".join(forecast_lines(plan, home, None))
    assert "looks at 5 seeds" in text
    assert "already measured: 0 of 5 seeds" in text
    assert " GB" in text
    assert "it-goes-far: no recorded spread" in text


def test_what_is_measured_in_lists_is_judged_over_units(home, walk_yaml, tmp_path):
    spec = tmp_path / "walk.yaml"
    text = walk_yaml.read_text().replace(
        "metric: end\n    accept: {at_least: 10}", "metric: path\n    judge: units\n    accept: {at_least: 10}"
    )
    spec.write_text(text)
    plan = make_plan(registry.find(str(spec)), RunRequest(tier="paper", device="cpu"), home)
    assert "  it-goes-far: is judged over units; more seeds do not narrow its interval" in forecast_lines(
        plan, home, None
    )
