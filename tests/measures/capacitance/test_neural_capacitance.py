"""Is the closed form that of the line graph, and does the neural capacitance know when there is nothing to tell?"""

from itertools import pairwise

import jaxtyping
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.capacitance.line_graph import ProbeLayer, line_graph
from netsci_bench.measures.capacitance.neural_capacitance import (
    WeightDegrees,
    graph_degrees,
    neural_capacitance,
    weight_degrees,
)

READINGS = ("directed", "symmetric")


def probe(sizes, samples=7, seed=0, softmax=True):
    """Random layers of a ReLU probe; the gradients of the last layer sum to 0 as after softmax and cross-entropy."""
    rng = np.random.default_rng(seed)
    layers = []
    for place, (inputs, outputs) in enumerate(pairwise(sizes)):
        last = place == len(sizes) - 2
        gradients = rng.normal(size=(samples, outputs))
        if last and softmax:
            gradients -= gradients.mean(axis=1, keepdims=True)
        slopes = np.ones((samples, outputs)) if last else (rng.random((samples, outputs)) < 0.6).astype(float)
        layers.append(ProbeLayer(rng.random((samples, inputs)), slopes, gradients * slopes))
    return layers


def by_definition(graph):
    """beta_eff as the paper writes it, in matrix products."""
    ones = np.ones(len(graph))
    return (ones @ graph @ (graph @ ones)) / (ones @ graph @ ones)


@given(sizes=st.lists(st.integers(1, 5), min_size=3, max_size=6), seed=st.integers(0, 9), samples=st.integers(1, 6))
def test_the_closed_form_has_the_degrees_of_the_explicit_line_graph(sizes, seed, samples):
    layers = probe(sizes, samples, seed)
    graph = line_graph(layers)
    ours, explicit = weight_degrees(layers), graph_degrees(graph)
    np.testing.assert_allclose(ours.acted_on, explicit.acted_on, atol=1e-12)
    np.testing.assert_allclose(ours.acting, explicit.acting, atol=1e-12)


@pytest.mark.parametrize("sizes", [(5, 4, 4, 3, 3), (3, 6, 5, 4, 3, 2)])
def test_both_readings_are_those_of_the_paper_s_formula(sizes):
    layers = probe(sizes)
    graph, degrees = line_graph(layers), weight_degrees(layers)
    assert neural_capacitance(degrees, "directed") == pytest.approx(by_definition(graph), rel=1e-9)
    assert neural_capacitance(degrees, "symmetric") == pytest.approx(by_definition(graph + graph.T), rel=1e-9)
    assert abs(neural_capacitance(degrees, "directed")) > 1e-3


def test_an_entry_is_input_times_slope_times_gradient_and_only_weights_that_share_a_unit_act():
    (first, second) = probe((3, 2, 2), samples=5)
    graph = line_graph([first, second])
    j, i, k = 2, 1, 0
    wanted = np.mean(first.inputs[:, j] * first.slopes[:, i] * second.gradients[:, k])
    assert graph[i * 3 + j, 6 + k * 2 + i] == pytest.approx(wanted)
    assert graph[i * 3 + j, 6 + k * 2 + (1 - i)] == 0
    assert not graph[6:].any()
    assert not graph[:, :6].any()


def test_directed_is_zero_with_two_layers_whatever_the_matrix():
    degrees = weight_degrees(probe((4, 5, 3), softmax=False))
    assert neural_capacitance(degrees, "directed") == 0
    assert neural_capacitance(degrees, "symmetric") != 0


def test_directed_is_zero_with_three_layers_after_softmax_and_not_with_four():
    three, four = weight_degrees(probe((4, 5, 4, 3))), weight_degrees(probe((4, 5, 4, 4, 3)))
    assert abs(neural_capacitance(three, "directed")) < 1e-15
    assert abs(neural_capacitance(weight_degrees(probe((4, 5, 4, 3), softmax=False)), "directed")) > 1e-3
    assert abs(neural_capacitance(four, "directed")) > 1e-3


@pytest.mark.parametrize("reading", READINGS)
def test_the_capacitance_has_the_unit_of_the_matrix_and_its_sign(reading):
    layers = probe((4, 5, 4, 4, 3))
    twice = [ProbeLayer(one.inputs, one.slopes, -2 * one.gradients) for one in layers]
    ours = neural_capacitance(weight_degrees(layers), reading)
    assert neural_capacitance(weight_degrees(twice), reading) == pytest.approx(-2 * ours)


