"""How is torch's randomness kept apart from everyone else's, and put back where it was?

Layers such as dropout draw from torch's global generators and cannot be given one of ours. So the generators are
borrowed: their state is put aside, they are seeded, and the state is put back. The same state is what a checkpoint
must hold for a resumed training to draw the same numbers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


def rng_state(device: str) -> dict[str, Tensor]:
    """State of every generator that a computation on this device may draw from."""
    states = {"cpu": torch.get_rng_state()}
    if device != "cpu":
        states[device] = torch.get_device_module(device).get_rng_state()
    return states


def set_rng_state(states: dict[str, Tensor]) -> None:
    """Put the generators back into a state that ``rng_state`` gave."""
    for device, state in states.items():
        where = torch if device == "cpu" else torch.get_device_module(device)
        where.set_rng_state(state)


def seed_generators(device: str, seed: int) -> None:
    """Seed the generators of one device; ``torch.manual_seed`` would also seed those of all the others."""
    torch.default_generator.manual_seed(seed)
    if device != "cpu":
        torch.get_device_module(device).manual_seed(seed)


@contextmanager
def borrowed_rng(device: str) -> Iterator[None]:
    """Whatever is drawn or seeded inside leaves no trace outside."""
    before = rng_state(device)
    try:
        yield
    finally:
        set_rng_state(before)
