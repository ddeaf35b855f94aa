"""Are these the ResNets of the papers, as large as published, and do published weights load into them?"""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from lu2022_method import modularity_by_networkx
from torch import nn

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Failure
from netsci_bench.data.fetch import arrays
from netsci_bench.data.weights import weights_file
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.nearest_neighbours import nearest_neighbours
from netsci_bench.nets.models.cifar_resnet import Block, CifarResNet, resnet20, resnet56
from netsci_bench.nets.probes.layer_outputs import block_points, layer_outputs
from netsci_bench.nets.probes.size import macs, parameter_count
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.tensors import load_examples, normalise
from netsci_bench.nets.weights.initial import load_weights, read_weights

IMAGE = (3, 32, 32)
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
LU = ((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))
REGISTRY = Path(__file__).parents[3] / "registry"


def with_weights(net, file):
    return load_weights(net, read_weights(file), file.name)


def by_hand(stages: tuple[int, ...], classes: int = 10) -> tuple[int, int]:
    """Parameters and MACs, counted from the description: 3 x 3 convolutions, two numbers a channel after each."""
    count, cost = 27 * 16 + 2 * 16, 27 * 16 * 32**2
    channels = 16
    for blocks, width, side in zip(stages, (16, 32, 64), (32, 16, 8), strict=True):
        for _ in range(blocks):
            for inputs in (channels, width):
                count += 9 * inputs * width + 2 * width
                cost += 9 * inputs * width * side**2
            channels = width
    return count + 65 * classes, cost + 64 * classes


@pytest.mark.parametrize("stages", [(3, 3, 3), (5, 5, 5), (9, 9, 9), (2, 3, 6), (1, 1, 1)])
def test_parameters_and_macs_are_those_counted_by_hand(stages):
    net = CifarResNet(stages)
    assert (parameter_count(net), macs(net, IMAGE)) == by_hand(stages)


def test_what_lu_et_al_keep_of_resnet56_has_the_published_rates():
    whole, kept = resnet56(10), CifarResNet((2, 3, 6))
    assert (parameter_count(whole), parameter_count(kept)) == (853_018, 487_002)
    assert round(100 * (parameter_count(kept) / parameter_count(whole) - 1), 2) == -42.91
    assert round(100 * (macs(kept, IMAGE) / macs(whole, IMAGE) - 1), 2) == -60.16


def test_names_say_the_number_of_layers():
    for build, layers in ((resnet20, 20), (resnet56, 56)):
        weighty = [m for m in build(10).modules() if isinstance(m, nn.Conv2d | nn.Linear)]
        assert len(weighty) == layers


def test_only_the_first_blocks_of_the_later_stages_change_the_shape():
    net = CifarResNet((2, 3, 2))
    changing = [name for name, m in net.named_modules() if isinstance(m, Block) and not m.keeps_shape]
    assert changing == ["layer2.0", "layer3.0"]


def test_a_shortcut_takes_every_second_pixel_and_adds_channels_of_zeros():
    block = Block(16, 32, 2)
    nn.init.zeros_(block.bn2.weight)  # nothing but the shortcut is left
    x = torch.rand(2, 16, 8, 8)
    out = block.eval()(x)
    assert torch.equal(out[:, 8:24], x[:, :, ::2, ::2])
    assert not out[:, :8].any()
    assert not out[:, 24:].any()


@pytest.mark.parametrize("stages", [(3, 3), (3, 0, 3), ()])
def test_a_net_without_three_stages_of_blocks_is_refused(stages):
    with pytest.raises(ValueError, match="three stages"):
        CifarResNet(stages)


@pytest.mark.parametrize("wrapped", [True, False])
def test_weights_load_from_several_gpus_and_from_older_torch_too(tmp_path, wrapped):
    net, other = CifarResNet((1, 1, 1)), CifarResNet((1, 1, 1))
    state = net.state_dict()
    if wrapped:
        state = {f"module.{k}": v for k, v in state.items() if not k.endswith("num_batches_tracked")}
        state = {"state_dict": state, "best_prec1": 93.0}
    torch.save(state, tmp_path / "net.th")
    images = torch.rand(2, *IMAGE)
    with torch.inference_mode():
        assert torch.equal(with_weights(other, tmp_path / "net.th")(images), net.eval()(images))


def test_weights_of_another_shape_or_depth_are_refused_by_name(tmp_path):
    torch.save(CifarResNet((1, 1, 1)).state_dict(), tmp_path / "net.th")
    with pytest.raises(Failure, match=r"linear\.weight is 10 x 64 in the file and 100 x 64 in the network"):
        with_weights(CifarResNet((1, 1, 1), classes=100), tmp_path / "net.th")
    with pytest.raises(Failure, match=r"the file has no layer1\.1\.conv1\.weight; .*; and 7 more"):
        with_weights(CifarResNet((2, 1, 1)), tmp_path / "net.th")


