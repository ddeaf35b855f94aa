"""Does the experiment see every epoch, offer it to be watched, and measure what its metrics say?"""

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from netsci_bench.experiments.embedding import projections, watched
from netsci_bench.experiments.embedding.figures import epochs as figures
from netsci_bench.experiments.embedding.mnist_epochs import Watched, mnist_epochs
from netsci_bench.nets.models.deep.keras_convnet import keras_convnet
from netsci_bench.nets.training.evaluate import compute_outputs
from netsci_bench.nets.training.trained import load

MODEL = {"name": "netsci_bench.nets.models.deep.keras_convnet:keras_convnet"}


@pytest.fixture(scope="module")
def params(digit_recipe):
    slowed = digit_recipe.model_copy(
        update={
            "model": type(digit_recipe.model)(**MODEL),
            "keep_epochs": (),
            "epochs": 3,
            "test_every": 3,
            "lr": 0.0003,
        }
    )
    looks = {"sample": 120, "every": 1, "tsne_steps": (20, 40), "umap_steps": 20, "neighbours": 5, "ascent_steps": 15}
    return Watched(slowed=slowed, tutorial=slowed.model_copy(update={"batch": 32, "test_every": 1}), looks=looks)


@pytest.fixture(scope="module")
def found(params, shared):
    with pytest.MonkeyPatch.context() as patch:  # UMAP is held by the test of its measure, and takes long to compile
        for module in (projections, watched):
            patch.setattr(module, "umap", lambda near, start, steps, seed: start + 0.001 * steps)
        run = shared.run("watched")
        return mnist_epochs(params, run), run


def array(run, name):
    return np.load(run.folder / "arrays" / f"{name}.npy")


def test_the_network_of_each_epoch_is_seen_on_all_test_images(found, shared, digits):
    told, run = found
    outputs = array(run, "series.outputs")
    assert outputs.shape == (4, 120, 10)
    assert outputs.sum(axis=2) == pytest.approx(1, abs=1e-5)
    assert array(run, "series.labels").tolist() == digits["test_labels"].tolist()
    assert np.array_equal(array(run, "series.images"), digits["test_images"])
    assert shared.names["slowed"].kept == (0, 1, 2, 3)
    right = (outputs.argmax(axis=2) == digits["test_labels"]).mean(axis=1) * 100
    assert told.accuracies == pytest.approx(right.tolist())
    assert told.accuracies[-1] > told.accuracies[0] + 30


def test_the_tutorials_training_is_also_stopped_after_one_batch(found, params, shared):
    told, _ = found
    one = shared.names["one batch"]
    assert (one.train_limit, one.epochs, one.batch) == (32, 1, 32)
    assert told.start.lost == told.start.first_epoch - told.start.slowed_epoch
    assert told.start.first_batch < told.start.few_epochs


def test_the_offered_series_has_both_embeddings_of_every_epoch(found):
    told, run = found
    for name, dimensions in (("t-SNE", 2), ("UMAP", 2), ("UMAP 3-D", 3)):
        assert array(run, f"series.embedding.{name}").shape == (4, 120, dimensions)
    assert array(run, "series.curve.accuracy, %").tolist() == told.accuracies
    assert len(told.motions) == 3


def test_each_unit_of_each_layer_has_the_image_that_excites_it_most(found, params, shared):
    _, run = found
    counts = {"layer 1": 32, "layer 2": 64, "outputs": 10}
    for name, count in counts.items():
        images = array(run, f"series.units.{name}")
        assert (images.shape, images.dtype) == ((count, 28, 28), np.uint8)
    folder = shared.once(None, shared.names["slowed"])
    net = load(folder, 3, params.slowed)
    answers = compute_outputs(net, torch.from_numpy(array(run, "series.units.outputs")[:, None] / np.float32(255)))
    assert (answers.argmax(dim=1) == torch.arange(10)).float().mean() > 0.5


@pytest.mark.nightly
def test_what_enters_the_last_layer_is_offered_instead_as_principal_components(params, shared):
    run = shared.run("before")
    before = params.model_copy(update={"layer": "before", "components": 5, "embedded_seeds": ()})
    told = mnist_epochs(before, run)
    assert array(run, "series.outputs").shape == (4, 120, 5)
    assert array(run, "series.outputs").min() < 0
    assert told.motions == []


def test_other_seeds_offer_a_series_without_embeddings(params, shared):
    run = shared.run("another")
    from netsci_bench.experiments.embedding.epoch_outputs import epoch_outputs

    seen = epoch_outputs(params.slowed, run)
    assert watched.offer_series(seen, seen.outputs, params.looks, run, None) == {}
    assert (run.folder / "arrays" / "series.outputs.npy").exists()
    assert not list((run.folder / "arrays").glob("series.embedding.*"))


def test_clusters_differences_and_sizes_hang_together(found):
    told, _ = found
    assert told.clusters.purity > told.clusters.shuffled_purity + 0.2
    assert 0 <= told.clusters.wandering <= 1
    assert told.tentacles.over_many == told.tentacles.few - told.tentacles.many
    assert told.projections.star_unexplained < told.projections.shuffled_star_unexplained
    assert told.storage.messagepack == pytest.approx(40.5, abs=0.01)
    assert told.storage.compact < told.storage.messagepack < told.storage.json_by_output < told.storage.json_by_image


def test_the_network_is_the_tutorials():
    net = keras_convnet(10)
    assert sum(weights.numel() for weights in net.parameters()) == 34_826
    assert not net[0].bias.any()
    assert not net[-1].bias.any()


def test_a_training_of_one_epoch_is_refused(params):
    with pytest.raises(ValidationError, match="two or more"):
        Watched(slowed=params.slowed.model_copy(update={"epochs": 1, "test_every": 1}), tutorial=params.tutorial)


def test_the_figures_show_projections_and_explanations(found, as_outcome, titled, drawn):
    told, run = found
    outcome = as_outcome(told, run.folder)
    shown = titled(figures.draw([outcome, outcome]))
    assert list(shown) == ["Projections", "Tentacles", "Epochs"]
    assert all(title in drawn(shown["Projections"]) for title in figures.PROJECTIONS.values())
    assert all(title in drawn(shown["Tentacles"]) for title in figures.CLOUDS.values())
