"""Does Holm's correction keep 5 % for a whole paper, and does nothing enter it that must not?"""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.verdicts.multiplicity import ClaimResult, correct, holm


def test_holm_by_hand():
    """Holm (1979): 0.01 x 4, 0.02 x 3 (as large as the one before), 0.03 x 2, 0.04 x 1."""
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert adjusted == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), max_size=12))
def test_holm_lies_between_no_correction_and_bonferroni(p_values):
    adjusted = holm(p_values)
    assert adjusted.keys() == p_values.keys()
    for name, p in p_values.items():
        assert p <= adjusted[name] <= min(1.0, p * len(p_values)) + 1e-12
    ordered = sorted(p_values, key=lambda name: (p_values[name], name))
    assert all(adjusted[a] <= adjusted[b] for a, b in itertools.pairwise(ordered))


def test_holm_rejects_as_the_step_down_procedure_does():
    rng = np.random.default_rng(10)
    for _ in range(200):
        p = np.sort(rng.uniform(0, 0.1, 8))
        passed = p <= 0.05 / (8 - np.arange(8))
        first_failure = 8 if passed.all() else int(np.argmin(passed))
        adjusted = holm({str(i): float(v) for i, v in enumerate(p)})
        assert sum(v <= 0.05 for v in adjusted.values()) == first_failure


def test_a_family_of_true_edges_is_wrong_in_at_most_5_percent():
    rng = np.random.default_rng(11)
    wrong = 0
    for p_values in rng.uniform(size=(4000, 10)):
        family = {
            str(i): ClaimResult("reproduced" if p <= 0.05 else "undecided", p_value=float(p))
            for i, p in enumerate(p_values)
        }
        wrong += any(claim.word == "reproduced" for claim in correct(family).values())
    assert wrong / 4000 == pytest.approx(0.05, abs=0.011)


def test_a_decision_above_5_percent_after_holm_becomes_undecided():
    family = {
        "strong": ClaimResult("reproduced", p_value=0.001),
        "weak": ClaimResult("contradicted", p_value=0.03),
        "small": ClaimResult("smaller than expected", p_value=0.04),
        "open": ClaimResult("undecided", p_value=0.3),
    }
    words = {name: claim.word for name, claim in correct(family).items()}
    assert words == {"strong": "reproduced", "weak": "undecided", "small": "undecided", "open": "undecided"}
    assert correct(family)["weak"].p_value == pytest.approx(0.09)


@pytest.mark.parametrize(
    "outside",
    [
        ClaimResult("reproduced", role="control", p_value=0.04),
        ClaimResult("reproduced", role="extension", p_value=0.04),
        ClaimResult("reproduced", role="check", p_value=0.04),
        ClaimResult("reproduced", replicate="draw", p_value=0.04),
        ClaimResult("reproduced", replicate="none", p_value=0.04),
        ClaimResult("reproduced", exploratory=True, p_value=0.04),
        ClaimResult("not judged", p_value=0.04),
        ClaimResult(None),
        ClaimResult("reproduced", p_value=None),
    ],
)
def test_what_is_not_of_the_paper_over_trainings_and_planned_enters_no_correction(outside):
    inside = ClaimResult("reproduced", p_value=0.03)
    after = correct({"inside": inside, "outside": outside})
    assert after == {"inside": inside, "outside": outside}
    assert correct({"a": inside, "b": inside})["a"].word == "undecided"  # two that enter share the error
