"""Are tickets compared in the rounds that are named, and is what a unit tells what was put into it?"""

import numpy as np
import pytest

from netsci_bench.experiments.lottery.figures.subnetworks import draw
from netsci_bench.experiments.lottery.subnetworks import Subnetworks, mean_unit_information, ticket_performance
from netsci_bench.nets.lottery.tickets import find_round

ROUNDS = {"half": 1, "later": 2, "smallest": 3, "hardly_any": 4}


@pytest.fixture(scope="module")
def params(tickets) -> Subnetworks:
    return Subnetworks(tickets=tickets(4, 40, controls=("reinit",), controls_every=1), **ROUNDS)


def test_differences_are_those_of_the_rounds_that_are_named(params, shared, as_outcome, drawn):
    run = shared.run("subnetworks")
    found = ticket_performance(params, run)
    folder = run.once(None, params.tickets)
    ticket = [find_round(folder, "ticket", number).accuracy for number in range(5)]
    reinit = [find_round(folder, "reinit", number).accuracy for number in range(1, 5)]
    assert found.dense == ticket[0]
    assert found.smallest_gain == ticket[3] - ticket[0]
    assert found.hardly_any_gain == ticket[4] - ticket[0]
    assert found.last_loss == ticket[0] - ticket[4]
    assert found.over_reinit == ticket[3] - reinit[2]
    assert found.reinit_change == reinit[1] - reinit[0]
    assert found.ticket_change == ticket[2] - ticket[1]
    assert found.unit.gain == pytest.approx(found.unit.smallest - found.unit.dense)
    assert found.unit.dense > 0.05  # the images of a class are alike
    (figure,) = draw([as_outcome(found, run.folder)] * 2).values()
    said = drawn(figure)
    assert all(word in said for word in ("reinitialised", "dense net", "smallest ticket"))


def layer(informed: int, units: int, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Units of which so many are on for half of the classes, in noise."""
    made = rng.random((len(labels), units)).astype(np.float32)
    made[:, :informed] = (labels % 2)[:, None] + 0.2 * made[:, :informed]
    return made


def test_a_unit_that_knows_half_of_the_classes_tells_one_bit_and_one_of_noise_nothing():
    rng = np.random.default_rng(0)
    labels = np.arange(10_000, dtype=np.int64) % 10
    known, half, noise = (layer(count, 40, labels, rng) for count in (40, 20, 0))
    assert mean_unit_information(known, labels) == pytest.approx(np.log(2), abs=1e-3)
    assert mean_unit_information(half, labels) == pytest.approx(np.log(2) / 2, abs=1e-3)
    assert abs(mean_unit_information(noise, labels)) < 1e-4
    assert abs(mean_unit_information(known, rng.permutation(labels))) < 1e-3


def test_constant_units_are_left_out_and_scales_do_not_matter():
    rng = np.random.default_rng(0)
    labels = np.arange(1000, dtype=np.int64) % 10
    known = layer(5, 5, labels, rng)
    padded = np.hstack([known * np.float32(100), np.zeros((1000, 7), np.float32)])
    assert mean_unit_information(padded, labels) == pytest.approx(mean_unit_information(known, labels))
    with pytest.raises(ValueError, match="constant"):
        mean_unit_information(np.zeros((1000, 3), np.float32), labels)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"later": 1}, "half < later"),
        ({"hardly_any": 5}, "rounds up to 4"),
        ({"controls_every": 2}, "reinitialised tickets must be trained"),
        ({"controls": ("random_mask",)}, "reinitialised tickets must be trained"),
    ],
)
def test_rounds_that_are_not_there_are_refused(tickets, change, said):
    rounds = ROUNDS | {name: value for name, value in change.items() if name in ROUNDS}
    settings = {"controls": ("reinit",), "controls_every": 1} | {n: v for n, v in change.items() if n not in ROUNDS}
    with pytest.raises(ValueError, match=said):
        Subnetworks(tickets=tickets(4, 40, **settings), **rounds)
