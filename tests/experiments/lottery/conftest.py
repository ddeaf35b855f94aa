"""What the tests of both experiments on lottery tickets share: a lottery on made digits that takes a second."""

from collections.abc import Callable

import pytest

from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.training.recipe import Recipe


@pytest.fixture(scope="module")
def tickets(digit_recipe: Recipe) -> Callable[..., Tickets]:
    """Tickets of LeNet-300-100 without controls; ``rounds``, ``iterations`` and anything else are the caller's."""

    def build(rounds: int, iterations: int, **more: object) -> Tickets:
        settings = {"lr": 0.003, "batch": 32, "validation": 40, "look_every": 20, **more}
        return Tickets.model_validate(
            {
                "dataset": digit_recipe.dataset,
                "model": {"name": "netsci_bench.nets.models.lenet300:lenet300"},
                "classes": 10,
                "rates": (0.6, 0.6, 0.3),
                "rounds": rounds,
                "iterations": iterations,
                **settings,
            }
        )

    return build
