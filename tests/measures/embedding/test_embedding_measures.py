"""Do the measures of projections find what is there and nothing where there is nothing, at the sizes of their use?"""

import json

import numpy as np
import pytest
from scipy.spatial import procrustes
from sklearn.decomposition import PCA

from netsci_bench.measures.embedding.class_traces import wandering_share
from netsci_bench.measures.embedding.elongation import elongation
from netsci_bench.measures.embedding.faithfulness import distances_kept, neighbours_kept
from netsci_bench.measures.embedding.linear_projections import principal_basis, star_axes
from netsci_bench.measures.embedding.motion import aligned, relative_motion, unexplained_share
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood, tsne, umap
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity, off_cluster_share
from netsci_bench.measures.embedding.stored_size import (
    compact_bytes,
    json_bytes_by_image,
    json_bytes_by_output,
    messagepack_bytes,
)


def turned(points, angle):
    return points @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def blobs(rng):
    """400 points in ten clusters far from each other in ten dimensions, as the outputs of a trained network."""
    labels = np.arange(400) % 10
    return np.eye(10)[labels] * 5 + rng.normal(size=(400, 10)) * 0.3, labels


# Purity, and what lies off its cluster


def test_clusters_are_pure_and_random_labels_are_not(blobs, rng):
    points, labels = blobs
    assert neighbour_purity(points, labels, 10) == 1
    assert neighbour_purity(points, rng.permutation(labels), 10) == pytest.approx(0.1, abs=0.02)


def test_a_point_is_not_its_own_neighbour_also_where_many_lie_at_one_place():
    labels = np.repeat([0, 1], 20)
    assert neighbour_purity(np.repeat([[0.0, 0.0], [9.0, 9.0]], 20, axis=0), labels, 5) == 1
    assert neighbour_purity(np.zeros((2, 2)), np.array([0, 1]), 1) == 0


def test_misclassified_points_within_another_cluster_are_found(blobs):
    points, labels = blobs[0].copy(), blobs[1]
    wrong = np.zeros(400, dtype=bool)
    wrong[::50] = True
    points[wrong] = np.eye(10)[(labels[wrong] + 1) % 10] * 5
    assert off_cluster_share(points, labels, wrong, 10) == 1


def test_misclassified_points_within_their_own_cluster_are_no_more_frequent_than_by_chance(blobs, rng):
    points, labels = blobs
    shares = [off_cluster_share(points, labels, rng.permutation(400) < 40, 10) for _ in range(15)]
    assert np.mean(shares) == pytest.approx(0.1, abs=0.05)


def test_points_that_are_equally_far_give_the_expected_share():
    wrong = np.array([True, False, False, False])
    assert off_cluster_share(np.zeros((4, 2)), np.zeros(4, dtype=int), wrong, 1) == 0.25


def test_purity_needs_points_and_mistakes():
    with pytest.raises(ValueError, match="3 points cannot have 3"):
        neighbour_purity(np.zeros((3, 2)), np.zeros(3, dtype=int), 3)
    with pytest.raises(ValueError, match="no point is misclassified"):
        off_cluster_share(np.zeros((3, 2)), np.zeros(3, dtype=int), np.zeros(3, dtype=bool))


# Elongation


@pytest.mark.parametrize("count", [40, 200])
def test_a_winding_line_is_long_and_a_cloud_is_not(count, rng):
    along = np.linspace(0, 9, count)
    snake = np.stack([along, np.sin(along)], axis=1) + rng.normal(size=(count, 2)) * 0.05
    one = np.zeros(count, dtype=int)
    assert elongation(snake, one) > 3
    assert elongation(rng.normal(size=(count, 2)), one) < 2.2


def test_elongation_keeps_when_a_picture_is_turned_moved_and_scaled_and_classes_are_apart(rng):
    points, labels = rng.normal(size=(300, 2)) * [3, 1], np.arange(300) % 3
    told = elongation(points, labels)
    assert elongation(turned(points, 0.7) * 40 + 3, labels) == pytest.approx(told)
    assert elongation(points + 100 * labels[:, None], labels) == pytest.approx(told)


