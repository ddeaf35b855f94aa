"""Which small networks of different families can be trained on one data set and moved to another?

Six families for images of 28 x 28 or 32 x 32: fully connected, plain convolutions, VGG, ResNet, MobileNet, MLP-Mixer.
Each has a body, which makes features, and a head: one linear layer, or for a target task the probe of several, with
ReLUs between them. Images of another size or number of channels are cut or padded, averaged or repeated: so one body
takes all data sets. Initial weights are PyTorch's defaults.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

TOKENS = 16  # of a mixer: patches of a fourth of the image a side


class ZooNet(nn.Module):
    """A body that gives ``features`` numbers for each image, and a head that gives an output for each class."""

    def __init__(self, body: nn.Module, features: int, classes: int, probe: Sequence[int]) -> None:
        super().__init__()
        self.body = body
        self.head = make_head(features, classes, probe)

    def forward(self, images: Tensor) -> Tensor:
        """One output per class for each image."""
        return self.head(self.body(images))  # type: ignore[no-any-return]


class FitImages(nn.Module):
    """Images as the body takes them: their middle, or with a black border; grey, or the same in each channel."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        self.channels = channels
        self.side = side

    def forward(self, images: Tensor) -> Tensor:
        """``images channels side side``, channel by channel in memory."""
        missing = self.side - images.shape[-1]
        if missing:
            images = nn.functional.pad(images, (missing // 2, missing - missing // 2) * 2)  # cuts where it is below 0
        if images.shape[1] != self.channels:
            images = images.mean(1, keepdim=True).expand(-1, self.channels, -1, -1)
        return images.contiguous()


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions and a shortcut, of 1 x 1 where the shape changes."""

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            *_normalised(nn.Conv2d(channels, width, 3, stride, 1, bias=False)),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )
        same = stride == 1 and channels == width
        self.shortcut = nn.Identity() if same else nn.Conv2d(channels, width, 1, stride, bias=False)

    def forward(self, maps: Tensor) -> Tensor:
        """The block's output, after its last ReLU."""
        return torch.relu(self.inner(maps) + self.shortcut(maps))


class MixerBlock(nn.Module):
    """Mixes tokens, then channels, each by an MLP of one hidden layer around which a shortcut leads."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.over_tokens = nn.Sequential(nn.Linear(TOKENS, 2 * TOKENS), nn.GELU(), nn.Linear(2 * TOKENS, TOKENS))
        self.over_channels = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.before_tokens = nn.LayerNorm(width)
        self.before_channels = nn.LayerNorm(width)

    def forward(self, tokens: Tensor) -> Tensor:
        """``images tokens width`` as it came."""
        tokens = tokens + self.over_tokens(self.before_tokens(tokens).transpose(1, 2)).transpose(1, 2)
        return tokens + self.over_channels(self.before_channels(tokens))  # type: ignore[no-any-return]


class MeanOver(nn.Module):
    """The mean over some dimensions."""

    def __init__(self, *dimensions: int) -> None:
        super().__init__()
        self.dimensions = dimensions

    def forward(self, values: Tensor) -> Tensor:
        """The values without these dimensions."""
        return values.mean(self.dimensions)


def zoo_net(
    classes: int,
    family: str = "mlp",
    size: tuple[int, int] = (64, 1),
    probe: tuple[int, ...] = (),
    image: tuple[int, int] = (1, 28),
) -> ZooNet:
    """A network of a family: ``size`` is its width and depth, ``image`` the channels and side of what the body sees.

    Raises:
        ValueError: there is no such family.
    """
    if family not in FAMILIES:
        raise ValueError(f"no family {family!r}; there are {', '.join(FAMILIES)}")
    channels, side = image
    layers, features = FAMILIES[family](*size, channels, side)
    return ZooNet(nn.Sequential(FitImages(channels, side), *layers), features, classes, probe)


def make_head(features: int, classes: int, probe: Sequence[int] = ()) -> nn.Sequential:
    """Linear layers with the hidden sizes of the probe, with a ReLU between each two."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise((features, *probe, classes)):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _mlp(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs in (channels * side**2, *[width] * (depth - 1)):
        layers += [nn.Linear(inputs, width), nn.ReLU()]
    return layers, width


def _plain(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    """Each convolution is followed by a pooling; 5 x 5 ones as in LeNet."""
    layers: list[nn.Module] = []
    widths = [channels, *(width * 2**level for level in range(depth))]
    for inputs, outputs in pairwise(widths):
        layers += [nn.Conv2d(inputs, outputs, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
    return [*layers, nn.Flatten()], widths[-1] * (side // 2**depth) ** 2


def _vgg(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    """Two convolutions before each pooling, the width doubled after it."""
    layers: list[nn.Module] = []
    widths = [channels, *(width * 2**level for level in range(depth))]
    for inputs, outputs in pairwise(widths):
        layers += _normalised(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False))
        layers += _normalised(nn.Conv2d(outputs, outputs, 3, padding=1, bias=False))
        layers.append(nn.MaxPool2d(2))
    return [*layers, nn.Flatten()], widths[-1] * (side // 2**depth) ** 2


def _resnet(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    """Three stages of ``depth`` blocks; the first convolution halves the map already."""
    layers: list[nn.Module] = [*_normalised(nn.Conv2d(channels, width, 3, 2, 1, bias=False))]
    inputs = width
    for stage, outputs in enumerate((width, 2 * width, 4 * width)):
        for block in range(depth):
            layers.append(ResidualBlock(inputs, outputs, 2 if stage and not block else 1))
            inputs = outputs
    return [*layers, MeanOver(2, 3)], inputs


def _mobile(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    """Convolutions by channel, each followed by one of 1 x 1; two stages of ``depth``."""
    layers: list[nn.Module] = [*_normalised(nn.Conv2d(channels, width, 3, 2, 1, bias=False))]
    inputs = width
    for outputs in (2 * width, 4 * width):
        for block in range(depth):
            stride = 1 if block else 2
            layers += _normalised(nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False))
            layers += _normalised(nn.Conv2d(inputs, outputs, 1, bias=False))
            inputs = outputs
    return [*layers, MeanOver(2, 3)], inputs


def _mixer(width: int, depth: int, channels: int, side: int) -> tuple[list[nn.Module], int]:
    """4 x 4 patches as tokens."""
    patches = nn.Conv2d(channels, width, side // 4, stride=side // 4)
    blocks = [MixerBlock(width) for _ in range(depth)]
    return [patches, nn.Flatten(2), Swapped(), *blocks, nn.LayerNorm(width), MeanOver(1)], width


class Swapped(nn.Module):
    """The last two dimensions in the other order."""

    def forward(self, values: Tensor) -> Tensor:
        """``images tokens width`` of ``images width tokens``."""
        return values.transpose(1, 2)


def _normalised(convolution: nn.Conv2d) -> list[nn.Module]:
    return [convolution, nn.BatchNorm2d(convolution.out_channels), nn.ReLU()]


FAMILIES: dict[str, Callable[[int, int, int, int], tuple[list[nn.Module], int]]] = {
    "mlp": _mlp,
    "plain": _plain,
    "vgg": _vgg,
    "resnet": _resnet,
    "mobile": _mobile,
    "mixer": _mixer,
}
