"""Are the nets for digits and for parity compared on what they share, and is that trained alike?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.coactivation.figures.targets import draw
from netsci_bench.experiments.coactivation.graphs import Graph
from netsci_bench.experiments.coactivation.readings import find_communities
from netsci_bench.experiments.coactivation.targets import (
    community_complexity,
    complexity_without_outputs,
    parity_recipe,
    parity_vs_digits,
)
from netsci_bench.measures.communities.partitions import effective_number
from netsci_bench.nets.training.evaluate import compute_outputs
from netsci_bench.nets.training.tensors import load_examples
from netsci_bench.nets.training.trained import load

READINGS = ["text", "linear_only", "all_pairs", "published"]


@pytest.fixture(scope="module")
def measured(readings, shared):
    run = shared.run("seed")
    return parity_vs_digits(readings, run), run.folder, shared


def kept(folder, name):
    return np.load(folder / "arrays" / f"{name}.npy")


def test_the_trainings_of_a_reading_differ_in_their_target_only(measured):
    losses = [(r.loss, r.target, r.classes) for r in measured[2].asked]
    assert losses == [
        ("mse", "digit", 10),
        ("mse", "parity", 2),
        ("cross_entropy", "digit", 10),
        ("cross_entropy", "parity", 2),
    ]
    digits, parity = (r.model_dump(exclude={"target", "classes"}) for r in measured[2].asked[:2])
    assert digits == parity


def test_the_recipe_for_parity_is_one_that_a_spec_could_state(digit_recipe):
    stated = parity_recipe(digit_recipe).model_dump(exclude={"dataset", "model"})
    again = type(digit_recipe)(**stated, dataset=digit_recipe.dataset, model=digit_recipe.model)
    assert again == parity_recipe(digit_recipe)


def test_accuracies_are_counted_image_by_image(measured, readings, digits):
    metrics, folder, _ = measured
    test = load_examples(digits, "test", "cpu")
    net = load(folder.parent / "training-0", 1, readings.text.recipe)
    told = compute_outputs(net, test.images).argmax(1).tolist()
    labels = test.labels.tolist()
    right = [t == label for t, label in zip(told, labels, strict=True)]
    parity = [t % 2 == label % 2 for t, label in zip(told, labels, strict=True)]
    assert metrics.text_accuracy.digits == pytest.approx(100 * np.mean(right))
    assert metrics.text_accuracy.digit_net_parity == pytest.approx(100 * np.mean(parity))
    assert metrics.text_accuracy.digit_net_parity >= metrics.text_accuracy.digits
    difference = metrics.text_accuracy.digit_net_parity - metrics.text_accuracy.parity_net_parity
    assert metrics.text_accuracy.difference == pytest.approx(difference)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("images", ["even", "odd"])
def test_communities_are_counted_on_the_nodes_that_both_nets_have(measured, reading, images):
    metrics, folder, _ = measured
    found = getattr(getattr(metrics, reading), images)
    layers = [kept(folder, f"{reading}_{images}_{net}_layers") for net in ("digits", "parity")]
    assert (layers[0][:-10] == layers[1][:-2]).all()
    numbers = [
        effective_number(kept(folder, f"{reading}_{images}_{net}_labels")[: len(layers[1]) - 2])
        for net in ("digits", "parity")
    ]
    assert [found.digit_communities, found.parity_communities] == numbers
    assert found.more_communities == numbers[0] - numbers[1]
    assert found.more_interleaving == found.digit_interleaving - found.parity_interleaving


@pytest.mark.parametrize("reading", READINGS)
def test_communities_without_the_outputs_are_found_as_those_of_the_whole_graph_are(
    measured, readings, reading, shared
):
    _, folder, _ = measured
    weights, labels, layers = (
        kept(folder, f"{reading}_odd_digits_{what}") for what in ("weights", "labels", "layers")
    )
    found = find_communities(readings, shared.run("again"))[reading].split(weights, layers)
    assert (found == labels).all()
    seen = []
    graph = Graph(weights, weights != 0, labels, layers)
    assert complexity_without_outputs(graph, lambda w, of: seen.append((w, of)) or of)[1] == 0.0
    assert seen[0][0].shape == (len(labels) - 10, len(labels) - 10)
    assert (seen[0][1] == layers[:-10]).all()


def test_even_and_odd_images_make_graphs_of_their_own(measured):
    _, folder, _ = measured
    even, odd = (kept(folder, f"text_{images}_digits_weights") for images in ("even", "odd"))
    assert even.shape == odd.shape
    assert not np.allclose(even, odd)


def test_outputs_in_a_community_of_their_own_do_not_count():
    layers = np.array([0, 0, 1, 1, 2, 2])
    labels = np.array([0, 0, 1, 1, 5, 5])
    assert community_complexity(labels, layers) == (pytest.approx(2.0), 0.0)


def test_the_pictures_show_both_nets_and_every_seed(measured, drawn, titled):
    metrics, folder, _ = measured
    outcomes = [Outcome(seed=s, address=str(s), folder=folder, scalars=dict(flat(metrics))) for s in (0, 1)]
    figures = titled(fitting_figures(draw, outcomes))
    assert list(figures) == ["Communities as the text says", "Communities as published", "Complexity"]
    words = drawn(figures["Communities as the text says"])
    assert "net for ten digits, even images" in words
    assert "net for even or odd, odd images" in words
    assert len(figures["Complexity"].axes) == 2 * 2 * len(READINGS)
    assert all(len(axes.lines) == len(outcomes) for axes in figures["Complexity"].axes)
