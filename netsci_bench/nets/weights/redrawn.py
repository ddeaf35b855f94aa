"""Which other network could a training have begun with? The same one with other first weights.

Two such networks differ by chance alone, so what is measured from one to the other is what chance does.
"""

from collections.abc import Mapping
from typing import Any

from torch import nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators


def redraw(model: Code, outputs: int, architecture: Mapping[str, Any], seed: int) -> nn.Module:
    """The untrained network that a model function gives, drawn from the seed; on the CPU, in evaluation mode."""
    with borrowed_rng("cpu"):
        seed_generators("cpu", seed)
        net: nn.Module = importing.load(model.name)(outputs, **architecture)
    return net.eval()
