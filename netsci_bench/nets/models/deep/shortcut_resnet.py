"""Which residual network is the same with and without its shortcuts?

He et al. (2016), section 4.2, as in `cifar_resnet`: three stages of blocks of two 3 x 3 convolutions, and shortcuts
without weights. So a network without them has the same weights, and only the additions are missing: Li et al. (2018)
call it ResNet-noshort. Width and channels are free, and the first convolution may take every second pixel, so that
deep networks are small enough for a processor.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from netsci_bench.nets.models.cifar_resnet import Block


class PlainBlock(Block):
    """The same block without the shortcut around it."""

    def forward(self, x: Tensor) -> Tensor:
        """The block's output, after its last ReLU."""
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))))


class ShortcutResNet(nn.Module):
    """Three stages of ``blocks`` blocks, each stage twice as wide as the last: 6 blocks + 2 layers."""

    def __init__(self, classes: int, blocks: int, shortcuts: bool, width: int, image: tuple[int, int]) -> None:
        super().__init__()
        if min(blocks, width) < 1:
            raise ValueError(f"stages of one block or more and a width of 1 or more, not {blocks} and {width}")
        channels, stride = image
        kind = Block if shortcuts else PlainBlock
        self.first = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        widths = [width, width, 2 * width, 4 * width]
        made = []
        for stage, (before, after) in enumerate(pairwise(widths)):
            made += [kind(before, after, 2 if stage else 1), *(kind(after, after, 1) for _ in range(blocks - 1))]
        self.blocks = nn.Sequential(*made)
        self.linear = nn.Linear(widths[-1], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        """One output per class for each image."""
        return self.linear(self.blocks(self.first(x)).mean((2, 3)))  # type: ignore[no-any-return]


def shortcut_resnet(
    classes: int, blocks: int, shortcuts: bool = True, width: int = 16, image: tuple[int, int] = (3, 1)
) -> ShortcutResNet:
    """``blocks`` in each stage (9: ResNet56); ``image``: its channels, and every how many pixels are taken first.

    Raises:
        ValueError: there is no block, or no width.
    """
    return ShortcutResNet(classes, blocks, shortcuts, width, image)
