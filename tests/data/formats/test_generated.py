"""Is a generated table the same everywhere, and does it look as it says?"""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.resources import registry_folder
from netsci_bench.data.formats.generated import BELL, GOLDEN, MULTIPLIERS, STEPS, WORD, generated_rows
from netsci_bench.data.sources.errors import SourceError

NAMES = ["train_features", "train_labels", "test_features", "test_labels"]
SHAPES = [(400, 7), (400,), (300, 7), (300,)]


def seeded(folder, seed):
    file = folder / "table.json"
    file.write_text(json.dumps({"seed": seed}), encoding="utf-8")
    return file


def splitmix64(seed, count):
    """In Python's own whole numbers."""
    for _ in range(count):
        seed = (seed + GOLDEN) & WORD
        word = ((seed ^ (seed >> 30)) * MULTIPLIERS[0]) & WORD
        word = ((word ^ (word >> 27)) * MULTIPLIERS[1]) & WORD
        yield word ^ (word >> 31)


def test_the_reference_gives_the_published_numbers():
    assert list(splitmix64(1234567, 3)) == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(seed=st.integers(0, WORD), columns=st.integers(1, 5))
def test_every_number_is_that_of_whole_number_arithmetic(tmp_path_factory, seed, columns):
    shapes = [(3, columns), (3,), (2, columns), (2,)]
    found = generated_rows(seeded(tmp_path_factory.mktemp("g"), seed), NAMES, shapes)
    for part, name in enumerate(("train", "test")):
        features, labels = found[f"{name}_features"], found[f"{name}_labels"]
        words = splitmix64((seed + (part << 32)) & WORD, features.size)
        wanted = np.array([sum(word.to_bytes(8, "little")) - BELL for word in words]).reshape(features.shape)
        assert (features * STEPS).tolist() == wanted.tolist()
        assert labels.tolist() == [int(sum(row[::2]) > sum(row[1::2])) for row in wanted.tolist()]


def test_the_bytes_are_these():
    """Measured once: another version of numpy, another processor, must give the same."""
    found = generated_rows(registry_folder() / "generated" / "table.json", NAMES, SHAPES)
    joined = b"".join(np.ascontiguousarray(found[name]).tobytes() for name in NAMES)
    assert hashlib.sha256(joined).hexdigest() == "0d42bd96b2929dd086662f14731673ead2e8fd1712120375c2451e87fd63d932"
    assert {name: found[name].dtype.str for name in NAMES} == {
        "train_features": "<f4",
        "train_labels": "|u1",
        "test_features": "<f4",
        "test_labels": "|u1",
    }


def test_features_are_centred_and_both_classes_are_there(tmp_path):
    found = generated_rows(seeded(tmp_path, 5), NAMES, [(5000, 8), (5000,), (2000, 8), (2000,)])
    features, labels = found["train_features"], found["train_labels"]
    assert np.abs(features.mean(axis=0)).max() < 0.05
    assert np.abs(features.std(axis=0) - 0.816).max() < 0.05
    assert 0.45 < labels.mean() < 0.55
    assert not np.array_equal(features[:2000], found["test_features"])


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"seed": -1}', '{"seed": 1.5}', '{"seed": true}', '{"seed": "7"}']
)
def test_a_file_without_a_seed_is_refused(tmp_path, content):
    file = tmp_path / "table.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=r"table\.json"):
        generated_rows(file, NAMES, SHAPES)


@pytest.mark.parametrize("shapes", [SHAPES[:3], [(4, 2), (5,), (3, 2), (3,)], [(4,), (4,), (3,), (3,)]])
def test_arrays_that_are_no_features_with_labels_are_a_mistake_of_the_catalogue(tmp_path, shapes):
    with pytest.raises(Mistake, match="features, then labels"):
        generated_rows(seeded(tmp_path, 1), NAMES[: len(shapes)], shapes)
