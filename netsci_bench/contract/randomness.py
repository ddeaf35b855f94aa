"""Where does the randomness of a run come from? From its seed and the purpose; this code is part of every address."""

import hashlib

import numpy as np


def generator(seed: int, purpose: str) -> np.random.Generator:
    """An independent stream of random numbers per seed and purpose.

    >>> generator(1, "shuffle").integers(100) == generator(1, "shuffle").integers(100)
    np.True_
    """
    digest = hashlib.sha256(purpose.encode()).digest()
    return np.random.default_rng([seed, *(int.from_bytes(digest[i : i + 4], "little") for i in (0, 4, 8, 12))])
