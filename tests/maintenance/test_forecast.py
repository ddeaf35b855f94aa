"""Does a plan say what it costs and what it can decide, before anything runs?"""

import numpy as np
import pytest

from netsci_bench.maintenance.forecast import decidable, forecast_lines, spread_of
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
    assert "more seeds do not narrow" in decidable(claim(judge="units"), (5,), 1.0)


def test_the_lines_name_looks_stored_seeds_and_disk(home, walk_yaml):
    plan = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="paper", device="cpu"), home)
    text = "\n".join(forecast_lines(plan, home, None))
    assert "looks at 5 seeds" in text
    assert "already measured: 0 of 5 seeds" in text
    assert " GB" in text
    assert "it-goes-far: no recorded spread" in text
