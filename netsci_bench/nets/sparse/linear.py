"""What is a layer that has only some of the connections? One weight for each, and no full matrix anywhere.

On a CPU forward, backward and (as there is one parameter per connection) momentum cost the connections alone. The
layer works on features by batch and answers with a transposed view of that, which activations and dropout keep as it
is: between sparse layers nothing is transposed. On other devices the weights are put into a matrix for the time of
one product, as a mask would: portable, but not measured.
"""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor, nn

from netsci_bench.nets.sparse.positions import free_places
from netsci_bench.nets.sparse.product import SparseProduct, Wiring, make_wiring


class SparseLinear(nn.Module):
    """A linear layer ``(batch, inputs)`` to ``(batch, outputs)`` with so many connections at random places.

    ``weight`` holds one number per connection, in the order of target and source, which are buffers: a state dict
    has it all. The number of connections never changes. Raises: ValueError if there are more than places, or none.

    >>> layer = SparseLinear(4, 3, connections=5)
    >>> layer(torch.zeros(2, 4)).shape, layer.weight.shape
    (torch.Size([2, 3]), torch.Size([5]))
    """

    source: Tensor
    target: Tensor
    wiring: Wiring

    def __init__(self, inputs: int, outputs: int, connections: int) -> None:
        super().__init__()
        if not 0 < connections <= inputs * outputs:
            raise ValueError(f"a layer {inputs} to {outputs} cannot have {connections} connections")
        self.inputs, self.outputs = inputs, outputs
        self.weight = nn.Parameter(torch.zeros(connections))
        self.bias = nn.Parameter(torch.zeros(outputs))
        for name in ("source", "target"):
            self.register_buffer(name, torch.zeros(connections, dtype=torch.int32))
        rng = np.random.default_rng(int(torch.randint(2**63 - 1, ())))
        self.rewire(free_places(inputs * outputs, connections, np.empty(0, np.int64), rng), np.zeros(connections))

    def forward(self, given: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """What each output gets: its bias and its inputs, weighted."""
        if given.device.type != "cpu":
            return self.by_matrix(given)
        answer: Tensor = SparseProduct.apply(given, self.weight, self.bias, self.wiring)
        return answer

    def by_matrix(self, given: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """The same by a matrix with zeros where no connection is, made for this one product."""
        places = (self.target.long(), self.source.long())
        matrix = self.weight.new_zeros(self.outputs, self.inputs).index_put(places, self.weight)
        return nn.functional.linear(given, matrix, self.bias)

    def places(self) -> Int64[NDArray[np.int64], " connections"]:
        """Where the connections are in the matrix of outputs by inputs, counted through its rows."""
        places: NDArray[np.int64] = (
            self.target.cpu().numpy().astype(np.int64) * self.inputs + self.source.cpu().numpy()
        )
        return places

    def rewire(self, places: Int64[NDArray[np.int64], " connections"], weights: NDArray[np.floating[Any]]) -> None:
        """Give the connections other places (ascending) and weights; there must be as many as before."""
        if len(places) != len(self.weight):
            raise ValueError(f"{len(places)} places for {len(self.weight)} connections")
        target, source = np.divmod(places, self.inputs)
        for tensor, values in ((self.source, source), (self.target, target), (self.weight, weights)):
            overwrite(tensor, values)
        self._index()

    def _index(self) -> None:
        """Find the connections of each target and of each source."""
        target, source = (places.cpu().numpy() for places in (self.target, self.source))
        self.wiring = make_wiring(target, source, (self.outputs, self.inputs))

    def _load_from_state_dict(self, *args: Any, **kwargs: Any) -> None:
        super()._load_from_state_dict(*args, **kwargs)
        self._index()


def overwrite(tensor: Tensor, values: NDArray[np.generic]) -> None:
    """Put other values into a tensor, wherever it lies; on the CPU without waking torch's threads for so little."""
    if tensor.device.type == "cpu":
        tensor.detach().numpy()[:] = values
    else:
        with torch.no_grad():
            tensor.copy_(torch.from_numpy(values))
