"""Which ResNets are the papers' for 32 x 32 images? Those of He et al. (2016), section 4.2, of any number of blocks.

Three stages of 16, 32 and 64 channels; a stage begins with a block that halves the map (but for the first stage).
Where the shape changes the shortcut takes every second pixel and adds channels of zeros ("option A"), so it has no
weights. Modules are named and initial weights drawn as in akamaster's implementation, whose checkpoints load as they
are. 6n + 2 layers: n = 3 is ResNet20, n = 9 ResNet56; [2, 3, 6] is what Lu et al. (2022) keep of ResNet56.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

WIDTHS = (16, 32, 64)
COLOURS = 3


class Block(nn.Module):
    """Two 3 x 3 convolutions and a shortcut around them."""

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = _conv(channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = _conv(width, width, 1)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride = stride
        self.added = width - channels

    @property
    def keeps_shape(self) -> bool:
        """Whether what comes out has the shape of what goes in: only such a block can be left out."""
        return self.stride == 1 and not self.added

    def forward(self, x: Tensor) -> Tensor:
        """The block's output, after its last ReLU."""
        inner = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(inner)) + self._shortcut(x))

    def _shortcut(self, x: Tensor) -> Tensor:
        if self.keeps_shape:
            return x
        before = self.added // 2  # half of the new channels before the old ones, half behind them
        return nn.functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, before, self.added - before))


class CifarResNet(nn.Module):
    """``stages``: how many blocks each of the three stages has."""

    def __init__(self, stages: Sequence[int], classes: int = 10) -> None:
        super().__init__()
        if len(stages) != len(WIDTHS) or min(stages) < 1:
            raise ValueError(f"three stages of one block or more, not {list(stages)}")
        self.conv1 = _conv(COLOURS, WIDTHS[0], 1)
        self.bn1 = nn.BatchNorm2d(WIDTHS[0])
        self.layer1 = _stage(WIDTHS[0], WIDTHS[0], stages[0])
        self.layer2 = _stage(WIDTHS[0], WIDTHS[1], stages[1])
        self.layer3 = _stage(WIDTHS[1], WIDTHS[2], stages[2])
        self.linear = nn.Linear(WIDTHS[2], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        """One output per class for each image."""
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))  # type: ignore[no-any-return]


def cifar_resnet(classes: int, stages: Sequence[int]) -> CifarResNet:
    """Stages of as many blocks as are asked for."""
    return CifarResNet(stages, classes)


def resnet20(classes: int) -> CifarResNet:
    """Stages of 3 blocks."""
    return CifarResNet((3, 3, 3), classes)


def resnet32(classes: int) -> CifarResNet:
    """Stages of 5 blocks."""
    return CifarResNet((5, 5, 5), classes)


def resnet44(classes: int) -> CifarResNet:
    """Stages of 7 blocks."""
    return CifarResNet((7, 7, 7), classes)


def resnet56(classes: int) -> CifarResNet:
    """Stages of 9 blocks."""
    return CifarResNet((9, 9, 9), classes)


def _conv(channels: int, width: int, stride: int) -> nn.Conv2d:
    return nn.Conv2d(channels, width, kernel_size=3, stride=stride, padding=1, bias=False)


def _stage(channels: int, width: int, blocks: int) -> nn.Sequential:
    first = Block(channels, width, 1 if width == channels else 2)
    return nn.Sequential(first, *(Block(width, width, 1) for _ in range(blocks - 1)))
