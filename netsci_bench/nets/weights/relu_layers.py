"""What are the weights of a ReLU network of torch, as numbers whose linear regions can be told apart?"""

import numpy as np
from numpy.typing import NDArray
from torch import nn

Layers = list[tuple[NDArray[np.float64], NDArray[np.float64]]]


def relu_weights(model: nn.Module) -> Layers:
    """The (weight, bias) of each linear layer in float64, every layer but the last being followed by a ReLU.

    A flattening in front is passed over: regions are told apart in the flat space.

    Raises:
        ValueError: it is no ReLU MLP; the text names the first layer that does not fit.
    """
    if not isinstance(model, nn.Sequential):
        raise ValueError(f"not a ReLU MLP: {type(model).__name__}, where a plain Sequential is wanted")
    steps = list(model)
    if steps and isinstance(steps[0], nn.Flatten):
        steps = steps[1:]
    layers = []
    for index, step in enumerate(steps):
        wanted = nn.ReLU if index % 2 else nn.Linear
        if not isinstance(step, wanted):
            raise ValueError(
                f"not a ReLU MLP: {type(step).__name__} where {wanted.__name__} is wanted; its linear regions are "
                "known only for linear layers with a ReLU between each two"
            )
        if isinstance(step, nn.Linear):
            layers.append(_numbers(step))
    if len(steps) % 2 == 0:
        raise ValueError("not a ReLU MLP: it has to end in a linear layer")
    return layers


def margin_network(layers: Layers) -> Layers:
    """The network of one output that is the second output less the first: positive where it predicts class 1.

    Raises:
        ValueError: the network has not two outputs.
    """
    weight, bias = layers[-1]
    if len(bias) != 2:
        raise ValueError(f"a margin is between two classes, and the network has {len(bias)}")
    return [*layers[:-1], (weight[1:] - weight[:1], bias[1:] - bias[:1])]


def _numbers(layer: nn.Linear) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    weight = layer.weight.detach().cpu().double().numpy()
    bias = np.zeros(len(weight)) if layer.bias is None else layer.bias.detach().cpu().double().numpy()
    return weight, bias
