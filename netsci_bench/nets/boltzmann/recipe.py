"""How is a restricted Boltzmann machine trained? Everything that decides the result, as params."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.schema import Params
from netsci_bench.nets.sparse.evolution import Evolution

Count = Annotated[int, Field(ge=1)]


class RbmRecipe(Params):
    """Data, size, connections and steps of one training by contrastive divergence.

    Attributes:
        hidden: hidden units.
        gibbs_steps: the k of CD-k.
        epsilon: of a sparse machine; its expected connections are epsilon times (visible + hidden). None: dense.
        evolution: how a sparse machine's connections evolve after each epoch. None: they stay as they were drawn.
        deviation: initial weights are drawn from N(0, deviation^2); biases start at zero.
        weight_decay: of the weights, not of the biases.
        held_out: see `binary_parts`; likewise limit.
    """

    dataset: Dataset
    hidden: Count
    gibbs_steps: Count
    epsilon: Annotated[float, Field(gt=0)] | None = None
    evolution: Evolution | None = None
    deviation: Annotated[float, Field(gt=0)] = 0.05
    lr: Annotated[float, Field(gt=0)]
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    batch: Count
    epochs: Count
    held_out: Annotated[int, Field(ge=0)] = 0
    limit: Count | None = None

    @model_validator(mode="after")
    def _only_sparse_connections_evolve(self) -> Self:
        if self.evolution and self.epsilon is None:
            raise ValueError("a dense machine has no place for new connections: state epsilon, or no evolution")
        return self
