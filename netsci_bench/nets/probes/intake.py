"""Does an example of this shape fit into a network? One forward pass of zeros tells, and which layer refuses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from netsci_bench.contract import importing

SIZES = ("in_channels", "in_features", "inputs")  # what layers call the size of what they take


@dataclass
class Doorkeeper:
    """Stands before every layer: keeps what was entered last, and refuses another size than the layer has."""

    last: str = ""

    def stand_before(self, name: str, layer: nn.Module) -> None:
        """See whatever enters a layer from now on."""
        layer.register_forward_pre_hook(lambda layer, given: self._see(name, layer, given[0]))

    def _see(self, name: str, layer: nn.Module, given: Tensor) -> None:
        size = next((getattr(layer, key) for key in SIZES if hasattr(layer, key)), None)
        of_channels = hasattr(layer, "in_channels")
        what = (
            "another shape" if size is None else f"{size} {'channel' if of_channels else 'number'}{'s' * (size != 1)}"
        )
        shape = " by ".join(map(str, given.shape[1:]))
        self.last = f"its layer {name or type(layer).__name__} takes {what}, and gets {shape}"
        if size is not None and given.shape[1 if of_channels else -1] != size:
            raise ValueError(self.last)


def describe_misfit(model: str, classes: int, architecture: Mapping[str, Any], example: tuple[int, ...]) -> str:
    """In words what a network takes instead of examples of shape ``example``; empty where it takes them.

    Also empty where the network cannot be built from these settings: that is told where it is built.
    """
    keeper = Doorkeeper()
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        try:
            network = importing.load(model)(classes, **architecture).eval()
        except (TypeError, ValueError):
            return ""
        for name, module in network.named_modules():
            if not list(module.children()):
                keeper.stand_before(name, module)
        try:
            network(torch.zeros(2, *example))
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            return keeper.last or f"it refuses them: {str(error).splitlines()[0]}"
    return ""
