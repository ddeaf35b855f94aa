"""How good will a network be, judged by one pass before it is trained?

Three proxies as in Abdelfattah et al. (2021), Zero-Cost Proxies for Lightweight NAS, ICLR: the larger, the better.
"""

import math

import torch
from torch import Tensor, nn


def gradient_norm(net: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Euclidean norm of the gradient of the mean cross-entropy, over all parameters of the network."""
    return math.sqrt(sum(float(g.double().square().sum()) for _, g in _gradients(net, images, labels)))


def snip(net: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Sum of |w dC/dw| over the weights of layers: Lee, Ajanthan & Torr (2019), SNIP, ICLR.

    Weights are parameters of two or more dimensions, so neither biases nor those of a normalisation.
    """
    pairs = _gradients(net, images, labels)
    return sum(float((w * g).double().abs().sum()) for w, g in pairs if w.ndim > 1)


def synflow(net: nn.Module, image: Tensor) -> float:
    """Decimal logarithm of the sum of |w dR/dw| over the weights of layers: Tanaka et al. (2020), NeurIPS 33.

    R is the sum of all outputs for one image of ones (of the shape of ``image``, ``channels height width``) when
    every parameter and buffer has its absolute value, in float64 and evaluation mode; no data are looked at.

    Raises:
        ValueError: nothing flows: all outputs are 0, whatever a weight does.
    """
    training = net.training
    state = {name: value.detach().abs() for name, value in net.state_dict().items()}
    wide = {name: v.double() if v.is_floating_point() else v for name, v in state.items()}
    weights = [name for name, _ in net.named_parameters() if wide[name].ndim > 1]
    ones = torch.ones(1, *image.shape, dtype=torch.float64, device=image.device)
    try:
        net.eval()
        with torch.enable_grad():
            used = [wide[name].requires_grad_() for name in weights]
            flow = torch.func.functional_call(net, wide, (ones,)).sum()
            gradients = torch.autograd.grad(flow, used)
    finally:
        net.train(training)
    total = sum(float((w.detach() * g).abs().sum()) for w, g in zip(used, gradients, strict=True))
    if not total > 0:
        raise ValueError("nothing flows through the network: no weight changes an output")
    return math.log10(total)


def _gradients(net: nn.Module, images: Tensor, labels: Tensor) -> list[tuple[Tensor, Tensor]]:
    """Each parameter with its gradient, in evaluation mode: nothing in the network changes."""
    training = net.training
    parameters = [p for p in net.parameters() if p.requires_grad]
    try:
        net.eval()
        with torch.enable_grad():
            loss = nn.functional.cross_entropy(net(images), labels)
            found = torch.autograd.grad(loss, parameters)
    finally:
        net.train(training)
    return [(p.detach(), g) for p, g in zip(parameters, found, strict=True)]
