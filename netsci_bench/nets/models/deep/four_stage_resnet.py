"""Which ResNets have the papers adapted from ImageNet to 32 x 32 images? Those of four stages.

He et al. (2016), Table 1, with a 3 x 3 convolution in front that keeps the size and no pooling after it. Every stage
but the first begins with a block that halves the map; where the shape changes the shortcut is a 1 x 1 convolution
with batch normalisation. Lu et al. (2022) begin with 64 channels and end in a 1 x 1 convolution, which is the linear
layer here. Weights are drawn as torch draws them, as in their code. Blocks are named ``layer3.0``, so that those of a
stage can be left out (``Inheritance.kept``): ResNet152 with [3, 8, 36 - n, 3] blocks is their ResNet152_n.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

COLOURS = 3
BASIC, BOTTLENECK = 1, 4  # how many times wider a block ends than its first convolution is
MIDDLE = 36  # blocks in the third stage of ResNet152


class StageBlock(nn.Module):
    """Two 3 x 3 convolutions, or one between two of 1 x 1 (a bottleneck), and a shortcut around them."""

    def __init__(self, channels: int, width: int, stride: int, expansion: int) -> None:
        super().__init__()
        ends = width * expansion
        sizes = [(channels, width, 3), (width, ends, 3)]
        if expansion != BASIC:
            sizes = [(channels, width, 1), (width, width, 3), (width, ends, 1)]
        halving = [size for _, _, size in sizes].index(3)  # the first of 3 x 3 takes every second pixel
        strides = [stride if number == halving else 1 for number in range(len(sizes))]
        self.convs = nn.ModuleList(_conv(*size, step) for size, step in zip(sizes, strides, strict=True))
        self.norms = nn.ModuleList(nn.BatchNorm2d(out) for _, out, _ in sizes)
        self.keeps_shape = stride == 1 and channels == ends
        self.shortcut = nn.Sequential()
        if not self.keeps_shape:
            self.shortcut = nn.Sequential(_conv(channels, ends, 1, stride), nn.BatchNorm2d(ends))

    def forward(self, x: Tensor) -> Tensor:
        """The block's output, after its last ReLU."""
        inner = x
        for number, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            inner = norm(conv(torch.relu(inner) if number else inner))
        return torch.relu(inner + self.shortcut(x))


class FourStageResNet(nn.Module):
    """``stages``: how many blocks each of the four stages has; ``width``: channels of the first convolution."""

    def __init__(self, classes: int, stages: Sequence[int], expansion: int, width: int) -> None:
        super().__init__()
        if len(stages) != 4 or min(stages) < 1 or width < 1:
            raise ValueError(
                f"four stages of one block or more and a width of 1 or more, not {list(stages)}, {width}"
            )
        self.conv1 = _conv(COLOURS, width, 3, 1)
        self.bn1 = nn.BatchNorm2d(width)
        ends = [
            width,
            *((width << number) * expansion for number in range(4)),
        ]  # channels before and after each stage
        self.layer1, self.layer2, self.layer3, self.layer4 = (
            _stage(ends[number], width << number, blocks, expansion) for number, blocks in enumerate(stages)
        )
        self.fc = nn.Linear(ends[-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        """One output per class for each image."""
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))  # type: ignore[no-any-return]


def four_stage_resnet(
    classes: int, stages: Sequence[int], bottleneck: bool = False, width: int = 64
) -> FourStageResNet:
    """Stages of as many blocks as are asked for.

    Raises:
        ValueError: there are not four stages, or one has no block.
    """
    return FourStageResNet(classes, stages, BOTTLENECK if bottleneck else BASIC, width)


def resnet18(classes: int, width: int = 64) -> FourStageResNet:
    """[2, 2, 2, 2] blocks of two convolutions."""
    return four_stage_resnet(classes, (2, 2, 2, 2), False, width)


def resnet34(classes: int, width: int = 64) -> FourStageResNet:
    """[3, 4, 6, 3] blocks of two convolutions."""
    return four_stage_resnet(classes, (3, 4, 6, 3), False, width)


def resnet50(classes: int, width: int = 64) -> FourStageResNet:
    """[3, 4, 6, 3] bottlenecks."""
    return four_stage_resnet(classes, (3, 4, 6, 3), True, width)


def resnet101(classes: int, width: int = 64) -> FourStageResNet:
    """[3, 4, 23, 3] bottlenecks."""
    return four_stage_resnet(classes, (3, 4, 23, 3), True, width)


def resnet152(classes: int, width: int = 64, removed: int = 0) -> FourStageResNet:
    """[3, 8, 36, 3] bottlenecks, less ``removed`` in the third stage: ResNet152_n of Lu et al. (2022).

    They remove 5, 11, 16, 21, 26 or 30, from back to front.

    Raises:
        ValueError: none would be left in the third stage, or a negative number is removed.
    """
    if not 0 <= removed < MIDDLE:
        raise ValueError(f"of {MIDDLE} blocks 0 to {MIDDLE - 1} can be removed, not {removed}")
    return four_stage_resnet(classes, (3, 8, MIDDLE - removed, 3), True, width)


def _stage(channels: int, width: int, blocks: int, expansion: int) -> nn.Sequential:
    first = StageBlock(channels, width, 1 if channels == width else 2, expansion)  # the stem ends in the first width
    return nn.Sequential(first, *(StageBlock(width * expansion, width, 1, expansion) for _ in range(blocks - 1)))


def _conv(channels: int, width: int, size: int, stride: int) -> nn.Conv2d:
    return nn.Conv2d(channels, width, kernel_size=size, stride=stride, padding=size // 2, bias=False)
