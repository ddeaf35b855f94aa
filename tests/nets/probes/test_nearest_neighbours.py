"""Is the graph that is built on a device the one that is built on the host?"""

import numpy as np
import pytest
import torch

from netsci_bench.measures.similarity.nearest_neighbours import nearest_neighbours
from netsci_bench.nets.probes import nearest_neighbours as module
from netsci_bench.nets.probes.nearest_neighbours import nearest_on_device

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("rows", [7, 4096])
def test_the_graph_is_the_hosts_however_many_rows_at_a_time(monkeypatch, device, rows):
    monkeypatch.setattr(module, "ROWS", rows)
    features = np.random.default_rng(0).normal(size=(60, 30)).astype(np.float32)
    features[7] = 0.0  # without direction
    nodes, weights = nearest_on_device(torch.tensor(features, device=device), 3)
    host = nearest_neighbours(features, 3)
    np.testing.assert_allclose(weights, host.weights, atol=2e-6)
    directed = np.arange(60) != 7
    np.testing.assert_array_equal(nodes[directed], host.nodes[directed])
    assert (nodes.dtype, weights.dtype) == (host.nodes.dtype, host.weights.dtype)


def test_too_few_samples_and_features_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="3 samples cannot have 3 nearest neighbours each: k must lie in 1 to 2"):
        nearest_on_device(torch.rand(3, 2), 3)
    with pytest.raises(ValueError, match="not finite"):
        nearest_on_device(torch.full((5, 2), torch.inf), 3)
