"""After which modules of a network is a layer complete? Its blocks, found by what they do.

A **block** is a module that adds what it was given to what it made of it: a residual block, one of a transformer, of
a mixer. One run of two images tells: where two tensors of one shape are added, the module at work is marked, and with
it all modules of its class (the first block of a stage may add nothing). Blocks within blocks are left out, and so is
the network itself. In a network that adds nowhere (VGG) every convolution is a layer, as in the code of Lu et al.
(2022); or the activation that follows it, as in their text. The first convolution comes first, before its
normalisation, as there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

Unit = Literal["convolution", "activation"]

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
ACTIVATIONS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus),
    *(nn.Hardswish, nn.Hardsigmoid, nn.Hardtanh, nn.Sigmoid, nn.Tanh),
)
LEAST = 2  # a network of one layer has no course from layer to layer
SHOWN = 8  # kinds of modules that a message lists


def block_names(model: nn.Module, image: Sequence[int], unit: Unit = "convolution") -> tuple[str, ...]:
    """The names of the modules whose outputs are the layers, in the order in which they run.

    Args:
        model: any network; its modules keep their modes, and nothing of it changes.
        image: shape of one example, such as (3, 32, 32).
        unit: in a network without blocks: its convolutions, or the activations that follow them.

    Raises:
        ValueError: fewer than two layers are found; the text says what the network consists of.
    """
    seen = _observe(model, image)
    classes = {type(model.get_submodule(name)) for name in seen.adding if name} - {type(model)}
    blocks = _outermost([name for name in seen.order if type(model.get_submodule(name)) in classes])
    convolutions = [name for name in seen.order if isinstance(model.get_submodule(name), CONVOLUTIONS)]
    if len(blocks) >= LEAST:
        stem = [name for name in convolutions[:1] if not name.startswith(tuple(f"{block}." for block in blocks))]
        return (*stem, *blocks)
    if len(convolutions) < LEAST:
        what = f"{type(model).__name__} has no blocks (modules that add their input), and fewer than two convolutions"
        raise ValueError(f"{what}: it consists of {_contents(model)}")
    return tuple(convolutions if unit == "convolution" else _activations_after(model, seen.order))


def _activations_after(model: nn.Module, order: Sequence[str]) -> Iterator[str]:
    """Of each convolution the first activation that ends after it and before the next one.

    Raises:
        ValueError: a convolution is followed by no activation module.
    """
    waiting = ""
    for name in order:
        module = model.get_submodule(name)
        if isinstance(module, CONVOLUTIONS):
            if waiting:
                break
            waiting = name
        elif waiting and isinstance(module, ACTIVATIONS):
            yield name
            waiting = ""
    if waiting:
        raise ValueError(f"the convolution {waiting} is followed by no activation that is a module of its own")


@dataclass
class _Seen:
    """What one run has shown: which modules end in which order, and in which one an addition was made."""

    order: list[str] = field(default_factory=list)
    adding: set[str] = field(default_factory=set)
    within: list[str] = field(default_factory=list)


def _observe(model: nn.Module, image: Sequence[int]) -> _Seen:
    """Run two examples of noise, with gradients: without them torch replaces a transformer's layer by one kernel."""
    seen = _Seen()
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with _hooked(model, seen), _Additions(seen), torch.enable_grad():
            model(torch.linspace(-1.0, 1.0, 2 * torch.Size(image).numel(), device=device).view(2, *image))
    finally:
        for module, training in modes:
            module.training = training
    return seen


@contextmanager
def _hooked(model: nn.Module, seen: _Seen) -> Iterator[None]:
    """While inside, every module is noted where it begins and where it ends with a tensor."""

    def leave(name: str, output: object) -> None:
        seen.within.pop()
        if name and name not in seen.order and isinstance(output, Tensor):
            seen.order.append(name)

    handles = []
    for name, module in model.named_modules():
        handles.append(module.register_forward_pre_hook(lambda *_, name=name: seen.within.append(name)))
        handles.append(module.register_forward_hook(lambda _, __, output, name=name: leave(name, output)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


class _Additions(TorchFunctionMode):
    """Marks the module at work where two tensors of one shape are added, one entry for each example."""

    def __init__(self, seen: _Seen) -> None:
        super().__init__()
        self._seen = seen

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(func, "__name__", "").strip("_")
        tensors = [one for one in args[:2] if isinstance(one, Tensor) and one.ndim > 1]
        if name in ("add", "iadd", "radd") and len(tensors) == 2 and tensors[0].shape == tensors[1].shape:
            self._seen.adding.update(self._seen.within[-1:])
        return func(*args, **(kwargs or {}))


def _outermost(names: Sequence[str]) -> list[str]:
    return [name for name in names if not any(name.startswith(f"{other}.") for other in names)]


def _contents(model: nn.Module) -> str:
    """How many modules of each kind a network has, those without parts."""
    kinds = Counter(type(module).__name__ for module in model.modules() if not list(module.children()))
    told = [f"{count} {kind}" for kind, count in kinds.most_common(SHOWN)]
    return ", ".join(told) + (f" and {len(kinds) - SHOWN} other kinds" if len(kinds) > SHOWN else "")
