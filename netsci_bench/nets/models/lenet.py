"""Which LeNet-5 do the co-activation graphs speak of? The one with tanh and max-pooling, for 28 x 28 images.

The fully connected layers can be made smaller by a divisor, as Ozer (2025) did by 8 to make the graph drawable.
Initial weights are PyTorch's defaults, as in the author's code; there is no padding.
"""

from collections import OrderedDict

from torch import nn

from netsci_bench.nets.models.pooled_convolution import PooledSequential

SIDE_AFTER_POOLING = 4  # 28 -conv5-> 24 -pool-> 12 -conv5-> 8 -pool-> 4


def lenet5(classes: int) -> nn.Sequential:
    """LeNet-5 with fully connected layers of 120 and 84 units."""
    return _lenet(classes, 120, 84)


def lenet5_eighth(classes: int) -> nn.Sequential:
    """LeNet-5 with an eighth of the fully connected units: 15 and 10."""
    return _lenet(classes, 120 // 8, 84 // 8)


def _lenet(classes: int, first: int, second: int) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict(
        conv1=nn.Conv2d(1, 6, kernel_size=5),
        tanh1=nn.Tanh(),
        pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 16, kernel_size=5),
        tanh2=nn.Tanh(),
        pool2=nn.MaxPool2d(2),
        flat=nn.Flatten(),
        full1=nn.Linear(16 * SIDE_AFTER_POOLING**2, first),
        tanh3=nn.Tanh(),
        full2=nn.Linear(first, second),
        tanh4=nn.Tanh(),
        output=nn.Linear(second, classes),
    )
    return PooledSequential(layers)
