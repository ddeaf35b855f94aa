"""Are the graphs of the digits compared as the claims say?"""

import numpy as np
import pytest
import torch
from drawn_figures import fitting_figures

from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.digits import (
    compare_digits,
    draw_pair,
    drop_last_batch,
    image_similarity,
    images_of_graph,
    per_digit,
    split_for_comparison,
    summarise_similarity,
)
from netsci_bench.experiments.coactivation.figures.digits import draw
from netsci_bench.experiments.coactivation.graphs import Graph
from netsci_bench.nets.training.tensors import Examples


@pytest.fixture(scope="module")
def measured(readings, shared):
    run = shared.run("seed")
    return per_digit(readings, run), run.folder, shared


def similarities(reading, folder):
    return {m: np.load(folder / "arrays" / f"{reading}_{m}_similarity.npy") for m in ("pagerank", "edge")}


@pytest.mark.parametrize("reading", ["text", "linear_only", "all_pairs", "published"])
def test_margin_and_rank_are_those_of_the_kept_similarities(measured, reading):
    metrics, folder, _ = measured
    for name, similarity in similarities(reading, folder).items():
        found = getattr(getattr(metrics, reading), "edges" if name == "edge" else name)
        pairs = sorted((similarity[i, j] for i in range(10) for j in range(i)), reverse=True)
        assert len(pairs) == 45
        assert found.margin == similarity[6, 9] - similarity[6, 7]
        assert pairs[int(found.rank) - 1] == similarity[6, 9]
        others = (sum(pairs) - similarity[6, 9]) / 44
        assert found.above_other_pairs == pytest.approx(similarity[6, 9] - others)


def test_edges_of_the_text_are_compared_by_plain_pearson_correlation(measured):
    _, folder, _ = measured
    weights = np.load(folder / "arrays" / "text_weights.npy")
    upper = np.triu_indices(weights.shape[1], 1)
    joined = (weights[:, *upper] != 0).any(axis=0)
    oracle = np.corrcoef(weights[:, *upper][:, joined])
    assert np.allclose(similarities("text", folder)["edge"], oracle, atol=1e-9)


def test_only_the_correlations_of_the_last_two_layers_decide_the_published_likeness(measured):
    _, folder, _ = measured
    weights = np.load(folder / "arrays" / "published_weights.npy")
    ranks = np.load(folder / "arrays" / "published_pagerank.npy")
    oracle = np.corrcoef(np.array([[*w[45:60, 60:70].ravel(), *w[60:70, 70:].ravel()] for w in weights]))
    assert np.allclose(similarities("published", folder)["edge"], oracle, atol=1e-9)
    last = np.stack([ranks[:, 60:70], ranks[:, 70:]])
    centred = np.concatenate(list(last - last.mean(axis=2, keepdims=True)), axis=1)
    assert np.allclose(similarities("published", folder)["pagerank"], np.corrcoef(centred), atol=1e-6)


def test_the_two_losses_are_trained_once_each(measured, readings):
    _, _, shared = measured
    assert shared.asked == [readings.text.recipe, readings.published.recipe]


def test_all_images_of_a_digit_are_seen_as_the_text_says_and_the_last_mini_batch_as_published(measured):
    _, folder, _ = measured
    assert np.load(folder / "arrays" / "text_images.npy").tolist() == [12] * 10
    assert np.load(folder / "arrays" / "published_images.npy").tolist() == [5] * 10


@pytest.mark.parametrize(("images", "seen"), [(958, 62), (1009, 49), (1028, 4), (128, 64), (1, 1)])
def test_the_published_graphs_are_made_of_so_many_images(images, seen):
    assert images_of_graph(images, 64) == seen


def test_without_the_last_mini_batch_the_one_before_is_the_last():
    seen = torch.arange(10)
    assert drop_last_batch(seen, 4).tolist() == list(range(8))
    assert drop_last_batch(seen, 5).tolist() == list(range(5))
    with pytest.raises(ValueError, match="10 images are not two mini-batches of 64"):
        drop_last_batch(seen, 64)


