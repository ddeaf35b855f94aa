"""What is the second derivative of the loss, times a vector? By two backward passes, without the matrix."""

from collections.abc import Callable

import torch
from torch import nn

from netsci_bench.nets.landscape.directions import Vector, join_vector, moving_weights, split_vector
from netsci_bench.nets.training.tensors import Examples


def hessian_product(net: nn.Module, examples: Examples) -> Callable[[Vector], Vector]:
    """A function v -> H v, H being the second derivative of the mean cross-entropy by the weights that move.

    The network is taken in the mode that it is in; gradients of its other parameters are not touched. H is scaled
    nowhere: where weights of a ReLU network are scaled, it changes.
    """
    weights = moving_weights(net)
    with torch.enable_grad():
        mean_loss = nn.functional.cross_entropy(net(examples.images), examples.labels)
        first = torch.autograd.grad(mean_loss, weights, create_graph=True)

    def product(vector: Vector) -> Vector:
        parts = list(split_vector(net, vector))
        second = torch.autograd.grad(first, weights, grad_outputs=parts, retain_graph=True)
        return join_vector(second)

    return product
