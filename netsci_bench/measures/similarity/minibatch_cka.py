"""How alike are all pairs of layers, when the samples come in batches and no layer is held twice?

Linear centred kernel alignment from an unbiased estimate of HSIC that is averaged over batches. It is not cut to [0,
1]: where two layers have nothing in common it is as often below 0 as above.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

LEAST = 4  # samples of which an unbiased HSIC exists
Grams = Float[NDArray[np.floating], "layers samples samples"]
Pairs = Float[NDArray[np.float64], "layers layers"]


def centred_gram(features: Float[NDArray[np.floating], "samples features"]) -> Float[NDArray[np.float64], "_ _"]:
    """Return the inner products of samples after the mean of each feature is taken off; exactly 0 if none varies.

    Formula: K = X X^T, X centred over the samples. HSIC does not depend on the mean, but rounding does.
    Shapes: (samples, features) to (samples, samples). Units: the features' squared.
    Raises: ValueError if there are fewer than 4 samples or a feature is not finite. Source: Kornblith et al. (2019).

    >>> centred_gram(np.array([[1.0], [2.0], [3.0], [6.0]]))[0]
    array([ 4.,  2.,  0., -6.])
    """
    _check(features)
    if (features == features[0]).all():  # compared as given: a mean rounds, and what it leaves is no variation
        return np.zeros((len(features), len(features)))
    centred = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    return np.asarray(centred @ centred.T)


def raw_gram(features: Float[NDArray[np.floating], "samples features"]) -> Float[NDArray[np.float64], "_ _"]:
    """Return the inner products of samples as they are, K = X X^T. Shapes, units, errors: as `centred_gram`.

    >>> raw_gram(np.array([[1.0], [2.0], [3.0], [6.0]]))[0]
    array([1., 2., 3., 6.])
    """
    _check(features)
    exact = features.astype(np.float64)
    return np.asarray(exact @ exact.T)


def unbiased_hsic(grams: Grams) -> Pairs:
    """Return the unbiased estimate of the Hilbert-Schmidt independence criterion of each two layers.

    Formula: with K' = K without its diagonal, n samples and 1 a column of ones,
    HSIC_1(K, L) = [tr(K' L') + 1'K'1 1'L'1 / ((n-1)(n-2)) - 2/(n-2) 1'K' L'1] / (n (n-3)); its mean is 0 where the
    layers are independent. All pairs at once are two products of matrices.
    Shapes: (layers, samples, samples) symmetric to (layers, layers). Units: those of the Gram matrices, squared.
    Raises: ValueError if there are fewer than 4 samples.
    Source: Song et al. (2012), J. Mach. Learn. Res. 13, 1393, Eq. 5.

    >>> gram = centred_gram(np.array([[0.0], [1.0], [2.0], [4.0]]))
    >>> unbiased_hsic(gram[None]).round(6)
    array([[4.666667]])
    """
    hollow = grams.astype(np.float64)
    hollow[:, np.arange(grams.shape[1]), np.arange(grams.shape[1])] = 0.0
    return _hsic(hollow, hollow.sum(axis=2))


def column_shifted_hsic(grams: Grams) -> Pairs:
    """Return what becomes of `unbiased_hsic` when the diagonal is subtracted as a row from all rows of K.

    Formula: that of `unbiased_hsic` with K'_ij = K_ij - K_jj and sums over columns in its last term. It is no
    estimate of anything: it may be negative even of a layer with itself, and it depends on the mean of the features,
    so that it takes `raw_gram`. Shapes, units, errors: as `unbiased_hsic`.
    Source: code of an author of Lu et al. (2022) in dmarx/cka_pytorch, issue 2, where ``K - torch.diag(K)`` does
    this; whether the paper used it is unknown.

    >>> gram = raw_gram(np.array([[0.0], [1.0], [2.0], [4.0]]))
    >>> bool(column_shifted_hsic(gram[None])[0, 0] == unbiased_hsic(gram[None])[0, 0])
    False
    """
    exact = grams.astype(np.float64)
    shifted = exact - np.einsum("lii->li", exact)[:, None, :]
    return _hsic(shifted, shifted.sum(axis=1))


class MinibatchCka:
    """The linear CKA of each two layers over samples that arrive in batches.

    Formula: CKA_ab = sum HSIC(K_a, K_b) / sqrt(sum HSIC(K_a, K_a) sum HSIC(K_b, K_b)), sums over batches of equal
    size.
    Memory: the Gram matrices of one batch and a number for each pair of layers, however many samples there are.
    Source: Nguyen, Raghu & Kornblith (2021), ICLR, Eq. 4.

    >>> x = np.random.default_rng(0).normal(size=(8, 3))
    >>> cka = MinibatchCka()
    >>> cka.add(np.stack([centred_gram(x), centred_gram(2 * x + 1)]))
    >>> cka.alignment().round(9)
    array([[1., 1.],
           [1., 1.]])
    """

    def __init__(self, hsic: Callable[[Grams], Pairs] = unbiased_hsic) -> None:
        """Start without samples."""
        self._hsic = hsic
        self._sum: NDArray[np.float64] | None = None
        self._samples = 0

    def add(self, grams: Grams) -> None:
        """Take in the Gram matrices of all layers at the same samples.

        Raises:
            ValueError: there are not as many layers or samples as before, or fewer than 4 samples.
        """
        values = self._hsic(grams)
        if self._sum is not None and (values.shape != self._sum.shape or grams.shape[1] != self._samples):
            what = f"{len(grams)} layers and {grams.shape[1]} samples after {len(self._sum)} and {self._samples}"
            raise ValueError(f"a batch of {what}: all must be alike")
        self._samples = grams.shape[1]
        self._sum = values if self._sum is None else self._sum + values

    def sums(self) -> Pairs:
        """HSIC of each two layers, added up over the batches.

        Raises:
            ValueError: there was no batch.
        """
        if self._sum is None:
            raise ValueError("there was no batch")
        return self._sum

    def alignment(self) -> Pairs:
        """CKA of each two layers: 1 on the diagonal, and at most a little above 1 elsewhere.

        Raises:
            ValueError: there was no batch, or a layer has an HSIC of 0 or less with itself (named by its number).
        """
        total = self.sums()
        if (own := np.diag(total)).min() <= 0.0:
            raise ValueError(f"layer {int(np.argmin(own))} represents all samples alike: there is nothing to align")
        return np.asarray(total / np.sqrt(own[:, None] * own[None, :]))


def _hsic(kernels: NDArray[np.float64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The formula of an unbiased HSIC for kernels (``layers samples samples``) and their sums by sample."""
    layers, n, _ = kernels.shape
    if n < LEAST:
        raise ValueError(f"an unbiased estimate needs {LEAST} samples or more in a batch, not {n}")
    traces = kernels.reshape(layers, -1) @ kernels.transpose(0, 2, 1).reshape(layers, -1).T
    totals = sums.sum(axis=1)
    products = np.multiply.outer(totals, totals) / ((n - 1) * (n - 2))
    return np.asarray((traces + products - 2.0 / (n - 2) * (sums @ sums.T)) / (n * (n - 3)))


def _check(features: NDArray[np.floating]) -> None:
    if len(features) < LEAST:
        raise ValueError(f"an unbiased estimate needs {LEAST} samples or more in a batch, not {len(features)}")
    if not np.isfinite(features).all():
        raise ValueError(f"a feature of sample {int(np.argwhere(~np.isfinite(features))[0][0])} is not finite")
