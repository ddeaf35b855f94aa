"""Do counts become edge weights as the formula says, symmetric and without losing an edge?"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from netsci_bench.measures.polyhedra.count_weights import MEANS, count_weights

PATH = csr_array(np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
COUNTS = np.array([3, 8, 0])


@pytest.mark.parametrize(
    ("mean", "first", "second"), [("arithmetic", 13, 5), ("geometric", 12, 3), ("minimum", 8, 1)]
)
def test_each_mean_is_the_one_of_its_name(mean: str, first: float, second: float) -> None:
    weighted = count_weights(PATH, COUNTS, mean).toarray()
    assert np.allclose(weighted, [[0, first, 0], [first, 0, second], [0, second, 0]])


@pytest.mark.parametrize("mean", MEANS)
def test_the_weights_stay_exactly_symmetric(mean: str) -> None:
    rng = np.random.default_rng(0)
    upper = np.triu(rng.random((30, 30)), 1)
    weighted = count_weights(csr_array(upper + upper.T), rng.integers(0, 9, 30), mean)
    assert (weighted != weighted.T).nnz == 0


def test_empty_cells_of_no_weight_lose_their_edges() -> None:
    assert count_weights(PATH, np.array([0, 0, 5]), empty=0.0).nnz == 2
    assert count_weights(PATH, np.array([0, 0, 5])).nnz == 4


def test_bad_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="arithmetic, geometric, minimum"):
        count_weights(PATH, COUNTS, "harmonic")
    with pytest.raises(ValueError, match="counts must be 3"):
        count_weights(PATH, np.array([1, 2, -1]))
    with pytest.raises(ValueError, match="empty cell"):
        count_weights(PATH, COUNTS, empty=np.nan)
