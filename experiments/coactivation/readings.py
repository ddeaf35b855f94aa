"""What do the experiments on co-activation graphs share: which params, and which function builds a graph?

Each experiment measures one kind of metrics in both readings; how a reading builds its graphs is in
``coactivation.graphs``.
"""

from collections.abc import Callable

from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.experiments.coactivation.graphs import (
    Graph,
    PublishedReading,
    TextReading,
    build_published_graph,
    build_text_graph,
)
from netsci_bench.nets.training.tensors import Examples


class Readings(Params):
    """Both readings of one experiment."""

    text: TextReading
    published: PublishedReading


Build = Callable[[nn.Module, Examples], Graph]


def text_builder(p: Readings, run: Run) -> Build:
    """Return the function that builds the graph of a network at images as the text says."""
    return lambda net, examples: build_text_graph(net, examples, p.text, run)


def published_builder(p: Readings) -> Build:
    """Return the function that builds the graph of a network at images as the author's code does."""
    return lambda net, examples: build_published_graph(net, examples, p.published)
