"""Is a correlation over seeds or units judged by an interval that holds it, and never without ten pairs?"""

import math

import numpy as np
import pytest
from scipy import stats

from netsci_bench.contract.result import Outcome
from netsci_bench.specs.model import Claim, Tier
from netsci_bench.verdicts.correlations import artanh, correlation, judge_pearson, judge_spearman, ranks
from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.judge import judge_claims
from netsci_bench.verdicts.planned import judge_by_looks, levels
from netsci_bench.verdicts.power import smallest_correlation
from netsci_bench.verdicts.simulation import PAIRS, pair_error_rates

NAN = math.nan
POSITIVE = Criterion(low=0.0, kind="direction")
STRONG = Criterion(low=0.5, kind="direction", neutral=0.0)
WAYS = {"pearson": judge_pearson, "spearman": judge_spearman}
NAMED = {scenario.name: scenario for scenario in PAIRS}


def pairs_of(r, n, seed=0):
    """Pairs whose Pearson correlation is exactly r."""
    x, e = np.random.default_rng(seed).normal(size=(2, n))
    x = (x - x.mean()) / x.std()
    e = e - e.mean() - x * np.mean(x * e)
    return list(zip(x.tolist(), (r * x + math.sqrt(1 - r * r) * e / e.std()).tolist(), strict=True))


@pytest.mark.parametrize(("r", "n"), [(0.6, 20), (-0.3, 12), (0.95, 10), (0.0, 103)])
def test_the_interval_of_pearson_is_the_one_worked_by_hand(r, n):
    found = judge_pearson(pairs_of(r, n), POSITIVE, 0.05)
    z, half = math.atanh(r) - r / (2 * (n - 1)), 1.644854 / math.sqrt(n - 3)  # the quantile is that of tables
    assert found.value == pytest.approx(r)
    assert (found.low, found.high) == pytest.approx((math.tanh(z - half), math.tanh(z + half)), abs=1e-6)


def test_but_for_the_correction_it_is_the_interval_of_scipy():
    pairs = pairs_of(0.6, 200)
    found, scipys = judge_pearson(pairs, POSITIVE, 0.025), stats.pearsonr(*zip(*pairs, strict=True))
    interval = scipys.confidence_interval(0.95)
    shift = 0.6 / (2 * 199)
    wanted = [math.tanh(math.atanh(end) - shift) for end in (interval.low, interval.high)]
    assert (found.low, found.high) == pytest.approx(wanted)


def test_the_estimate_of_spearman_is_that_of_scipy_and_its_interval_is_worked_by_hand():
    rng = np.random.default_rng(1)
    pairs = rng.integers(6, size=(25, 2)).astype(float) + rng.integers(3, size=(25, 1))  # with ties
    found = judge_spearman([*map(tuple, pairs)], POSITIVE, 0.05)
    r = stats.spearmanr(*pairs.T).statistic
    half = 1.644854 * math.sqrt((1 + r * r / 2) / 22)
    assert found.value == pytest.approx(r)
    assert (found.low, found.high) == pytest.approx(
        (math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))
    )
    assert ranks(pairs[:, 0]) == pytest.approx(stats.rankdata(pairs[:, 0]))


@pytest.mark.parametrize("way", WAYS)
def test_word_and_p_agree(way):
    decided = set()
    for seed, r in enumerate(np.linspace(-0.95, 0.95, 39)):
        for criterion in (POSITIVE, STRONG, Criterion(low=0.2, high=0.7, kind="number")):
            for level in (0.05, 0.025):
                found = WAYS[way](pairs_of(r, 14, seed), criterion, level)
                assert (found.p_value <= level) == (found.word != "undecided")
                decided.add(found.word)
    assert {"reproduced", "contradicted", "undecided"} <= decided


def test_a_weak_correlation_that_is_none_too_small_is_smaller_than_expected():
    assert judge_pearson(pairs_of(0.3, 300), STRONG, 0.05).word == "smaller than expected"
    assert judge_spearman(pairs_of(0.3, 300), STRONG, 0.05).word == "smaller than expected"
    assert judge_pearson(pairs_of(-0.3, 300), STRONG, 0.05).word == "contradicted"
    assert judge_pearson(pairs_of(0.05, 300), STRONG, 0.05).word == "undecided"  # not significant


