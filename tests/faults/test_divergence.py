"""What if a training diverges? That seed fails with its reason, the others go on, the report says so."""

import hashlib
import struct

import numpy as np
import pytest

pytestmark = pytest.mark.system

COUNTS = {"train": 200, "test": 60}
EXPERIMENT = """
from torch import nn
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history
from netsci_bench.nets.training.loop import fit
from netsci_bench.contract.run import Run

class Cubic(nn.Module):
    # after a step of 1e30 the outputs are about 1e28, and their cubes beyond every float32, on any processor
    def __init__(self, classes):
        super().__init__()
        self.linear = nn.Linear(784, classes)

    def forward(self, images):
        outputs = self.linear(images.flatten(1))
        return outputs + outputs**3

def cubic(classes):
    return Cubic(classes)

class Steps(Params):
    recipe: Recipe
    too_far: tuple[int, ...]

class Learned(Metrics):
    accuracy: float

def learn(p: Steps, run: Run) -> Learned:
    lr = 1e30 if run.seed in p.too_far else p.recipe.lr
    folder = run.once(fit, p.recipe.model_copy(update={"lr": lr}))
    return Learned(accuracy=read_history(folder).last_accuracy)
"""
SPEC = """
title: Learning to tell bars apart
experiment: learning:learn
params:
  too_far: [1]
  recipe:
    dataset: bars
    model: learning:cubic
    classes: 10
    lr: 0.01
    batch: 50
    epochs: 2
tiers:
  smoke: {seeds: [0], minutes: 0.1}
  paper: {seeds: [0, 1, 2], minutes: 0.1}
claims:
  it-learns:
    says: It learns something
    metric: accuracy
    accept: {at_least: 0}
    because: any accuracy will do
    source: {paper: lecun1998, at: "nowhere, it is a test"}
    role: check
"""
CATALOGUE = """
bars:
  title: Bars
  licence: CC0-1.0
  source: lecun1998
  arrays: {{{arrays}}}
  sources: [{{kind: folder, at: bars, files: [{files}], read: idx}}]
"""


@pytest.fixture
def bars(site):
    """A data set of our own beside the spec: its catalogue, and its files in $NETSCI_BENCH_DATA."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in COUNTS.items():
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = rng.integers(60, size=(count, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[2 * label + 2 : 2 * label + 5] += 180
        arrays |= {f"{part}_images": images, f"{part}_labels": labels}
    folder = site.folder / "data" / "bars"
    folder.mkdir(parents=True)
    for name, array in arrays.items():
        head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        (folder / name).write_bytes(head + array.tobytes())
    specs = [
        f"{n}: {{shape: {list(a.shape)}, sha256: {hashlib.sha256(a.tobytes()).hexdigest()}}}"
        for n, a in arrays.items()
    ]
    text = CATALOGUE.format(arrays=", ".join(specs), files=", ".join(arrays))
    (site.folder / "datasets.yaml").write_text(text)
    (site.folder / "learning.py").write_text(EXPERIMENT)
    site.spec.write_text(SPEC)
    return {"NETSCI_BENCH_DATA": str(site.folder / "data")}


STRAYING = """
from netsci_bench.contract.errors import Diverged
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params

class Path(Params):
    too_far: tuple[int, ...]

class Walked(Metrics):
    accuracy: float

def stray(p: Path, run: Run) -> Walked:
    if run.seed in p.too_far:
        raise Diverged("the loss is nan", "a walk, seed 1", "take a smaller learning rate than 1e+30")
    return Walked(accuracy=1.0)
"""


def diverged_alone(site, out):
    """What seed 1 said; the other one, the words of the command and the pages are looked at here."""
    outcomes = {o["seed"]: o for o in site.report()["outcomes"]}
    assert outcomes[0]["error"] == ""
    assert outcomes[0]["scalars"]["accuracy"] > 0
    assert outcomes[1]["diverged"]
    assert "smaller learning rate than 1e+30" in outcomes[1]["error"]
    assert "2 seeds, 1 diverged" in out
    page = (site.home / "reports" / "file" / "walk" / "paper" / "report.md").read_text(encoding="utf-8")
    assert "smaller learning rate" in page
    junit = (site.home / "reports" / "file" / "walk" / "paper" / "junit.xml").read_text(encoding="utf-8")
    assert 'errors="0"' in junit
    return outcomes[1]["error"]


def test_a_seed_that_says_so_fails_alone_and_the_report_says_why(site):
    (site.folder / "straying.py").write_text(STRAYING)
    head, _, tail = SPEC.partition("  recipe:")
    site.spec.write_text(f"{head}tiers:{tail.partition('tiers:')[2]}".replace("learning:learn", "straying:stray"))
    code, out, err = site.run("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--no-track")
    assert code == 0, err
    assert "a walk, seed 1: the loss is nan" in diverged_alone(site, out)


@pytest.mark.nightly
def test_a_seed_whose_loss_is_no_number_fails_alone_and_says_why(site, bars):
    code, out, err = site.run("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--no-track", variables=bars)
    assert code == 0, err
    assert "learning:cubic on bars, seed 1: the" in diverged_alone(site, out)
