"""How good is a network on given examples? In float32, in its evaluation mode, in large batches."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

# Large enough for a GPU; small enough that the maps of a small net stay in a core's cache. Fixed, because the batch
# may change the last bit of an output.
BATCH = 500


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients; every module gets its own mode back afterwards."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module, training in modes:
            module.training = training


def compute_outputs(model: nn.Module, images: Tensor) -> Tensor:
    """The outputs of the network (``examples classes``) for each image."""
    with evaluation_mode(model):
        return torch.cat([model(some) for some in torch.split(images, BATCH)])


def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Percentage of the images whose largest output is that of their label."""
    return percent_correct(compute_outputs(model, images), labels)


def percent_correct(answers: Tensor, labels: Tensor) -> float:
    """Percentage of the answers (``examples classes``) that are largest at their label.

    >>> percent_correct(torch.eye(4), torch.tensor([0, 1, 2, 0]))
    75.0
    """
    return 100 * int((answers.argmax(1) == labels).sum()) / len(labels)
