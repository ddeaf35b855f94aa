"""Are the graphs those of the author's code, and of the text, line by line?"""

from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.experiments.coactivation.graphs import (
    Graph,
    PublishedReading,
    TextReading,
    build_published_graph,
    build_text_graph,
    co_activations,
    select,
    split_by_digit,
)
from netsci_bench.experiments.coactivation.readings import (
    split_published,
    text_communities,
    text_graphs,
    text_readings,
)
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.nets.models.lenet import lenet5_eighth
from netsci_bench.nets.training.tensors import Examples

BATCH = 64
READING = PublishedReading.model_construct(batch=BATCH, damping=0.85)


def some_images(count: int, seed: int) -> Examples:
    torch.manual_seed(seed)
    return Examples(torch.rand(count, 1, 28, 28), torch.arange(count) % 10)


def untrained(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    return lenet5_eighth(10)


def hooked(net: nn.Module, images: Tensor) -> list[np.ndarray]:
    """What a hook on each fully connected layer leaves behind: the output at the last mini-batch, before tanh."""
    kept: dict[nn.Module, np.ndarray] = {}

    def hook(module: nn.Module, _: object, output: Tensor) -> None:
        kept[module] = output.detach().numpy()

    linear = [module for module in net.modules() if isinstance(module, nn.Linear)]
    handles = [module.register_forward_hook(hook) for module in linear]
    for batch in torch.split(images, BATCH):
        net(batch)
    for handle in handles:
        handle.remove()
    return [kept[module] for module in linear]


def as_the_author_builds_it(net: nn.Module, images: Tensor) -> nx.DiGraph:
    """Input, convolution, pooling, convolution, pooling, three fully connected layers: each joined to the next."""
    sizes = [1, 6, 6, 16, 16, 15, 10, 10]
    outputs = dict(zip((5, 6, 7), hooked(net, images), strict=True))
    raw = next(module for module in net.modules() if isinstance(module, nn.Linear)).weight.detach().numpy()
    graph = nx.DiGraph()
    graph.add_nodes_from(f"L{layer}_N{unit}" for layer, size in enumerate(sizes) for unit in range(size))
    for layer in range(1, len(sizes)):
        for i in range(sizes[layer - 1]):
            for j in range(sizes[layer]):
                weight = 1.0
                if layer == 5:  # there is no fully connected layer before the first: its weights, by their place
                    weight = float(raw[j][i])
                elif layer > 5:
                    weight = float(np.corrcoef(outputs[layer - 1][:, i], outputs[layer][:, j])[0, 1])
                graph.add_edge(f"L{layer - 1}_N{i}", f"L{layer}_N{j}", weight=weight)
    return graph


@pytest.fixture(scope="module", params=[0, 1, 2])
def both(request: pytest.FixtureRequest) -> tuple[Graph, nx.DiGraph]:
    net, seen = untrained(request.param), some_images(BATCH + 16, 10 + request.param)
    return build_published_graph(net, seen, READING), as_the_author_builds_it(net, seen.images)


def test_the_published_weights_are_those_of_the_authors_code(both):
    """The outputs are float32, summed in another order: 1e-5 is some ten times what that changes a correlation by."""
    ours, author = both
    assert ours.weights == pytest.approx(nx.to_numpy_array(author), abs=1e-5)
    assert [int(name.split("_")[0][1:]) for name in author] == ours.layers.tolist()


def test_the_published_pagerank_is_what_networkx_gives_the_author(both):
    """On our own weights: ranks of signed edges magnify the rounding by which the author's differ."""
    ours, _ = both
    try:
        ranks = nx.pagerank(nx.from_numpy_array(ours.weights, create_using=nx.DiGraph), alpha=0.85)
    except nx.PowerIterationFailedConvergence:
        assert not ours.converged
    else:
        assert ours.converged
        assert ours.pagerank == pytest.approx(list(ranks.values()), rel=1e-6)


def communities(graph: nx.Graph) -> list[list[int]]:
    """What networkx finds, nodes by their place in the graph."""
    place = {node: k for k, node in enumerate(graph)}
    found = nx.community.greedy_modularity_communities(graph, weight="weight")
    return sorted(sorted(place[node] for node in community) for community in found)


def members(labels: np.ndarray) -> list[list[int]]:
    return sorted(np.flatnonzero(labels == label).tolist() for label in np.unique(labels))


def test_the_published_communities_are_those_that_networkx_gives_the_author_with_units_in_order(both):
    # networkx merges in the order of the names where gains are equal, as they are between units that only
    # weights of 1 join; the author's names put unit 10 before unit 2
    ours, author = both
    ordered = nx.relabel_nodes(author, {name: f"{name[:4]}{int(name[4:]):02}" for name in author})
    assert members(split_published(ours.weights, ours.layers)) == communities(ordered)


def test_with_the_authors_names_units_of_a_layer_change_places_and_nothing_else(both):
    ours, author = both

    def sizes_by_layer(found: list[list[int]]) -> list[list[int]]:
        return sorted(np.bincount(ours.layers[nodes], minlength=8).tolist() for nodes in found)

    assert sizes_by_layer(members(split_published(ours.weights, ours.layers))) == sizes_by_layer(communities(author))


def test_images_before_the_last_mini_batch_do_not_touch_the_published_graph():
    net, seen = untrained(0), some_images(BATCH + 16, 0)
    last = Examples(seen.images[BATCH:], seen.labels[BATCH:])
    assert np.array_equal(
        build_published_graph(net, seen, READING).weights, build_published_graph(net, last, READING).weights
    )


@pytest.fixture
def tiny() -> tuple[nn.Sequential, Examples]:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3)), Examples(
        torch.rand(40, 6), torch.zeros(40, dtype=torch.int64)
    )


