"""Does the plane through the digits work, on bright bars that a second of training tells apart?"""

import numpy as np
import pytest
from fake_run import FakeStore
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.regions.digits import DigitsInAPlane, fiedler_digits, window_around
from netsci_bench.experiments.regions.figures.fiedler import draw_slice
from netsci_bench.reporting.plots.png import own_figures

TRAIN, TEST = 400, 120


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    """Odd digits are bright on the left, even ones on the right."""
    rng = np.random.default_rng(0)
    found = {}
    for part, count in (("train", TRAIN), ("test", TEST)):
        labels = rng.integers(10, size=count).astype(np.uint8)
        images = rng.integers(60, size=(count, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, 4:10] += np.uint8(180 * (label % 2))
            image[:, 18:24] += np.uint8(180 * (1 - label % 2))
        found |= {f"{part}_images": images, f"{part}_labels": labels}
    return found


@pytest.fixture(scope="module")
def measured(arrays, tmp_path_factory):
    bars = toy_dataset(arrays, "bars")
    setting = DigitsInAPlane(
        recipe={
            "dataset": bars,
            "model": {"name": "netsci_bench.nets.models.relu_mlp:relu_mlp_32_32"},
            "classes": 2,
            "target": "parity",
            "lr": 0.01,
            "batch": 32,
            "epochs": 4,
            "keep_epochs": [0, 4],
        },
        seen=200,
        others=100,
    )

    run = FakeStore(tmp_path_factory.mktemp("digits"), arrays).run("result")
    return fiedler_digits(setting, run), run


def test_where_the_plane_holds_the_classes_the_net_is_as_good_in_it(measured):
    found, _ = measured
    assert found.accuracy == 100
    assert found.in_plane_late < 0.02
    assert found.epochs == [0, 4]
    assert min(found.cells) > 10
    assert all(0 <= share <= 0.5 for share in found.masses.misclassified + found.edges.against_net)


def test_the_window_holds_every_foot_with_a_margin():
    window = window_around(np.array([[0.0, 0], [10, 4], [5, 1]]), 0.1)
    np.testing.assert_allclose(window, [[-1, -0.4], [11, 4.4]])


def test_the_slice_is_drawn(measured):
    found, run = measured
    values = dict(flat(found))
    scalars = {name: value for name, value in values.items() if not isinstance(value, list)}
    pictures, complaints = own_figures(draw_slice, [Outcome(seed=0, address="", scalars=scalars, folder=run.folder)])
    assert complaints == []
    assert len(pictures) == 1
