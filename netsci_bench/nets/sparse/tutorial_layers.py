"""How do the layers of the published SET tutorial differ from what their names say? In three ways.

As the code of Mocanu et al. (tutorial at IJCAI 2019) computes: the sigmoid's derivative is taken at its answer, not
at what it was given; dropout neither rescales while training nor stops the gradient on its way back, and all later
sums (biases too) are scaled in use; of the dense twin the gradients of weights are summed over a batch, those of
biases averaged.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from netsci_bench.nets.models.dropout import Dropout


class TutorialSigmoid(nn.Module):
    """The logistic function s(x), with s(s(x)) (1 - s(s(x))) for its derivative, which lies between 0.197 and 0.25.

    So that the squared error behaves as cross-entropy on a smaller rate: it never saturates.
    """

    def forward(self, given: Float[Tensor, "batch neurons"]) -> Float[Tensor, "batch neurons"]:
        """The value of s(x), and the gradient described."""
        answer = torch.sigmoid(given).detach()
        slope = torch.sigmoid(answer)
        return answer + slope * (1 - slope) * (given - given.detach())


class TutorialDropout(Dropout):
    """While training a share of the neurons answers zero, but learns as if not; goes with ``TutorialScale``."""

    def drop(self, given: Float[Tensor, "batch neurons"], kept: Tensor) -> Tensor:
        """The values that are kept, and the gradient of all."""
        return given + (given * kept - given).detach()


class TutorialScale(nn.Module):
    """In use (not in training) the sum of a neuron, bias and all, is scaled by the share that was not dropped."""

    def __init__(self, dropped: float) -> None:
        super().__init__()
        self.stays = 1 - dropped

    def forward(self, given: Float[Tensor, "batch neurons"]) -> Float[Tensor, "batch neurons"]:
        """As it is in training, scaled else."""
        return given if self.training else given * self.stays


class SlowBias(nn.Linear):
    """A dense layer whose bias learns at ``pace`` times the rate: it is the square root of that times a parameter."""

    def __init__(self, inputs: int, outputs: int, pace: float) -> None:
        super().__init__(inputs, outputs)
        self.unit = math.sqrt(pace)

    def forward(self, given: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """The linear map."""
        return nn.functional.linear(given, self.weight, self.bias * self.unit)
