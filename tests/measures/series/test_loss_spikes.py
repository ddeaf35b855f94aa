import numpy as np
import pytest

from netsci_bench.measures.series.loss_spikes import loss_spikes


def falling(n: int = 200) -> np.ndarray:
    return np.exp(-np.arange(n) / 50)


def test_a_falling_loss_has_no_spike():
    assert not len(loss_spikes(falling(), 10, 2.0))


def test_spikes_are_found_where_they_were_put():
    losses = falling()
    losses[[40, 90, 199]] *= [2.5, 30.0, 9.0]
    assert loss_spikes(losses, 10, 2.0).tolist() == [40, 90, 199]


def test_of_a_broad_spike_only_the_top_counts():
    losses = falling()
    losses[88:95] *= [2, 4, 8, 9, 8, 4, 2]
    assert loss_spikes(losses, 10, 2.0).tolist() == [91]


def test_a_plateau_counts_once():
    losses = np.ones(60)
    losses[30:33] = 5.0
    assert loss_spikes(losses, 10, 2.0).tolist() == [30]


def test_what_is_lower_than_the_ratio_or_has_no_past_is_no_spike():
    losses = falling()
    losses[[5, 60]] *= [50.0, 1.9]
    assert not len(loss_spikes(losses, 10, 2.0))


def test_scale_does_not_matter():
    losses = np.random.default_rng(0).lognormal(size=300)
    found = loss_spikes(losses, 5, 3.0)
    assert len(found) > 5
    np.testing.assert_array_equal(loss_spikes(losses * 1024, 5, 3.0), found)


@pytest.mark.parametrize(
    ("losses", "reach", "ratio", "why"),
    [([1.0], 0, 2.0, "reach"), ([1.0], 1, 1.0, "ratio"), ([np.nan], 1, 2.0, "NaN"), ([-1.0], 1, 2.0, "negative")],
)
def test_what_has_no_meaning_is_refused(losses, reach, ratio, why):
    with pytest.raises(ValueError, match=why):
        loss_spikes(np.array(losses), reach, ratio)
