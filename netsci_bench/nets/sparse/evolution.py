"""How do connections evolve while a sparse network learns? Those that matter least make room for random new ones.

Sparse Evolutionary Training (Mocanu et al., 2018): after each epoch a fraction zeta of the smallest positive and of
the largest negative weights of a layer is removed, and as many connections are drawn among the free places; after the
last epoch connections are removed only. Where text and code of the paper say different things, it is a param.
"""

from typing import Annotated, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.schema import Params
from netsci_bench.nets.sparse.linear import SparseLinear, overwrite
from netsci_bench.nets.sparse.positions import free_places


class Evolution(Params):
    """What is removed and what comes instead.

    Attributes:
        zeta: share of the positive and share of the negative weights that is removed.
        removed: ``smallest``: of either sign those nearest to zero; ``largest``, ``random``: the paper's controls.
        deviation: new weights are drawn from N(0, deviation^2); 0: they start at zero, as in the authors' Keras code.
        momentum: what starts at zero: that of the ``new`` connections, or that of ``all``, biases and dense layers
            too, as in the authors' Keras code, which makes another optimizer for each epoch.
        finally_remove: whether connections are removed after the last epoch too, as the text has it and the code has
            it not. They stay as weights of exactly zero.
    """

    zeta: Annotated[float, Field(gt=0, lt=1)] = 0.3
    removed: Literal["smallest", "largest", "random"] = "smallest"
    deviation: Annotated[float, Field(ge=0)] = 0.1
    momentum: Literal["new", "all"] = "new"
    finally_remove: bool = True


def evolve(
    model: nn.Module, optimizer: torch.optim.Optimizer, how: Evolution, rng: np.random.Generator, last: bool
) -> None:
    """Rewire every sparse layer in place, momentum with it; after the last epoch only remove (zero weights).

    Raises:
        ValueError: the model has no sparse layer, or a layer has no connection left.
    """
    layers = [module for module in model.modules() if isinstance(module, SparseLinear)]
    if not layers:
        raise ValueError("the model has no sparse layer to evolve")
    for layer in layers:
        gone = choose_removed(layer.weight.detach().cpu().numpy(), how, rng)
        if gone.all():
            raise ValueError(f"a layer {layer.inputs} to {layer.outputs} has lost its last connection")
        if not last:
            _replace(layer, gone, optimizer, how, rng)
        elif how.finally_remove:
            overwrite(layer.weight, np.where(gone, 0.0, layer.weight.detach().cpu().numpy()))
    if how.momentum == "all" and not last:
        for state in optimizer.state.values():
            if isinstance(state.get("momentum_buffer"), Tensor):
                state["momentum_buffer"].zero_()


def choose_removed(weights: np.ndarray, how: Evolution, rng: np.random.Generator) -> np.ndarray:
    """Which of the weights go: ``zeta`` of the positive ones, ``zeta`` of the negative ones, and any that are zero.

    >>> choose_removed(np.array([0.1, -0.2, 0.3, -0.4, 0.0]), Evolution(zeta=0.5), np.random.default_rng(0)).tolist()
    [True, True, False, False, True]
    """
    gone: np.ndarray = weights == 0  # of a connection that has learned nothing there is no sign to go by
    if how.removed == "random":
        gone[rng.choice(len(weights), round(how.zeta * len(weights)), replace=False)] = True
        return gone
    for sign in (1, -1):
        side = np.flatnonzero(sign * weights > 0)
        count = round(how.zeta * len(side))
        if count:
            reached = np.abs(weights[side]) * (1 if how.removed == "smallest" else -1)
            gone[side[np.argpartition(reached, count - 1)[:count]]] = True
    return gone


def remaining_after_removal(weight: Tensor, how: Evolution | None) -> np.ndarray:
    """Which of a layer's weights remain when the smallest are removed; all, where nothing evolves."""
    weights = weight.detach().cpu().numpy()
    return (
        np.ones(len(weights), dtype=bool) if how is None else ~choose_removed(weights, how, np.random.default_rng(0))
    )


def _replace(
    layer: SparseLinear,
    gone: np.ndarray,
    optimizer: torch.optim.Optimizer,
    how: Evolution,
    rng: np.random.Generator,
) -> None:
    """New connections for those that go; they may come where one has just gone."""
    places = layer.places()
    kept = places[~gone]
    new = free_places(layer.inputs * layer.outputs, int(gone.sum()), kept, rng)
    weights = np.concatenate(
        [layer.weight.detach().cpu().numpy()[~gone], rng.normal(0.0, how.deviation, len(new))], dtype=np.float64
    )
    everywhere = np.concatenate([kept, new])
    order = np.argsort(everywhere, kind="stable")
    layer.rewire(everywhere[order], weights[order])
    buffer = optimizer.state.get(layer.weight, {}).get("momentum_buffer")
    if buffer is not None:
        moving = np.concatenate([buffer.cpu().numpy()[~gone], np.zeros(len(new))], dtype=np.float64)
        overwrite(buffer, moving[order])
