"""Does a training that is killed at any moment arrive at the same bits? In a store, as the bench does it."""

import os
import pickle
import secrets
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from toy_dataset import toy_dataset

from netsci_bench.nets.training.recipe import Recipe

pytestmark = pytest.mark.system

KILLS = """
import os, pickle, random, signal, sys, time
from functools import partial
from pathlib import Path
import torch, torch._dynamo  # once, before the forks
from netsci_bench.contract.run import Run
from netsci_bench.nets.training import checkpointer, loop
from netsci_bench.storage.artifacts import MANIFEST
from netsci_bench.storage.store import Store

task, root, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
moments = random.Random(int(sys.argv[4]))
recipe, arrays = pickle.loads(task.read_bytes())
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
checkpointer.SECONDS = 0.0  # a checkpoint after every step: many kills meet one being written

def build(folder):
    loop.fit(recipe, Run(seed=0, device="cpu", folder=folder, arrays=lambda _: arrays))

def trained(store):  # in a process of its own, as every seed is
    child = os.fork()
    if child == 0:
        os._exit(0 if Store(root / store).get("a" * 20, build) else 1)
    return child

def content(store):
    folder = Store(root / store).done("a" * 20)
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} if folder else None

begun = time.monotonic()
os.waitpid(trained("whole"), 0)
length = time.monotonic() - begun
whole, met = content("whole"), 0
assert whole and MANIFEST in whole
for number in range(kills):
    child = trained(f"killed-{number}")
    time.sleep(moments.uniform(0, 1.1) * length)
    os.kill(child, signal.SIGKILL)
    met += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert content(f"killed-{number}") in (None, whole), "something half-written was taken for done"
    assert os.waitpid(trained(f"killed-{number}"), 0)[1] == 0
    assert content(f"killed-{number}") == whole, f"other bits after kill {number}"
print(met)
"""


@pytest.fixture
def task(tmp_path):
    """A small training on made data, and its arrays, as a file."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 320), ("test", 60)):
        arrays[f"{part}_labels"] = (np.arange(count) % 10).astype(np.uint8)
        arrays[f"{part}_images"] = rng.integers(256, size=(count, 28, 28)).astype(np.uint8)
    noise = toy_dataset(arrays, "noise")
    model = {"name": "netsci_bench.nets.models.lenet:lenet5_eighth"}
    recipe = Recipe(dataset=noise, model=model, classes=10, lr=0.01, batch=32, epochs=8, keep_epochs=(0, 4))
    path = tmp_path / "task"
    path.write_bytes(pickle.dumps((recipe, arrays)))
    return path


def kills_met(task, kills):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    seed = secrets.randbelow(2**32)
    print(f"moments of the kills: seed {seed}")
    command = [sys.executable, "-c", KILLS, str(task), str(task.parent), str(kills), str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.nightly
@pytest.mark.timeout(3600)  # four minutes on quiet cores; beside other work or on a slow disk many times that
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_training_killed_at_a_hundred_random_times_gives_the_same_bits(task):
    assert kills_met(task, 100) > 50
