"""How do the successors of SET choose connections? By size, and by gradients where none is yet.

RigL (Evci et al., 2020) removes the smallest of all weights of a layer, not of either sign, and adds connections
where the gradient of the loss is largest, with weights of zero. Here both rules stand in the place of `evolve`: after
each epoch, with the same share removed. RigL's schedule, which lets that share fall to zero, is left out, so that the
rules differ in nothing else.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64
from numpy.typing import NDArray
from torch import nn

from netsci_bench.nets.sparse.evolution import Evolution
from netsci_bench.nets.sparse.linear import SparseLinear, overwrite
from netsci_bench.nets.sparse.positions import free_places
from netsci_bench.nets.sparse.watched import watched_layers

Places = Int64[NDArray[np.int64], " _"]
Grown = tuple[Places, NDArray[np.float64]]  # where new connections go, in ascending order, and their weights
Grow = Callable[[SparseLinear, Places, int], Grown]  # of a layer, the places kept, and how many are wanted


def evolve_by_size(
    model: nn.Module, optimizer: torch.optim.Optimizer, how: Evolution, rng: np.random.Generator, last: bool
) -> None:
    """Remove the smallest of all weights of each layer; add as many at random places, from N(0, deviation^2).

    Raises:
        ValueError: the model has no sparse layer.
    """

    def at_random(layer: SparseLinear, kept: Places, count: int) -> Grown:
        places = free_places(layer.inputs * layer.outputs, count, kept, rng)
        return places, rng.normal(0.0, how.deviation, count)

    _evolve(model, optimizer, how, last, at_random)


def evolve_by_gradient(
    model: nn.Module, optimizer: torch.optim.Optimizer, how: Evolution, rng: np.random.Generator, last: bool
) -> None:
    """Remove the smallest of all weights of each layer; add as many of zero where the last gradients are largest.

    The sparse layers must be `Watched`. A place whose connection has just been removed may get it back.

    Raises:
        ValueError: a sparse layer is not watched, or has learned from no batch; the model has no sparse layer.
    """
    watched = watched_layers(model)

    def by_gradient(layer: SparseLinear, kept: Places, count: int) -> Grown:
        if layer not in watched:
            raise ValueError("a sparse layer is not watched: build the network with `watched_mlp`")
        gradient = watched[layer].gradient().cpu().numpy().ravel()
        return largest_places(gradient, kept, count), np.zeros(count)

    _evolve(model, optimizer, how, last, by_gradient)


def largest_places(gradient: Float[NDArray[np.floating[Any]], " all"], kept: Places, count: int) -> Places:
    """The ``count`` places with the largest gradients that are not among those kept, in ascending order.

    >>> largest_places(np.array([5.0, -4.0, 1.0, 3.0], dtype=np.float32), np.array([0]), 2)
    array([1, 3])
    """
    size = np.abs(gradient)
    size[kept] = -1.0
    return np.sort(np.argpartition(-size, count - 1)[:count]).astype(np.int64)


def smallest_weights(weights: Float[NDArray[np.floating[Any]], " n"], zeta: float) -> Bool[NDArray[np.bool_], " n"]:
    """Which weights go: a share ``zeta`` of them, the smallest without regard to sign.

    >>> smallest_weights(np.array([0.1, -0.2, 0.3, -0.05], dtype=np.float32), 0.5)
    array([ True, False, False,  True])
    """
    gone = np.zeros(len(weights), dtype=bool)
    count = round(zeta * len(weights))
    gone[np.argpartition(np.abs(weights), max(count - 1, 0))[:count]] = True
    return gone


def _evolve(model: nn.Module, optimizer: torch.optim.Optimizer, how: Evolution, last: bool, grow: Grow) -> None:
    layers = [module for module in model.modules() if isinstance(module, SparseLinear)]
    if not layers:
        raise ValueError("the model has no sparse layer to evolve")
    for layer in layers:
        weights = layer.weight.detach().cpu().numpy()
        gone = smallest_weights(weights, how.zeta)
        if not last:
            _exchange(layer, gone, optimizer, grow)
        elif how.finally_remove:
            overwrite(layer.weight, np.where(gone, 0.0, weights))


def _exchange(layer: SparseLinear, gone: NDArray[np.bool_], optimizer: torch.optim.Optimizer, grow: Grow) -> None:
    """Put new connections in the place of those that go; the momentum of these begins at zero."""
    kept = layer.places()[~gone]
    new, new_weights = grow(layer, kept, int(gone.sum()))
    everywhere = np.concatenate([kept, new])
    order = np.argsort(everywhere, kind="stable")
    stay = layer.weight.detach().cpu().numpy()[~gone]
    layer.rewire(everywhere[order], np.concatenate([stay, new_weights])[order])
    buffer = optimizer.state.get(layer.weight, {}).get("momentum_buffer")
    if buffer is not None:
        moving = np.concatenate([buffer.cpu().numpy()[~gone], np.zeros(len(new))])
        overwrite(buffer, moving[order])
