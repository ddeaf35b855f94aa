"""What the tests of the experiments on co-activation graphs share: both readings of one small training."""

import pytest

from netsci_bench.experiments.coactivation.readings import Readings
from netsci_bench.nets.training.recipe import Recipe


@pytest.fixture(scope="module")
def readings(digit_recipe: Recipe) -> Readings:
    """The text reading trains by squared error, so that its training is told from that of the published one."""
    mse = digit_recipe.model_copy(update={"loss": "mse"})
    return Readings.model_validate(
        {"text": {"recipe": mse, "restarts": 1}, "published": {"recipe": digit_recipe, "batch": 7}}
    )
