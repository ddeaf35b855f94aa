"""How many images pass through several classes while a network learns?"""

import numpy as np
from jaxtyping import Int64
from numpy.typing import NDArray


def wandering_share(
    answers: Int64[NDArray[np.int64], "epochs images"], labels: Int64[NDArray[np.int64], " images"]
) -> float:
    """Return the share of images that were taken for two or more wrong classes before they were classified correctly.

    Formula: the share of images i with answers[-1, i] = labels[i] and at least two different wrong answers[:, i].
    Shapes: (epochs, images), (images) to a number. Units: share, in [0, 1].
    Raises: ValueError if there are no epochs or no images.
    Source: Pícha & Profota (2025), Fig. 13: an image is first an 8, then a 9, then the 7 that it is.

    >>> wandering_share(np.array([[8, 8, 7], [9, 8, 7], [7, 7, 7]]), np.array([7, 7, 7]))
    0.3333333333333333
    """
    if not answers.size:
        raise ValueError("there are no answers to follow")
    wrong = [np.unique(answers[answers[:, i] != label, i]).size for i, label in enumerate(labels)]
    return float(np.mean((np.array(wrong) >= 2) & (answers[-1] == labels)))
