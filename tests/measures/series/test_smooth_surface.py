"""Is a smooth surface told from noise, at the number of points at which it is used?"""

import numpy as np
import pytest

from netsci_bench.measures.series.smooth_surface import quadratic_share

POINTS = 17  # graphs of a seed, the dense one among them


def places(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(0.1, 1.0, POINTS), rng.uniform(1.0, 4.5, POINTS)


def test_a_surface_of_the_second_degree_is_explained_whole_in_any_units():
    x, y = places(0)
    values = 30.0 - 2.0 * x + (y - 2.0) ** 2 + x * y
    assert quadratic_share(x, y, values) == pytest.approx(1.0)
    assert quadratic_share(1000.0 * x - 7.0, y, -values / 50.0) == pytest.approx(1.0)


def test_half_of_the_variance_is_about_a_half():
    shares = []
    for seed in range(100):
        x, y = places(seed)
        smooth = (x - 0.4) ** 2 + (y - 2.0) ** 2
        shares.append(quadratic_share(x, y, smooth + np.random.default_rng(seed).normal(0, smooth.std(), POINTS)))
    assert np.mean(shares) == pytest.approx(0.5, abs=0.08)


def test_noise_is_explained_by_nothing_on_average_and_seldom_by_half():
    shares = []
    for seed in range(200):
        x, y = places(seed)
        shares.append(quadratic_share(x, y, np.random.default_rng(seed + 500).normal(size=POINTS)))
    assert np.mean(shares) == pytest.approx(0.0, abs=0.05)
    assert np.mean(np.array(shares) >= 0.5) < 0.06


@pytest.mark.parametrize("values", [np.ones(POINTS), np.full(POINTS, np.nan), np.arange(5.0)])
def test_what_has_no_surface_is_refused(values):
    x, y = (place[: len(values)] for place in places(0))
    with pytest.raises(ValueError, match="a surface needs"):
        quadratic_share(x, y, values)
