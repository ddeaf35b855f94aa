"""Is a training refused that another one's settings would change, though its address stays the same?"""

import random
import sys
from types import ModuleType

import numpy as np
import pytest
import torch

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.module_state import ModuleState, own_generators

TEXT = """
import numpy as np, os
RATE = 0.1
TABLE = {"a": [1.0]}
LAYERS = [3, 4]
ARRAY = np.zeros(3)
LARGE = list(range(5000))
class Recipe:
    rate = 1.0
    def go(self): return 1
def train(rate=0.1, *, decay=0.0): return rate
def other(): return 2
"""


@pytest.fixture
def module(monkeypatch):
    new = ModuleType("settings_of_test")
    exec(TEXT, vars(new))
    monkeypatch.setitem(sys.modules, new.__name__, new)
    return new


@pytest.fixture
def state(module):
    begun = ModuleState()
    begun.check([module.__name__])
    return begun


CHANGES = {
    "a number": lambda m: setattr(m, "RATE", 0.2),
    "another type of the same number": lambda m: setattr(m, "TABLE", {"a": [1]}),
    "a table in place": lambda m: m.TABLE.update(b=1),
    "deep in a table": lambda m: m.TABLE["a"].append(2.0),
    "a list in place": lambda m: m.LAYERS.append(5),
    "an array in place": lambda m: m.ARRAY.__setitem__(0, 1.0),
    "another large list": lambda m: setattr(m, "LARGE", list(range(5001))),
    "an attribute of a class": lambda m: setattr(m.Recipe, "rate", 2.0),
    "a method": lambda m: setattr(m.Recipe, "go", m.other),
    "a function": lambda m: setattr(m, "train", m.other),
    "a default": lambda m: setattr(m.train, "__defaults__", (0.2,)),
    "a default of a keyword": lambda m: setattr(m.train, "__kwdefaults__", {"decay": 1.0}),
    "a name that was not there": lambda m: setattr(m, "NEW", 1),
    "a name that is gone": lambda m: delattr(m, "RATE"),
    "a module": lambda m: setattr(m, "os", sys),
    "a library's function": lambda m: setattr(m, "np", lambda: None),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_changed_before_a_training_is_named(module, state, kind):
    CHANGES[kind](module)
    with pytest.raises(Failure, match=r"settings_of_test\.\w+.* was changed .*\n.*as a param"):
        state.check([module.__name__])


@pytest.mark.parametrize(
    "harmless",
    [
        lambda m: m.train(3),
        lambda m: setattr(m, "RATE", 0.1),
        lambda m: setattr(m, "deep", ModuleType("settings_of_test.deep")),
        lambda m: m.Recipe().__dict__.update(rate=3),
        lambda m: setattr(m, "__doc__", "says"),
    ],
)
def test_what_changes_nothing_is_let_through(module, state, harmless):
    harmless(module)
    state.check([module.__name__, "a_module_that_is_not_loaded"])


def test_a_module_that_is_not_named_is_no_concern(module, state):
    module.RATE = 0.2
    state.check(["json"])


@pytest.mark.parametrize(
    ("change", "back"),
    [
        (lambda: torch.set_default_dtype(torch.float64), lambda: torch.set_default_dtype(torch.float32)),
        (lambda: torch.set_grad_enabled(False), lambda: torch.set_grad_enabled(True)),
        (lambda: torch.set_float32_matmul_precision("medium"), lambda: torch.set_float32_matmul_precision("highest")),
    ],
    ids=["type", "gradients", "precision"],
)
def test_a_setting_of_torch_is_named(state, change, back):
    change()
    try:
        with pytest.raises(Failure, match=r"torch\..* was changed"):
            state.check([])
    finally:
        back()
    state.check([])


DRAWS = {
    "Python": (random.seed, random.random),
    "numpy": (np.random.seed, np.random.random),
    "torch": (torch.manual_seed, lambda: torch.rand(1).item()),
}


@pytest.mark.parametrize("kind", DRAWS)
def test_a_training_draws_the_same_whatever_was_drawn_before_and_the_experiment_goes_on_as_without_it(kind):
    seed, draw = DRAWS[kind]
    found = []
    for begun, drawn in [(1, 0), (2, 0), (1, 3)]:
        seed(begun)
        before = [draw() for _ in range(drawn)]
        with own_generators(7):
            found.append(draw())
        after = draw()
        seed(begun)
        assert [*before, after] == [draw() for _ in range(drawn + 1)]
    assert len(set(found)) == 1
    with own_generators(8):
        assert draw() not in found


def test_a_training_that_fails_gives_the_generators_back():
    random.seed(1)
    with pytest.raises(ValueError, match="no"), own_generators(2**40):
        raise ValueError("no")
    found = random.random()
    random.seed(1)
    assert found == random.random()
