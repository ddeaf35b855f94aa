"""How large are the first weights of a layer with few connections? Signals neither vanish nor grow.

Glorot's range for a whole layer lets a signal shrink by the root of the share of connections that exist, in each
layer again. Then sparse nets learn late for a reason that has nothing to do with how many connections they need.
"""

import math
from typing import Any

import torch
from torch import nn

from netsci_bench.nets.models.set_mlp import set_mlp
from netsci_bench.nets.sparse.linear import SparseLinear


def balanced_mlp(classes: int, **architecture: Any) -> nn.Sequential:
    """The perceptron of `set_mlp` with Glorot's first weights for the connections that exist; dense layers as there.

    Raises:
        ValueError: ``initial`` is not `glorot`, or `set_mlp` refuses the architecture.

    >>> layer = balanced_mlp(2, inputs=50, hidden=(50,), epsilon=4)[1]
    >>> bool(0.3 < layer.weight.std() < 0.4)  # root of 1 / 8: eight connections reach a unit
    True
    """
    if architecture.setdefault("initial", "glorot") != "glorot":
        raise ValueError("first weights are balanced from Glorot's: leave out `initial`, or take set_mlp")
    net = set_mlp(classes, **architecture)
    for layer in net:
        if isinstance(layer, SparseLinear):
            with torch.no_grad():
                layer.weight.mul_(math.sqrt(layer.inputs * layer.outputs / len(layer.weight)))
    return net
