"""Which nets does Sparse Evolutionary Training begin with? Perceptrons, sparse or dense (Mocanu et al., 2018)."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.schema import Params
from netsci_bench.nets.models.dropout import Dropout
from netsci_bench.nets.models.srelu import SReLU
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.sparse.readout import Readout
from netsci_bench.nets.sparse.tutorial_layers import SlowBias, TutorialDropout, TutorialScale, TutorialSigmoid

Count = Annotated[int, Field(ge=1)]


class Perceptron(Params):
    """What a perceptron is made of.

    Attributes:
        inputs: numbers of an example, flattened; ``hidden``: neurons of each hidden layer.
        epsilon: a layer from n to m neurons gets epsilon (n + m) connections; 0 makes every layer dense.
        draws: ``distinct``: at so many distinct places; ``repeated``: at as many as so many draws with replacement
            hit on average, as in the published sparse code (it may then be more than a layer has places).
        sparse_output: whether the last layer is sparse too (in the tutorial it is, in the Keras code it is not).
        initial: weights ``normal`` with ``deviation``, or ``glorot``: uniform, by the size of the whole layer.
        dropout: after each hidden layer. ``tutorial``: dropout, scales and the sigmoid's derivative as in that code.
        output: raw numbers, for the cross-entropy; or their ``sigmoid``, for the squared error.
        bias_pace: how fast the biases of dense layers learn, in units of the learning rate.
    """

    inputs: Count
    hidden: tuple[Count, ...]
    epsilon: Annotated[float, Field(ge=0)] = 0.0
    draws: Literal["distinct", "repeated"] = "distinct"
    sparse_output: bool = False
    initial: Literal["normal", "glorot"] = "normal"
    deviation: Annotated[float, Field(gt=0)] = 0.1
    activation: Literal["relu", "srelu"] = "relu"
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    tutorial: bool = False
    output: Literal["linear", "sigmoid"] = "linear"
    bias_pace: Annotated[float, Field(gt=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _settings_fit_together(self) -> Self:
        if self.sparse_output and not self.epsilon:
            raise ValueError("a sparse output layer needs an epsilon above 0")
        if self.bias_pace != 1 and (self.epsilon or self.activation != "relu"):
            raise ValueError("bias_pace is for dense nets with ReLU alone")
        return self


def set_mlp(classes: int, **architecture: Any) -> nn.Sequential:
    """A perceptron as described, untrained: ``inputs`` - ``hidden`` - ``classes``.

    Raises:
        ValueError: a setting is unknown or impossible, or epsilon asks for more connections than a layer has places.
    """
    how = Perceptron.model_validate(architecture)
    return nn.Sequential(nn.Flatten(), *make_layers(how, classes))


def make_layers(how: Perceptron, classes: int) -> Iterator[nn.Module]:
    """Its layers in order."""
    sizes = (how.inputs, *how.hidden, classes)
    for number, (inputs, outputs) in enumerate(pairwise(sizes)):
        last = number == len(how.hidden)
        yield make_linear(how, inputs, outputs, sparse=bool(how.epsilon) and (not last or how.sparse_output))
        if how.tutorial and number:
            yield TutorialScale(how.dropout)
        if not last:
            yield nn.ReLU() if how.activation == "relu" else SReLU(outputs)
            if how.dropout:
                yield TutorialDropout(how.dropout) if how.tutorial else Dropout(how.dropout)
    if how.output == "sigmoid":
        yield TutorialSigmoid() if how.tutorial else nn.Sigmoid()


def make_linear(how: Perceptron, inputs: int, outputs: int, sparse: bool) -> nn.Module:
    """One layer with its first weights; biases are zero."""
    layer: SparseLinear | nn.Linear
    if sparse:
        layer = SparseLinear(inputs, outputs, connection_count(inputs, outputs, how.epsilon, how.draws))
    elif how.epsilon or how.activation == "srelu":  # neurons by batch, as these answer
        layer = Readout(inputs, outputs)
    else:
        layer = SlowBias(inputs, outputs, how.bias_pace)
    if how.initial == "normal":
        nn.init.normal_(layer.weight, std=how.deviation)
    else:
        widest = math.sqrt(6 / (inputs + outputs))  # Glorot and Bengio (2010), of the layer as if it were dense
        nn.init.uniform_(layer.weight, -widest, widest)
    nn.init.zeros_(layer.bias)
    return layer


def connection_count(inputs: int, outputs: int, epsilon: float, draws: str = "distinct") -> int:
    """How many connections a sparse layer has: epsilon (inputs + outputs), or what so many repeated draws hit.

    Raises:
        ValueError: there are more distinct connections than a full matrix has.

    >>> connection_count(784, 1000, 20), connection_count(1000, 10, 13, "repeated")
    (35680, 7310)
    """
    wanted, places = epsilon * (inputs + outputs), inputs * outputs
    if draws == "repeated":
        return round(places * -math.expm1(-wanted / places))
    if wanted > places:
        raise ValueError(
            f"epsilon {epsilon:g} asks for {wanted:g} connections where a layer {inputs} to {outputs} has {places}"
        )
    return round(wanted)
