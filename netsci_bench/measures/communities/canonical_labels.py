"""How is a partition written down so that equal partitions are equal arrays?"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray


def canonical_labels(labels: Int[NDArray[np.integer], " n"]) -> Int[NDArray[np.int64], " n"]:
    """Return the labels numbered 0, 1, 2, ... in the order in which they first appear.

    Formula: the first node is in community 0; each later node in a known community or the next new number.
    Shapes: (n,) to (n,). Units: none. Raises: ValueError if labels are not one-dimensional.
    Source: none; this is the restricted growth string of a set partition.

    >>> canonical_labels(np.array([7, 3, 7, 0]))
    array([0, 1, 0, 2])
    """
    if labels.ndim != 1:
        raise ValueError(f"labels must be one per node (n,), not {labels.shape}")
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[inverse]