@pytest.mark.parametrize("reading", READINGS)
def test_theorem_1_it_vanishes_as_the_gradients_do(reading):
    """At convergence every gradient is 0: on the way there it goes to 0 like them, and it is 0 at the end."""
    layers = probe((6, 8, 8, 6, 4), samples=20)
    shares, values = np.array([1.0, 1e-3, 1e-6, 1e-100, 0.0]), []
    for share in shares:
        falling = [ProbeLayer(one.inputs, one.slopes, share * one.gradients) for one in layers]
        values.append(abs(neural_capacitance(weight_degrees(falling), reading)))
    np.testing.assert_allclose(values, shares * values[0], rtol=1e-9)
    assert values[0] > 1e-3


@pytest.mark.parametrize("reading", READINGS)
def test_it_is_zero_where_the_sum_is_below_the_tolerance_and_large_just_above(reading):
    def degrees(excess):
        return WeightDegrees(np.array([1.0, -1.0 + excess, 0.0]), np.array([0.0, 2.0, -2.0 + excess]))

    assert neural_capacitance(degrees(0.0), reading) == 0
    assert neural_capacitance(degrees(1e-10), reading) == 0
    assert abs(neural_capacitance(degrees(1e-6), reading)) > 1e5
    assert neural_capacitance(degrees(1e-6), reading, tolerance=1e-5) == 0


@pytest.mark.parametrize("reading", READINGS)
def test_a_matrix_of_zeros_has_none(reading):
    assert neural_capacitance(graph_degrees(np.zeros((3, 3))), reading) == 0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_matrix_that_is_not_finite_is_refused(value):
    graph = np.zeros((3, 3))
    graph[0, 1] = value
    with pytest.raises(ValueError, match="not finite"):
        neural_capacitance(graph_degrees(graph), "directed")
    layers = probe((3, 3, 3, 3))
    layers[1].gradients[0, 0] = value
    with pytest.raises(ValueError, match="not finite"):
        weight_degrees(layers)


def test_layers_that_do_not_follow_each_other_are_refused():
    first, second, third = probe((4, 5, 3, 2))
    with pytest.raises(ValueError, match="5 outputs do not enter"):
        weight_degrees([first, third])
    with pytest.raises(ValueError, match="1 layer"):
        line_graph([first])
    with pytest.raises(ValueError, match="a layer of"):
        weight_degrees([first, ProbeLayer(second.inputs[:3], second.slopes[:3], second.gradients[:3])])
    with pytest.raises(ValueError, match="square"):
        graph_degrees(np.zeros((2, 3)))


def test_another_reading_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)  # as outside the tests
    with pytest.raises(ValueError, match="no reading 'both': take directed or symmetric"):
        neural_capacitance(WeightDegrees(np.ones(1), np.ones(1)), "both")


@pytest.mark.parametrize("reading", READINGS)
def test_units_that_never_change_have_no_capacitance_or_that_of_their_constant(reading):
    """Dead units pass nothing on; units that are equal for all samples are those of a single sample."""
    layers = probe((4, 3, 3, 3, 2))
    dead = [ProbeLayer(layer.inputs, 0 * layer.slopes, 0 * layer.gradients) for layer in layers[:-1]] + layers[-1:]
    assert neural_capacitance(weight_degrees(dead), reading) == 0
    constant = [
        ProbeLayer(*(np.repeat(a[:1], 7, axis=0) for a in (layer.inputs, layer.slopes, layer.gradients)))
        for layer in layers
    ]
    one = [ProbeLayer(*(a[:1] for a in (layer.inputs, layer.slopes, layer.gradients))) for layer in layers]
    both = [neural_capacitance(weight_degrees(some), reading) for some in (constant, one)]
    assert both[0] == pytest.approx(both[1], rel=1e-9)


def test_a_line_graph_that_no_memory_holds_is_refused_and_its_degrees_are_not():
    layers = probe((100, 150, 100), samples=1)
    with pytest.raises(ValueError, match="30,000 weights does not fit into memory"):
        line_graph(layers)
    assert len(weight_degrees(layers).acting) == 30_000
