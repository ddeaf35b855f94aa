"""Which fully connected nets are small enough for all their linear regions in a plane to be looked at?

For 28 x 28 images; ReLU after every hidden layer, and nothing else, so that each is piecewise linear. Initial weights
are PyTorch's defaults.
"""

from torch import nn

PIXELS = 28 * 28


def relu_mlp_32_32(classes: int) -> nn.Sequential:
    """784-32-32-classes."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(PIXELS, 32),
        nn.ReLU(),
        nn.Linear(32, 32),
        nn.ReLU(),
        nn.Linear(32, classes),
    )
