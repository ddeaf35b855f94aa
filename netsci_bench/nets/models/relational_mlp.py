"""Which net has the same graph between each two of its hidden layers? A relational graph (You et al. 2020).

Each node stands for a group of units in every hidden layer; a unit sees the units of its own node and of its node's
neighbours. The first layer and the last one are dense. As in the authors' code each hidden layer has batch
normalization and no bias, and the first hidden layer keeps its width.
"""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.contract.errors import Failure


class RelationalLinear(nn.Module):
    """A linear layer without a bias whose weights exist between nodes that are joined, and within a node."""

    def __init__(self, inputs: int, outputs: int, joined: NDArray[np.bool_]) -> None:
        super().__init__()
        before, after = (unit_nodes(units, len(joined)) for units in (inputs, outputs))
        mask = joined[np.ix_(after, before)]
        self.register_buffer("mask", torch.from_numpy(mask.astype(np.float32)), persistent=False)
        self.mask: Tensor
        spread = torch.from_numpy(np.sqrt(2.0 / mask.sum(axis=1, keepdims=True)).astype(np.float32))
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * spread)

    def forward(self, given: Tensor) -> Tensor:
        """Outputs (``examples outputs``)."""
        return nn.functional.linear(given, self.weight * self.mask)


def relational_mlp(classes: int, inputs: int, first: int, layers: int, graph: str) -> nn.Sequential:
    """A net of inputs - first - width (``layers`` times) - classes units; the width is that of `matched_width`.

    Args:
        classes: outputs.
        inputs: numbers of an example, flattened.
        first: units of the first hidden layer, and the width of the dense net that is matched.
        layers: hidden layers along the graph.
        graph: as `write_graph` gives it.
    """
    joined = read_graph(graph)
    width = matched_width(joined, first, layers, classes)
    sizes = [first, *(width,) * layers]
    steps: list[nn.Module] = [nn.Flatten(), nn.Linear(inputs, first, bias=False), nn.BatchNorm1d(first), nn.ReLU()]
    for before, after in pairwise(sizes):
        steps += [RelationalLinear(before, after, joined), nn.BatchNorm1d(after), nn.ReLU()]
    return nn.Sequential(*steps, nn.Linear(width, classes))


def unit_nodes(units: int, nodes: int) -> NDArray[np.int64]:
    """The node of each unit: nodes get equally many units, the first ones one more where that leaves a rest.

    >>> unit_nodes(5, 3)
    array([0, 0, 1, 1, 2])
    """
    counts = np.full(nodes, units // nodes) + (np.arange(nodes) < units % nodes)
    return np.repeat(np.arange(nodes), counts)


def matched_width(joined: NDArray[np.bool_], first: int, layers: int, classes: int) -> int:
    """The width at which a net along the graph has as many multiply-adds as the dense one, as nearly as can be.

    Multiply-adds after the first hidden layer, which is the same in all nets; biases and normalization are left out.

    >>> matched_width(np.ones((4, 4), dtype=bool), 8, 3, 10)
    8
    """
    nodes = len(joined)
    wanted = multiply_adds(np.ones((nodes, nodes), dtype=bool), first, (first, layers, classes))
    width = first
    while multiply_adds(joined, width, (first, layers, classes)) < wanted:
        width += 1
    costs = [abs(multiply_adds(joined, near, (first, layers, classes)) - wanted) for near in (width - 1, width)]
    return width - 1 if width > first and costs[0] < costs[1] else width


def multiply_adds(joined: NDArray[np.bool_], width: int, sizes: tuple[int, int, int]) -> int:
    """Multiply-adds of one example after the first hidden layer; ``sizes``: first width, layers, classes."""
    first, layers, classes = sizes
    start, units = (np.bincount(unit_nodes(count, len(joined)), minlength=len(joined)) for count in (first, width))
    along = joined.astype(np.int64)
    return int(units @ along @ start + (layers - 1) * (units @ along @ units) + width * classes)


def write_graph(adjacency: NDArray[np.bool_]) -> str:
    """A graph as text: the number of nodes, and the bits of its upper triangle in hexadecimal digits.

    >>> read_graph(write_graph(np.array([[False, True], [True, False]]))).all()
    np.True_
    """
    upper = adjacency[np.triu_indices(len(adjacency), 1)]
    return f"{len(adjacency)}:{np.packbits(upper).tobytes().hex()}"


def read_graph(text: str) -> NDArray[np.bool_]:
    """Which nodes are joined, each with itself.

    Raises:
        Failure: the text is none of `write_graph`.
    """
    words, _, digits = text.partition(":")
    try:
        nodes, packed = int(words), np.frombuffer(bytes.fromhex(digits), dtype=np.uint8)
        joined = np.eye(nodes, dtype=bool)
        joined[np.triu_indices(nodes, 1)] = np.unpackbits(packed, count=nodes * (nodes - 1) // 2).astype(bool)
    except ValueError as error:
        raise Failure("this is no graph", text[:30], "write it by write_graph") from error
    return joined | joined.T
