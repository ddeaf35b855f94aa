"""How do weights that were trained before get into one of our networks?

They are read from a file, or come from another training, and must be exactly those of the network. Only tensors and
plain values are read from a file, never code. It is a safetensors file, or one of torch that holds the state dict
itself or holds it under ``state_dict``; names may begin with ``module.``, as training on several GPUs leaves them.
"""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.contract.errors import Failure
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators

SEVERAL_GPUS = "module."
SAFE_HEADER = 8  # bytes of a safetensors file before the JSON that names its tensors
COUNTER = ".num_batches_tracked"  # counts training steps; no output depends on it, and older files have none
SHOWN = 3  # of the tensors that do not fit


def build_network(model: Code, classes: int, file: Path | None, seed: int) -> nn.Module:
    """The network that a model function gives: with the weights of a file, or untrained, drawn from the seed.

    On the CPU, in evaluation mode.
    """
    with borrowed_rng("cpu"):
        seed_generators("cpu", seed)
        net: nn.Module = importing.load(model.name)(classes)
    return net.eval() if file is None else load_weights(net, read_weights(file), file.name)


def network_with_weights(model: Code, classes: int, weights: Mapping[str, Tensor]) -> nn.Module:
    """The network that a model function gives, with these weights, in evaluation mode on the CPU.

    Raises:
        Failure: the weights are not exactly those of the network.
    """
    with borrowed_rng("cpu"):  # initial weights are drawn, only to be overwritten
        net: nn.Module = importing.load(model.name)(classes)
    return load_weights(net, weights, model.name)


def load_weights(model: nn.Module, weights: Mapping[str, Tensor], source: str) -> nn.Module:
    """The network with these weights, in evaluation mode; ``source`` is named where they do not fit.

    Raises:
        Failure: the tensors are not exactly those of the network.
    """
    own = {name: value for name, value in model.state_dict().items() if not name.endswith(COUNTER)}
    if faults := _faults(own, weights):
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        what = f"the weights do not fit {type(model).__name__}: {'; '.join(faults[:SHOWN])}{more}"
        raise Failure(what, source, "name the model that these weights were trained for")
    model.load_state_dict(dict(weights), strict=False)  # all but the counters are there, as was just seen
    return model.eval()


def read_weights(file: Path) -> dict[str, Tensor]:
    """The tensors of a file by name, without counters of training steps.

    Raises:
        Failure: the file holds no state dict that is read without running code.
    """
    with file.open("rb") as opened:
        if opened.read(SAFE_HEADER + 1)[SAFE_HEADER:] == b"{":
            return _without_counters(load_file(file))
    try:
        content: Any = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise Failure(
            f"this is no file of weights that is read without running code ({reason})", file.name
        ) from error
    if isinstance(content, Mapping) and isinstance(content.get("state_dict"), Mapping):
        content = content["state_dict"]
    if not isinstance(content, Mapping) or not all(isinstance(value, Tensor) for value in content.values()):
        raise Failure("this file holds no state dict", file.name)
    return _without_counters(content)


def _without_counters(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {str(k).removeprefix(SEVERAL_GPUS): value for k, value in state.items() if not str(k).endswith(COUNTER)}


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
