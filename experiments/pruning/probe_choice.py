"""Which blocks do linear probes keep? Those behind which more classes can be read off than in front of them.

Chen & Zhao (2018) call it feature diagnosis, Wang et al. (2019, DBP) discrimination: linear classifiers on what goes
into a block and on what comes out of it, and blocks between which their accuracy hardly grows are removed. Neither
has public code, and how a map enters a classifier was not found. Here a probe of the rule ``chen_zhao`` sees every
value of the maps, and one of the rule ``dbp`` the mean of each map, as the net's own classifier does. The probe is
that of ``modularity/probes``: least squares, with one solution.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.experiments.modularity.readings import draw_sample
from netsci_bench.experiments.pruning.readings import Choosing
from netsci_bench.measures.series.block_choice import Kept
from netsci_bench.measures.similarity.linear_probe import linear_probe_accuracy
from netsci_bench.nets.models.cifar_resnet import Block, CifarResNet
from netsci_bench.nets.probes.layer_outputs import block_points, layer_outputs
from netsci_bench.nets.training.tensors import normalise

PROBE_SAMPLE = 1  # its number after those of the curves and of the rule ``cka``


class Probing(Choosing):
    """On how many training images a probe is fitted; it is tested on as many others, and on no test image."""

    probe_images: Annotated[int, Field(ge=2)]


def probe_accuracies(net: CifarResNet, p: Probing, run: Run, pooled: bool) -> np.ndarray:
    """Percent of held-out training images whose class a probe of each layer finds; ``pooled``: from means of maps."""
    twice = p.model_copy(update={"images": 2 * p.probe_images})
    examples = draw_sample(twice, p.text, run, p.draws + PROBE_SAMPLE)
    labels, half = examples.labels.cpu().numpy(), p.probe_images
    channels = channels_by_layer(net)

    def probe(output: Tensor) -> float:
        maps = output.reshape(len(output), next(channels), -1)
        values = (maps.mean(2) if pooled else output).cpu().numpy()
        return linear_probe_accuracy((values[:half], labels[:half]), (values[half:], labels[half:]))

    images = normalise(examples.images, p.text.mean, p.text.deviation)
    return 100.0 * np.array(list(layer_outputs(net, images, block_points(net), probe).values()))


def channels_by_layer(net: CifarResNet) -> Iterator[int]:
    """How many maps each layer gives, the first convolution and then every block."""
    for name in block_points(net):
        layer = net.get_submodule(name)
        convolution = layer.conv2 if isinstance(layer, Block) else layer
        assert isinstance(convolution, nn.Conv2d)
        yield convolution.out_channels


def shared_blocks(one: Kept, other: Kept, fixed: Sequence[Sequence[bool]]) -> float:
    """How many of the blocks that could have been left out two choices both keep; ``fixed``: by stage and block.

    >>> shared_blocks(((0, 1), (0, 2)), ((1, 3), (0, 2)), [[False] * 4, [True, False, False]])
    2.0
    """
    stages = zip(one, other, fixed, strict=True)
    return float(sum(not stay[block] for first, second, stay in stages for block in set(first) & set(second)))
