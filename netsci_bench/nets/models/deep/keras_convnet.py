"""Which network does the Keras tutorial train on MNIST? Two convolutions and one dense layer, for 28 x 28 images.

Conv 32 3x3 - ReLU - max-pool 2 - Conv 64 3x3 - ReLU - max-pool 2 - dropout 0.5 - dense: 34,826 parameters for ten
classes. As in Keras, weights are drawn by Glorot's uniform rule and biases begin at 0. Softmax belongs to the loss.
Source: https://keras.io/examples/vision/mnist_convnet/
"""

from torch import nn

from netsci_bench.nets.models.dropout import Dropout

FIRST, SECOND, KERNEL, WINDOW = 32, 64, 3, 2
FEATURES = SECOND * 5 * 5  # 28 -> 26 -> 13 -> 11 -> 5


def keras_convnet(classes: int) -> nn.Sequential:
    """The untrained network; its outputs are raw, before any softmax."""
    net = nn.Sequential(
        nn.Conv2d(1, FIRST, KERNEL),
        nn.ReLU(),
        nn.MaxPool2d(WINDOW),
        nn.Conv2d(FIRST, SECOND, KERNEL),
        nn.ReLU(),
        nn.MaxPool2d(WINDOW),
        nn.Flatten(),
        Dropout(0.5),
        nn.Linear(FEATURES, classes),
    )
    for layer in net:
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)
    return net