def test_a_line_has_no_width_and_equal_points_are_round():
    one = np.zeros(12, dtype=int)
    assert elongation(np.stack([np.arange(12.0), np.zeros(12)], axis=1), one) == np.inf
    assert elongation(np.ones((12, 2)), one) == 1
    with pytest.raises(ValueError, match="no class has more than 8"):
        elongation(np.ones((8, 2)), np.zeros(8, dtype=int))
    with pytest.raises(ValueError, match="not finite"):
        elongation(np.full((12, 2), np.nan), one)


# What a projection keeps


def test_a_projection_that_drops_nothing_keeps_all_and_a_random_one_keeps_nothing(rng):
    flat = rng.normal(size=(200, 2))
    points = np.hstack([flat, np.zeros((200, 8))])
    assert neighbours_kept(points, 3 * flat, 10) == pytest.approx(1)
    assert distances_kept(points, 3 * flat) == pytest.approx(1)
    other = rng.normal(size=(200, 2))
    assert neighbours_kept(points, other, 10) == pytest.approx(0.5, abs=0.06)
    assert distances_kept(points, other) == pytest.approx(0, abs=0.06)
    with pytest.raises(ValueError, match="equally far"):
        distances_kept(points, np.zeros((200, 2)))


# Motion and alignment


def test_a_turn_moves_points_and_alignment_takes_it_out(rng):
    picture = rng.normal(size=(100, 2))
    spun = np.stack([turned(picture, angle) for angle in (0, 1, 2, 3)])
    assert relative_motion(np.stack([picture] * 4)) == 0
    assert relative_motion(spun) == pytest.approx(2 * np.sin(0.5), rel=1e-6, abs=0.02)
    assert aligned(spun[2] + 5, picture) == pytest.approx(picture)
    assert relative_motion(rng.normal(size=(20, 500, 2))) == pytest.approx(np.sqrt(2), abs=0.03)


def test_what_cannot_move_is_refused():
    with pytest.raises(ValueError, match="one picture"):
        relative_motion(np.zeros((1, 4, 2)))
    with pytest.raises(ValueError, match="all points of an epoch are equal"):
        relative_motion(np.zeros((2, 4, 2)))


def test_the_unexplained_share_is_that_of_scipy(rng):
    one, other = rng.normal(size=(200, 2)), rng.normal(size=(200, 2))
    assert unexplained_share(turned(one, 2) * 7 + 1, one) == pytest.approx(0)
    assert unexplained_share(one, other) == pytest.approx(procrustes(one, other)[2])
    assert unexplained_share(one, other) > 0.9
    with pytest.raises(ValueError, match="equal"):
        unexplained_share(np.zeros((5, 2)), one[:5])


# PCA and star coordinates


def test_the_basis_is_that_of_scikit_learn_on_standardised_outputs(blobs):
    points, _ = blobs
    theirs = PCA(2).fit_transform((points - points.mean(axis=0)) / points.std(axis=0))
    ours = principal_basis(points).project(points)
    assert np.abs((ours * theirs).sum(axis=0)) == pytest.approx((theirs**2).sum(axis=0))


def test_an_output_that_never_changes_is_no_fault_and_constant_outputs_are():
    points = np.array([[1.0, 0], [2, 0], [4, 0]])
    assert np.isfinite(principal_basis(points).project(points)).all()
    with pytest.raises(ValueError, match="constant"):
        principal_basis(np.ones((4, 3)))
    with pytest.raises(ValueError, match="not finite"):
        principal_basis(np.array([[np.nan, 1.0], [2.0, 1.0]]))
    with pytest.raises(ValueError, match="no outputs"):
        star_axes(0)


def test_a_certain_answer_lies_at_the_end_of_its_axis_and_an_undecided_one_in_the_middle():
    assert np.eye(10) @ star_axes(10) == pytest.approx(star_axes(10))
    assert np.full((1, 10), 0.1) @ star_axes(10) == pytest.approx(np.zeros((1, 2)))


# t-SNE and UMAP


