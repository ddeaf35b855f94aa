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
    file.write_text("label,x,y\n" + "".join(f"{i % 2},{i},{-i}\n" for i in range(10)))
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


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mine"], "say --test-last 1000"),
        (["mine", "--test-last", 3, "--label", "middle"], "say --label first or --label last"),
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
