"""Do differences in modularity and CKA of the same layers agree where they must, and nowhere else?"""

import numpy as np
import pytest
from pydantic import ValidationError

from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.readings import draw_sample
from netsci_bench.experiments.modularity.trained.nets import subject_net
from netsci_bench.experiments.similarity.figures import draw
from netsci_bench.experiments.similarity.layer_pairs import (
    LayerPairs,
    alignments,
    layer_pairs,
    random_contrast,
)
from netsci_bench.measures.similarity.layer_differences import absolute_differences, block_contrast, stage_numbers
from netsci_bench.measures.similarity.linear_cka import linear_cka
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.layer_outputs import layer_outputs
from netsci_bench.nets.training.tensors import normalise

OPENING = np.array([False, False, True, False, True, False, True, False])  # of a ResNet18


def test_both_matrices_are_of_all_layers_and_the_figure_shows_three(store, settings, drawn):
    run = store.run("pairs")
    found = layer_pairs(LayerPairs(**settings), run)
    arrays = {name: np.load(run.folder / "arrays" / f"{name}.npy") for name in ("differences", "cka", "shifted")}
    assert {array.shape for array in arrays.values()} == {(9, 9)}
    assert np.allclose(np.diag(arrays["cka"]), 1.0)
    assert found.lowest_cka == arrays["cka"].min()
    one = Outcome(seed=0, address="", scalars={"agreement": found.agreement}, folder=run.folder)
    assert "linear CKA" in drawn(draw([one, one]).popitem()[1])


def test_cka_over_batches_is_near_that_of_all_images_at_once_where_images_are_many(store, settings):
    p, run = LayerPairs(**settings), store.run("together")
    net = subject_net(p, p.classes, run)
    seen = draw_sample(p.model_copy(update={"images": 96}), p.text, run, -1)
    images = normalise(seen.images, p.text.mean, p.text.deviation)
    features = list(layer_outputs(net, images, block_names(net, (3, 32, 32)), lambda x: x.numpy()).values())
    biased = np.array([[linear_cka(a, b) for b in features] for a in features])
    assert np.abs(alignments(net, p, run).cka - biased).max() < 0.25


def test_a_curve_of_stages_has_the_contrast_and_random_stages_have_none():
    rng = np.random.default_rng(0)
    curve = np.array([0.149, 0.054, 0.103, 0.311, 0.366, 0.557, 0.8, 0.834, 0.836])  # ResNet18 in Fig. 4
    differences = absolute_differences(curve)
    assert block_contrast(differences, stage_numbers(OPENING)) == pytest.approx(0.244, abs=0.001)
    climb = absolute_differences(np.arange(9.0))
    assert random_contrast(climb, OPENING, rng) == pytest.approx(0.0, abs=1e-12)
    assert random_contrast(differences, OPENING, rng) < 0.15


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"recipe": None}, "name either a recipe or a net"),
        ({"batch": 40}, "96 images are no whole number of batches of 40"),
        ({"batch": 3}, "greater than or equal to 4"),
    ],
)
def test_settings_that_fit_no_net_or_no_batch_are_refused(settings, change, what):
    with pytest.raises(ValidationError, match=what):
        LayerPairs(**settings | change)
