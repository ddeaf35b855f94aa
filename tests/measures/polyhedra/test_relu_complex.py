"""Are the cells of a ReLU complex all the cells, and is it a subdivision whatever the network?"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns, row_numbers
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex, cell_patterns
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns, network_outputs

WINDOW = np.array([[-3.0, -3.0], [3.0, 3.0]])
Net = list[tuple[np.ndarray, np.ndarray]]
seeds = st.integers(0, 2**32 - 1)


def random_net(seed: int, *sizes: int) -> Net:
    rng = np.random.default_rng(seed)
    pairs = pairwise(sizes)
    return [(rng.normal(size=(o, i)) / np.sqrt(i), rng.normal(size=o) / 2.0) for i, o in pairs]


def areas(cells: ReluComplex) -> np.ndarray:
    result = []
    for begin, end in zip(cells.starts[:-1], cells.starts[1:], strict=True):
        x, y = cells.vertices[cells.corners[begin:end]].T
        result.append((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2.0)
    return np.array(result)


def centres(cells: ReluComplex) -> np.ndarray:
    sums = np.add.reduceat(cells.vertices[cells.corners], cells.starts[:-1], axis=0)
    return np.asarray(sums / np.diff(cells.starts)[:, None])


def assert_sound(cells: ReluComplex, window: np.ndarray = WINDOW) -> None:
    """The counts, the incidences and the areas of a subdivision of the window into convex cells."""
    v, e, f = cells.sizes
    assert v - e + f == 1
    assert len(np.unique(cells.packed, axis=0)) == f
    assert len(cells.around) == (cells.side_faces >= 0).sum()
    owner = np.repeat(np.arange(f), np.diff(cells.starts))
    assert (cells.side_faces[cells.around] == owner[:, None]).any(axis=1).all()
    assert (cells.sides[cells.around] == cells.corners[:, None]).any(axis=1).all()
    assert set(np.unique(cells.corners)) == set(range(v))
    area = areas(cells)
    assert area.min() > -1e-12
    assert np.isclose(area.sum(), np.prod(window[1] - window[0]), rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds, st.lists(st.integers(1, 9), max_size=4))
def test_the_cells_of_any_net_subdivide_the_window(seed: int, hidden: list[int]) -> None:
    net = random_net(seed, 2, *hidden, 1)
    cells = relu_complex(net, WINDOW)
    assert_sound(cells)
    assert cells.widths == tuple(hidden)


@settings(max_examples=30, deadline=None)
@given(seeds, st.lists(st.integers(1, 8), min_size=1, max_size=3))
def test_the_pattern_of_a_cell_is_that_of_the_points_in_it(seed: int, hidden: list[int]) -> None:
    net = random_net(seed, 2, *hidden, 1)
    cells = relu_complex(net, WINDOW)
    thick = areas(cells) > 1e-9
    assert (activation_patterns(net, centres(cells)) == cell_patterns(cells))[thick].all()
    assert np.allclose(cells.outputs, network_outputs(net, cells.vertices), atol=1e-10)


@pytest.mark.system
def test_every_region_that_a_million_samples_find_is_among_the_cells() -> None:
    net = random_net(0, 2, 32, 32, 1)
    cells = relu_complex(net, WINDOW)
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(4):
        packed = packed_patterns(activation_patterns(net, rng.uniform(-3.0, 3.0, (250_000, 2))), cells.widths)
        rows = np.unique(packed.view(np.uint64)).view(np.uint8).reshape(-1, 8)
        place = row_numbers(rows, cells.packed)
        assert place.min() >= 0
        seen |= set(place.tolist())
    # And what the samples have missed is too small to be hit.
    missed = np.setdiff1d(np.arange(cells.sizes[2]), list(seen))
    assert areas(cells)[missed].max(initial=0.0) < 36.0 * 20 / 1e6


def test_lines_in_general_position_make_the_number_of_cells_that_zaslavsky_counts() -> None:
    rng = np.random.default_rng(2)
    for lines in range(1, 12):
        weight, bias = rng.normal(size=(lines, 2)), rng.normal(size=lines)
        wide = np.array([[-1e5, -1e5], [1e5, 1e5]])
        cells = relu_complex([(weight, bias), (np.ones((1, lines)), np.zeros(1))], wide)
        assert cells.sizes[2] == 1 + lines + lines * (lines - 1) // 2


@settings(max_examples=25, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_relabelled_and_rescaled_units_make_the_same_cells(seed: int, random: object) -> None:
    (w1, b1), (w2, b2), last = random_net(seed, 2, 7, 6, 1)
    order = np.random.default_rng(seed).permutation(7)
    scale = np.random.default_rng(seed + 1).uniform(0.1, 10.0, 7)
    moved = [((w1 * scale[:, None])[order], (b1 * scale)[order]), ((w2 / scale)[:, order], b2), last]
    cells, others = relu_complex([(w1, b1), (w2, b2), last], WINDOW), relu_complex(moved, WINDOW)
    back = cell_patterns(others).copy()
    back[:, order] = cell_patterns(others)[:, :7]
    assert cells.sizes == others.sizes
    assert {row.tobytes() for row in back} == {row.tobytes() for row in cell_patterns(cells)}


def test_a_net_without_hidden_layer_has_one_cell_and_no_units() -> None:
    cells = relu_complex([(np.ones((3, 2)), np.zeros(3))], WINDOW)
    assert cells.sizes == (4, 4, 1)
    assert cell_patterns(cells).shape == (1, 0)
    assert cells.outputs.shape == (4, 3)


def test_zero_weights_cut_nothing_and_their_units_are_off() -> None:
    net = [(np.zeros((5, 2)), np.zeros(5)), (np.zeros((4, 5)), np.zeros(4)), (np.zeros((1, 4)), np.zeros(1))]
    cells = relu_complex(net, WINDOW)
    assert cells.sizes == (4, 4, 1)
    assert not cell_patterns(cells).any()


def test_dead_and_always_active_units_cut_nothing() -> None:
    weight, bias = np.eye(2), np.array([-10.0, 10.0])
    cells = relu_complex([(weight, bias), (np.ones((1, 2)), np.zeros(1))], WINDOW)
    assert cell_patterns(cells).tolist() == [[False, True]]


def test_parallel_lines_make_one_strip_more_each() -> None:
    weight = np.tile([1.0, 2.0], (6, 1))
    cells = relu_complex([(weight, np.linspace(-2.0, 2.0, 6)), (np.ones((1, 6)), np.zeros(1))], WINDOW)
    assert_sound(cells)
    assert cells.sizes[2] == 7


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(1e-6, 1e6), st.booleans())
def test_coincident_lines_cut_once(seed: int, scale: float, opposite: bool) -> None:
    weight, bias = random_net(seed, 2, 5, 1)[0]
    sign = -scale if opposite else scale
    both = np.concatenate([weight, sign * weight]), np.concatenate([bias, sign * bias])
    once = relu_complex([(weight, bias), (np.ones((1, 5)), np.zeros(1))], WINDOW)
    twice = relu_complex([both, (np.ones((1, 10)), np.zeros(1))], WINDOW)
    assert twice.sizes == once.sizes
    patterns = cell_patterns(twice)
    assert (patterns[:, :5] == patterns[:, 5:] ^ opposite).all()


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_a_layer_that_repeats_the_one_below_cuts_nothing(seed: int) -> None:
    first, *_ = random_net(seed, 2, 6, 1)
    last = (np.ones((1, 6)), np.zeros(1))
    once = relu_complex([first, last], WINDOW)
    assert relu_complex([first, (np.eye(6), np.zeros(6)), last], WINDOW).sizes == once.sizes


@settings(max_examples=60, deadline=None)
@given(seeds, st.lists(st.integers(2, 7), min_size=1, max_size=3))
def test_small_integer_weights_without_bias_make_a_sound_complex(seed: int, hidden: list[int]) -> None:
    """Many lines through one point, coincident lines and units that are 0 in whole regions."""
    rng = np.random.default_rng(seed)
    sizes = [2, *hidden, 1]
    pairs = pairwise(sizes)
    net = [(rng.integers(-1, 2, (o, i)).astype(float), rng.integers(-1, 2, o) * float(seed % 2)) for i, o in pairs]
    cells = relu_complex(net, WINDOW)
    assert_sound(cells)
    # Odd multiples of 2^-20 and 2^-40 are followed exactly by integer weights and lie on none of the lines.
    odd = 2 * rng.integers(0, (2**20, 2**40), (5000, 2)) + 1
    samples = (odd / (2.0**20, 2.0**40) - 1.0) * 3.0
    found = packed_patterns(activation_patterns(net, samples), cells.widths)
    assert row_numbers(found, cells.packed).min() >= 0


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(-16.0, -8.0))
def test_nearly_coincident_lines_make_a_sound_complex(seed: int, exponent: float) -> None:
    rng = np.random.default_rng(seed)
    (w1, b1), (w2, b2), last = random_net(seed, 2, 6, 6, 1)
    w1 = np.concatenate([w1, w1 + 10.0**exponent * rng.normal(size=w1.shape)])
    b1, w2 = np.concatenate([b1, b1 * (1.0 + 10.0**exponent)]), np.concatenate([w2, -w2], axis=1)
    assert_sound(relu_complex([(w1, b1), (w2, b2), last], WINDOW))


def test_a_window_far_from_the_origin_is_cut_as_the_shifted_net_cuts_the_origin() -> None:
    net = random_net(5, 2, 12, 12, 1)
    shift = np.array([1000.0, -500.0])
    moved = [(net[0][0], net[0][1] - net[0][0] @ shift), *net[1:]]
    near, far = relu_complex(net, WINDOW), relu_complex(moved, WINDOW + shift)
    assert near.sizes == far.sizes
    assert {row.tobytes() for row in near.packed} == {row.tobytes() for row in far.packed}


def test_more_cells_than_allowed_are_refused_and_as_many_are_not() -> None:
    net = random_net(0, 2, 16, 16, 1)
    cells = relu_complex(net, WINDOW).sizes[2]
    assert relu_complex(net, WINDOW, max_cells=cells).sizes[2] == cells
    with pytest.raises(ValueError, match=f"more than max_cells = {cells - 1} cells"):
        relu_complex(net, WINDOW, max_cells=cells - 1)


@pytest.mark.parametrize(
    "window",
    [
        [[0.0, 0.0], [0.0, 1.0]],
        [[1.0, 0.0], [0.0, 1.0]],
        [[0.0, 0.0], [1.0, np.inf]],
        [[np.nan, 0.0], [1.0, 1.0]],
    ],
)
def test_a_window_without_area_or_end_is_refused(window: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="a window"):
        relu_complex(random_net(0, 2, 3, 1), np.array(window))


def test_what_is_not_a_relu_net_of_two_inputs_is_refused() -> None:
    net = random_net(0, 2, 3, 1)
    with pytest.raises(ValueError, match="it has no layer"):
        relu_complex([], WINDOW)
    with pytest.raises(ValueError, match="layer 1 reads 4 units where layer 0 has 3"):
        relu_complex([net[0], (np.ones((1, 4)), np.zeros(1))], WINDOW)
    with pytest.raises(ValueError, match=r"bias of shape \(2,\)"):
        relu_complex([(net[0][0], np.zeros(2)), net[1]], WINDOW)
    with pytest.raises(ValueError, match=r"3 inputs, a complex needs 2.*relu_slice"):
        relu_complex(random_net(0, 3, 3, 1), WINDOW)
    with pytest.raises(ValueError, match="layer 1 has a weight or a bias that is NaN"):
        relu_complex([net[0], (np.full((1, 3), np.nan), np.zeros(1))], WINDOW)


def test_values_beyond_float64_are_refused_and_large_ones_are_not() -> None:
    net = random_net(0, 2, 5, 5, 1)
    large = [(weight * 1e60, bias * 1e60) for weight, bias in net]
    assert relu_complex(large, WINDOW).sizes[2] > 1
    with pytest.raises(ValueError, match="overflow float64"):
        relu_complex([(weight * 1e200, bias) for weight, bias in net], WINDOW)


def test_windows_of_any_size_show_the_cells_of_the_net_at_that_scale() -> None:
    (w1, b1), *rest = random_net(3, 2, 10, 8, 1)
    unit = relu_complex([(w1, b1), *rest], WINDOW)
    for scale in (1e-9, 1e9):
        scaled = relu_complex([(w1 / scale, b1), *rest], WINDOW * scale)
        assert (scaled.packed == unit.packed).all()
