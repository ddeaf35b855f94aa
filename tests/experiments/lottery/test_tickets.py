"""Are tickets compared with what they are to be compared with, and are the words of the claims what they say?"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.lottery.course import (
    Course,
    collapse_round,
    decay_onset,
    measure_near_maximum,
    near_maximum_round,
)
from netsci_bench.experiments.lottery.figures.degrees import draw_laws
from netsci_bench.experiments.lottery.figures.tickets import draw, draw_accuracies, draw_graph_shape
from netsci_bench.experiments.lottery.graph import draw_masks_like
from netsci_bench.experiments.lottery.readings import (
    NAMES,
    degree_distributions,
    fit_families,
    heavier,
    heavy_balance,
    measure_shapes,
)
from netsci_bench.experiments.lottery.tickets import Degrees, degrees_lenet300
from netsci_bench.measures.tails.heavy_tail import HeavyTail, heavy_tail
from netsci_bench.nets.lottery.tickets import find_round

SIZES = ((300, 784), (100, 300), (10, 100))


@pytest.fixture(scope="module")
def params(tickets) -> Degrees:
    recipe = tickets(rounds=4, iterations=40, controls=("random_mask", "reinit"), controls_every=2)
    return Degrees(tickets=recipe, half=1, fifth=2, smallest=4, collapse_points=5.0, near=0.05, bins=(2, 8, 32))


@pytest.fixture(scope="module")
def measured(params, shared):
    run = shared.run("lottery")
    return degrees_lenet300(params, run), run


def random_masks(shares: tuple[float, ...], seed: int = 0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return tuple(rng.random(shape) < share for shape, share in zip(SIZES, shares, strict=True))


def test_what_is_measured_is_what_was_trained(measured, params, shared):
    told, run = measured
    folder = run.once(None, params.tickets)
    rounds = [find_round(folder, "ticket", number) for number in range(5)]
    assert told.ticket.accuracy == [one.accuracy for one in rounds]
    assert told.gain.smallest == rounds[4].accuracy - rounds[0].accuracy
    assert told.gain.over_reinit == rounds[4].accuracy - find_round(folder, "reinit", 4).accuracy
    assert told.gain.over_random_mask == rounds[4].accuracy - find_round(folder, "random_mask", 4).accuracy
    assert told.random_mask.round == [2, 4]
    assert told.sooner.half == rounds[0].best_iteration - rounds[1].best_iteration
    assert told.sooner.fifth == rounds[1].best_iteration - rounds[2].best_iteration
    assert told.sooner.than_smallest == rounds[4].best_iteration - rounds[2].best_iteration
    assert told.ticket.remaining == pytest.approx([100, 40.1, 16.1, 6.5, 2.6], abs=0.1)
    weights = np.concatenate([w[m] for w, m in zip(rounds[3].weights, rounds[3].masks, strict=True)]).astype(float)
    assert told.ticket.mean_weight[3] == pytest.approx(weights.mean())
    assert told.ticket.mean_size[3] == pytest.approx(np.abs(weights).mean())


def test_graphs_at_random_have_the_tickets_numbers_of_weights(measured, params):
    told, run = measured
    masks = find_round(run.once(None, params.tickets), "ticket", 3).masks
    drawn = draw_masks_like(masks, 3, run)
    assert [m.sum() for m in drawn] == [m.sum() for m in masks]
    assert any((a != b).any() for a, b in zip(drawn, masks, strict=True))
    np.testing.assert_array_equal(
        np.load(run.folder / "arrays" / "random-degrees-1.npy")[3], degree_distributions(drawn)[1]
    )
    assert told.random_graph.overdispersion[4] == pytest.approx(1.0, abs=0.25)  # binomial, and few


def test_a_dense_net_has_nothing_to_fit_and_is_one_component(measured):
    told, _ = measured
    assert (told.graph.whole[0], told.graph.overdispersion[0], told.strength[0]) == (0.0, 0.0, told.strength[0])
    assert (told.graph.components[0], told.graph.largest[0], told.graph.idle[0]) == (1.0, 1.0, 0.0)


def test_information_is_at_most_what_there_is_to_tell(measured, digits):
    told, run = measured
    samples = len(digits["test_labels"])
    for layer in (told.first, told.second, told.output):
        assert max(layer.input) <= np.log(samples) + 1e-9
        assert max(layer.label) <= np.log(10)
    values = np.load(run.folder / "arrays" / "information.npy")
    assert values.shape == (5, 3, 3, 5)
    finest = values[:, 0, 2]
    np.testing.assert_allclose(finest[:, 0], np.log(samples), atol=0.05)  # every image has a pattern of its own,
    np.testing.assert_allclose(finest[:, 2] - finest[:, 3], 0, atol=0.05)  # so nothing is left beyond chance


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ([98, 97, 92, 90], 2),
        ([98, 92, 97, 90], 3),
        ([98, 98, 97, 96], 4),
        ([90, 90, 90, 90], 0),
        ([98, 93, 94, 95], 4),
    ],
)
def test_a_collapse_is_a_fall_that_lasts(accuracies, expected):
    assert collapse_round([0, 1, 2, 3], accuracies, 98.0, 5.0) == expected


def test_near_the_maximum_is_a_share_of_the_range_whatever_the_sign():
    assert near_maximum_round([0, 1, 2], [-3.0, -1.02, -1.0], 0.05) == 1
    assert near_maximum_round([0, 3, 6], [1.0, 1.0, 1.0], 0.05) == 0
    assert near_maximum_round([0, 3, 6], [0.0, 0.9, 1.0], 0.05) == 6


SEEN = {  # a course of 31 rounds as it was measured: a slow decay, then a collapse in round 27
    "accuracy": np.concatenate(
        [
            [97.6, 97.8, 98.1, 98.3, 98.1, 98.4, 98.3, 98.3, 98.4, 98.2, 98.3, 98.2, 98.1, 97.9, 97.9, 98.0],
            [98.0, 97.9, 97.6, 97.7, 97.3, 97.0, 96.4, 96.2, 94.9, 94.4, 92.7, 92.1, 89.5, 87.2, 81.8],
        ]
    ),
    "rising": np.concatenate(
        [
            [91, 99, 105, 114, 122, 131, 144, 147, 163, 189, 210, 232, 263, 292, 327, 361],
            [406, 445, 487, 540, 599, 647, 689, 777, 827, 913, 932, 1030, 1057, 1140, 1128],
        ]
    ),
    "settled": 10.0 * np.minimum(np.arange(31), 18),
}


def course(size: str, rounds: int) -> Course:
    series = {name: [0.0] * rounds for name in Course.model_fields}
    told = {"accuracy": SEEN["accuracy"], "mean_size": SEEN[size], "mean_weight": SEEN[size]}
    return Course(
        **series
        | {name: [float(v) for v in values[:rounds]] for name, values in told.items()}
        | {"round": list(range(rounds))}
    )


@pytest.mark.parametrize(("size", "word"), [("rising", -1.0), ("settled", 1.0)])
def test_where_pruning_stops_changes_nothing_about_the_mean_weight(size, word):
    told = [measure_near_maximum(course(size, rounds), 0.05) for rounds in (31, 30, 29, 28, 27)]
    assert told[0].onset == 21
    assert told[0].size == told[0].signed == word
    assert all(one == told[0] for one in told[1:])
    assert measure_near_maximum(course(size, 26), 0.05).size == 0.0  # too short to know


def test_a_decay_begins_where_it_lasts_and_exceeds_the_spread():
    rng = np.random.default_rng(0)
    flat = 98 + 0.2 * rng.standard_normal((400, 31))
    false = np.mean([decay_onset(list(range(31)), row.tolist()) < 31 for row in flat])
    assert false <= 0.05
    falling = flat - np.maximum(0, np.arange(31) - 18)  # a point in each round from round 19 on
    onsets = np.array([decay_onset(list(range(31)), row.tolist()) for row in falling])
    print(f"false {false:.3f}, onset {np.median(onsets)}, within two rounds {np.mean(np.abs(onsets - 19) <= 2):.3f}")
    assert np.median(onsets) in (19, 20)
    assert np.mean(np.abs(onsets - 19) <= 2) >= 0.95
    once = [98.0] * 12 + [95.0, 95.0] + [98.0] * 10
    assert decay_onset(list(range(24)), once) == 24


def heavy_sign(degrees: np.ndarray) -> int:
    kept = np.clip(degrees, 1, 784).astype(np.int64)
    return heavy_tail(fit_families(kept, 784)).sign


HEAVY_LAWS = {
    "log-normal 0.8": lambda rng, n: np.rint(rng.lognormal(2.5, 0.8, n)),
    "log-normal 1": lambda rng, n: np.rint(rng.lognormal(2.5, 1.0, n)),
    "power law 2.3": lambda rng, n: rng.zipf(2.3, n),
}
LIGHT_LAWS = {
    "binomial": lambda rng, n: rng.binomial(784, 0.036, n),
    "Poisson": lambda rng, n: rng.poisson(10, n),
    "geometric": lambda rng, n: rng.geometric(0.05, n),
    "negative binomial": lambda rng, n: rng.poisson(rng.gamma(4.0, 7.0, n)),
    "half of all weights": lambda rng, n: rng.hypergeometric(117600, 117600, 784, n),
}


def tell_signs(law, n, draws):
    """Shares of heavy and of light verdicts."""
    signs = np.array([heavy_sign(law(np.random.default_rng(seed), n)) for seed in range(draws)])
    return np.mean(signs > 0), np.mean(signs < 0)


@pytest.mark.nightly
@pytest.mark.parametrize(("n", "power"), [(300, 0.6), (100, 0.2)])
def test_the_whole_distribution_shows_a_heavy_tail_with_this_power(n, power):
    for name, law in HEAVY_LAWS.items():
        heavy, light = tell_signs(law, n, 40)
        print(f"n = {n}, {name}: heavy {heavy:.0%}, light {light:.0%}")
        assert heavy >= power
        assert light <= 0.1  # a heavy tail is hardly ever called a light one
    for name, law in LIGHT_LAWS.items():
        heavy, light = tell_signs(law, n, 40)
        print(f"n = {n}, {name}: heavy {heavy:.0%}, light {light:.0%}")
        assert heavy <= 0.1


@pytest.mark.parametrize("name", [*HEAVY_LAWS, *LIGHT_LAWS])
def test_at_the_size_of_a_layer_a_heavy_tail_is_mostly_seen_and_a_light_one_is_none(name):
    heavy, light = tell_signs((HEAVY_LAWS | LIGHT_LAWS)[name], 300, 5)
    assert (heavy >= 0.4 and light == 0) if name in HEAVY_LAWS else heavy <= 0.2


def test_only_a_light_law_speaks_against_heavy_tails():
    heavy, light, open_ = (
        HeavyTail("log_normal", "normal", ratio, p) for ratio, p in ((9.0, 0.01), (-9.0, 0.01), (-9.0, 0.4))
    )
    assert heavy_balance([open_, None, open_, None]) == 0.0
    assert heavy_balance([heavy, light, open_, None]) == 0.0
    assert heavy_balance([light, None, None, None]) == -0.25
    assert heavier([heavy, heavy, light, open_], [open_, heavy, heavy, light]) == 0.0
    assert heavier([heavy, heavy, open_, None], [light, None, light, light]) == 0.5


def test_masks_at_random_are_not_heavy_tailed_and_masks_with_hubs_are():
    at_random = [
        shape.whole.prefers_heavy
        for seed in range(5)
        for shape in measure_shapes(random_masks((0.03, 0.05, 0.5), seed))
    ]
    assert np.mean(at_random) <= 0.15  # the level of the test
    rng = np.random.default_rng(0)
    share = np.minimum(rng.lognormal(-4.5, 1.3, 784), 0.9)  # few pixels with very many weights
    hubs = (rng.random(SIZES[0]) < share, *random_masks((0.03, 0.05, 0.5))[1:])
    assert measure_shapes(hubs)[0].whole.prefers_heavy


def test_a_distribution_that_cannot_be_fitted_is_undecided():
    empty = tuple(np.zeros(shape, dtype=bool) for shape in SIZES)
    assert heavy_balance([shape.whole for shape in measure_shapes(empty)]) == 0.0
    assert all(shape.whole is shape.tail is None for shape in measure_shapes(empty))
    with pytest.raises(ValueError, match="two hidden layers; this one has 1"):
        degree_distributions(empty[:2])


def test_rounds_that_are_not_there_and_missing_controls_are_refused(params):
    told = dict(params)
    with pytest.raises(ValidationError, match="must be rounds up to 4"):
        Degrees(**{**told, "smallest": 6})
    with pytest.raises(ValidationError, match="must be trained in round 3"):
        Degrees(**{**told, "smallest": 3})


@pytest.fixture(scope="module")
def outcome(measured) -> Outcome:
    told, run = measured
    values = dict(flat(told))
    scalars = {name: v for name, v in values.items() if not isinstance(v, list)}
    lists = {name: v for name, v in values.items() if isinstance(v, list)}
    return Outcome(seed=3, address="", scalars=scalars, lists=lists, folder=run.folder)


def test_figures_show_tickets_and_controls_and_every_distribution(outcome, drawn, titled):
    figures = titled(draw([outcome, outcome]))
    assert "tickets, reinitialised" in drawn(figures["Accuracy against remaining weights"])
    assert all(name in drawn(figures["Degree distributions of seed 3"]) for name in NAMES)
    assert "negative binomial" in drawn(figures["Laws of degrees of seed 3"])
    assert "outputs, 32 bins" in drawn(figures["Mutual information"])
    assert len(figures) == 6


def test_no_line_joins_the_few_measured_rounds_of_a_control(outcome):
    axes = draw_accuracies([outcome, outcome]).axes[0]
    lines = [line for line in axes.lines if len(line.get_xdata()) == len(outcome.lists["reinit.round"])]
    assert [line.get_linestyle() for line in lines if line.get_marker() in "s^"] == ["None", "None"]


def test_the_spread_of_a_balance_stays_a_balance(outcome):
    told = [{**outcome.lists, "graph.whole": [share] * 5, "random_graph.whole": [share] * 5} for share in (-1.0, 1.0)]
    axes = draw_graph_shape([replace(outcome, lists=lists) for lists in told]).axes[0]
    bands = np.concatenate([band.get_paths()[0].vertices[:, 1] for band in axes.collections])
    assert (bands.min(), bands.max()) == (-1.0, 1.0)


def test_laws_that_coincide_are_both_seen_and_the_key_says_what_lines_mean(outcome, drawn):
    figure = draw_laws(outcome)
    words = drawn(figure)
    assert all(entry in words for entry in ("measured", "best by Akaike's criterion", "other laws"))
    for axes in figure.axes:
        laws = [line for line in axes.lines if line.get_marker() == "None"]
        solid = [line for line in laws if line.get_linestyle() == "-"]
        offsets = [line._dash_pattern[0] for line in laws if line.get_linestyle() != "-"]
        assert len(solid) == 1
        assert all(one != other for one, other in pairwise(offsets))
