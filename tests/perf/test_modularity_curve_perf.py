"""What does the modularity of every block of a deep net cost, beside the forward pass that it needs anyway?

The features of all blocks come from one pass, and each becomes a graph at once. So only the output of one block is
kept in memory, where the authors' code keeps those of all.
"""

import numpy as np
import pytest
import torch
from race import Racer, Row
from stopwatch import threads

from netsci_bench.experiments.modularity.trained.layers import LayerReading, graphs_of_layers
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.nets.models.deep.four_stage_resnet import resnet152
from netsci_bench.nets.training.tensors import Examples, normalise

pytestmark = pytest.mark.perf
IMAGES, NEIGHBOURS, CLASSES, LAYERS = 500, 3, 10, 51  # the first convolution and 50 blocks
READING = LayerReading(draw="random", mean=(0.49, 0.48, 0.45), deviation=(0.2, 0.2, 0.2))


def test_the_curve_of_a_resnet152_takes_at_most_three_times_its_forward_pass(race: Racer) -> None:
    torch.manual_seed(0)
    net = resnet152(CLASSES).eval()
    rng = np.random.default_rng(0)
    labels = rng.integers(CLASSES, size=IMAGES)
    examples = Examples(torch.from_numpy(rng.random((IMAGES, 3, 32, 32), dtype=np.float32)), torch.from_numpy(labels))

    def curve() -> list[float]:
        graphs, _ = graphs_of_layers(net, examples, READING, NEIGHBOURS)
        assert len(graphs) == LAYERS
        return [neighbour_modularity(graph, labels) for graph in graphs]

    @torch.no_grad()
    def forward() -> torch.Tensor:
        output: torch.Tensor = net(normalise(examples.images, READING.mean, READING.deviation))
        return output

    row = Row(
        "modularity of all blocks of a ResNet152",
        "its bare forward pass (a part of it)",
        f"{IMAGES} images of 32 x 32",
        "not the same quantity",
    )
    with threads(1):
        race(row, curve, forward, 1).at_least(1 / 3)
