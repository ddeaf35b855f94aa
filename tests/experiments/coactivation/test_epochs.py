"""Are the stages of training measured on the graphs that are kept, with one training for all readings of the text?"""

import numpy as np
import pytest

from netsci_bench.experiments.coactivation import readings as module
from netsci_bench.experiments.coactivation.epochs import lenet5_epochs
from netsci_bench.measures.communities.partitions import depth_share, effective_number, interleaving
from netsci_bench.measures.graphs.pagerank import pagerank

READINGS = ["text", "linear_only", "all_pairs", "published"]


@pytest.fixture(scope="module")
def measured(readings, shared):
    passes = []
    original = module.co_activations

    def counted(*args):
        passes.append(args)
        return original(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "co_activations", counted)
        run = shared.run("seed")
        wider = readings.published.model_copy(update={"batch": 8})  # of 120 images 7 would leave one
        metrics = lenet5_epochs(readings.model_copy(update={"published": wider}), run)
    return metrics, run.folder, shared, len(passes)


def kept(folder, reading, name):
    return np.load(folder / "arrays" / f"{reading}_{name}.npy")


def test_the_readings_of_the_text_share_a_training_and_one_pass_for_each_stage(measured, readings):
    _, _, shared, passes = measured
    assert shared.asked == [readings.text.recipe, readings.published.recipe]
    assert passes == len(readings.text.recipe.kept) == 2


@pytest.mark.parametrize("reading", READINGS)
def test_the_metrics_are_those_of_the_kept_graphs(measured, reading):
    metrics, folder, _, _ = measured
    found = getattr(metrics, reading)
    weights, ranks, labels, layers = (kept(folder, reading, n) for n in ("weights", "pagerank", "labels", "layers"))
    highest = ranks.max(axis=1) * ranks.shape[1]
    assert found.highest_pagerank == pytest.approx(highest)
    assert found.pagerank_growth == pytest.approx(highest[-1] - highest[0])
    assert found.communities == pytest.approx([effective_number(one) for one in labels])
    mixed = [interleaving(one, of) for one, of in zip(labels, layers, strict=True)]
    assert found.interleaving_growth == pytest.approx(mixed[-1] - mixed[0])
    assert found.untrained.region_share == depth_share(labels[0], layers[0])
    assert found.untrained.groups == sum(np.unique(labels[0], return_counts=True)[1] > 1)
    spread = [one[one != 0].std() for one in weights]
    assert found.weight_spread == pytest.approx(spread)
    assert found.untrained.weight_spread == found.weight_spread[0]
    assert found.weight_spread_growth == pytest.approx(spread[-1] - spread[0])
    assert found.late.pagerank == 0.0  # there is no stage between the first epoch and the last


@pytest.mark.parametrize("reading", READINGS[:3])
def test_the_pagerank_is_that_of_the_absolute_correlations(measured, reading):
    _, folder, _, _ = measured
    weights, ranks = kept(folder, reading, "weights"), kept(folder, reading, "pagerank")
    assert np.allclose([pagerank(np.abs(one)) for one in weights], ranks)


def test_the_accuracy_is_that_of_the_training_whatever_the_reading(measured):
    metrics, *_ = measured
    assert metrics.text.accuracy == metrics.linear_only.accuracy == metrics.all_pairs.accuracy
    assert metrics.text.accuracy[-1] > metrics.text.accuracy[0]
