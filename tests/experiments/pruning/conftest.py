"""A ResNet of nine blocks in place of the whole nets that the pruning experiments load by name."""

import pytest

from netsci_bench.nets.models.cifar_resnet import cifar_resnet


def load(name: str):
    """The net whose stages are given as it is; any other has three blocks in each stage."""
    return cifar_resnet if name.endswith("cifar_resnet") else lambda classes: cifar_resnet(classes, (3, 3, 3))


@pytest.fixture(scope="module")
def toy_net():
    patch = pytest.MonkeyPatch()
    patch.setattr("netsci_bench.contract.importing.load", load)
    yield
    patch.undo()
