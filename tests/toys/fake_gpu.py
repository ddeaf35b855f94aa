"""Tensors on a GPU that is not there: with a shape and a device, but without numbers.

An operation that mixes devices raises, as on a GPU. What is copied to the host is made up.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

CUDA = "cuda"


def fake(shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.zeros(shape, dtype=dtype, device=CUDA)


def on_cuda(build: Callable[[], nn.Module]) -> Any:
    """A module whose tensors are fake ones on a GPU."""
    with unset_fake_temporarily():
        module = build()
    for part in module.modules():
        for tensors in (part._parameters, part._buffers):
            for name, value in tensors.items():
                if value is not None:
                    moved = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device=CUDA)
                    tensors[name] = nn.Parameter(moved) if isinstance(value, nn.Parameter) else moved
    return module


@contextmanager
def as_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fake tensors, whose numbers are made up where the host asks for them; only from the CPU, as torch has it."""
    on_host = torch.Tensor.numpy

    def numpy(tensor: Tensor, *args: Any, **kwargs: Any) -> np.ndarray:
        if not isinstance(tensor, FakeTensor):
            return on_host(tensor, *args, **kwargs)
        assert tensor.device.type == "cpu", "a GPU's tensor has no numpy array"
        shape, kind = tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")
        numbers = np.arange(1, np.prod(shape) + 1) if tensor.dtype.is_floating_point else np.zeros(np.prod(shape))
        return numbers.astype(kind).reshape(shape)

    monkeypatch.setattr(torch.Tensor, "numpy", numpy)
    monkeypatch.setattr(torch.Tensor, "__bool__", lambda _: True)
    monkeypatch.setattr(torch.Tensor, "__int__", lambda _: 1)
    monkeypatch.setattr(torch.Tensor, "__float__", lambda _: 1.0)
    with FakeTensorMode(allow_non_fake_inputs=True), torch.no_grad():
        yield


def public_names(package: Any) -> dict[str, Any]:
    """Every public function and class that a package defines, as ``module:name``."""
    names = {}
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module, short = importlib.import_module(info.name), info.name.removeprefix(f"{package.__name__}.")
        for name, thing in vars(module).items():
            plain = inspect.isfunction(thing) or inspect.isclass(thing)
            if plain and thing.__module__ == info.name and not name.startswith("_"):
                names[f"{short}:{name}"] = thing
    return names
