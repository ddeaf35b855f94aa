"""How active is each unit of a network at each image?

Units are the filters of convolutions and the units of fully connected layers. A filter's activation is its map
averaged over space (Horta, Tiddi, Little & Mileo 2021, Future Gener. Comput. Syst. 120, 109); a unit that is applied
at several positions is averaged over them likewise. Activations are taken either

- ``after`` the nonlinearity that follows, be it a module or a function, if nothing but normalisation, dropout or
  pooling lies between; of a layer that none follows (the output, say) its own output is taken; or
- ``before`` it: what the layer itself gives.

No network is known by name here: hooks tell which layers run, and a torch function mode follows what each gives to
where it goes. Both are there only while a batch is computed, so nothing of them stays on the network.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float32, Int64
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from netsci_bench.nets.training.evaluate import evaluation_mode

When = Literal["after", "before"]

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
# Names of torch's functions, less the underscores of those that work in place or within. Softmax is none: it mixes
# units. An addition is not passed through: what follows it is no longer about this layer alone.
# fmt: off
NONLINEARITIES = frozenset([
    "celu", "clamp", "clamp_min", "elu", "gelu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu",
    "log_sigmoid", "mish", "prelu", "relu", "relu6", "rrelu", "selu", "sigmoid", "silu", "softplus", "softshrink",
    "softsign", "tanh", "tanhshrink", "threshold",
])
PASSED_THROUGH = frozenset([
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "dropout", "dropout1d", "dropout2d", "dropout3d",
    "alpha_dropout", "max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
])
# fmt: on
MARK = "_netsci_bench_layer"  # set on the tensors that come from a layer: lives exactly as long as they do


@dataclass(frozen=True)
class Layer:
    """A layer by the name of its module, and how many units it has."""

    name: str
    units: int


def find_layers(model: nn.Module, sample: Tensor) -> tuple[Layer, ...]:
    """The layers of a network in the order in which they run, found by running a sample (one image will do).

    Raises:
        ValueError: nothing that runs is a convolution or a fully connected layer.
    """
    values = _values(model, sample[:1], "before")
    if not values:
        raise ValueError(f"{type(model).__name__} runs no convolution and no fully connected layer: it has no units")
    return tuple(Layer(name, value.shape[1]) for name, value in values.items())


def layer_numbers(probed: Sequence[Layer]) -> Int64[NDArray[np.int64], " units"]:
    """For each unit the number of its layer, in the order of ``activations``.

    >>> layer_numbers([Layer("conv", 2), Layer("output", 3)])
    array([0, 0, 1, 1, 1])
    """
    return np.repeat(np.arange(len(probed), dtype=np.int64), [layer.units for layer in probed])


def activations(
    model: nn.Module, images: Tensor, probed: Sequence[Layer], when: When = "after", batch: int = 500
) -> Iterator[Float32[NDArray[np.float32], "samples units"]]:
    """Activations at all images, a batch at a time: the units of all layers side by side.

    Raises:
        ValueError: a layer that was asked for does not run.
    """
    for some in torch.split(images, batch):
        values = _values(model, some, when)
        if missing := [layer.name for layer in probed if layer.name not in values]:
            raise ValueError(f"no layer {', '.join(missing)} runs; those that do are {', '.join(values)}")
        yield torch.cat([values[layer.name] for layer in probed], dim=1).cpu().numpy()


def _values(model: nn.Module, images: Tensor, when: When) -> dict[str, Tensor]:
    """Activations (``samples units``) by layer, in the order in which the layers run."""
    recorded = _Recorded()
    with evaluation_mode(model), _hooked(model, recorded):
        if when == "before":
            model(images)
        else:
            with _Followed(recorded):
                model(images)
    return recorded.values


@dataclass
class _Recorded:
    """What one pass has shown so far."""

    values: dict[str, Tensor] = field(default_factory=dict)
    spatial: dict[str, bool] = field(default_factory=dict)  # whether the unit axis is the second, not the last

    def take(self, name: str, output: Tensor) -> None:
        """Note what the units of a layer give, one number per sample and unit."""
        if self.spatial[name]:
            self.values[name] = output.flatten(2).mean(2)
        else:  # a copy: a nonlinearity that works in place would change it
            self.values[name] = output.clone() if output.ndim == 2 else output.flatten(1, -2).mean(1)


@contextmanager
def _hooked(model: nn.Module, recorded: _Recorded) -> Iterator[None]:
    """While inside, the output of every layer that runs is noted, and marked."""

    def note(name: str, module: nn.Module, output: Tensor) -> None:
        if name in recorded.values:
            raise ValueError(f"the layer {name} runs twice for one image: it has no single activation")
        recorded.spatial[name] = isinstance(module, CONVOLUTIONS)
        recorded.take(name, output)
        setattr(output, MARK, name)

    handles = [
        module.register_forward_hook(lambda module, _, output, name=name: note(name, module, output))
        for name, module in model.named_modules()
        if isinstance(module, (*CONVOLUTIONS, nn.Linear))
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


class _Followed(TorchFunctionMode):
    """Follows marked tensors through torch's functions to the nonlinearity of their layer."""

    def __init__(self, recorded: _Recorded) -> None:
        super().__init__()
        self._recorded = recorded

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(args[0], MARK, "") if args and isinstance(args[0], Tensor) else ""
        output = func(*args, **(kwargs or {}))
        if not name or not isinstance(output, Tensor):
            return output
        called = getattr(func, "__name__", "").strip("_")
        if called in NONLINEARITIES:
            self._recorded.take(name, output)
        # a function that works in place gives back the marked tensor itself: it is marked no longer
        setattr(output, MARK, name if called in PASSED_THROUGH else "")
        return output
