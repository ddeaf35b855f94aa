"""Are these the VGGs of the paper: as large, with the layers at which its code looks, and the same variants?"""

import pytest
import torch

from netsci_bench.nets.models.deep.vgg import vgg, vgg11, vgg13, vgg16, vgg19
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.size import parameter_count

IMAGE = (3, 32, 32)
PUBLISHED = {  # the modules at which the authors' code looks, design_for_hook.py
    vgg11: (0, 4, 8, 11, 15, 18, 22, 25),
    vgg13: (0, 3, 7, 10, 14, 17, 21, 24, 28, 31),
    vgg16: (0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40),
    vgg19: (0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46, 49),
}


@pytest.mark.parametrize("net", PUBLISHED)
def test_the_layers_are_those_of_the_published_code(net):
    made = net(10, width=2)
    assert block_names(made, IMAGE) == tuple(f"features.{number}" for number in PUBLISHED[net])
    after = block_names(made, IMAGE, "activation")
    assert after == tuple(f"features.{number + 2}" for number in PUBLISHED[net])


def test_the_parameters_are_those_of_a_known_vgg16():
    with torch.device("meta"):
        assert parameter_count(vgg16(10)) == 14_714_688 + 2 * 4224 + 2 * (512 * 512 + 512) + 5130


@pytest.mark.parametrize(
    ("net", "removed", "numbers"),
    [
        (vgg11, 1, (0, 4, 8, 11, 15, 18, 22)),
        (vgg11, 2, (0, 4, 8, 11, 15, 19)),
        (vgg11, 3, (0, 4, 8, 12, 16)),
        (vgg19, 1, (0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46)),
        (vgg19, 3, (0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40)),
        (vgg19, 4, (0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 37)),
        (vgg19, 6, (0, 3, 7, 10, 14, 17, 20, 23, 27, 31)),
    ],
)
def test_the_variants_have_the_layers_of_the_published_code(net, removed, numbers):
    made = net(10, width=2, removed=removed)
    assert block_names(made, IMAGE) == tuple(f"features.{number}" for number in numbers)
    assert made(torch.zeros(2, *IMAGE)).shape == (2, 10)


@pytest.mark.parametrize(("net", "removed"), [(vgg11, 4), (vgg11, -1), (vgg19, 7)])
def test_what_cannot_be_removed_is_refused(net, removed):
    with pytest.raises(ValueError, match="layers can be removed, not"):
        net(10, removed=removed)


@pytest.mark.parametrize(("stages", "width"), [((1, 1, 1, 1), 4), ((1, 1, 0, 1, 1), 4), ((1, 1, 1, 1, 1), 0)])
def test_stages_without_layers_and_no_width_are_refused(stages, width):
    with pytest.raises(ValueError, match="five stages of one layer or more"):
        vgg(10, stages, width)
