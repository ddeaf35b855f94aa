"""Is data of another shape than the network's refused before anything runs, with line, both shapes and a remedy?"""

import numpy as np
import pytest
from PIL import Image

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.errors import Mistake
from netsci_bench.data.own.images import OwnPictures
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.table_form import OwnTable, TableOptions
from netsci_bench.nets.probes.intake import describe_misfit
from netsci_bench.runs import plan
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.specs import registry

TABLE = """title: Own table
experiment: netsci_bench.experiments.training.accuracy:one_training
params:
  recipe:
    dataset: mine
    model: {model}
    architecture: {architecture}
    classes: {classes}
    lr: 0.01
    batch: 10
    epochs: 1
tiers: {{smoke: {{seeds: [0], minutes: 1}}, paper: {{seeds: [0], minutes: 1}}}}
claims: {{}}
"""
SET_MLP, LENET5 = "netsci_bench.nets.models.set_mlp:set_mlp", "netsci_bench.nets.models.lenet:lenet5"
SPARSE = "{inputs: 28, hidden: [20], epsilon: 3}"
DENSE = "{inputs: 28, hidden: [20]}"
FITS = "{inputs: 4, hidden: [20]}"


def about():
    return Dataset(name="mine", title="mine", licence="own", source="", arrays={}, sources=())


def add_table(folder, home, columns, classes):
    rng = np.random.default_rng(0)
    rows = [",".join(map(str, [*rng.normal(size=columns).round(3), n % classes])) for n in range(30)]
    file = folder / "mine.csv"
    file.write_text("\n".join(rows))
    add(about(), OwnTable(file, "last", 10, TableOptions()), home, lambda step: None)


def add_pictures(folder, home, side):
    for part in ("train", "test"):
        for label in ("cat", "dog"):
            place = folder / "pictures" / part / label
            place.mkdir(parents=True)
            for number in range(3):
                pixels = np.random.default_rng(number).integers(0, 255, (40, 40, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(place / f"{number}.png")
    add(about(), OwnPictures(folder / "pictures", side), home, lambda step: None)


def spec_of(folder, model, architecture, classes):
    file = folder / "own.yaml"
    file.write_text(TABLE.format(model=model, architecture=architecture, classes=classes))
    return registry.find(str(file))


def refusals(entry, home):
    """What ``check`` says, and what the start of a run says."""
    said = []
    for ask in (lambda: plan.check(entry, home), lambda: make_plan(entry, RunRequest("smoke", device="cpu"), home)):
        with pytest.raises(Mistake) as caught:
            ask()
        said.append(str(caught.value))
    return said


@pytest.mark.parametrize("columns", [4, 27, 30])
@pytest.mark.parametrize("architecture", [SPARSE, DENSE])
def test_a_table_of_other_columns_is_refused_by_check_and_run(tmp_path, home, columns, architecture):
    add_table(tmp_path, home, columns, 2)
    for said in refusals(spec_of(tmp_path, SET_MLP, architecture, 2), home):
        assert f"own.yaml:5: the data set mine has rows of {columns} columns, 2 classes" in said
        assert "takes 28 numbers, and gets" in said
        assert f"architecture: {{inputs: {columns}}}" in said


def test_colour_pictures_are_refused_by_a_network_for_grey_ones(tmp_path, home):
    add_pictures(tmp_path, home, 28)
    for said in refusals(spec_of(tmp_path, LENET5, "{}", 2), home):
        assert "own.yaml:5: the data set mine has pictures of 3 channels, 28 by 28, 2 classes" in said
        assert "conv1 takes 1 channel, and gets 3 by 28 by 28" in said
        assert "data add --side" in said


@pytest.mark.parametrize(
    ("model", "example", "why"),
    [
        (LENET5, (1, 36, 36), "takes 256 numbers, and gets 576"),
        (LENET5, (1, 4, 4), "conv1 takes 1 channel, and gets 1 by 4 by 4"),
        ("netsci_bench.nets.models.lenet300:lenet300", (3, 28, 28), "takes 784 numbers, and gets 2352"),
        ("netsci_bench.nets.models.cifar_resnet:resnet56", (1, 32, 32), "takes 3 channels, and gets 1 by 32 by 32"),
        (LENET5, (1, 28, 28), ""),
        ("netsci_bench.nets.models.lenet300:lenet300", (1, 28, 28), ""),
    ],
)
def test_the_layer_that_refuses_an_example_is_named(model, example, why):
    said = describe_misfit(model, 10, {}, example)
    assert why in said
    assert bool(said) == bool(why)


def test_a_table_into_a_network_for_pictures_is_refused(tmp_path, home):
    add_table(tmp_path, home, 9, 2)
    assert all(
        "conv1 takes 1 channel, and gets 9" in said for said in refusals(spec_of(tmp_path, LENET5, "{}", 2), home)
    )


def test_more_classes_than_outputs_are_refused_at_their_line(tmp_path, home):
    add_table(tmp_path, home, 4, 5)
    for said in refusals(spec_of(tmp_path, SET_MLP, FITS, 3), home):
        assert "own.yaml:8: the data set mine has rows of 4 columns, 5 classes, the network only 3 outputs" in said
        assert "classes: 5" in said


def test_data_that_fit_are_accepted_and_data_that_were_added_again_are_looked_at_again(tmp_path, home):
    add_table(tmp_path, home, 4, 2)
    entry = spec_of(tmp_path, SET_MLP, FITS, 2)
    plan.check(entry, home)
    (tmp_path / "mine.csv").write_text("\n".join(f"{n * n % 11},{n % 7},{n % 2}" for n in range(30)))
    add(about(), OwnTable(tmp_path / "mine.csv", "last", 10, TableOptions()), home, lambda step: None, replace=True)
    assert all("rows of 2 columns" in said for said in refusals(entry, home))
