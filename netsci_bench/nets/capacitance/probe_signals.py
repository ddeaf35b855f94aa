"""What enters the layers of a probe, and which gradients come back?

A probe is a ``Sequential`` of linear layers with ReLUs between them. The body before it runs in evaluation mode and
without gradients, so that a batch costs a third of a step of training.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.nets.training.evaluate import compute_outputs

Values = NDArray[np.float64]


class Signals(NamedTuple):
    """Of one layer, by sample: what enters it, slopes of its activation, gradients of each sample's own loss.

    ``samples inputs``, and twice ``samples outputs``; gradients are taken before the activation function.
    """

    inputs: Values
    slopes: Values
    gradients: Values


def linear_layers(probe: nn.Module) -> list[nn.Linear]:
    """The linear layers of a probe, in order.

    Raises:
        ValueError: it is no sequence of linear layers with a ReLU between each two.
    """
    steps = list(probe) if isinstance(probe, nn.Sequential) else []
    wanted = [nn.Linear if place % 2 == 0 else nn.ReLU for place in range(len(steps))]
    if len(steps) % 2 == 0 or not all(isinstance(s, w) for s, w in zip(steps, wanted, strict=True)):
        raise ValueError("a probe is a Sequential of linear layers with a ReLU between each two")
    return [step for step in steps if isinstance(step, nn.Linear)]


def probe_signals(probe: nn.Module, features: Tensor, labels: Tensor) -> list[Signals]:
    """What a batch shows at each linear layer of a probe; the loss is softmax and cross-entropy.

    ``features`` (``samples features``) are what enters the probe, ``labels`` (``samples``) their classes.

    Raises:
        ValueError: it is no such probe.
    """
    layers = linear_layers(probe)
    entering, before = [features.detach()], []
    with torch.enable_grad():
        for place, layer in enumerate(layers):
            answer = layer(entering[-1])
            before.append(answer if answer.requires_grad else answer.requires_grad_())
            if place + 1 < len(layers):
                entering.append(torch.relu(answer))
        loss = nn.functional.cross_entropy(before[-1], labels, reduction="sum")
        gradients = torch.autograd.grad(loss, before)
    slopes = [*((answer > 0).to(answer.dtype) for answer in before[:-1]), torch.ones_like(before[-1])]
    return [Signals(*map(_on_host, three)) for three in zip(entering, slopes, gradients, strict=True)]


def body_features(net: nn.Module, images: Tensor) -> Tensor:
    """What the body of a network makes of images, in evaluation mode: ``images features``.

    Raises:
        ValueError: the network has no part called ``body``.
    """
    body = getattr(net, "body", None)
    if not isinstance(body, nn.Module):
        raise ValueError(f"{type(net).__name__} has no body before its head")
    return compute_outputs(body, images).clone()  # a tensor of inference mode has no gradients behind it


def _on_host(values: Tensor) -> Values:
    return values.detach().double().cpu().numpy()
