"""Is a net that groks told from one that does not, and are before and after what the learning curves say?"""

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.regions.figures.grokking import draw
from netsci_bench.experiments.regions.grokking import Grokking, grokked_partitions
from netsci_bench.experiments.regions.phases import describe_episode, phases
from netsci_bench.nets.planar.draws import Draw, fit_draw, run_of_draw
from netsci_bench.nets.planar.trained import SmallTrained, read_training
from netsci_bench.nets.planar.training import fit_small
from netsci_bench.reporting.plots.png import own_figures

SETTING = Grokking(
    recipe={
        "data": {"kind": "two_circles", "points": 24, "held_out": 200},
        "widths": [12, 12],
        "loss": "logistic",
        "lr": 0.01,
        "weight_decay": 1.0,
        "initial": 3.0,
        "steps": 600,
        "kept": 25,
    },
    window=((-3.5, -3.5), (3.5, 3.5)),
)
STEPS = np.arange(0, 1010, 10)


def course(fits_at: int, generalises_at: int) -> SmallTrained:
    """A training with checkpoints at every evaluation that fits and generalises at these steps; 9999: never."""
    return SmallTrained(
        steps=STEPS,
        weights=np.zeros((len(STEPS), 1)),
        losses=np.zeros(1001),
        evaluated=STEPS,
        train_correct=np.where(fits_at <= STEPS, 1.0, 0.6),
        held_out_correct=np.where(generalises_at <= STEPS, 0.99, 0.7),
        widths=(1,),
    )


@pytest.mark.parametrize(
    ("fits_at", "generalises_at", "groks", "never"),
    [
        (50, 500, True, False),
        (50, 100, True, False),
        (50, 90, False, False),  # late, but not twice as late
        (50, 50, False, False),
        (50, 20, False, False),  # generalises before it fits
        (50, 9999, False, True),
        (900, 9999, False, False),  # there is no first half to compare with
        (9999, 9999, False, False),
    ],
)
def test_a_net_groks_if_it_generalises_long_after_it_fits(fits_at, generalises_at, groks, never):
    found = phases(course(fits_at, generalises_at), 0.95)
    assert (found.groks(2.0), found.never_generalises) == (groks, never)


def test_before_is_between_fit_and_generalisation_and_late_is_after_both_and_half_of_the_training():
    for generalises_at, late in ((200, 500), (800, 800), (9999, 500)):
        found = phases(course(50, generalises_at), 0.95)
        assert STEPS[found.before].tolist() == list(range(50, min(generalises_at, 500) if late == 500 else 800, 10))
        assert STEPS[found.late].tolist() == list(range(late, 1010, 10))
    assert phases(course(50, 200), 0.95).ratio == 4


def test_a_partition_that_aligns_with_grokking_gains_and_indicates_it_and_one_that_does_not_is_at_chance():
    of, rng = phases(course(50, 300), 0.95), np.random.default_rng(0)
    aligns = describe_episode([(0.4, 0.3) if step < 300 else (0.02, 0.01) for step in STEPS], of)
    assert (aligns.before, aligns.late, aligns.late_against_net) == pytest.approx((0.4, 0.02, 0.01))
    assert (aligns.gain, aligns.indicates) == pytest.approx((0.38, 1.0))
    apart = [describe_episode([(x, x) for x in rng.uniform(0, 0.5, len(STEPS))], of) for _ in range(200)]
    assert np.mean([one.gain for one in apart]) == pytest.approx(0, abs=0.01)
    assert np.mean([one.indicates for one in apart]) == pytest.approx(0.5, abs=0.02)
    constant = describe_episode([(0.5, 0.5)] * len(STEPS), of)
    assert (constant.gain, constant.indicates) == (0, 0.5)
    with pytest.raises(ValueError, match="keep more of them"):
        describe_episode([(0.5, 0.5)] * len(STEPS), phases(course(50, 50), 0.95))


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("grokking")).run("result")
    return grokked_partitions(SETTING, run), run


def test_one_net_of_each_kind_is_measured(measured):
    found, run = measured
    assert found.grokked.delay_ratio >= 2
    assert found.grokked.held_out >= 0.95 > found.ungrokked.held_out
    assert found.grokked.draw != found.ungrokked.draw
    for net in (found.grokked, found.ungrokked):
        assert len(net.cells) == len(net.steps) == len(net.masses.misclassified)
        assert net.advantage == pytest.approx(net.unweighted.late - net.masses.late)
        assert net.edges_advantage == pytest.approx(net.unweighted.late - net.edges.late)
    assert found.edges_over_ungrokked == pytest.approx(found.ungrokked.edges.late - found.grokked.edges.late)
    points = [np.load(run.folder / "arrays" / f"{name}_points.npy") for name in ("grokked", "ungrokked")]
    assert (points[0] != points[1]).any()


def test_where_no_net_groks_the_seed_says_so(tmp_path):
    with pytest.raises(Failure, match="none of 1 draws is"):
        grokked_partitions(SETTING.model_copy(update={"most_draws": 1}), FakeStore(tmp_path).run("result"))


def test_draw_zero_is_the_training_of_the_seed_and_others_differ(tmp_path):
    store, recipe = FakeStore(tmp_path), SETTING.recipe
    own = read_training(store.run("x").once(fit_small, recipe), recipe)
    first, second = (
        read_training(store.run("x").once(fit_draw, Draw(recipe=recipe, number=n)), recipe) for n in (0, 1)
    )
    np.testing.assert_array_equal(first.weights, own.weights)
    assert (second.weights != own.weights).any()
    assert run_of_draw(1, store.run("x")).seed == run_of_draw(1, store.run("y")).seed


def test_the_figures_are_drawn(measured):
    found, run = measured
    values = dict(flat(found))
    scalars = {name: value for name, value in values.items() if not isinstance(value, list)}
    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars=scalars, lists=lists, folder=run.folder)
    pictures, complaints = own_figures(draw, [outcome])
    assert complaints == []
    assert len(pictures) == 2
