"""How does a restricted Boltzmann machine learn from a batch, where only some of its connections exist?

Weights are a full matrix on any device, zero where there is no connection; ``connected`` says where one exists.
Nothing that learns ever writes anywhere else.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from netsci_bench.nets.boltzmann.recipe import RbmRecipe
from netsci_bench.nets.sparse.evolution import choose_removed
from netsci_bench.nets.sparse.positions import free_places

MOVING = ("weights", "visible_bias", "hidden_bias")


@dataclass
class Rbm:
    """A machine while it learns: its parameters, where connections are (1 or 0), and how each parameter moves."""

    weights: Tensor  # visible hidden
    visible_bias: Tensor
    hidden_bias: Tensor
    connected: Tensor  # visible hidden
    speed: dict[str, Tensor]

    def state(self) -> dict[str, Tensor]:
        """All that changes while it learns, for a checkpoint."""
        return {
            **{name: getattr(self, name) for name in (*MOVING, "connected")},
            **{f"{name} speed": self.speed[name] for name in MOVING},
        }


def untrained_rbm(recipe: RbmRecipe, visible: int, rng: np.random.Generator, device: str) -> Rbm:
    """A machine before its first step; each connection of a sparse one exists with the same probability."""
    shape = (visible, recipe.hidden)
    share = 1.0 if recipe.epsilon is None else min(1.0, recipe.epsilon * sum(shape) / (visible * recipe.hidden))
    connected = rng.random(shape) < share
    weights = np.where(connected, rng.normal(0.0, recipe.deviation, shape), 0.0)
    made = {"weights": weights, "visible_bias": np.zeros(visible), "hidden_bias": np.zeros(recipe.hidden)}
    tensors = {name: torch.tensor(array, dtype=torch.float32, device=device) for name, array in made.items()}
    return Rbm(
        **tensors,
        connected=torch.tensor(connected, dtype=torch.float32, device=device),
        speed={name: torch.zeros_like(tensor) for name, tensor in tensors.items()},
    )


def learn_batch(rbm: Rbm, batch: Tensor, recipe: RbmRecipe, generator: torch.Generator) -> Tensor:
    """One step of contrastive divergence on a batch (``vectors visible``).

    Returns the mean squared error of the first reconstruction. States are drawn on both sides; the statistics take
    the hidden probabilities, as Hinton's guide advises.
    """
    data = torch.addmm(rbm.hidden_bias, batch, rbm.weights).sigmoid_()
    hidden, visible = data, []
    for _ in range(recipe.gibbs_steps):
        visible.append(torch.addmm(rbm.visible_bias, draw_states(hidden, generator), rbm.weights.T).sigmoid_())
        states = draw_states(visible[-1], generator)
        hidden = torch.addmm(rbm.hidden_bias, states, rbm.weights).sigmoid_()
    _move(rbm, "weights", (batch.T @ data).sub_(states.T @ hidden).div_(len(batch)), recipe)
    _move(rbm, "visible_bias", (batch - states).mean(0), recipe)
    _move(rbm, "hidden_bias", (data - hidden).mean(0), recipe)
    return torch.nn.functional.mse_loss(visible[0], batch)


def draw_states(chance: Tensor, generator: torch.Generator) -> Tensor:
    """Zeros and ones, one with the given chance."""
    level = torch.rand(chance.shape, generator=generator, device=chance.device, dtype=chance.dtype)
    return (level < chance).to(chance.dtype)


def _move(rbm: Rbm, name: str, ascent: Tensor, recipe: RbmRecipe) -> None:
    value, speed = getattr(rbm, name), rbm.speed[name]
    if name == "weights":
        ascent.sub_(value, alpha=recipe.weight_decay)
        if recipe.epsilon is not None:
            ascent.mul_(rbm.connected)
    value.add_(speed.mul_(recipe.momentum).add_(ascent, alpha=recipe.lr))


def rewire(rbm: Rbm, recipe: RbmRecipe, rng: np.random.Generator, last: bool) -> None:
    """Let connections evolve, in place; after the last epoch they are only removed (where the recipe says so)."""
    how = recipe.evolution
    if how is None or (last and not how.finally_remove):
        return
    connected, weights = (tensor.detach().cpu().numpy().ravel() for tensor in (rbm.connected, rbm.weights))
    places = np.flatnonzero(connected)
    gone = choose_removed(weights[places], how, rng)
    kept = places[~gone]
    _clear(rbm, places[gone])
    if not last:
        new = free_places(connected.size, int(gone.sum()), kept, rng)
        _put(rbm.weights, new, rng.normal(0.0, how.deviation, len(new)))
        _put(rbm.connected, new, np.ones(len(new)))
    if how.momentum == "all":
        for speed in rbm.speed.values():
            speed.zero_()


def _clear(rbm: Rbm, places: np.ndarray) -> None:
    for tensor in (rbm.weights, rbm.connected, rbm.speed["weights"]):
        _put(tensor, places, np.zeros(len(places)))


def _put(tensor: Tensor, places: np.ndarray, values: np.ndarray) -> None:
    at = torch.from_numpy(places).to(tensor.device)
    tensor.view(-1)[at] = torch.tensor(values, dtype=tensor.dtype, device=tensor.device)
