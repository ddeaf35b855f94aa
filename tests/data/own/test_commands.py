"""Can a user give data of their own a name on the command line, and can a spec then say it?"""

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from netsci_bench.cli.data import data
from netsci_bench.contract.errors import DataUnavailable, Mistake
from netsci_bench.specs import registry
from netsci_bench.storage.home import home


@pytest.fixture
def told(home):
    """The answer of ``netsci-bench data ...``; a mistake is raised, as the real command's are."""

    def call(*words) -> str:
        answer = CliRunner().invoke(data, [str(word) for word in words])
        if answer.exception and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return answer.output

    return call


@pytest.fixture
def rows(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("label,x,y\n" + "".join(f"{i % 2},{i},{-i}.5\n" for i in range(10)))
    return file


def test_a_table_gets_a_name_that_a_spec_can_say(told, rows):
    assert "a spec can now say `dataset: mine`" in told("add", "mine", rows, "--test-last", 3)
    assert registry.datasets(home())["mine"].arrays["train_features"].shape == (7, 2)
    assert "mine: mine; your own; on this machine" in told("list")
    assert "mine test_labels: ok" in told("verify", "mine")
    assert "train_features (7, 2)" in told("fetch", "mine")


def test_data_that_was_lost_is_asked_for_again(told, rows, home):
    told("add", "mine", rows, "--test-last", 3)
    next((home / "data").glob("mine@*/test_labels.npy")).unlink()
    with pytest.raises(DataUnavailable, match="read it again: `netsci-bench data add mine"):
        told("fetch", "mine")
    told("add", "mine", rows, "--test-last", 3)
    assert "mine test_labels: ok" in told("verify", "mine")


def test_pictures_get_a_name_too(told, tmp_path):
    for part in ("train", "test"):
        (tmp_path / part / "ant").mkdir(parents=True)
        Image.fromarray(np.zeros((9, 9), np.uint8)).save(tmp_path / part / "ant" / "1.png")
    assert "own train_images: [1, 3, 4, 4] of uint8" in told("add", "own", tmp_path, "--side", 4)
    assert "Fifty classes of ImageNet" in told("list")
    told("add", "imagenet50", tmp_path, "--side", 4)
    assert registry.datasets(home())["imagenet50"].measured


def test_a_dry_run_shows_rows_classes_and_guesses_and_keeps_nothing(told, rows):
    shown = told("add", "mine", rows, "--test-last", 3, "--dry-run")
    for words in (
        "line 1 `label,x,y` is read as the header",
        "2 classes: 0, 1",
        "row 1: label 0, features 0, 0.5 (2 in all)",
        "mine train_features: [7, 2] of float32",
        "nothing was kept",
    ):
        assert words in shown
    assert "mine" not in registry.datasets(home())


def test_the_answer_to_each_question_is_an_option(told, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(
        "n;0;1;kind\n" + "".join(f"{i};{i % 3},25;1.234,5;{'yes' if i % 2 else 'no'}\n" for i in range(8))
    )
    words = ["add", "mine", file, "--test-last", 2]
    with pytest.raises(Mistake, match="column 1 counts the rows"):
        told(*words)
    shown = told(*words, "--drop", "n", "--delimiter", ";", "--decimal", ",", "--thousands", ".", "--header")
    assert "2 classes: 0 is 'no', 1 is 'yes'" in shown
    assert registry.datasets(home())["mine"].arrays["train_features"].shape == (6, 2)
    with pytest.raises(Mistake, match="stands for other data"):
        told(*words, "--keep-index")
    told(*words, "--keep-index", "--replace", "--text-labels", "--label", "kind")
    assert registry.datasets(home())["mine"].arrays["train_features"].shape == (6, 3)


def test_data_of_ones_own_can_be_removed_and_others_cannot(told, rows):
    told("add", "mine", rows, "--test-last", 3)
    assert "mine: removed" in told("remove", "mine")
    assert "mine" not in registry.datasets(home())
    with pytest.raises(Mistake, match="no data set 'mnist' was added to this home"):
        told("remove", "mnist")


def test_a_dry_run_of_pictures_shows_classes_sizes_and_what_is_skipped(told, tmp_path):
    for part in ("train", "test"):
        (tmp_path / part / "ant" / ".ipynb_checkpoints").mkdir(parents=True)
        Image.fromarray(np.zeros((9, 12), np.uint8)).save(tmp_path / part / "ant" / "1.png")
    shown = told("add", "own", tmp_path, "--side", 4, "--dry-run")
    for words in (
        "train: 1 pictures of 1 classes: ant 1",
        "left out 2 hidden entries: train/ant/.ipynb_checkpoints",
        "train/ant/1.png: 12 by 9 pixels, L",
        "nothing was kept",
    ):
        assert words in shown
    assert "own" not in registry.datasets(home())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mine"], "say --test-last 1000"),
        (["mine", "--test-last", 3, "--label", "middle"], "has no column 'middle'; there are label, x, y"),
        (["mine", "--test-last", 3, "--decimal", ";"], "no sign before decimals"),
        (["mine", "--test-last", 3, "--thousands", "00"], "one sign each"),
        (
            ["mine", "--test-last", 3, "--decimal", ",", "--thousands", ","],
            "cannot stand before decimals and between",
        ),
        (
            ["mine", "--test-last", 3, "--no-header", "--label", "first"],
            "line 1, column 1: the label is 'label', but '0' in line 2",
        ),
        (["mnist", "--test-last", 3], "has a data set 'mnist' already"),
        (["higgs", "--test-last", 3], r"train_features is \[7, 2\] of float32, but HIGGS .* has \[10500000, 28\]"),
        (["Mine", "--test-last", 3], "small letters"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_a_remedy(told, rows, words, says):
    with pytest.raises(Mistake, match=says):
        told("add", words[0], rows, *words[1:])


def test_a_folder_of_pictures_needs_a_side(told, tmp_path):
    with pytest.raises(Mistake, match="say --side 64"):
        told("add", "mine", tmp_path)


def test_what_only_the_user_has_says_how_to_add_it(told):
    with pytest.raises(DataUnavailable, match=r"netsci-bench data add higgs HIGGS\.csv\.gz --test-last 500000"):
        told("fetch", "higgs")
    assert "higgs train_labels: missing" in told("verify", "higgs")
