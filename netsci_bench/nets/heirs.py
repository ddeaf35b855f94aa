"""What is a network with the weights that another had, as it stands before any further training?"""

from torch import nn

from netsci_bench import importing
from netsci_bench.named import Code
from netsci_bench.nets.pretrained import fitted
from netsci_bench.nets.randomness import borrowed_rng
from netsci_bench.nets.recipe import Inheritance
from netsci_bench.nets.training import inherited
from netsci_bench.run import Run


def with_inherited(model: Code, classes: int, start: Inheritance, run: Run) -> nn.Module:
    """The network that a model function gives, with these weights, in evaluation mode on the CPU.

    Raises:
        Failure: the weights are not exactly those of the network.
    """
    with borrowed_rng("cpu"):  # initial weights are drawn, only to be overwritten
        net: nn.Module = importing.load(model.name)(classes)
    return fitted(net, inherited(start, run), model.name)
