"""How strongly do units fire together over samples, when the samples come in batches?

A result is told apart from a unit that never varies by the diagonal: 1 for a unit that varies, 0 for a
constant one.
"""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.linalg.blas import dsyrk
from scipy.stats import rankdata

# Batches are taken in pieces of at least this many rows, so that narrow data is not read row by row.
PIECE_ROWS = 1024


class StreamedCorrelation:
    """The Pearson correlation of units over samples that arrive in batches.

    Formula: r_ij = C_ij / sqrt(C_ii C_jj), C = sum_s (x_s - mean)(x_s - mean)^T, merged batch by batch as
    C <- C_A + C_B + (n_A n_B / n) d d^T with d = mean_B - mean_A.
    Shapes: batches (samples, units); memory O(units^2) in float64 whatever the number of samples.
    Units: any in, none out. Source: Chan, Golub & LeVeque (1983), Am. Stat. 37, 242.

    >>> stream = StreamedCorrelation(2)
    >>> stream.add(np.array([[0.0, 1.0], [1.0, 1.0]]))
    >>> stream.correlation()
    array([[1., 0.],
           [0., 0.]])
    """

    def __init__(self, units: int) -> None:
        """Start with no samples of `units` units. Raises: ValueError if there is not one unit."""
        if units < 1:
            raise ValueError(f"a correlation needs at least one unit, not {units}")
        self._samples = 0
        self._origin = self._mean = np.zeros(units)
        self._lowest, self._highest = np.full(units, np.inf), np.full(units, -np.inf)
        # Column order lets BLAS accumulate in place: one matrix is held, never two.
        self._comoments: NDArray[np.float64] = np.zeros((units, units), order="F")

    def add(self, batch: Float[NDArray[np.floating], "samples width"]) -> None:
        """Take in a batch (samples, units). A refused batch leaves the stream as it was.

        Raises: ValueError if the batch has not as many units as the stream, or a value is NaN or infinite
        (names the unit).
        """
        if batch.ndim != 2 or batch.shape[1] != len(self._mean):
            raise ValueError(f"a batch of shape {batch.shape} for a stream of {len(self._mean)} units")
        if not len(batch):
            return
        lowest, highest = batch.min(axis=0), batch.max(axis=0)
        infinite = np.flatnonzero(~(np.isfinite(lowest) & np.isfinite(highest)))
        if infinite.size:
            raise ValueError(f"unit {infinite[0]} has a value that is NaN or infinite")
        if not self._samples:
            # Distances from a sample are small and exact where values are large and close together.
            self._origin = batch[0].astype(np.float64)
        self._lowest, self._highest = np.minimum(self._lowest, lowest), np.maximum(self._highest, highest)
        rows = max(PIECE_ROWS, len(self._mean))
        for start in range(0, len(batch), rows):
            self._merge(batch[start : start + rows])

    @np.errstate(over="ignore", invalid="ignore")  # an overflow is reported with the unit's name at the end
    def _merge(self, piece: NDArray[np.floating]) -> None:
        rows = len(piece)
        block = np.empty((rows + 1, len(self._mean)))
        np.subtract(piece, self._origin, out=block[:rows])
        mean = block[:rows].mean(axis=0)
        block[:rows] -= mean
        total = self._samples + rows
        # As one more row, the shift between the means costs no rank-one matrix of its own.
        block[rows] = (mean - self._mean) * np.sqrt(self._samples * rows / total)
        self._mean = self._mean + (mean - self._mean) * (rows / total)
        self._comoments = dsyrk(1.0, block.T, beta=1.0, c=self._comoments, overwrite_c=1)
        self._samples = total

    def correlation(self) -> Float[NDArray[np.float64], "units units"]:
        """Return r (units, units): exactly symmetric, in [-1, 1], row and column and diagonal 0 if constant.

        Constant means the lowest and the highest value are the same number, or so close that the square of
        their distance is 0 in float64. Raises: ValueError if fewer than 2 samples were added, or if a
        unit's spread is too large to square in float64.
        """
        if self._samples < 2:
            raise ValueError(f"a correlation needs at least 2 samples, not {self._samples}")
        squares = self._comoments.diagonal().copy()
        if not np.isfinite(squares).all():
            raise ValueError(f"the spread of unit {np.flatnonzero(~np.isfinite(squares))[0]} overflows float64")
        varies = (self._highest > self._lowest) & (squares > 0.0)
        spread = np.sqrt(np.where(varies, squares, 1.0))
        result = np.triu(self._comoments, 1)
        result /= spread
        result /= spread[:, None]
        result[~varies] = 0.0
        result[:, ~varies] = 0.0
        np.clip(result, -1.0, 1.0, out=result)
        result += result.T
        np.fill_diagonal(result, varies)
        return result


def pearson(
    batches: Iterable[Float[NDArray[np.floating], "_ _"]],
) -> Float[NDArray[np.float64], "units units"]:
    """Return the Pearson correlation of units over all samples of all batches.

    Formula, shapes, units, source: as `StreamedCorrelation`. `batches` is read once; each is (samples,
    units).
    Raises: ValueError for fewer than 2 samples, batches of unequal width, or a value that is not finite.

    >>> pearson([np.array([[0.0, 3.0], [1.0, 2.0]]), np.array([[2.0, 1.0]])])
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    stream = None
    for batch in batches:
        stream = stream or StreamedCorrelation(batch.shape[-1])
        stream.add(batch)
    if stream is None:
        raise ValueError("a correlation needs at least 2 samples, not 0")
    return stream.correlation()


def spearman(
    samples: Float[NDArray[np.floating], "samples units"],
) -> Float[NDArray[np.float64], "units units"]:
    """Return the Spearman rank correlation of units; ties take the average rank.

    Formula: the Pearson correlation of each unit's ranks over samples. Ranks cannot be merged from batches,
    so this needs all samples in memory at once. Shapes: (samples, units) to (units, units). Units: none.
    Raises: ValueError as `pearson`. Source: Spearman (1904), Am. J. Psychol. 15, 72.

    >>> spearman(np.array([[1.0, 10.0], [2.0, 1000.0], [3.0, 100.0]])).round(6)
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    infinite = np.flatnonzero(~np.isfinite(samples).all(axis=0))
    if infinite.size:
        raise ValueError(f"unit {infinite[0]} has a value that is NaN or infinite")
    return pearson([rankdata(samples, axis=0)])
