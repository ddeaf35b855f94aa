"""Which convolutional net has Sparse Evolutionary Training been tried on? Six convolutions under a perceptron.

Mocanu et al. (2018): conv32 - conv32 - pool - conv64 - conv64 - pool - conv128 - conv128 - pool, 3 x 3 with borders
kept, dropout between the two of each pair; upon them two hidden layers and the output. The text does not say how many
neurons those layers have: its 8,413,194 parameters of the dense top come out with 2048 each, and with no other two
layers of one size. Convolutions are dense in every net; of the top the hidden layers alone are sparse.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from netsci_bench.nets.models.set_mlp import Perceptron, make_layers
from netsci_bench.nets.sparse.linear import SparseLinear

CHANNELS = (3, 32, 64, 128)  # of the image, then of each pair of convolutions
FEATURES = 128 * 4 * 4  # 32 x 32 pixels, halved three times
MAP_DROPOUT = 0.3  # between two convolutions; that of the top is a setting


def set_cnn(classes: int, glorot_of: str = "connections", **architecture: Any) -> nn.Sequential:
    """The net for colour images of 32 x 32, untrained; ``architecture``: the top, as `Perceptron` but for its inputs.

    The convolutions are drawn first, so that twins of one seed begin with the same ones. ``glorot_of``: whether
    Glorot's weights of a sparse layer are those for the ``connections`` that a neuron has on average, or those of the
    whole ``layer``, as in the authors' Keras code: with these a signal through both layers is a fiftieth.

    Raises:
        ValueError: a setting is unknown or impossible, or epsilon asks for more connections than a layer has places.
        TypeError: ``inputs`` are given; they are what the convolutions leave.
    """
    if glorot_of not in ("connections", "layer"):
        raise ValueError(f"glorot_of is 'connections' or 'layer', not {glorot_of!r}")
    how = Perceptron(inputs=FEATURES, **architecture)
    net = nn.Sequential(*make_convolutions(), nn.Flatten(), *make_layers(how, classes))
    if how.initial == "glorot" and glorot_of == "connections":
        _scale_to_connections(net)
    return net


def _scale_to_connections(net: nn.Module) -> None:
    for layer in net.modules():
        if isinstance(layer, SparseLinear):
            with torch.no_grad():  # the variance goes by the inverse of the mean connections of a neuron
                layer.weight.mul_(math.sqrt(layer.inputs * layer.outputs / len(layer.weight)))


def make_convolutions() -> Iterator[nn.Module]:
    """The three pairs with their pooling; Glorot's weights, biases of zero."""
    for before, after in pairwise(CHANNELS):
        yield from (_convolution(before, after), nn.ReLU(), nn.Dropout(MAP_DROPOUT))
        yield from (_convolution(after, after), nn.ReLU(), nn.MaxPool2d(2))


def _convolution(before: int, after: int) -> nn.Conv2d:
    layer = nn.Conv2d(before, after, kernel_size=3, padding="same")
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # there is one, as bias=True is the default
    return layer
