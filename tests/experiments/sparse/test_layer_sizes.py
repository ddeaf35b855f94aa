"""Is the exponent of needed weights 1 where connections per unit suffice, 2 where a share of all places is needed?"""

import numpy as np
import pytest
import torch

from netsci_bench.experiments.sparse.figures.layer_sizes import draw
from netsci_bench.experiments.sparse.layer_sizes import LayerSizes, inner_weights, layer_sizes, measure_scaling
from netsci_bench.nets.sparse.balanced import balanced_mlp

SIZES, EPSILONS, DENSE = (100, 200, 400, 800), (2.5, 5.0, 10.0, 20.0), 85.0  # as in the spec


def scaling(accuracy, margin: float = 0.5):
    """Nets whose accuracy is a function of size and of weights between hidden layers."""
    sparse = [[(accuracy(n, 4 * e * n), 4 * e * n) for e in EPSILONS] for n in SIZES]
    return measure_scaling(SIZES, sparse, [(DENSE, 2.0 * n * n) for n in SIZES], margin)


def test_where_connections_per_unit_suffice_the_exponent_is_one():
    found = scaling(lambda n, weights: DENSE if weights >= 40 * n else 80.0)
    assert found.needed == [40.0 * n for n in SIZES]
    assert found.needed_exponent == pytest.approx(1.0)
    assert (found.sparse_exponent, found.dense_exponent) == pytest.approx((1.0, 2.0))
    assert (found.mean_gain, found.gain_by_doubling, found.fallen_back) == pytest.approx((0.0, 0.0, 0.0))


def test_where_a_share_of_all_places_is_needed_it_is_near_two():
    found = scaling(lambda n, weights: DENSE if weights >= 0.05 * n * n else 80.0)
    assert 1.5 < found.needed_exponent < 2.5
    assert found.fallen_back == 0


def test_where_no_sparse_net_is_as_accurate_dense_ones_are_needed():
    found = scaling(lambda n, weights: 80.0)
    assert found.needed == found.dense
    assert found.needed_exponent == pytest.approx(2.0)
    assert (found.fallen_back, found.mean_gain) == (4.0, -5.0)


def test_noise_of_a_seed_moves_the_exponent_but_not_its_mean_across_the_band():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(200):
        noisy = scaling(lambda n, weights: DENSE - 3 * np.exp(-weights / (15 * n)) + rng.normal(0, 0.2))
        found.append(noisy.needed_exponent)
    assert np.mean(found) == pytest.approx(1.0, abs=0.1)
    assert np.std(found) < 0.4


def test_accuracy_that_is_lost_with_size_shows_as_a_slope():
    found = scaling(lambda n, weights: DENSE - np.log2(n / 100))
    assert found.gain_by_doubling == pytest.approx(-1.0)
    assert found.gains == pytest.approx([0.0, -1.0, -2.0, -3.0])


def test_weights_are_counted_between_hidden_layers_and_zeros_are_none():
    torch.manual_seed(0)
    net = balanced_mlp(10, inputs=50, hidden=(30, 30, 30), epsilon=3)
    assert inner_weights(net) == 2 * 3 * 60
    with torch.no_grad():
        net[3].weight[:7] = 0
    assert inner_weights(net) == 2 * 3 * 60 - 7
    assert inner_weights(balanced_mlp(10, inputs=50, hidden=(30, 30, 30))) == 2 * 900


@pytest.fixture(scope="module")
def params(digit_recipe):
    told = {
        "model": {"name": "netsci_bench.nets.sparse.balanced:balanced_mlp"},
        "architecture": {"inputs": 784, "activation": "srelu"},
        "optimizer": "sgd",
        "lr": 0.05,
        "momentum": 0.9,
        "batch": 32,
        "epochs": 4,
        "keep_epochs": (),
        "evolution": {"zeta": 0.3, "finally_remove": False},
        "evolved_by": {"name": "netsci_bench.nets.sparse.evolution:evolve"},
    }
    recipe = type(digit_recipe).model_validate(dict(digit_recipe) | told)
    return LayerSizes(recipe=recipe, sizes=(20, 40), epsilons=(2.0, 4.0), margin=0.5)


def test_trained_nets_are_counted_after_all_rewiring(params, shared, as_outcome, drawn):
    run = shared.run("sizes")
    found = layer_sizes(params, run)
    weights = np.load(run.folder / "arrays" / "weights.npy")
    assert weights.tolist() == [[4 * 2 * 20, 4 * 4 * 20, 2 * 400], [4 * 2 * 40, 4 * 4 * 40, 2 * 1600]]
    assert (found.sparse_exponent, found.dense_exponent) == pytest.approx((1.0, 2.0))
    late = np.load(run.folder / "arrays" / "late.npy")
    assert found.gains == pytest.approx((late[:, 1] - late[:, 2]).tolist())
    (figure,) = draw([as_outcome(found, run.folder)] * 2).values()
    said = drawn(figure)
    assert all(word in said for word in ("dense", "as many as needed", "epsilon 4"))
    assert f"to the power {found.needed_exponent:.2f}" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sizes": (40, 20)}, "sizes must ascend"),
        ({"epsilons": (2.0, 2.0)}, "epsilons must ascend"),
        ({"epsilons": (2.0, 11.0)}, "at least 22 units"),
    ],
)
def test_what_cannot_be_compared_is_refused(params, change, said):
    with pytest.raises(ValueError, match=said):
        LayerSizes(**dict(params) | change)
