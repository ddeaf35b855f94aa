"""Is any network of torchvision and timm there by its name, and does a wrong name get the nearest ones?"""

import pytest
import torch
from safetensors.torch import save_file

from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.nets.models.deep.library_model import library_model
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.weights.initial import load_weights, read_weights

SMALL = {"img_size": 32, "patch_size": 8, "embed_dim": 24, "depth": 3, "num_heads": 2}


def test_a_vision_transformer_of_timm_takes_settings_and_has_its_blocks():
    net = library_model(7, "timm:vit_tiny_patch16_224", **SMALL)
    assert net(torch.zeros(2, 3, 32, 32)).shape == (2, 7)
    assert block_names(net, (3, 32, 32)) == ("patch_embed.proj", "blocks.0", "blocks.1", "blocks.2")


def test_a_network_of_torchvision_has_as_many_outputs_as_there_are_classes():
    net = library_model(7, "torchvision:squeezenet1_1")
    assert net(torch.zeros(2, 3, 64, 64)).shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("timm:vit_tinny_patch16_224", "timm has no network 'vit_tinny_patch16_224'", "vit_tiny_patch16_224"),
        ("torchvision:resnet19", "torchvision has no network 'resnet19'", "did you mean resnet18"),
        ("timm:zzzzzz", "timm has no network", "there are, for example,"),
        ("timm:", "timm has no network ''", "there are, for example,"),
        ("resnet18", "'resnet18' names no network", "write timm:NAME or torchvision:NAME"),
        ("keras:resnet18", "names no network", "write timm:NAME"),
        ("timm:hf-hub:somebody/net", "timm has no network 'hf-hub:somebody/net'", ""),
    ],
)
def test_an_unknown_name_is_refused_and_gets_the_nearest_ones(name, what, remedy):
    with pytest.raises(Mistake) as refused:
        library_model(10, name)
    assert what in refused.value.what
    assert remedy in refused.value.remedy


@pytest.mark.parametrize("settings", [{"no_such_setting": 3}, {"embed_dim": 25, "num_heads": 2}])
def test_settings_that_a_network_does_not_take_are_refused_by_name(settings):
    with pytest.raises(Mistake, match="timm:vit_tiny_patch16_224 cannot be made with"):
        library_model(10, "timm:vit_tiny_patch16_224", **settings)


@pytest.mark.parametrize("kind", ["safetensors", "state dict"])
def test_a_file_of_the_users_own_weights_is_read_and_another_nets_is_refused(tmp_path, kind):
    trained = library_model(10, "timm:vit_tiny_patch16_224", **SMALL)
    file = tmp_path / "mine"
    if kind == "safetensors":
        save_file(trained.state_dict(), file)
    else:
        torch.save(trained.state_dict(), file)
    fresh = library_model(10, "timm:vit_tiny_patch16_224", **SMALL)
    image = torch.ones(1, 3, 32, 32)
    assert not torch.equal(fresh.eval()(image), trained.eval()(image))
    assert torch.equal(load_weights(fresh, read_weights(file), "mine")(image), trained(image))
    with pytest.raises(Failure, match="the weights do not fit"):
        load_weights(library_model(3, "timm:vit_tiny_patch16_224", **SMALL), read_weights(file), "mine")