@pytest.mark.parametrize("embed", [tsne, pytest.param(umap, marks=pytest.mark.system)])  # UMAP is compiled for 10 s
def test_an_embedding_separates_clusters_and_nothing_in_noise(embed, blobs, rng):
    points, labels = blobs
    start = principal_basis(points).project(points)
    near, noise = neighbourhood(points), neighbourhood(rng.normal(size=(400, 10)))
    steps = (60, 120) if embed is tsne else 60
    picture = embed(near, start, steps, 0)
    assert picture.shape == (400, 2)
    assert neighbour_purity(picture, labels, 10) > 0.95
    assert neighbour_purity(embed(noise, start, steps, 0), labels, 10) < 0.3
    assert np.array_equal(picture, embed(near, start, steps, 0))
    if embed is umap:
        in_space = umap(near, principal_basis(points, 3).project(points), steps, 0)
        assert in_space.shape == (400, 3)
        assert neighbour_purity(in_space, labels, 10) > 0.95


def test_a_warm_start_stays_where_it_was(blobs):
    points, _ = blobs
    near = neighbourhood(points)
    start = principal_basis(points).project(points)
    first = tsne(near, start, (60, 200), 0)
    again = aligned(tsne(near, first, (0, 20), 0), first)
    assert relative_motion(np.stack([first, again])) < 0.3


def test_neighbours_are_exact_and_a_handful_of_points_is_refused(blobs):
    points, _ = blobs
    near = neighbourhood(points)
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    assert near.nodes.shape == (400, 90)
    assert near.distances == pytest.approx(np.sort(distances, axis=1)[:, 1:91], abs=1e-5)
    assert not (near.nodes == np.arange(400)[:, None]).any()
    with pytest.raises(ValueError, match="19 points are too few"):
        neighbourhood(points[:19])


# Traces and sizes


def test_only_images_with_two_wrong_classes_and_a_right_end_have_wandered():
    labels = np.array([7, 7, 7, 7])
    answers = np.array([[8, 8, 7, 8], [9, 8, 7, 9], [7, 7, 7, 9]])
    assert wandering_share(answers, labels) == 0.25
    assert wandering_share(np.array([[7, 7, 7, 7]]), labels) == 0
    with pytest.raises(ValueError, match="no answers"):
        wandering_share(np.empty((0, 0), dtype=int), np.empty(0, dtype=int))


def test_sizes_are_those_of_what_would_be_written(rng):
    outputs = rng.random((2, 50, 10), dtype=np.float32)
    written = json.dumps(
        [{str(k): epoch[:, k].tolist() for k in range(10)} for epoch in outputs], separators=(",", ":")
    )
    assert json_bytes_by_output(outputs) == len(written)
    assert json_bytes_by_image(outputs) > 1.4 * len(written)


def test_messagepack_is_counted_as_its_specification_says():
    assert messagepack_bytes(2, 20, 3) == 1 + 2 * (1 + 3 * (2 + 3 + 9 * 20))
    assert messagepack_bytes(1, 70_000, 1) == 1 + 1 + 2 + 5 + 9 * 70_000


def test_what_stays_the_same_costs_nothing_and_noise_costs_a_byte(rng):
    still = np.repeat(rng.random((1, 500, 10), dtype=np.float32), 20, axis=0)
    assert compact_bytes(still) < 6000
    assert compact_bytes(rng.random((20, 500, 10), dtype=np.float32)) == pytest.approx(100_000, rel=0.02)
    with pytest.raises(ValueError, match="between 0 and 1"):
        compact_bytes(np.full((1, 1, 1), 1.5, dtype=np.float32))


def test_umap_without_steps_stays_where_it_begins_in_any_dimension():
    points = np.random.default_rng(0).normal(size=(40, 5))
    for dimensions in (2, 3):
        assert np.array_equal(umap(neighbourhood(points), points[:, :dimensions], 0, 0), points[:, :dimensions])


def test_constant_points_and_more_than_memory_holds_are_refused_in_words():
    equal = np.ones((50, 10))
    with pytest.raises(ValueError, match="all points are equal"):
        neighbourhood(equal)
    with pytest.raises(ValueError, match="not finite"):
        neighbourhood(equal * np.nan)
    with pytest.raises(ValueError, match="all outputs are constant"):
        principal_basis(equal)
    many = np.zeros((20_001, 2))
    for measure in (lambda: distances_kept(many, many), lambda: neighbours_kept(many, many, 10)):
        with pytest.raises(ValueError, match="20,001 points do not fit into memory"):
            measure()
