"""Which fully connected net do the lottery tickets of MNIST come from? LeNet-300-100, with Glorot's initial weights.

784-300-100-classes with ReLU: 266,200 weights for ten classes. Frankle & Carbin (2019) draw them from a normal law by
Glorot's rule; theirs is cut at two standard deviations, this one is not. Biases begin at 0.
"""

from torch import nn

PIXELS, FIRST, SECOND = 28 * 28, 300, 100


def lenet300(classes: int) -> nn.Sequential:
    """784-300-100-classes, weights drawn from a normal law of variance 2 / (inputs + outputs)."""
    net = nn.Sequential(
        nn.Flatten(),
        nn.Linear(PIXELS, FIRST),
        nn.ReLU(),
        nn.Linear(FIRST, SECOND),
        nn.ReLU(),
        nn.Linear(SECOND, classes),
    )
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    return net