def test_edges_that_no_image_changes_make_no_two_digits_alike(shared):
    rng = np.random.default_rng(0)
    layers = np.repeat([0, 1, 2], [4, 3, 3])
    graphs = []
    for _ in range(15):
        weights = np.zeros((10, 10))
        weights[:4, 4:7] = 5.0 * np.arange(12).reshape(4, 3)  # the same for all, and far larger than the rest
        weights[4:7, 7:] = rng.normal(size=(3, 3))
        rank = np.concatenate([np.arange(7) * 3.0, rng.normal(size=3)])
        graphs.append(Graph(weights, weights != 0, rank, layers))
    found = compare_digits("made", graphs, np.eye(10), shared.run("made"))
    parts = [graph.weights[4:7, 7:].ravel() for graph in graphs]
    assert np.isclose(found.edges.six_nine, np.corrcoef(parts[6], parts[9])[0, 1])
    assert np.isclose(found.pagerank.six_seven, np.corrcoef(graphs[6].pagerank[7:], graphs[7].pagerank[7:])[0, 1])


def test_steadiness_is_that_of_the_sevens_without_their_last_mini_batch(shared):
    similarity = np.eye(15)
    similarity[7, 10] = similarity[10, 7] = 0.25
    similarity[11, 12], similarity[13, 14] = 0.9, 0.7
    found = summarise_similarity(similarity, np.eye(10), shared.run("made"))
    assert found.steadiness == 0.25
    assert found.same_digit == pytest.approx(0.8)


def test_after_the_digits_come_the_shorter_sevens_and_the_halves_of_six_and_nine():
    labels = torch.arange(400) % 10
    groups = split_for_comparison(labels, 7)
    assert [sorted(set(labels[group].tolist())) for group in groups] == [[d] for d in [*range(10), 7, 6, 6, 9, 9]]
    assert [len(group) for group in groups[10:]] == [35, 20, 20, 20, 20]
    for digit, halves in ((6, groups[11:13]), (9, groups[13:])):
        assert sorted(torch.cat(halves).tolist()) == groups[digit].tolist()


def test_any_pair_is_every_pair_but_six_and_nine(shared):
    pairs = set()
    for seed in range(600):
        shared.seed = seed
        pairs.add(draw_pair(shared.run("made")))
    shared.seed = 0
    assert len(pairs) == 44
    assert (6, 9) not in pairs


def test_images_of_digits_are_compared_by_their_means():
    rng = np.random.default_rng(0)
    shapes = rng.normal(size=(10, 8, 8))
    shapes[9] = shapes[6] + 0.1 * shapes[9]
    labels = np.arange(200) % 10
    images = torch.tensor(shapes[labels] + 0.1 * rng.normal(size=(200, 8, 8)))[:, None]
    found = image_similarity(Examples(images, torch.tensor(labels)))
    assert found[6, 9] > 0.9
    means = np.stack([images[labels == digit].mean(0).flatten().numpy() for digit in range(10)])
    assert np.allclose(found, np.corrcoef(means))


def test_the_pictures_say_how_many_images_and_which_rank(measured, drawn, titled):
    metrics, folder, _ = measured
    outcomes = [Outcome(seed=0, address="0", folder=folder), Outcome(seed=1, address="1", folder=folder)]
    figures = titled(fitting_figures(draw, outcomes))
    assert list(figures) == [
        "Graphs of 6 9 7 as the text says",
        "Graphs of 6 9 7 as published",
        "Similarity of all digits",
    ]
    assert "12 images" in drawn(figures["Graphs of 6 9 7 as the text says"])
    assert "5 images" in drawn(figures["Graphs of 6 9 7 as published"])
    assert f"rank {metrics.text.pagerank.rank:.0f} of the 45" in drawn(figures["Graphs of 6 9 7 as the text says"])
