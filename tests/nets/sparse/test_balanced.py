"""Do signals keep their size through layers with few connections? Glorot's range for whole layers loses them."""

import pytest
import torch

from netsci_bench.nets.models.set_mlp import set_mlp
from netsci_bench.nets.sparse.balanced import balanced_mlp


def signal(build, epsilon: float) -> float:
    """Standard deviation after three layers of 300, before the output, over that of what goes in."""
    torch.manual_seed(0)
    net = build(5, inputs=300, hidden=(300, 300, 300), epsilon=epsilon, initial="glorot", activation="srelu")
    given = torch.randn(64, 300)
    with torch.no_grad():
        return float(net[:-1](given).std() / given.std())


@pytest.mark.parametrize("epsilon", [2.5, 20.0])
def test_few_connections_carry_as_much_as_all(epsilon):
    dense = signal(balanced_mlp, 0.0)
    assert dense == signal(set_mlp, 0.0)
    assert 0.5 * dense < signal(balanced_mlp, epsilon) < 2 * dense
    assert signal(set_mlp, epsilon) < 0.5 * dense * (2 * epsilon / 300) ** 0.5


def test_other_first_weights_are_refused():
    with pytest.raises(ValueError, match="take set_mlp"):
        balanced_mlp(5, inputs=20, hidden=(10,), epsilon=1, initial="normal")