@pytest.mark.parametrize("way", WAYS)
def test_the_mirror_image_has_the_mirrored_answer_and_the_order_of_the_seeds_does_not_matter(way):
    pairs = pairs_of(0.7, 15)
    found = WAYS[way](pairs, POSITIVE, 0.05)
    mirrored = WAYS[way]([(x, -y) for x, y in pairs], Criterion(high=0.0, kind="direction"), 0.05)
    assert (mirrored.word, mirrored.low, mirrored.high) == (found.word, -found.high, -found.low)
    assert mirrored.p_value == pytest.approx(found.p_value)
    again = WAYS[way]([(y, x) for x, y in pairs[::-1]], POSITIVE, 0.05)
    assert (again.low, again.high) == pytest.approx((found.low, found.high))


def test_stretching_values_changes_no_rank_correlation():
    pairs = pairs_of(0.7, 15)
    stretched = [(math.exp(5 * x), y**3) for x, y in pairs]
    assert judge_spearman(stretched, POSITIVE, 0.05) == judge_spearman(pairs, POSITIVE, 0.05)
    assert judge_pearson(stretched, POSITIVE, 0.05).value != pytest.approx(0.7, abs=0.05)


@pytest.mark.parametrize("way", WAYS)
def test_fewer_than_ten_pairs_equal_values_and_diverged_seeds_decide_nothing(way):
    clear = [(float(n), n + 0.5 * (-1) ** n) for n in range(10)]
    assert WAYS[way](clear, POSITIVE, 0.05).word == "reproduced"
    few = WAYS[way](clear[:9], POSITIVE, 0.05)
    assert (few.word, few.value) == ("undecided", None)
    assert "9 pairs are too few" in few.why
    lost = WAYS[way]([*clear, *clear, NAN], POSITIVE, 0.05)
    assert lost.word == "undecided"
    assert "1 of 21 seeds diverged" in lost.why
    assert WAYS[way]([NAN] * 12, POSITIVE, 0.05).word == "undecided"
    for same in ([(1.0, y) for _, y in clear], [(x, 1.0) for x, _ in clear]):
        assert "the same in all pairs" in WAYS[way](same, POSITIVE, 0.05).why


def test_a_perfect_correlation_has_an_interval_and_a_p():
    pairs = [(float(n), 2.0**n) for n in range(12)]
    found = judge_spearman(pairs, STRONG, 0.05)
    assert (found.word, found.value, found.low, found.p_value) == ("reproduced", 1.0, 1.0, 0.0)
    assert artanh(1.0) == -artanh(-1.0) == math.inf
    assert correlation(*np.array([(x, 0.1 * x) for x, _ in pairs]).T) <= 1.0


def test_a_seed_that_never_comes_has_the_last_rank_and_no_mean():
    delays = [(float(n), 100.0 + 7 * n) for n in range(9)]
    assert judge_spearman([*delays, (9.0, math.inf)], POSITIVE, 0.05).value == 1.0
    assert judge_spearman([*delays, (-1.0, math.inf)], POSITIVE, 0.05).value < 0.7
    with pytest.raises(ValueError, match="spearman"):
        judge_pearson([*delays, (9.0, math.inf)], POSITIVE, 0.05)


def test_units_are_pairs_averaged_over_the_seeds():
    models = np.array(pairs_of(0.8, 17))
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(2, *models.shape))
    seeds = [models + noise[0], models - noise[0]]  # their mean is exactly the models'
    found = judge_spearman([tuple(seed.T.tolist()) for seed in seeds], POSITIVE, 0.05)
    assert found.value == pytest.approx(stats.spearmanr(*models.T).statistic)
    one = judge_pearson([tuple(models.T.tolist())], POSITIVE, 0.05)  # one seed measures 17 models
    assert (one.value, one.word) == (pytest.approx(0.8), "reproduced")
    few = judge_pearson([tuple(models[:9].T.tolist())] * 20, POSITIVE, 0.05)
    assert "9 pairs are too few" in few.why
    uneven = judge_pearson([([1.0, 2.0], [1.0, 2.0]), ([1.0], [1.0])], POSITIVE, 0.05)
    assert "different numbers of units" in uneven.why


