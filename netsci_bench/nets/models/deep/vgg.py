"""Which VGGs have the papers adapted to 32 x 32 images? Convolutions with batch normalisation, of any width.

Simonyan & Zisserman (2015), Table 1, columns A, B, D and E, with batch normalisation and a small classifier. Lu et
al. (2022) take them so, with dropout and two hidden layers of 512 units in front of the output, and remove
convolutions from the back, but no pooling. Weights of convolutions are drawn as in their code, all others as torch
draws them.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

COLOURS = 3
NOMINAL = 64  # channels of the first convolution in the papers
STAGES = {  # convolutions in each stage, between poolings
    "vgg11": (1, 1, 2, 2, 2),
    "vgg13": (2, 2, 2, 2, 2),
    "vgg16": (2, 2, 3, 3, 3),
    "vgg19": (2, 2, 4, 4, 4),
}
CHANNELS = (1, 2, 4, 8, 8)  # of a stage, in widths
REMOVED_OF_VGG11 = ((1, 1, 2, 2, 2), (1, 1, 2, 2, 1), (1, 1, 2, 1, 1), (1, 1, 1, 1, 1))
MOST_OF_VGG19 = 6


class Vgg(nn.Module):
    """``stages``: how many convolutions lie before each of the five poolings; ``width``: channels of the first."""

    def __init__(self, classes: int, stages: Sequence[int], width: int) -> None:
        super().__init__()
        if len(stages) != len(CHANNELS) or min(stages) < 1 or width < 1:
            raise ValueError(
                f"five stages of one layer or more and a width of 1 or more, not {list(stages)}, {width}"
            )
        layers: list[nn.Module] = []
        channels = COLOURS
        for convolutions, widths in zip(stages, CHANNELS, strict=True):
            for _ in range(convolutions):
                layers += [_conv(channels, widths * width), nn.BatchNorm2d(widths * width), nn.ReLU()]
                channels = widths * width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        hidden = [nn.Dropout(), nn.Linear(channels, channels), nn.ReLU()]
        second = [nn.Dropout(), nn.Linear(channels, channels), nn.ReLU()]
        self.classifier = nn.Sequential(*hidden, *second, nn.Linear(channels, classes))

    def forward(self, x: Tensor) -> Tensor:
        """One output per class for each image of 32 x 32 pixels."""
        return self.classifier(self.features(x).flatten(1))  # type: ignore[no-any-return]


def vgg(classes: int, stages: Sequence[int], width: int = NOMINAL) -> Vgg:
    """Stages of as many convolutions as are asked for.

    Raises:
        ValueError: there are not five stages, or one has no convolution.
    """
    return Vgg(classes, stages, width)


def vgg11(classes: int, width: int = NOMINAL, removed: int = 0) -> Vgg:
    """8 convolutions, less the last of stages 5, 4 and 3 in turn: VGG11_1 to VGG11_3 of Lu et al. (2022).

    Raises:
        ValueError: another number than 0 to 3 is removed.
    """
    if not 0 <= removed < len(REMOVED_OF_VGG11):
        raise ValueError(f"of VGG11 0 to {len(REMOVED_OF_VGG11) - 1} layers can be removed, not {removed}")
    return Vgg(classes, REMOVED_OF_VGG11[removed], width)


def vgg13(classes: int, width: int = NOMINAL) -> Vgg:
    """10 convolutions."""
    return Vgg(classes, STAGES["vgg13"], width)


def vgg16(classes: int, width: int = NOMINAL) -> Vgg:
    """13 convolutions."""
    return Vgg(classes, STAGES["vgg16"], width)


def vgg19(classes: int, width: int = NOMINAL, removed: int = 0) -> Vgg:
    """16 convolutions, less some from the back, one of each stage staying: VGG19_1 to VGG19_6 of Lu et al. (2022).

    Raises:
        ValueError: another number than 0 to 6 is removed.
    """
    if not 0 <= removed <= MOST_OF_VGG19:
        raise ValueError(f"of VGG19 0 to {MOST_OF_VGG19} layers can be removed, not {removed}")
    *before, fourth, fifth = STAGES["vgg19"]
    of_fifth = min(removed, fifth - 1)
    return Vgg(classes, (*before, fourth - (removed - of_fifth), fifth - of_fifth), width)


def _conv(channels: int, width: int) -> nn.Conv2d:
    """As many numbers as go out of it decide how large its weights are drawn."""
    conv = nn.Conv2d(channels, width, kernel_size=3, padding=1)
    nn.init.normal_(conv.weight, 0.0, math.sqrt(2.0 / (9 * width)))
    conv.bias = nn.Parameter(torch.zeros(width))
    return conv
