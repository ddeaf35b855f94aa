"""Can the graph of any layered network be read: in its box, in order, nodes apart, edges few enough?"""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from scipy.spatial.distance import pdist

from netsci_bench.contract.palette import NEGATIVE_EDGE, POSITIVE_EDGE, SINGLETON_NODE
from netsci_bench.experiments.coactivation.figures.colours import PALETTE, match_colours
from netsci_bench.experiments.coactivation.figures.layered_graph import (
    LayeredGraph,
    common_scale,
    draw_graph,
    edge_limit,
    strongest_edges,
)
from netsci_bench.experiments.coactivation.figures.layered_layout import node_positions

BOX = (2.75, 2.6)
NETS = [
    [200, 100, 10],
    [3, 2],
    [16, 32, 32, 32, 64, 64, 64, 32, 32, 16, 16, 10],
    [500],
    [784, 300, 10],
    [1],
    [6, 16, 15],
]


def layered(sizes: list[int], seed: int = 0, edges: str = "sign") -> LayeredGraph:
    rng = np.random.default_rng(seed)
    layers = np.repeat(np.arange(len(sizes)), sizes)
    apart = layers[:, None] - layers[None, :]
    weights = np.where(apart == -1, rng.normal(size=apart.shape), 0.0)
    values = len(layers) * rng.dirichlet(np.ones(len(layers)))
    return LayeredGraph(weights, layers, values, ["#0173b2"] * len(layers), edges)


def drawn(graph: LayeredGraph, ceiling: float = np.inf) -> tuple[PathCollection, LineCollection]:
    axes = Figure().add_subplot()
    draw_graph(axes, graph, common_scale([graph], BOX, ceiling), BOX)
    (nodes,) = (one for one in axes.collections if isinstance(one, PathCollection))
    (edges,) = (one for one in axes.collections if isinstance(one, LineCollection))
    return nodes, edges


@pytest.mark.parametrize("sizes", NETS, ids=str)
def test_layers_lie_in_the_box_from_left_to_right_and_do_not_run_into_each_other(sizes):
    layers = np.repeat(np.arange(len(sizes)), sizes)
    place = node_positions(layers, BOX)
    assert (place >= -1e-9).all()
    assert (place <= np.array(BOX) + 1e-9).all()
    columns = [place[layers == layer, 0] for layer in range(len(sizes))]
    inside = [np.diff(np.unique(column.round(9))).max(initial=0.0) for column in columns]
    for before, after in pairwise(columns):
        assert after.min() - before.max() > max(inside)


@pytest.mark.parametrize("sizes", NETS, ids=str)
def test_no_two_nodes_touch_and_in_one_picture_none_could_be_larger(sizes):
    graphs = [layered(sizes, seed) for seed in (0, 1)]
    scale = common_scale(graphs, BOX)
    gaps = []
    for graph in graphs:
        radii = scale.radii(graph.values)
        first, second = np.triu_indices(len(radii), 1)
        gaps.append(pdist(node_positions(graph.layers, BOX)) - radii[first] - radii[second])
        assert (gaps[-1] > 0).all()
    largest = max(scale.radii(graph.values).max() for graph in graphs)
    at_limit = largest == pytest.approx(0.075 * min(BOX))
    shares = [gap.min(initial=np.inf) / largest for gap in gaps]
    assert at_limit or min(shares) < 0.35  # something almost touches, or the node is as large as it may be


def test_a_net_as_small_as_the_papers_stands_in_single_columns():
    layers = np.repeat(np.arange(5), [6, 16, 15, 10, 10])
    place = node_positions(layers, BOX)
    assert len(np.unique(place[:, 0].round(9))) == 5


def test_units_run_from_top_to_bottom_in_their_order():
    place = node_positions(np.repeat([0, 1], [9, 4]), BOX)
    assert (np.diff(place[:9, 1]) < 0).all()
    assert (np.diff(place[9:, 1]) < 0).all()


def test_a_layer_without_units_is_refused():
    with pytest.raises(ValueError, match=r"\[1\] have no units"):
        node_positions(np.array([0, 2]), BOX)


def test_areas_are_proportional_to_the_values_on_one_scale():
    graph = layered([6, 16, 15])
    areas = drawn(graph)[0].get_sizes()
    assert areas / areas.sum() == pytest.approx(graph.values / graph.values.sum())


def test_beyond_the_ceiling_areas_are_equal_and_negative_nodes_are_hollow():
    graph = layered([1, 4])
    graph.values[:] = [1.0, 3.0, 5519.9, -4302.8, -0.5]
    nodes, _ = drawn(graph, ceiling=3.0)
    areas = nodes.get_sizes()
    assert areas / areas[0] == pytest.approx([1.0, 3.0, 3.0, 3.0, 0.5])
    faces = [to_hex(face) for face in nodes.get_facecolors()]
    assert faces == ["#0173b2"] * 3 + ["#ffffff"] * 2


def test_the_edges_drawn_are_the_strongest_between_each_two_layers():
    graph = layered([40, 30, 2])
    edges, most = strongest_edges(graph), edge_limit(graph)
    weight = np.abs(graph.weights)
    for layer, between in ((0, 40 * 30), (1, 30 * 2)):
        mine = edges[graph.layers[edges[:, 0]] == layer]
        assert len(mine) == min(most, between)
        block = weight[np.ix_(graph.layers == layer, graph.layers == layer + 1)]
        assert weight[*mine.T].min() == pytest.approx(np.sort(block.ravel())[-len(mine)])


def test_of_equal_edges_an_even_sample_is_drawn():
    graph = layered([20, 20])
    graph.weights[graph.weights != 0] = 1.0
    ends = np.bincount(strongest_edges(graph)[:, 0], minlength=20)[:20]
    assert ends.min() >= 0.5 * ends.mean()


def test_an_undirected_edge_is_drawn_once():
    graph = layered([3, 2])
    both_ways = LayeredGraph(graph.weights + graph.weights.T, graph.layers, graph.values, graph.colours)
    assert len(strongest_edges(both_ways)) == len(strongest_edges(graph)) == 6


def test_edges_are_coloured_by_sign_and_darker_the_stronger_they_are():
    graph = layered([4, 5])
    edges, (_, lines) = strongest_edges(graph), drawn(graph)
    weight = graph.weights[*edges.T]
    assert [to_hex(colour) for colour in lines.get_colors()] == [
        NEGATIVE_EDGE if w < 0 else POSITIVE_EDGE for w in weight
    ]
    assert (np.diff(lines.get_colors()[:, 3]) >= 0).all()  # the strongest are drawn last, above the others


def test_a_graph_without_edges_is_drawn():
    graph = layered([4])
    nodes, edges = drawn(graph)
    assert (len(nodes.get_offsets()), len(edges.get_paths())) == (4, 0)


def test_a_community_keeps_its_colour_where_its_nodes_go_whatever_its_number():
    before = np.repeat([0, 1, 2], [6, 4, 2])
    after = np.array([2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1])  # numbered anew; one node went over
    first, second = match_colours([before, after])
    assert [a == b for a, b in zip(first, second, strict=True)] == [node != 5 for node in range(12)]


def test_a_community_that_is_new_gets_a_colour_that_no_other_had():
    first, second = match_colours([np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 2, 2, 1, 1])])
    assert {second[0], second[2]} - set(first) == {PALETTE[2]}


def test_a_node_alone_is_grey():
    assert match_colours([np.array([0, 0, 1])]) == [[PALETTE[0], PALETTE[0], SINGLETON_NODE]]
