"""Are the catalogues of data sets and weights complete, and do they describe what exists?"""

from pathlib import Path

import numpy as np
import pytest
import yaml

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.data.fetch import arrays
from netsci_bench.data.formats.readers import FORMATS
from netsci_bench.data.verify import verify
from netsci_bench.runs.plan import ask_about
from netsci_bench.specs import registry

REGISTRY = Path(__file__).parents[2] / "registry"
CATALOGUE = yaml.safe_load((REGISTRY / "datasets.yaml").read_text(encoding="utf-8"))
FILES = {
    "idx": {4},
    "pickled-splits": {1},
    "cifar-binary": {1, 6},
    "cifar-python": {1, 6},
    "cifar-pictures": {8},
    "cifar100-python": {1, 2},
    "cifar100-binary": {1},
    "silhouettes": {1},
    "bits": {3},
    "rows-label-first": {1},
    "rows-label-last": {1},
    "generated-rows": {1},
}
CARRIED = {"registry", "npm", "pip", "apt"}  # kinds of source that a package mirror serves, or this package itself
DIGITS = ("mnist", "fashion-mnist", "cifar10")  # ten classes, and some package carries them
ONLY_THE_USERS = {"higgs-sample"}  # no official page serves this file
MADE_BY_THE_USER = {"higgs", "imagenet50"}  # too large to be fetched, or nobody's but the user's
DATASETS = {name: Dataset(name=name, **fields) for name, fields in CATALOGUE.items()}
WEIGHTS = {
    name: Weights(name=name, **fields)
    for name, fields in yaml.safe_load((REGISTRY / "weights.yaml").read_text(encoding="utf-8")).items()
}


def is_generated(dataset):
    return any(source.read == "generated-rows" for source in dataset.sources)


def named(given):
    """Every string in the params of a spec."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict | list):
        for item in given.values() if isinstance(given, dict) else given:
            yield from named(item)


def tiers_and_names():
    for entry in registry.entries():
        for tier in entry.spec.tiers:
            yield entry.id, tier, set(named(ask_about(entry, tier, Path("nowhere")).given))


def test_the_smoke_tier_of_every_id_needs_no_web_page():
    catalogue = DATASETS | WEIGHTS
    needs = [(i, n) for i, tier, names in tiers_and_names() if tier == "smoke" for n in names & catalogue.keys()]
    assert {name for _, name in needs} >= {"mnist", "fashion-mnist", "cifar10", "higgs-generated", "resnet56-ours"}
    assert [(i, n) for i, n in needs if not CARRIED & {s.kind for s in catalogue[n].sources}] == []


def test_generated_numbers_are_named_so_and_used_in_smoke_tiers_only():
    generated = {name for name, dataset in DATASETS.items() if is_generated(dataset)}
    assert generated == {name for name in DATASETS if "generated" in name}
    for name in generated:
        assert DATASETS[name].title.startswith("Generated numbers")
        assert "smoke tiers only" in DATASETS[name].title
    assert {tier for _, tier, names in tiers_and_names() if names & generated} == {"smoke"}


def test_a_generated_table_comes_without_any_network_and_has_its_checksums(tmp_path):
    found = arrays(DATASETS["higgs-generated"], tmp_path, lambda _: None)
    assert found["train_features"].shape == (2000, 28)
    assert {state for _, state in verify(DATASETS["higgs-generated"], tmp_path)} == {"ok"}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_data_set_can_come_from_the_user_and_the_web(dataset):
    if dataset.name in MADE_BY_THE_USER:
        assert not dataset.sources
        assert f"netsci-bench data add {dataset.name} " in dataset.remedy
        return
    kinds = [source.kind for source in dataset.sources]
    if is_generated(dataset):
        assert kinds == ["registry"]
        return
    assert kinds[0] == "folder"
    assert ("url" in kinds) == (dataset.name not in ONLY_THE_USERS)


@pytest.mark.parametrize("name", DIGITS)
def test_the_image_sets_also_come_as_a_package(name):
    assert {"npm", "pip", "apt"} & {source.kind for source in DATASETS[name].sources}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_source_is_read_by_a_format_that_exists_and_fits(dataset):
    for source in dataset.sources:
        assert source.read in FORMATS
        assert len(source.files) in FILES[source.read]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_no_two_arrays_have_the_same_checksum(dataset):
    sums = [spec.sha256 for other in DATASETS.values() for spec in other.arrays.values() if spec.sha256]
    assert len(set(sums)) == len(sums)


def test_what_has_no_checksum_of_ours_has_its_publishers():
    for dataset in DATASETS.values():
        if not dataset.measured:
            assert all(len(source.md5) == len(source.files) for source in dataset.sources)
            assert dataset.fingerprint == "unmeasured"


@pytest.mark.nightly
@pytest.mark.parametrize(
    "dataset", [d for d in DATASETS.values() if d.measured and d.name not in ONLY_THE_USERS], ids=lambda d: d.name
)
def test_the_real_data_set_arrives_whole_and_looks_as_it_should(tmp_path, dataset):
    found = arrays(dataset, tmp_path, lambda _: None)
    assert {state for _, state in verify(dataset, tmp_path)} == {"ok"}
    if dataset.name in DIGITS:
        for half in ("train", "test"):
            assert len(found[f"{half}_images"]) == len(found[f"{half}_labels"])
            assert set(np.unique(found[f"{half}_labels"])) == set(range(10))


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_weights_come_as_one_file_from_the_package_or_from_the_user_or_the_web(weights):
    if [source.kind for source in weights.sources] == ["registry"]:  # ours
        (file,) = weights.sources[0].files
        assert (REGISTRY / weights.sources[0].at / file).stat().st_size <= 4_000_000
        return
    assert [source.kind for source in weights.sources] == ["folder", "url"]
    for source in weights.sources:
        (file,) = source.files
        assert f"-{weights.sha256[:8]}." in file  # as their author named it


@pytest.mark.nightly
def test_the_first_picture_of_cifar10_is_a_frog_on_brown_ground(tmp_path):
    found = arrays(DATASETS["cifar10"], tmp_path, lambda _: None)
    assert found["train_labels"][:5].tolist() == [6, 9, 9, 4, 1]
    assert found["train_images"][0, :, 0, 0].tolist() == [59, 62, 63]


@pytest.mark.nightly
def test_the_first_digit_of_mnist_is_the_well_known_five(tmp_path):
    found = arrays(DATASETS["mnist"], tmp_path, lambda _: None)
    assert found["train_labels"][:5].tolist() == [5, 0, 4, 1, 9]
    assert np.count_nonzero(found["train_images"][0]) == 166
