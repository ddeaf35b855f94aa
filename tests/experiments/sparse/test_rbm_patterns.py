"""Are sizes and pixels of Boltzmann machines compared as they should be, on numbers and maps that are known?"""

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.experiments.sparse.figures.rbm_visible import draw
from netsci_bench.experiments.sparse.rbm_sizes import ThreeSizes, best_by_size, medium_gain, rbm_sizes
from netsci_bench.experiments.sparse.rbm_visible import (
    Visible,
    border_mean,
    degree_map,
    measure_pattern,
    visible_patterns,
)

SIDE = 12
MACHINE = {"epsilon": 3, "deviation": 0.05, "lr": 0.05, "momentum": 0.9, "weight_decay": 2e-4, "batch": 20}
EVOLUTION = {"deviation": 0.05}


def bits(count: int, seed: int) -> np.ndarray:
    """Images whose middle varies as one, and whose border is black."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, SIDE, SIDE), dtype=np.uint8)
    lit = rng.integers(2, size=(count, 1, 1)) ^ (rng.random((count, 6, 6)) < 0.05)
    images[:, 3:-3, 3:-3] = lit
    return images.reshape(count, -1)


ARRAYS = {f"{part}_features": bits(n, n) for part, n in (("train", 300), ("valid", 40), ("test", 50))}


@pytest.fixture(scope="module")
def data() -> Dataset:
    specs = {name: ArraySpec(shape=array.shape, sha256="0" * 64) for name, array in ARRAYS.items()}
    return Dataset(name="squares", title="Squares", licence="CC0-1.0", source="made", arrays=specs, sources=())


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("store"), ARRAYS, seed=3)


def test_connections_gather_where_images_vary(data, store, as_outcome, drawn):
    rbm = MACHINE | {"dataset": data, "hidden": 60, "gibbs_steps": 1, "evolution": EVOLUTION, "epochs": 30}
    run = store.run("visible")
    found = visible_patterns(Visible(rbm=rbm, silhouettes=data), run)
    assert found.digits.centre_gain > 0.5
    assert found.digits.border < 0.9 < found.start_border < 1.15
    assert found.digits_stronger == found.digits.centre_gain - found.silhouettes.centre_gain
    assert found.digits == found.silhouettes  # the same data, start and draws
    (figure,) = draw([as_outcome(found, run.folder)] * 2).values()
    said = drawn(figure)
    assert all(word in said for word in ("MNIST", "silhouettes", "drawn at random"))


def test_a_pattern_that_was_put_in_is_found_and_one_of_chance_is_none():
    rng = np.random.default_rng(0)
    start, other = (degree_map(rng.random((28 * 28, 500)) < 0.036) for _ in range(2))
    assert abs(measure_pattern(start, other).centre_gain) < 0.1
    assert border_mean(start) == pytest.approx(1.0, abs=0.05)
    share = np.full((28, 28), 0.06)
    share[:3], share[-3:], share[:, :3], share[:, -3:] = 0, 0, 0, 0
    focused = degree_map(rng.random((28 * 28, 500)) < share.reshape(-1, 1))
    found = measure_pattern(start, focused)
    assert found.border == 0.0
    assert found.centre_gain == pytest.approx(28**2 / 22**2, abs=0.1)
    inverse = degree_map(rng.random((28 * 28, 500)) < 0.06 - share.reshape(-1, 1))
    assert measure_pattern(start, inverse).centre_gain < -2


def test_visible_units_that_are_no_square_are_refused():
    for shape in ((10, 5), (16, 5)):
        with pytest.raises(ValueError, match="no square map"):
            degree_map(np.zeros(shape, dtype=bool))


def test_the_medium_size_is_compared_with_the_better_of_the_others():
    settings = [(10, 1), (10, 3), (20, 1), (20, 3), (30, 1), (30, 3)]
    assert best_by_size([-5.0, -4.0, -3.0, -6.0, -7.0, -3.5], settings) == [-4.0, -3.0, -3.5]
    assert medium_gain([-4.0, -3.0, -3.5]) == 0.5
    assert medium_gain([-2.0, -3.0, -3.5]) == -1.0


def test_sizes_of_a_small_machine_are_those_of_its_settings(data, store):
    p = ThreeSizes(
        dataset=data,
        hidden=(6, 12, 9),
        gibbs_steps=(1, 2),
        evolution=EVOLUTION,
        epochs=4,
        chains=20,
        steps=50,
        **MACHINE,
    )
    found = rbm_sizes(p, store.run("sizes"))
    values = found.evolving.by_setting
    assert found.by_size == [max(values[:2]), max(values[2:4]), max(values[4:])]
    assert found.medium_is_best == float(found.medium_gain > 0)
    assert found.medium_gain == found.by_size[1] - max(found.by_size[0], found.by_size[2])
    assert found.fixed_over_dense == found.fixed.log_probability - found.dense.log_probability


def test_two_sizes_have_no_medium(data):
    with pytest.raises(ValueError, match="three different numbers"):
        ThreeSizes(
            dataset=data,
            hidden=(6, 9),
            gibbs_steps=(1,),
            evolution=EVOLUTION,
            epochs=4,
            chains=20,
            steps=50,
            **MACHINE,
        )