def test_a_file_that_wants_to_run_code_or_holds_no_weights_is_refused(tmp_path):
    class Malicious:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "owned"),)

    for content in (Malicious(), {"a": 1}, [1]):
        torch.save(content, tmp_path / "net.th")
        with pytest.raises(Failure, match=r"net\.th"):
            with_weights(CifarResNet((1, 1, 1)), tmp_path / "net.th")
    (tmp_path / "net.th").write_bytes(b"no weights at all")
    with pytest.raises(Failure, match="read without running code"):
        with_weights(CifarResNet((1, 1, 1)), tmp_path / "net.th")
    assert not (tmp_path / "owned").exists()


def test_outputs_are_those_of_the_first_convolution_and_of_each_block_after_its_last_relu():
    net, images = CifarResNet((1, 2, 1)).eval(), torch.rand(3, *IMAGE)
    points = block_points(net)
    assert points == ("conv1", "layer1.0", "layer2.0", "layer2.1", "layer3.0")
    assert len(block_points(resnet56(10))) == 28
    found = layer_outputs(net, images, points, lambda output: output.clone())
    with torch.inference_mode():
        assert torch.equal(found["conv1"], net.conv1(images).flatten(1))
        last = found["layer3.0"].view(3, 64, 8, 8)
        assert torch.equal(net.linear(last.mean((2, 3))), net(images))
    assert float(last.min()) >= 0.0
    assert not net.training


def test_a_layer_that_is_not_there_does_not_run_or_runs_twice_is_refused():
    net, images = CifarResNet((1, 1, 1)), torch.rand(2, *IMAGE)
    with pytest.raises(ValueError, match="CifarResNet has no layer4"):
        layer_outputs(net, images, ["layer4"], torch.sum)
    net.unused = nn.Linear(2, 2)
    with pytest.raises(ValueError, match="unused did not run"):
        layer_outputs(net, images, ["unused"], torch.sum)
    twice = nn.Sequential(layer := nn.ReLU(), layer)
    with pytest.raises(ValueError, match="runs twice"):
        layer_outputs(twice, images, ["0"], torch.sum)
    with pytest.raises(ValueError, match="no residual blocks"):
        block_points(nn.Linear(2, 2))
    assert not any(m._forward_hooks for m in [*net.modules(), *twice.modules()])


def test_colour_images_become_tensors_and_are_normalised_by_channel():
    pixels = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    seen = load_examples({"test_images": pixels, "test_labels": np.array([1, 2], np.uint8)}, "test", "cpu")
    assert seen.images.shape == (2, 3, 4, 4)
    assert float(seen.images[0, 1, 0, 2]) == pytest.approx(18 / 255)
    shown = normalise(seen.images, (0.1, 0.2, 0.3), (1.0, 2.0, 4.0))
    torch.testing.assert_close(shown[:, 2], (seen.images[:, 2] - 0.3) / 4.0)
    with pytest.raises(ValueError, match="2 means and 3 deviations for 3 channels"):
        normalise(seen.images, (0.1, 0.2), (1.0, 1.0, 1.0))


def test_the_curve_of_a_net_equals_the_authors_method_layer_by_layer():
    rng = np.random.default_rng(0)
    labels = rng.integers(4, size=40)
    images = torch.rand(40, *IMAGE)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = CifarResNet((1, 1, 1))
    points = block_points(net)
    features = layer_outputs(net, images, points, lambda output: output.numpy().copy())
    for values in features.values():
        found = neighbour_modularity(nearest_neighbours(values, 3), labels)
        assert abs(found - modularity_by_networkx(values, labels, 3)) < 1e-6


def entry(kind, file, name):
    return kind(name=name, **yaml.safe_load((REGISTRY / file).read_text(encoding="utf-8"))[name])


@pytest.mark.nightly
def test_the_published_resnet56_is_as_good_as_published_and_its_curve_is_the_authors(tmp_path):
    file = weights_file(entry(Weights, "weights.yaml", "resnet56-akamaster"), tmp_path, lambda _: None)
    data = arrays(entry(Dataset, "datasets.yaml", "cifar10"), tmp_path, lambda _: None)
    net, seen = with_weights(resnet56(10), file), load_examples(data, "test", "cpu")
    assert accuracy(net, normalise(seen.images, *IMAGENET), seen.labels) == pytest.approx(93.39)
    assert accuracy(net, normalise(seen.images, *LU), seen.labels) == pytest.approx(93.27)
    some, labels = normalise(seen.images[:500], *LU), seen.labels[:500].numpy()
    pairs = layer_outputs(
        net,
        some,
        block_points(net),
        lambda output: (
            neighbour_modularity(nearest_neighbours(output.numpy(), 3), labels),
            modularity_by_networkx(output.numpy(), labels, 3),
        ),
    )
    assert len(pairs) == 28
    assert max(abs(ours - theirs) for ours, theirs in pairs.values()) < 1e-6
