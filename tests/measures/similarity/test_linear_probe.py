"""Does a linear probe find what is linear, and nothing where there is nothing?"""

import numpy as np
import pytest

from netsci_bench.measures.similarity.linear_probe import linear_probe_accuracy


def blobs(rng: np.random.Generator, count: int, apart: float, features: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Three classes, each around a mean of its own, in more features than one needs."""
    labels = np.arange(count) % 3
    means = np.eye(3, features) * apart
    return means[labels] + rng.normal(size=(count, features)), labels


def test_classes_far_apart_are_found_and_permuted_labels_are_not() -> None:
    rng = np.random.default_rng(0)
    training, test = blobs(rng, 150, 8.0), blobs(rng, 150, 8.0)
    assert linear_probe_accuracy(training, test) == 1.0
    mixed = [linear_probe_accuracy((training[0], rng.permutation(training[1])), test) for _ in range(30)]
    assert abs(np.mean(mixed) - 1 / 3) < 4 * np.std(mixed) / np.sqrt(30)


def test_with_more_features_than_samples_noise_is_not_learned_by_heart() -> None:
    rng = np.random.default_rng(1)
    training, test = blobs(rng, 60, 6.0, 400), blobs(rng, 300, 6.0, 400)
    weak = linear_probe_accuracy(training, test, strengths=(1e-6,))
    assert linear_probe_accuracy(training, test) >= weak
    assert linear_probe_accuracy(training, test) > 0.9


def test_what_is_not_linear_is_not_found() -> None:
    """The sign of a product of two coordinates: half right by any line."""
    rng = np.random.default_rng(2)
    x, new = rng.normal(size=(400, 2)), rng.normal(size=(400, 2))
    found = linear_probe_accuracy((x, (x.prod(axis=1) > 0).astype(int)), (new, (new.prod(axis=1) > 0).astype(int)))
    assert abs(found - 0.5) < 0.1


def test_the_weights_are_those_of_ridge_regression_on_the_features() -> None:
    rng = np.random.default_rng(3)
    (x, labels), (new, wanted) = blobs(rng, 45, 1.0, 5), blobs(rng, 200, 1.0, 5)
    penalty = 0.1 * np.linalg.eigvalsh((x - x.mean(0)) @ (x - x.mean(0)).T).mean()
    centred, targets = x - x.mean(0), np.eye(3)[labels]
    weights = np.linalg.solve(centred.T @ centred + penalty * np.eye(5), centred.T @ (targets - targets.mean(0)))
    answers = ((new - x.mean(0)) @ weights + targets.mean(0)).argmax(1)
    assert linear_probe_accuracy((x, labels), (new, wanted), (0.1,)) == np.mean(answers == wanted)


def test_a_class_that_was_never_trained_is_never_answered() -> None:
    rng = np.random.default_rng(4)
    x, labels = blobs(rng, 60, 8.0)
    assert linear_probe_accuracy((x, labels), (x, np.full(60, 7))) == 0.0


@pytest.mark.parametrize("value", [0.0, 0.1, -3.3])
def test_features_that_do_not_vary_and_one_class_are_refused(value: float) -> None:
    constant = np.full((6, 2), value, dtype=np.float32)
    other = np.random.default_rng(0).normal(size=(6, 2))
    with pytest.raises(ValueError, match="the features do not vary"):
        linear_probe_accuracy((constant, np.arange(6) % 2), (other, np.arange(6) % 2))
    with pytest.raises(ValueError, match="of two classes or more"):
        linear_probe_accuracy((other, np.zeros(6, dtype=int)), (other, np.arange(6) % 2))
    with pytest.raises(ValueError, match="a feature is not finite"):
        linear_probe_accuracy((other, np.arange(6) % 2), (other * np.inf, np.arange(6) % 2))