def everything(seen: Examples) -> list[torch.Tensor]:
    return [torch.arange(len(seen))]


@pytest.mark.parametrize("layers", ["all", "linear"])
@pytest.mark.parametrize("pairs", ["consecutive", "all"])
def test_the_text_graph_is_numpy_and_networkx_on_the_same_activations(tiny, tmp_path: Path, layers, pairs):
    net, seen = tiny
    reading = TextReading.model_construct(
        layers=layers, pairs=pairs, signed="absolute", correlation="pearson", restarts=2
    )
    (found,) = co_activations(net, seen, everything(seen), "pearson")
    ours = build_text_graph(found, reading)
    with torch.no_grad():
        first = torch.tanh(net[0](seen.images))
        second = torch.tanh(net[2](first))
        units = torch.cat([first, second, net[4](second)], dim=1).numpy()
    correlation, layer = np.corrcoef(units.T), [0] * 5 + [1] * 4 + [2] * 3
    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    for i, j in combinations(range(12), 2):
        if pairs == "all" or layer[j] - layer[i] == 1:
            graph.add_edge(i, j, weight=abs(float(correlation[i, j])))
    assert ours.layers.tolist() == layer
    assert (ours.edges == (nx.to_numpy_array(graph) > 0)).all()
    assert np.abs(ours.weights) == pytest.approx(nx.to_numpy_array(graph), abs=1e-5)
    assert ours.weights[0, 5] == pytest.approx(correlation[0, 5], abs=1e-5)
    ranks = nx.pagerank(graph, alpha=0.85, tol=1e-12, max_iter=1000)
    assert ours.pagerank == pytest.approx(list(ranks.values()), abs=1e-6)
    split = text_communities(reading, Run(seed=0, device="cpu", folder=tmp_path)).split
    assert members(split(ours.weights, ours.layers)) == communities(graph)


def test_the_readings_of_the_text_are_parts_of_one_matrix_of_correlations():
    net, seen = untrained(3), some_images(90, 3)
    reading = TextReading.model_construct()
    (found,) = co_activations(net, seen, everything(seen), "pearson")
    graphs = {name: of[0] for name, of in text_graphs(net, seen, everything(seen), reading).items()}
    assert {name: int(np.triu(graph.edges).sum()) for name, graph in graphs.items()} == {
        "text": 586,
        "linear_only": 250,
        "all_pairs": 57 * 56 // 2,
    }
    assert [len(graph.layers) for graph in graphs.values()] == [57, 35, 57]
    assert graphs["linear_only"].layers.tolist() == [0] * 15 + [1] * 10 + [2] * 10
    assert np.array_equal(graphs["linear_only"].weights, graphs["text"].weights[22:, 22:])
    joined = graphs["text"].edges
    assert np.array_equal(graphs["text"].weights[joined], graphs["all_pairs"].weights[joined])
    assert np.array_equal(graphs["all_pairs"].weights, found.correlation - np.eye(57))


def test_one_pass_gives_the_graphs_of_passes_of_their_own():
    net, seen = untrained(4), some_images(90, 4)
    groups = split_by_digit(seen.labels)
    together = co_activations(net, seen, groups, "pearson")
    for group, found in zip(groups, together, strict=True):
        part = select(seen, group)
        (alone,) = co_activations(net, part, everything(part), "pearson")
        assert np.allclose(alone.correlation, found.correlation, atol=1e-4)


def test_ranks_are_correlated_where_the_params_say_so(tiny):
    net, seen = tiny
    (found,) = co_activations(net, seen, everything(seen), "spearman")
    with torch.no_grad():
        first = torch.tanh(net[0](seen.images)).numpy()
    assert np.allclose(found.correlation[:5, :5], spearman(first), atol=1e-9)


def test_the_readings_differ_in_one_param_each():
    readings = text_readings(TextReading.model_construct())
    assert list(readings) == ["text", "linear_only", "all_pairs"]
    assert [(r.layers, r.pairs) for r in readings.values()] == [
        ("all", "consecutive"),
        ("linear", "consecutive"),
        ("all", "all"),
    ]


def test_there_are_eleven_groups_all_images_and_those_of_each_digit():
    seen = some_images(35, 0)
    found = [select(seen, group) for group in split_by_digit(seen.labels)]
    assert len(found) == 11
    assert torch.equal(found[0].images, seen.images)
    assert sum(len(group) for group in found[1:]) == len(seen)
    assert [set(group.labels.tolist()) for group in found[1:]] == [{digit} for digit in range(10)]
