import subprocess
import sys

import pytest
import torch

from netsci_bench.nets.device import best_device
from netsci_bench.nets.training.randomness import borrowed_rng, rng_state, seed_generators, set_rng_state

PINNED = """
import torch
from netsci_bench.nets.device import numeric_settings
numeric_settings("cpu", 1)
assert torch.get_num_threads() == 1
assert torch.are_deterministic_algorithms_enabled()
assert not torch.is_deterministic_algorithms_warn_only_enabled()
assert not torch.backends.cudnn.allow_tf32
assert not torch.backends.cuda.matmul.allow_tf32
"""


def test_the_best_device_can_compute():
    assert torch.ones(2, device=best_device()).sum().item() == 2


@pytest.mark.system
def test_numeric_settings_pin_threads_and_determinism():
    subprocess.run([sys.executable, "-W", "error", "-c", PINNED], check=True, timeout=120)


def test_what_is_drawn_inside_leaves_no_trace_outside_even_after_an_error():
    before = torch.get_rng_state()
    try:
        with borrowed_rng("cpu"):
            seed_generators("cpu", 3)
            torch.rand(5)
            raise KeyError
    except KeyError:
        pass
    assert torch.equal(before, torch.get_rng_state())


def test_a_state_put_back_gives_the_same_numbers():
    with borrowed_rng("cpu"):
        seed_generators("cpu", 3)
        state = rng_state("cpu")
        first = torch.rand(4)
        set_rng_state(state)
        assert torch.equal(first, torch.rand(4))
