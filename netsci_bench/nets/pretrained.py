"""How do weights that somebody else has trained get into one of our networks?

Only tensors and plain values are read from the file, never code. A file may hold the state dict itself or hold it
under ``state_dict``, and its names may begin with ``module.``, as training on several GPUs leaves them.
"""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from netsci_bench import importing
from netsci_bench.errors import Failure
from netsci_bench.named import Code
from netsci_bench.nets.randomness import borrowed_rng, seed_generators

SEVERAL_GPUS = "module."
COUNTER = ".num_batches_tracked"  # counts training steps; no output depends on it, and older files have none
SHOWN = 3  # of the tensors that do not fit


def with_weights(model: nn.Module, file: Path) -> nn.Module:
    """The network with the weights of a file, in evaluation mode, on the CPU.

    Raises:
        Failure: the file is no state dict, or its tensors are not exactly those of the network.
    """
    state = _state(file)
    own = {name: value for name, value in model.state_dict().items() if not name.endswith(COUNTER)}
    if faults := [*_faults(own, state)]:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        what = f"the weights do not fit {type(model).__name__}: {'; '.join(faults[:SHOWN])}{more}"
        raise Failure(what, file.name, "name the model that these weights were trained for")
    model.load_state_dict(state, strict=False)  # all but the counters are there, as was just seen
    return model.eval()


def network(model: Code, classes: int, file: Path | None, seed: int) -> nn.Module:
    """The network that a model function gives: with the weights of a file, or untrained, drawn from the seed."""
    with borrowed_rng("cpu"):
        seed_generators("cpu", seed)
        built: nn.Module = importing.load(model.name)(classes)
    return built.eval() if file is None else with_weights(built, file)


def _state(file: Path) -> dict[str, Tensor]:
    try:
        found: Any = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise Failure(
            f"this is no file of weights that is read without running code ({reason})", file.name
        ) from error
    if isinstance(found, Mapping) and isinstance(found.get("state_dict"), Mapping):
        found = found["state_dict"]
    if not isinstance(found, Mapping) or not all(isinstance(value, Tensor) for value in found.values()):
        raise Failure("this file holds no state dict", file.name)
    return {str(k).removeprefix(SEVERAL_GPUS): value for k, value in found.items() if not str(k).endswith(COUNTER)}


def _faults(own: Mapping[str, Tensor], state: Mapping[str, Tensor]) -> list[str]:
    missing = [f"the file has no {name}" for name in own if name not in state]
    strange = [f"the network has no {name}" for name in state if name not in own]
    shapes = [
        f"{name} is {_shape(state[name])} in the file and {_shape(own[name])} in the network"
        for name in own
        if name in state and own[name].shape != state[name].shape
    ]
    return shapes + missing + strange


def _shape(tensor: Tensor) -> str:
    return " x ".join(map(str, tensor.shape)) or "one number"
