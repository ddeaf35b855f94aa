"""Are the degrees of both nets those of their connections, and do the two readings say different things?"""

import numpy as np
import pytest
from pydantic import ValidationError

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.lottery.figures.set_nets import APART, FLOOR, NETS, SMALLEST_P, draw
from netsci_bench.experiments.lottery.readings import degree_distributions, mean_overdispersion, measure_shapes
from netsci_bench.experiments.lottery.set_nets import (
    SideBySide,
    degrees_set,
    measure_laws,
    read_masks,
    read_tail,
)
from netsci_bench.measures.tails.power_law_evidence import power_law_evidence
from netsci_bench.measures.tails.power_law_p_value import line_p_value
from netsci_bench.nets.lottery.tickets import find_round
from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load

SIZES = ((300, 784), (100, 300), (10, 100))


@pytest.fixture(scope="module")
def params(digit_recipe, tickets) -> SideBySide:
    recipe = Recipe(
        dataset=digit_recipe.dataset,
        model={"name": "netsci_bench.nets.models.set_mlp:set_mlp"},
        architecture={"inputs": 784, "hidden": (300, 100), "epsilon": 20.0},
        classes=10,
        optimizer="sgd",
        lr=0.01,
        momentum=0.9,
        batch=64,
        epochs=2,
        keep_epochs=(0,),
        evolution=Evolution(),
        evolved_by={"name": "netsci_bench.nets.sparse.evolution:evolve"},
    )
    return SideBySide(tickets=tickets(rounds=2, iterations=20), round=2, recipe=recipe, resamplings=10)


@pytest.fixture(scope="module")
def measured(params, shared):
    run = shared.run("set")
    return degrees_set(params, run), run


def masks_with(degrees: np.ndarray) -> tuple[np.ndarray, ...]:
    """A net whose inputs have these numbers of connections, and that is else random."""
    rng = np.random.default_rng(0)
    first = np.zeros(SIZES[0], dtype=bool)
    for column, degree in enumerate(degrees):
        first[rng.choice(300, degree, replace=False), column] = True
    return (first, *(rng.random(shape) < 0.2 for shape in SIZES[1:]))


def test_the_degrees_are_those_of_the_connections_that_stay(measured, params):
    told, run = measured
    net = load(run.once(None, params.recipe), 2, params.recipe)
    masks = read_masks(net, params.recipe.evolution)
    assert [mask.shape for mask in masks] == list(SIZES)
    whole = read_masks(net, None)
    assert whole[0].sum() == 20 * (784 + 300)
    assert masks[0].sum() == pytest.approx(0.7 * whole[0].sum(), abs=2)
    assert not (masks[0] & ~whole[0]).any()
    assert masks[2].all()
    weight = np.zeros(SIZES[0], dtype=np.float32)
    layer = net[1]
    weight[layer.target.numpy(), layer.source.numpy()] = layer.weight.detach().numpy()
    assert np.abs(weight[masks[0]]).min() > 0
    for sign in (1, -1):  # of each sign those nearest to zero are gone
        side = sign * weight > 0
        assert np.abs(weight[side & masks[0]]).min() >= np.abs(weight[side & ~masks[0]]).max()
    kept = np.load(run.folder / "arrays" / "evolved-degrees-0.npy")
    np.testing.assert_array_equal(kept, degree_distributions(masks)[0])
    assert told.evolved.weights == sum(mask.sum() for mask in masks)


def test_the_ticket_is_that_of_its_round_and_the_mask_at_random_is_as_large(measured, params):
    told, run = measured
    ticket = find_round(run.once(None, params.tickets), "ticket", 2)
    assert told.ticket_accuracy == ticket.accuracy
    assert told.ticket.weights == told.random.weights == sum(mask.sum() for mask in ticket.masks)
    assert told.growth == told.evolved.overdispersion / told.begun.overdispersion
    thinned = np.sqrt((1 - 0.7 * 0.092) * (1 - 0.7 * 0.267))  # 1 - density, after the removal
    assert told.begun.overdispersion == pytest.approx(thinned, abs=0.08)


def test_removal_alone_makes_degrees_no_more_unequal(measured, params):
    told, run = measured
    start = load(run.once(None, params.recipe), 0, params.recipe)
    removed = mean_overdispersion(read_masks(start, params.recipe.evolution))
    whole = mean_overdispersion(read_masks(start, None))
    assert removed > whole + 0.02  # which was once taken for growth
    assert removed / told.begun.overdispersion == 1.0


def test_a_power_law_is_one_in_both_readings_and_a_geometric_law_in_one_only(params, shared):
    rng = np.random.default_rng(1)
    power = np.minimum(rng.zipf(2.2, 784), 300)
    assert line_p_value(power) < 0.05
    assert power_law_evidence(power, np.random.default_rng(0), 50).word == "plausible"
    geometric = np.minimum(rng.geometric(0.1, 784), 300)
    assert line_p_value(geometric) < 0.05
    run = shared.run("readings")
    one, other = (measure_laws(masks_with(d), params, run, "made") for d in (power, geometric))
    assert one.falling_line_p[0] < 0.05
    assert one.exponent[0] == pytest.approx(2.2, abs=0.3)
    signs = [measure_shapes(masks_with(degrees))[0].whole.sign for degrees in (power, geometric)]
    assert signs == [1, -1]
    assert one.tail_over_exponential >= other.tail_over_exponential + 0.25
    assert one.scale_free == other.scale_free + 0.5  # plausible here, rejected there


def test_equal_degrees_have_neither_line_nor_tail():
    assert line_p_value(np.full(100, 7)) == 1.0
    assert read_tail(power_law_evidence(np.full(100, 7), np.random.default_rng(0), 5), np.full(100, 7)) == (0,) * 4


def test_a_round_that_is_not_there_and_a_net_that_does_not_evolve_are_refused(params):
    told = dict(params)
    with pytest.raises(ValidationError, match="no round 5 of 2"):
        SideBySide(**{**told, "round": 5})
    still = params.recipe.model_copy(update={"evolution": None, "evolved_by": None})
    with pytest.raises(ValidationError, match="must have an evolution"):
        SideBySide(**{**told, "recipe": still})


def test_the_figures_show_all_four_nets(measured, drawn, titled):
    told, run = measured
    values = dict(flat(told))
    lists = {name: v for name, v in values.items() if isinstance(v, list)}
    lists["evolved.resampled_p"] = [0.0, 1e-9, 0.5, 1.0]
    figures = draw([Outcome(seed=0, address="", lists=lists, folder=run.folder)] * 2)
    floored = titled(figures)["Two readings of scale-free"].axes[1]
    assert floored.get_xticklabels()[0].get_text() == "< 1e-06"
    evolved = np.asarray(next(line for line in floored.lines if line.get_marker() == ".").get_xdata())
    assert sorted(evolved) == [FLOOR] * 4 + [0.5] * 2 + [1.0] * 2
    assert FLOOR < APART < SMALLEST_P
    for figure in figures.values():
        said = drawn(figure)
        assert all(words in said for words, _, _ in NETS.values())
