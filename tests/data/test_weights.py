"""Do the weights that arrive have the bytes that the catalogue says, from whichever source they come?"""

import hashlib
from pathlib import Path

import pytest
import torch

from netsci_bench.contract.catalogue_entries import Source, Weights
from netsci_bench.contract.errors import DataUnavailable
from netsci_bench.data.weights import kept_file, weights_file, weights_state
from netsci_bench.nets.models.cifar_resnet import resnet56
from netsci_bench.nets.weights.initial import load_weights, read_weights
from netsci_bench.specs import registry

CONTENT = b"these are the weights"


def weights(*sources: tuple[str, str]) -> Weights:
    return Weights(
        name="tiny",
        title="Tiny weights",
        licence="MIT",
        source="x",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        sources=tuple(Source(kind=kind, at=at, files=("tiny.th",)) for kind, at in sources),
    )


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """The user's own file."""
    file = tmp_path / "own" / "weights" / "tiny.th"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(tmp_path / "own"))
    return file


def test_the_users_own_file_is_copied_and_then_no_source_is_asked(tmp_path, own):
    wanted = weights(("folder", "weights"))
    assert weights_state(wanted, tmp_path) == "missing"
    assert weights_file(wanted, tmp_path, print).read_bytes() == CONTENT
    own.unlink()
    assert weights_file(wanted, tmp_path, print).read_bytes() == CONTENT
    assert weights_state(wanted, tmp_path) == "ok"


def test_wrong_bytes_are_refused_and_the_next_source_is_tried(tmp_path, own, server):
    own.write_bytes(b"others")
    server.content["tiny.th"] = CONTENT
    found = weights_file(weights(("folder", "weights"), ("url", server.url)), tmp_path, lambda _: None)
    assert found.read_bytes() == CONTENT


def test_where_every_source_fails_each_reason_is_told_and_nothing_is_kept(tmp_path, own, server):
    own.write_bytes(b"others")
    wanted = weights(("folder", "weights"), ("url", server.url))
    with pytest.raises(DataUnavailable, match=r"(?s)1\. folder weights: tiny\.th has the SHA-256 .*2\. url .*404"):
        weights_file(wanted, tmp_path, lambda _: None)
    assert not kept_file(wanted, tmp_path).exists()


def test_a_broken_copy_is_noticed_and_fetched_again(tmp_path, own):
    wanted = weights(("folder", "weights"))
    weights_file(wanted, tmp_path, print).write_bytes(CONTENT[:-1])
    assert weights_state(wanted, tmp_path) == "corrupt"
    assert weights_file(wanted, tmp_path, print).read_bytes() == CONTENT


def test_weights_are_named_with_the_beginning_of_their_checksum_and_found_by_name():
    wanted = weights()
    catalogue = {"weights": {"tiny": wanted}}
    assert wanted.model_dump() == f"tiny@{wanted.sha256[:12]}"
    assert Weights.model_validate("tiny", context=catalogue) == wanted
    assert Weights.model_validate(wanted.model_dump(), context=catalogue) == wanted
    with pytest.raises(ValueError, match=r"no weights 'tinny' in the catalogue; it has tiny"):
        Weights.model_validate("tinny", context=catalogue)


def test_the_weights_that_ship_with_the_package_are_there_without_any_network(tmp_path, monkeypatch):
    monkeypatch.delenv("NETSCI_BENCH_DATA", raising=False)
    ours = registry.weights()["resnet56-ours"]
    assert [source.kind for source in ours.sources] == ["registry"]
    file = weights_file(ours, tmp_path, lambda _: None)
    nets = [
        load_weights(resnet56(10), read_weights(file), file.name) for _ in range(2)
    ]  # which begin with other weights
    assert not any(net.training for net in nets)
    for name, values in nets[0].state_dict().items():
        assert torch.equal(values, nets[1].state_dict()[name])


def test_a_file_that_should_ship_and_does_not_is_told(tmp_path):
    ours = registry.weights()["resnet56-ours"]
    source = ours.sources[0].model_copy(update={"files": ("nothing.safetensors",)})
    absent = ours.model_copy(update={"sources": (source,)})
    with pytest.raises(
        DataUnavailable, match=r"this installation lacks weights/nothing\.safetensors.*\n.*install netsci-bench again"
    ):
        weights_file(absent, tmp_path, lambda _: None)
