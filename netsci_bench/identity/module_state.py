"""Has an experiment changed what a training reads? The names of a module are compared with those after its import.

The address of a training covers the code that it reaches, but not what other code does with the modules of that code:
``settings.RATE = 0.1`` before ``run.once`` would make another training under the same address, and so would another
default type of torch. What a training draws from global generators does not depend on earlier draws either.
"""

import random
import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import isclass, isfunction, ismodule
from types import ModuleType
from typing import Any

import numpy as np

from netsci_bench.contract.errors import Failure

PLAIN = (bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, type(None))
TORCH = "torch"
SETTINGS = (  # of torch: functions that return what another function of torch has set for all that follows
    *("get_default_dtype", "get_default_device", "get_float32_matmul_precision", "get_num_threads"),
    *("is_grad_enabled", "is_inference_mode_enabled", "are_deterministic_algorithms_enabled"),
)
ENTRIES = 1000  # of a larger table only the identity is compared
REMEDY = "give it to the training as a param, so that its address covers it"


@dataclass(frozen=True)
class ModuleState:
    """The names of modules when they were first looked at: module -> name -> mark of its value."""

    seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    def check(self, modules: Iterable[str]) -> None:
        """Compare modules with how they were first seen; those that are not loaded are passed over.

        Raises:
            Failure: a name stands for something else now.
        """
        for name in sorted({*modules, TORCH} & set(sys.modules)):
            now = _torch_marks(sys.modules[name]) if name == TORCH else _marks(vars(sys.modules[name]), name)
            before = self.seen.setdefault(name, now)
            changed = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
            if changed:
                what = f"{name}.{changed[0]} was changed after the experiment began, and a training may depend on it"
                raise Failure(what, getattr(sys.modules[name], "__file__", "") or "", REMEDY)


@contextmanager
def own_generators(seed: int) -> Iterator[None]:
    """While inside, the global generators of Python, numpy and torch begin at a seed; then they go on as before.

    So a training that draws from them does not depend on what was drawn before it.
    """
    torch = sys.modules.get(TORCH)
    python, numpy, tensors = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if torch:
        torch.default_generator.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        if torch:
            torch.set_rng_state(tensors)


def _torch_marks(torch: ModuleType) -> dict[str, Any]:
    return {name: str(getattr(torch, name)()) for name in SETTINGS if hasattr(torch, name)}


def _marks(names: dict[str, Any], module: str) -> dict[str, Any]:
    shown = {key: value for key, value in names.items() if not (key.startswith("__") or _is_below(value, module))}
    marks = {key: _mark(value) for key, value in shown.items()}
    for key, value in shown.items():
        if isclass(value) and value.__module__ == module:
            marks |= {f"{key}.{name}": _mark(inner) for name, inner in vars(value).items() if name[:1] != "_"}
        elif isfunction(value):
            marks[key] = (id(value), repr(value.__defaults__), repr(value.__kwdefaults__))
    return marks


def _is_below(value: object, package: str) -> bool:
    """Whether it is a module of a package: Python sets such a name when it imports the module."""
    return ismodule(value) and value.__name__.startswith(f"{package}.")


def _mark(value: Any) -> Any:
    """Differs where a value differs: the text of a plain one, the bytes of an array, else which object it is."""
    if isinstance(value, PLAIN) and (not isinstance(value, Sized) or len(value) <= ENTRIES):
        return repr(value)
    return (id(value), value.tobytes() if isinstance(value, np.ndarray) else b"")
