"""Are features watched in one basis, and are they what enters the last layer?"""

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import nn

from netsci_bench.experiments.embedding.features import WatchedFeatures, watch_features
from netsci_bench.experiments.embedding.figures import features as figures
from netsci_bench.experiments.embedding.watched import component_series
from netsci_bench.nets.probes.last_features import last_features
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.trained import load


@pytest.fixture(scope="module")
def params(digit_recipe):
    recipe = digit_recipe.model_copy(update={"epochs": 3, "keep_epochs": ()})
    return WatchedFeatures(recipe=recipe, looks={"sample": 120, "neighbours": 5}, components=6, embedded_seeds=())


@pytest.fixture(scope="module")
def found(params, shared):
    run = shared.run("features")
    return watch_features(params, run), run


def test_features_are_what_enters_the_last_layer():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(9, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 3)).train()
    images = torch.rand(7, 1, 3, 3)
    features = last_features(net, images)
    assert torch.equal(features, torch.relu(net[1](images.flatten(1))))
    assert net[3].training
    assert not net[-1]._forward_pre_hooks
    with pytest.raises(ValueError, match="no linear layer"):
        last_features(nn.Sequential(nn.ReLU()), images)


def test_all_epochs_have_the_basis_of_the_last(params, shared, found):
    run = shared.run("again")
    points, hold = component_series(params.recipe, 6, run)
    assert points.shape == (4, 120, 6)
    folder = shared.once(None, shared.names["slowed"])
    last = last_features(load(folder, 3, params.recipe), load_data(params.recipe, run).test.images).numpy()
    scaled = (last - last.mean(axis=0)) / np.where(last.std(axis=0) > 0, last.std(axis=0), 1)
    values = np.linalg.svd(scaled, compute_uv=False) ** 2
    assert hold == pytest.approx(values[:6].sum() / values.sum(), rel=1e-4)
    assert points[-1].mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert np.cov(points[-1].T)[0, 1] == pytest.approx(0, abs=1e-3)
    assert np.abs(points[0].mean(axis=0)).max() > 0.01  # not centred anew


def test_features_group_as_the_network_learns_and_the_series_is_offered(found):
    told, run = found
    assert told.purity == told.purities[-1] > told.shuffled_purity + 0.2
    assert told.gained == told.purities[-1] - told.purities[0]
    assert len(told.accuracies) == 4
    assert np.load(run.folder / "arrays" / "series.outputs.npy").shape == (4, 120, 6)


def test_one_epoch_is_nothing_to_watch(params):
    with pytest.raises(ValidationError, match="two or more"):
        WatchedFeatures(recipe=params.recipe.model_copy(update={"epochs": 1}))


def test_the_figure_shows_both_courses(found, as_outcome, titled, drawn):
    told, run = found
    (shown,) = titled(figures.draw([as_outcome(told, run.folder)])).values()
    assert "same class" in drawn(shown)
