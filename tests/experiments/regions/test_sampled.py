"""Is a sample of everything the exact graph, and is a sample of little not taken for it?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures
from fake_run import FakeStore

from netsci_bench.experiments.regions.exact_graph import Known, edge_graph, known_graph
from netsci_bench.experiments.regions.figures.sampled import draw
from netsci_bench.experiments.regions.sampled import SampledGraphs, Sampling, count_edges, sampled_graphs, take_sample
from netsci_bench.measures.communities.rand_index import adjusted_rand_index
from netsci_bench.measures.graphs.fiedler import fiedler_pair, fiedler_partition
from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns, row_numbers
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns

FEW = {
    "data": {"kind": "rings", "classes": 2, "points": 60, "held_out": 40},
    "widths": [5, 4],
    "lr": 0.01,
    "steps": 50,
    "kept": 2,
}
MANY = FEW | {"data": FEW["data"] | {"inputs": 4}, "widths": [4, 3]}
SETTING = SampledGraphs(
    plane={"recipe": FEW, "half_side": 3, "samples": (5, 400)},
    small={"recipe": MANY, "half_side": 2, "samples": (5, 400)},
    large={"recipe": MANY | {"widths": [6, 5]}, "half_side": 2, "samples": (5, 20, 60)},
    probes=300,
)


def ladder(steps: int, inputs: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """A net that cuts a box along its first input at so many places, and along the second one in the middle."""
    at = np.linspace(-2, 2, steps + 2)[1:-1]
    weight = np.zeros((steps + 1, inputs))
    weight[:steps, 0], weight[steps, 1] = 1.0, 1.0
    return [(weight, np.append(-at, 0.0)), (np.ones((1, steps + 1)), np.zeros(1))]


@pytest.mark.parametrize("inputs", [2, 8])
def test_a_sample_that_meets_all_regions_has_the_exact_graph_value_and_partition(inputs):
    net, box, rng = ladder(11, inputs), np.array([[-2.0], [2.0]]) * np.ones(inputs), np.random.default_rng(0)
    known = known_graph(net, box, 1000)
    assert (len(known.packed), len(known.edges)) == (24, 2 * 11 + 12)
    probes, points = rng.uniform(*box, (500, inputs)), rng.uniform(*box, (600, inputs))
    found = take_sample(net, points, probes, rng)
    exact = fiedler_pair(edge_graph(known.edges, 24))
    place = row_numbers(packed_patterns(activation_patterns(net, probes), (12,)), known.packed)
    wanted = fiedler_partition(exact)[place].astype(int)
    assert adjusted_rand_index(found.sides, wanted) > 0.95
    assert adjusted_rand_index(found.shuffled, wanted) < 0.5
    assert found.pair.value == pytest.approx(exact.value)
    assert count_edges(found.regions, known) == (34, 34)


def test_a_sample_of_few_points_misses_regions_and_may_lie_on_one_side():
    net, box, rng = ladder(40, 2), np.array([[-2.0, -2.0], [2.0, 2.0]]), np.random.default_rng(0)
    points = rng.uniform([-2, -2], [-1.2, 2], (6, 2))  # of the left end only
    known, found = known_graph(net, box, 1000), take_sample(net, points, rng.uniform(*box, (500, 2)), rng)
    assert len(found.regions.packed) < 0.4 * len(known.packed)
    assert found.pair.value > 2 * fiedler_pair(edge_graph(known.edges, len(known.packed))).value


def test_an_edge_between_regions_that_do_not_touch_is_false():
    net, box, rng = ladder(3, 2), np.array([[-2.0, -2.0], [2.0, 2.0]]), np.random.default_rng(0)
    known, regions = (
        known_graph(net, box, 100),
        take_sample(net, rng.uniform(*box, (200, 2)), np.zeros((10, 2)), rng).regions,
    )
    fewer = Known(known.packed, known.edges[1:])
    assert count_edges(regions, known)[0] - count_edges(regions, fewer)[0] == 1


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    run = FakeStore(tmp_path_factory.mktemp("sampled")).run("result")
    return sampled_graphs(SETTING, run), run


def test_larger_samples_come_nearer_and_every_number_is_what_it_says(measured):
    found, _ = measured
    for net in (found.plane, found.small):
        assert 0 < net.found[0] < net.found[1] <= 1
        assert net.edges_found[0] < net.edges_found[1] <= 1
        assert min(net.false_edges) >= 0
        assert net.value_error == pytest.approx(abs(net.value_ratio[-1] - 1))
        assert net.last_agreement == net.agreement[-1]
        assert net.last_found == net.found[-1] > 0.7
        assert net.relative_gap >= 0
    assert found.large.regions == sorted(found.large.regions)
    assert len(found.large.agreement) == 2
    assert found.large.growth == pytest.approx(found.large.regions[-1] / found.large.regions[-2])


def test_samples_that_do_not_grow_and_too_many_regions_are_refused(tmp_path):
    with pytest.raises(ValueError, match="samples have to grow"):
        Sampling(recipe=FEW, half_side=1, samples=(9, 9))
    with pytest.raises(ValueError, match="more than max"):
        sampled_graphs(SETTING.model_copy(update={"most_regions": 3}), FakeStore(tmp_path).run("x"))


def test_the_figure_is_drawn(measured, as_outcome):
    found, run = measured
    assert len(fitting_figures(draw, [as_outcome(found, run.folder)])) == 1
