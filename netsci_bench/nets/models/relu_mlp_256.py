"""Which fully connected net has its weights clustered? 784-256-256-256-256-classes, with Keras's initial weights."""

from itertools import pairwise

from torch import nn

PIXELS, WIDTH, HIDDEN = 28 * 28, 256, 4


def relu_mlp_256(classes: int) -> nn.Sequential:
    """Four hidden layers of 256 ReLUs; weights uniform by Glorot's rule, biases 0 (Filan et al. 2021)."""
    steps: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise((PIXELS, *(WIDTH,) * HIDDEN, classes)):
        layer = nn.Linear(inputs, outputs)
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
        steps += [layer, nn.ReLU()]
    return nn.Sequential(*steps[:-1])
