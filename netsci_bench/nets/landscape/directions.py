"""In which directions are the weights of a network moved, so that networks can be compared?

Weights of convolutions and linear layers move; biases and the numbers of a batch normalisation stay. A vector holds
all that move, in the order of the network's parameters.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Vector = NDArray[np.float64]


def moving_weights(net: nn.Module) -> list[nn.Parameter]:
    """The parameters that move: those of two dimensions or more.

    Raises:
        ValueError: there are none.
    """
    found = [parameter for parameter in net.parameters() if parameter.ndim > 1]
    if not found:
        raise ValueError("this network has neither convolutions nor linear layers")
    return found


def read_vector(net: nn.Module) -> Vector:
    """All weights that move, as one vector."""
    return join_vector(moving_weights(net))


def join_vector(parts: Iterable[Tensor]) -> Vector:
    """One vector of tensors in the shapes of the weights, in their order."""
    return torch.cat([part.detach().double().flatten() for part in parts]).cpu().numpy()


def write_vector(net: nn.Module, vector: Vector) -> None:
    """Give the weights that move other values, in place.

    Raises:
        ValueError: the vector is not as long as there are weights.
    """
    with torch.no_grad():
        for weights, part in zip(moving_weights(net), split_vector(net, vector), strict=True):
            weights.copy_(part)


@contextmanager
def moved(net: nn.Module) -> Iterator[Callable[[Vector], None]]:
    """A function that moves the weights by a vector from where they were; in the end they are there again."""
    origin = read_vector(net)
    try:
        yield lambda offset: write_vector(net, origin + offset)
    finally:
        write_vector(net, origin)


def split_vector(net: nn.Module, vector: Vector) -> Iterator[Tensor]:
    """The parts of a vector in the shapes of the weights, on their device.

    Raises:
        ValueError: the vector is not as long as there are weights.
    """
    weights = moving_weights(net)
    sizes = [one.numel() for one in weights]
    if len(vector) != sum(sizes):
        raise ValueError(f"a vector of {len(vector)} numbers for {sum(sizes)} weights")
    flat = torch.from_numpy(np.asarray(vector, dtype=np.float32)).to(weights[0].device)
    return (part.view_as(one) for part, one in zip(torch.split(flat, sizes), weights, strict=True))


def draw_direction(net: nn.Module, rng: np.random.Generator) -> Vector:
    """A direction from Gaussian numbers, each filter with the norm of the network's own (``filter_normalised``)."""
    return filter_normalised(net, rng.normal(size=sum(one.numel() for one in moving_weights(net))))


def filter_normalised(net: nn.Module, direction: Vector) -> Vector:
    """A direction whose every filter has the norm of that filter in the network.

    A filter is what makes one unit: of a weight (``outputs ...``) each of the first dimension. Where weights are
    scaled up without any effect, as before a ReLU or a batch normalisation, the direction grows with them; so the
    loss along it does not depend on the scale. A filter of zeros does not move.

    Source: Li et al. (2018), NeurIPS 31, section 4.
    """
    parts = []
    for weights, part in zip(moving_weights(net), split_vector(net, direction), strict=True):
        wanted, found = (values.detach().flatten(1).norm(dim=1) for values in (weights, part))
        scale = torch.where(found > 0, wanted / found.clamp_min(torch.finfo(found.dtype).tiny), 0.0)
        parts.append(part.flatten(1) * scale[:, None])
    return join_vector(parts)
