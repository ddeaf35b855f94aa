"""Which net is looked at: one that a recipe trains, or one with somebody's weights, or an untrained one?"""

from typing import Self

from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract import importing
from netsci_bench.contract.catalogue_entries import Code, Weights
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.experiments.modularity.readings import Graphs, Reading
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.randomness import borrowed_rng, seed_generators
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import load_examples, normalise
from netsci_bench.nets.training.trained import load, read_history
from netsci_bench.nets.weights.initial import load_weights, read_weights

Setting = int | float | str | bool | tuple[int, ...]


class Architecture(Params):
    """A function that takes ``classes`` and these settings and gives a network, and its weights.

    ``checkpoint``: weights of the catalogue, or of a ``weights.yaml`` beside the spec; without them the net is
    untrained.
    """

    model: Code
    settings: dict[str, Setting] = Field(default_factory=dict)
    checkpoint: Weights | None = None


class Subject(Params):
    """A ``recipe``, by which each seed trains a net; or a ``net`` as it is, with its weights or untrained."""

    recipe: Recipe | None = None
    net: Architecture | None = None

    @model_validator(mode="after")
    def _one_net(self) -> Self:
        if (self.recipe is None) == (self.net is None):
            raise ValueError("name either a recipe or a net")
        return self


def subject_net(p: Subject, classes: int, run: Run) -> nn.Module:
    """The net of the params, in evaluation mode on the run's device; a recipe is trained once."""
    if p.recipe:
        return load(run.once(fit, p.recipe), p.recipe.epochs, p.recipe, run.device)
    assert p.net
    return build_architecture(p.net, classes, run)


def build_architecture(net: Architecture, classes: int, run: Run) -> nn.Module:
    """The network with its checkpoint, or with weights drawn from the seed, in evaluation mode on the run's device.

    Raises:
        Failure: the file holds other tensors than the network.
    """
    with borrowed_rng("cpu"):
        seed_generators("cpu", run.torch_seed(f"weights of {net.model.name}"))
        made: nn.Module = importing.load(net.model.name)(classes, **net.settings)
    if net.checkpoint:
        load_weights(made, read_weights(run.file(net.checkpoint)), net.checkpoint.name)
    return made.eval().to(run.device)


def subject_accuracy(p: Subject, net: nn.Module, graphs: Graphs, reading: Reading, run: Run) -> float:
    """Percent of the test images that are classified correctly: as a recipe was tested, or of all images."""
    if p.recipe:
        return read_history(run.once(fit, p.recipe)).last_accuracy
    test = load_examples(run.arrays(graphs.dataset), "test", run.device)
    return accuracy(net, normalise(test.images, reading.mean, reading.deviation), test.labels)