def test_looks_share_out_the_error_and_the_p_is_that_of_the_plan():
    assert levels("pearson", (10, 20)) == levels("spearman", (10, 20)) == (0.025, 0.025)
    pairs = pairs_of(0.9, 10)
    course = judge_by_looks("pearson", pairs, POSITIVE, (5, 10, 20))
    assert [look.judged.word for look in course.looks] == ["undecided", "reproduced"]
    assert course.judged.p_value == pytest.approx(3 * course.looks[-1].judged.p_value)
    waiting = judge_by_looks("pearson", pairs[:6], POSITIVE, (5, 10, 20))
    assert (waiting.judged.word, waiting.waiting_for) == ("undecided", 10)
    assert judge_by_looks("pearson", [*pairs[:9], None], POSITIVE, (10,)).judged.word == "not judged"


def judged(pairs, looks=(), **claim):
    stated = {"says": "s", "metric": "x", "against": "y", "judge": "pearson", "because": "b", "role": "extension"}
    of = Claim.model_validate(
        stated | {"accept": {"at_least": 0}, "source": {"paper": "p", "at": "1"}, "judged_at": ("paper",)} | claim
    )
    outcomes = [Outcome(seed, "a", scalars={"x": x, "y": y}) for seed, (x, y) in enumerate(pairs)]
    tier = Tier(seeds=tuple(range(min(10, len(pairs)))), looks=looks, minutes=1)
    return judge_claims({"c": of}, "paper", tier, outcomes)[0]


def test_a_claim_names_two_metrics_and_its_verdict_has_their_correlation():
    found = judged(pairs_of(0.8, 10))
    assert (found.word, found.estimate, found.values) == ("reproduced", pytest.approx(0.8), ())
    assert (found.sign_p, found.flips) == (None, 0)
    later = judged(pairs_of(0.8, 20, seed=3), looks=(20,))
    assert [look.n for look in later.looks][-1] in (10, 20)


def test_one_seed_of_ten_that_makes_a_correlation_is_found_out():
    pairs = [*pairs_of(0.0, 9), (9.0, 9.0)]
    found = judged(pairs)
    assert (found.word, found.flips) == ("reproduced", 1)
    assert judged(pairs, judge="spearman").word == "undecided"


def test_a_censored_metric_is_judged_by_its_rank():
    late = [(1.0 * n, float(n)) for n in range(9)] + [(50.0, 20.0)]
    assert judged(late, judge="spearman", censored_from=50).estimate == 1.0
    assert judged(late, judge="spearman", censored_from=8).estimate < 1.0  # the last two share a rank


@pytest.mark.system
@pytest.mark.parametrize("looks", [(10,), (30,), (10, 20)])
def test_the_smallest_correlation_is_decided_in_80_percent(looks):
    """Tolerance: three standard errors of 1500 draws. At ten pairs, and with an earlier look, it is a little more."""
    rng = np.random.default_rng(4)
    for edge in (0.0, 0.5):
        r = smallest_correlation(looks, edge)
        x, e = rng.normal(size=(2, 1500, looks[-1]))
        y = r * x + math.sqrt(1 - r * r) * e
        words = [
            judge_by_looks("pearson", [*zip(*row, strict=True)], Criterion(low=edge), looks).judged.word
            for row in zip(x.tolist(), y.tolist(), strict=True)
        ]
        more = 0.05 if looks[0] == 10 else 0.0
        assert -0.031 <= words.count("reproduced") / 1500 - 0.8 <= 0.031 + more
    assert smallest_correlation((5,), 0.0) == math.inf


@pytest.mark.system
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["independent, normal", "r = 0.5, normal"])
def test_normal_pairs_are_wrongly_judged_in_at_most_5_percent_on_either_side(name, way):
    """Tolerance: three standard errors of 1500 draws."""
    for rate in pair_error_rates(NAMED[name], (10, 20), way, 1500, seed=5):
        assert 0.01 <= rate <= 0.05 + 0.017


@pytest.mark.parametrize("scenario", PAIRS, ids=lambda s: s.name)
def test_the_stated_correlations_are_true(scenario):
    pairs = scenario.pairs(np.random.default_rng(6), (1, 300_000))[0]
    assert stats.spearmanr(*pairs.T).statistic == pytest.approx(scenario.spearman, abs=0.006)
    assert correlation(*pairs.T) == pytest.approx(scenario.pearson, abs=0.02)
