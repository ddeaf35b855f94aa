"""What are the row and column sums of a probe's whole second derivative? By two backward passes, without the matrix.

The interactions of a line graph hold the gradients of the next layer fixed. The second derivative of the loss does
not: there each weight acts on all weights of the neighbouring layers, through the loss.
"""

import torch
from torch import Tensor, nn

from netsci_bench.nets.capacitance.probe_signals import Values, linear_layers


def second_derivative_degrees(probe: nn.Module, features: Tensor, labels: Tensor) -> tuple[Values, Values]:
    """Row sums and column sums of d2C / dW(l) dW(l+1), over all weights of all layers in order, each in float64.

    C is the mean cross-entropy of the samples: ``features`` (``samples features``) enter the probe, ``labels``
    (``samples``) are their classes.

    Raises:
        ValueError: it is no sequence of linear layers with ReLUs between them.
    """
    weights = [layer.weight for layer in linear_layers(probe)]
    with torch.enable_grad():
        loss = nn.functional.cross_entropy(probe(features.detach()), labels)
        first = torch.autograd.grad(loss, weights, create_graph=True)
        nothing = [torch.zeros_like(weight) for weight in weights]
        rows = [_slope(first[n + 1], weights[n]) for n in range(len(weights) - 1)]
        columns = [_slope(first[n], weights[n + 1]) for n in range(len(weights) - 1)]
    return _joined([*rows, nothing[-1]]), _joined([nothing[0], *columns])


def _slope(gradient: Tensor, weight: Tensor) -> Tensor:
    """How the sum of one layer's gradient goes with the weights of another."""
    return torch.autograd.grad(gradient.sum(), weight, retain_graph=True)[0]


def _joined(matrices: list[Tensor]) -> Values:
    return torch.cat([matrix.detach().double().flatten() for matrix in matrices]).cpu().numpy()
