import os
import pickle
import secrets
import subprocess
import sys
from collections.abc import Callable

import pytest
import torch
from torch import nn

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.contract.run import Run
from netsci_bench.nets.training import checkpointer, loop
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.trained import weights_file

pytestmark = pytest.mark.system
STEPS = 3 * 5  # three epochs of 320 images, 64 at a time


def stop_at(call: int) -> Callable[[], str]:
    """Asks to stop from the given poll on; there is one poll a step and one more at each checkpoint."""
    polls = iter(range(10**6))
    return lambda: "the time is up" if next(polls) >= call else ""


def same(first: Run, second: Run, recipe) -> bool:
    def bits(run, epoch):
        return torch.load(weights_file(run.folder, epoch), weights_only=True)

    for epoch in recipe.kept:
        one, other = bits(first, epoch), bits(second, epoch)
        assert one.keys() == other.keys()
        if not all(torch.equal(one[name], other[name]) for name in one):
            return False
    summaries = [(run.folder / "training.json").read_text() for run in (first, second)]
    return first.series == second.series and summaries[0] == summaries[1]


@pytest.fixture
def whole(toy_recipe, new_run) -> Run:
    run = new_run()
    fit(toy_recipe, run)
    return run


@pytest.mark.parametrize(
    "poll", [0, 5, 6, 17, *(pytest.param(poll, marks=pytest.mark.nightly) for poll in (1, 3, 7, 11, 13))]
)
def test_a_training_interrupted_anywhere_goes_on_to_the_same_bits(toy_recipe, new_run, whole, poll):
    with pytest.raises(Interrupted, match="the time is up"):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(poll)))
    again = new_run(folder="cut")
    fit(toy_recipe, again)
    assert same(whole, again, toy_recipe)


def test_a_training_interrupted_at_every_step_arrives_at_the_same_bits(toy_recipe, new_run, whole):
    for _ in range(STEPS + 5):
        run = new_run(folder="cut", stopping=stop_at(1))
        try:
            fit(toy_recipe, run)
        except Interrupted:
            continue
        break
    assert same(whole, run, toy_recipe)


def net_with_dropout(classes: int) -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Dropout(0.5), nn.Linear(20, classes))


def test_layers_that_draw_at_random_resume_to_the_same_bits(toy_recipe, new_run, monkeypatch):
    monkeypatch.setattr("netsci_bench.contract.importing.load", lambda _: net_with_dropout)
    whole, again = new_run(), new_run(folder="cut")
    fit(toy_recipe, whole)
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    fit(toy_recipe, again)
    assert same(whole, again, toy_recipe)


def test_when_checkpoints_are_taken_does_not_change_the_result(toy_recipe, new_run, whole, monkeypatch):
    monkeypatch.setattr(checkpointer, "SECONDS", 0.0)
    often = new_run()
    fit(toy_recipe, often)
    assert same(whole, often, toy_recipe)


def test_a_finished_training_is_not_trained_again_but_logged_again(toy_recipe, new_run, whole, monkeypatch):
    monkeypatch.delattr(loop, "start_training")
    again = Run(seed=0, device="cpu", folder=whole.folder)
    fit(toy_recipe, again)
    assert again.series == whole.series


def test_a_kill_between_last_step_and_summary_leaves_only_the_summary_to_do(toy_recipe, new_run, whole, monkeypatch):
    with monkeypatch.context() as patched:
        patched.delattr(loop, "summarise")
        with pytest.raises(NameError):
            fit(toy_recipe, new_run(folder="cut"))
    with monkeypatch.context() as patched:
        patched.delattr(loop, "take_step")
        again = new_run(folder="cut")
        fit(toy_recipe, again)
    assert same(whole, again, toy_recipe)


@pytest.mark.parametrize("keep", [0, 20, 5000])
def test_a_torn_checkpoint_counts_as_none(toy_recipe, new_run, whole, keep, caplog):
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    again = new_run(folder="cut")
    checkpoint = again.folder / checkpointer.FILE
    checkpoint.write_bytes(checkpoint.read_bytes()[:keep])
    fit(toy_recipe, again)
    assert "is damaged" in caplog.text
    assert same(whole, again, toy_recipe)


def test_one_flipped_bit_in_a_checkpoint_is_seen(toy_recipe, new_run, whole, caplog):
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    again = new_run(folder="cut")
    checkpoint = again.folder / checkpointer.FILE
    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    checkpoint.write_bytes(content)
    fit(toy_recipe, again)
    assert "is damaged" in caplog.text
    assert same(whole, again, toy_recipe)


def test_a_half_written_temporary_file_is_ignored(toy_recipe, new_run, whole):
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    again = new_run(folder="cut")
    (again.folder / f".{checkpointer.FILE}.part").write_bytes(b"half")
    fit(toy_recipe, again)
    assert same(whole, again, toy_recipe)
    assert not list(again.folder.rglob("*.part"))


def test_a_checkpoint_of_another_seed_is_refused(toy_recipe, new_run):
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    with pytest.raises(Failure, match="another training"):
        fit(toy_recipe, new_run(seed=1, folder="cut"))


def test_a_failed_write_leaves_the_old_checkpoint(toy_recipe, new_run, whole, monkeypatch):
    with pytest.raises(Interrupted):
        fit(toy_recipe, new_run(folder="cut", stopping=stop_at(8)))
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
        with pytest.raises(OSError, match="no space left"):
            fit(toy_recipe, new_run(folder="cut"))
    again = new_run(folder="cut")
    assert checkpointer.read_checkpoint(again.folder / checkpointer.FILE)["step"] > 0
    fit(toy_recipe, again)
    assert same(whole, again, toy_recipe)


KILLER = """
import os, pickle, random, signal, sys, time
from pathlib import Path
import torch, torch._dynamo  # once, before the forks: an optimizer would import it in each of them
from netsci_bench.contract.run import Run
from netsci_bench.nets.training import checkpointer, loop

def work(pipe):
    checkpointer.SECONDS = 0.0  # a checkpoint after every step: many kills meet one being written
    recipe, arrays = pickle.loads(Path(sys.argv[1]).read_bytes())
    tell = lambda progress: os.write(pipe, b".")
    loop.fit(recipe, Run(seed=0, device="cpu", folder=Path(sys.argv[2]), arrays=lambda _: arrays, progress=tell))

torch.set_num_threads(1)
moments = random.Random(int(sys.argv[3]))
for _ in range(3):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        work(writing)
        os._exit(0)
    for _ in range(2):
        os.read(reading, 1)  # the second comes after the first checkpoint
    time.sleep(moments.uniform(0.02, 0.1))
    os.kill(child, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, "it was done before it was killed"
"""


@pytest.mark.system
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_training_killed_three_times_arrives_at_the_same_bits(toy_recipe, new_run, toy_arrays, tmp_path):
    recipe = toy_recipe.model_copy(update={"epochs": 30, "keep_epochs": (0, 1, 15)})
    whole, killed = new_run(), new_run(folder="killed")
    fit(recipe, whole)
    (tmp_path / "task").write_bytes(pickle.dumps((recipe, toy_arrays)))
    seed = secrets.randbelow(2**32)
    print(f"moments of the kills: seed {seed}")
    task = [sys.executable, "-c", KILLER, str(tmp_path / "task"), str(killed.folder), str(seed)]
    subprocess.run(task, check=True, timeout=120)
    assert (killed.folder / checkpointer.FILE).exists()
    fit(recipe, killed)
    assert same(whole, killed, recipe)
