"""Is the middle of a curve told from its ends, and is a net with a thousand outputs looked at by fewer classes?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from safetensors.torch import save_file
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.figures import pretrained as figure
from netsci_bench.experiments.modularity.trained.layers import sampled_curves
from netsci_bench.experiments.modularity.trained.pretrained import Pretrained, describe_middle, pretrained_curve
from netsci_bench.nets.models.deep.library_model import library_model

COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
WEIGHTS = {"name": "mine", "title": "Mine", "licence": "MIT", "source": "mine", "sha256": "0" * 64, "sources": ()}


def settings(store, outputs):
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.library_model:library_model"}
    net = {"model": model, "settings": {"name": "torchvision:resnet18"}, "checkpoint": WEIGHTS}
    graphs = {"dataset": data, "classes": 3, "images": 40, "neighbours": 3, "least_gain": 0.01, "draws": 1}
    return Pretrained(**graphs, net=net, outputs=outputs, figure_net="ResNet101", text={"draw": "random", **COLOURS})


def test_the_net_of_the_file_is_measured_whatever_its_number_of_outputs(tmp_path, drawn):
    store = FakeStore(tmp_path, bright_channels(60, 90, 3))
    theirs = library_model(1000, "torchvision:resnet18")
    save_file(theirs.state_dict(), tmp_path / "mine.safetensors")
    p = settings(store, 1000)
    run = store.run("pretrained", file=lambda _: tmp_path / "mine.safetensors")
    found = pretrained_curve(p, run)
    curves = sampled_curves(theirs.eval(), p.text, p, run)
    np.testing.assert_allclose(found.modularity, curves.modularity[0], atol=1e-9)
    assert len(found.modularity) == 9
    lists = {name: value for name, value in flat(found) if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars={}, lists=lists, folder=run.folder)
    assert "ResNet101 trained on ImageNet50, Fig. 4" in drawn(figure.draw([outcome]).popitem()[1])
    with pytest.raises(Failure, match="do not fit ResNet"):
        pretrained_curve(settings(store, 10), run)


@pytest.mark.parametrize(
    ("net", "data", "slow", "falls"),
    [
        ("ResNet101", "imagenet50", 0.94, 0.65),
        ("ResNet152", "imagenet50", 0.96, 0.73),
        ("ResNet101", "cifar10", 0.47, 0.06),
        ("ResNet152", "cifar10", 0.58, 0.38),
    ],
)
def test_the_published_curves_have_the_middles_that_the_bands_rest_on(net, data, slow, falls):
    curve = read_published_curves(net, data)[net]
    found = describe_middle(curve, np.arange(float(len(curve))), 0.25)
    assert (round(found.middle_slow_share, 2), round(found.middle_fall_share, 2)) == (slow, falls)
    assert (found.permuted_middle_slow_share, found.permuted_middle_fall_share) == (0.0, 0.0)


def test_a_plateau_at_the_ends_is_not_one_in_the_middle_and_the_other_way_round():
    climb = np.linspace(0.1, 0.9, 5)
    ends = np.concatenate([[0.1, 0.1], climb, [0.9, 0.9]])
    middle = np.concatenate([[0.1, 0.5], np.full(5, 0.5), [0.7, 0.9]])
    assert describe_middle(ends, middle, 0.25).middle_slow_share == 0.0
    assert describe_middle(ends, middle, 0.25).permuted_middle_slow_share == 1.0
