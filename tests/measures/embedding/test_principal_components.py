"""Are components and shares those of scikit-learn, and what do independent units leave to the first ones?"""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from netsci_bench.measures.embedding.principal_components import principal_components


def test_components_and_shares_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(80, 6)) @ rng.normal(size=(6, 6)) + 3
    found, wanted = principal_components(values, 3), PCA(6).fit(values)
    np.testing.assert_allclose(found.shares, wanted.explained_variance_ratio_, rtol=1e-9)
    theirs = wanted.transform(values)[:, :3]
    np.testing.assert_allclose(
        found.coordinates, theirs * np.sign((found.coordinates * theirs).sum(axis=0)), rtol=1e-7
    )
    assert found.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("images", [2000, 5000])
def test_independent_units_leave_little_to_two_components_and_units_that_go_together_leave_all(images):
    rng = np.random.default_rng(0)
    independent = (rng.random((images, 64)) < rng.uniform(0.1, 0.9, 64)).astype(float)
    assert principal_components(independent, 2).shares[:2].sum() < 0.06
    together = np.repeat(rng.integers(2, size=(images, 2)), 32, axis=1).astype(float)
    assert principal_components(together, 2).shares[:2].sum() == pytest.approx(1)


def test_points_without_components_are_refused():
    with pytest.raises(ValueError, match="do not vary"):
        principal_components(np.ones((5, 3)), 2)
    with pytest.raises(ValueError, match="1 to as many as features"):
        principal_components(np.eye(3), 4)
    with pytest.raises(ValueError, match="not finite"):
        principal_components(np.array([[np.nan, 1.0], [0, 1]]), 1)
