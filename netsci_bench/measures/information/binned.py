"""How much do the binned activations of a layer tell of the input and of the class, and how much of it is chance?

A deterministic network without noise has I(X;Z) = ln N for continuous activations, whatever it has learned: every
image has its own. Only bins make the number less than that, and then it depends on their width, so that it is to be
given at several. Where almost every image still has a pattern of its own, I(Z;Y) is that of any labels: its mean over
all shuffled labels is known exactly and is to be taken off.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, UInt8
from numpy.typing import NDArray

from netsci_bench.measures.information.expected import entropy, expected_information, mutual_information

MOST_BINS = 256  # a bin's number is kept in a byte


@dataclass(frozen=True)
class Information:
    """What binned patterns tell, in nats.

    ``input``: I(X;Z) as counted; ``input_corrected``: with Miller and Madow's correction, at most ln N; ``label``:
    I(Z;Y) as counted; ``label_shuffled``: its exact mean over all ways to shuffle the labels; ``patterns``: how many
    different ones there are.
    """

    input: float
    input_corrected: float
    label: float
    label_shuffled: float
    patterns: int


def equal_width_bins(
    activations: Float[NDArray[np.floating], "samples units"], bins: int
) -> UInt8[NDArray[np.uint8], "samples units"]:
    """Return the bin of each activation, of equally wide ones between the least and the largest of the layer.

    Formula: floor(bins (z - min) / (max - min)), the largest z being in the last bin; all 0 for a constant layer.
    Shapes: (samples, units) in and out. Units: none, 0 to bins - 1.
    Raises: ValueError for fewer than 2 or more than 256 bins, no activation, or one that is not finite.
    Source: Shwartz-Ziv & Tishby (2017), arXiv 1703.00810; the range of the layer itself is our choice.

    >>> equal_width_bins(np.array([[0.0, 0.4], [0.6, 1.0]]), 2)
    array([[0, 0],
           [1, 1]], dtype=uint8)
    """
    if not 2 <= bins <= MOST_BINS:
        raise ValueError(f"there must be 2 to {MOST_BINS} bins, not {bins}")
    if not activations.size or not np.isfinite(activations).all():
        raise ValueError(f"activations of shape {activations.shape} must be there and finite")
    exact: NDArray[np.float64] = np.asarray(activations, dtype=np.float64)
    low, high = exact.min(), exact.max()
    if low == high:
        return np.zeros(exact.shape, dtype=np.uint8)
    return np.asarray(np.minimum((exact - low) * (bins / (high - low)), bins - 1), dtype=np.uint8)


def pattern_information(
    binned: UInt8[NDArray[np.uint8], "samples units"], labels: Int[NDArray[np.integer], " samples"]
) -> Information:
    """Return what the joint pattern of all units of a layer tells of the input and of the class.

    Formula: Z is the row of bins; every sample is an X of its own, so I(X;Z) = H(Z) = -sum p ln p, corrected by
    (patterns - 1) / (2 samples) and cut at ln samples. I(Z;Y) = sum p(z, y) ln(p(z, y) / (p(z) p(y))), its chance
    level the mean over all permutations of the labels (closed form). The same control of I(X;Z) is I(X;Z) itself,
    since permuted inputs are still all different: there is nothing in it that shuffling could remove.
    Shapes: (samples, units) and (samples,) to five numbers. Units: nats.
    Raises: ValueError if there is not one label per sample.
    Source: Miller (1955) for the correction; Vinh, Epps & Bailey (2010), J. Mach. Learn. Res. 11, 2837 for the mean.

    >>> result = pattern_information(np.array([[0], [0], [1], [1]], dtype=np.uint8), np.array([0, 0, 1, 1]))
    >>> round(result.input, 4), round(result.label, 4), result.patterns  # ln 2
    (0.6931, 0.6931, 2)
    """
    samples = len(binned)
    if labels.shape != (samples,) or not samples:
        raise ValueError(f"labels {labels.shape} must be one for each of the {samples} samples")
    rows = np.ascontiguousarray(binned).view(np.dtype((np.void, binned.shape[1]))).ravel()
    _, pattern, sizes = np.unique(rows, return_inverse=True, return_counts=True)
    _, label, label_sizes = np.unique(labels, return_inverse=True, return_counts=True)
    plain = entropy(sizes)
    return Information(
        input=plain,
        input_corrected=min(float(np.log(samples)), plain + (len(sizes) - 1) / (2 * samples)),
        label=mutual_information(pattern.astype(np.int64), label.astype(np.int64)),
        label_shuffled=expected_information(sizes, label_sizes),
        patterns=len(sizes),
    )


def unit_label_information(
    binned: UInt8[NDArray[np.uint8], "samples units"], labels: Int[NDArray[np.integer], " samples"]
) -> Float[NDArray[np.float64], " units"]:
    """Return what each unit by itself tells of the class, corrected for the bias of few samples.

    Formula: I(Z_u;Y) = H(Z_u) + H(Y) - H(Z_u, Y) less (K_zy - K_z - K_y + 1) / (2 samples), K being how many values
    occur. Shapes: (samples, units) and (samples,) to (units,). Units: nats; slightly negative values are chance.
    Raises: ValueError if there is not one label per sample.
    Source: Miller (1955); Panzeri & Treves (1996), Network 7, 87.

    >>> unit_label_information(np.array([[0, 1], [1, 1]] * 500, dtype=np.uint8), np.array([0, 1] * 500)).round(2)
    array([0.69, 0.  ])
    """
    samples, units = binned.shape
    if labels.shape != (samples,) or not samples:
        raise ValueError(f"labels {labels.shape} must be one for each of the {samples} samples")
    _, label = np.unique(labels, return_inverse=True)
    bins, classes = int(binned.max()) + 1, int(label.max()) + 1
    cells = (np.arange(units) * bins + binned) * classes + label[:, None]
    counts = np.bincount(cells.ravel(), minlength=units * bins * classes).reshape(units, bins, classes)
    kinds = (counts, counts.sum(axis=2)[:, :, None], counts.sum(axis=1)[:, None, :])
    both, alone, class_alone = (_entropies(kind) for kind in kinds)
    occupied = [(kind > 0).sum(axis=(1, 2)) for kind in kinds]
    bias = (occupied[0] - occupied[1] - occupied[2] + 1) / (2 * samples)
    return np.asarray(alone + class_alone - both - bias, dtype=np.float64)


def _entropies(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """Entropy of the counts of each unit."""
    share = counts / counts.sum(axis=(1, 2), keepdims=True)
    terms = share * np.log(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-terms.sum(axis=(1, 2)))
