"""Do components of patterns show classes where there are some, on bright rows that a second tells apart?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures
from fake_run import FakeStore
from toy_dataset import toy_dataset

from netsci_bench.experiments.regions.figures.patterns import draw
from netsci_bench.experiments.regions.patterns import (
    PatternComponents,
    describe_purity,
    describe_share,
    pattern_components,
)


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    """Each of three classes is bright in rows of its own."""
    rng, found = np.random.default_rng(0), {}
    for part, count in (("train", 400), ("test", 120)):
        labels = (np.arange(count) % 3).astype(np.uint8)
        images = rng.integers(60, size=(count, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[9 * label : 9 * label + 6] += 150
        found |= {f"{part}_images": images, f"{part}_labels": labels}
    return found


def setting(arrays, kept: list[int]) -> PatternComponents:
    recipe = {
        "dataset": toy_dataset(arrays, "rows"),
        "model": {"name": "netsci_bench.nets.models.relu_mlp:relu_mlp_32_32"},
        "classes": 3,
        "lr": 0.003,
        "batch": 32,
        "epochs": 3,
        "keep_epochs": kept,
    }
    return PatternComponents(recipe=recipe, images=120, neighbours=5)


@pytest.fixture(scope="module")
def measured(arrays, tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("patterns"), arrays).run("result")
    return pattern_components(setting(arrays, [0, 1]), run), run


def test_classes_that_are_learned_lie_apart_and_permuted_labels_do_not(measured):
    found, _ = measured
    assert (found.accuracy, found.epochs) == (100, [0, 1, 3])
    assert found.shown_two.late > 0.9
    assert found.shown_two.permuted < 0.5
    assert found.held_two.late > 2 * found.held_two.independent
    assert found.held_two.gain == pytest.approx(found.held_two.late - found.held_two.share[0])
    assert found.shown_all.over_pixels == pytest.approx(found.shown_all.late - found.shown_all.pixels)


def test_at_the_size_that_is_used_patterns_of_ten_classes_are_seen_and_independent_ones_are_not(tmp_path):
    rng, run = np.random.default_rng(0), FakeStore(tmp_path).run("x")
    labels = np.arange(2000) % 10
    of_class = rng.integers(2, size=(10, 64))
    patterns = np.abs(of_class[labels] - (rng.random((2000, 64)) < 0.05)).astype(float)
    noise = (rng.random((2000, 64)) < 0.5).astype(float)
    held = describe_share([noise, patterns], 9, run)
    assert held.late > 0.75
    assert held.gain > 0.5
    assert held.independent < 0.25
    shown = describe_purity([noise, patterns], (noise, labels), (9, 10), run)
    assert shown.late > 0.95
    assert shown.purity[0] == pytest.approx(0.1, abs=0.02)
    assert shown.permuted == pytest.approx(0.1, abs=0.02)
    assert shown.gain > 0.8
    assert shown.over_pixels > 0.8


def test_without_the_untrained_network_there_is_nothing_to_compare_with(arrays, tmp_path):
    with pytest.raises(ValueError, match=r"add 0 to recipe\.keep_epochs"):
        pattern_components(setting(arrays, [1]), FakeStore(tmp_path, arrays).run("result"))


def test_the_figure_is_drawn(measured, as_outcome):
    found, run = measured
    assert len(fitting_figures(draw, [as_outcome(found, run.folder)])) == 1
