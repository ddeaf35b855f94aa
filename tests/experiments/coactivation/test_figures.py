"""Do the figures of the co-activation graphs say what the arrays say, and fit where they are committed?"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawn_figures import refuse_cut_words
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.figures.epochs import describe_stage, draw
from netsci_bench.reporting.plots.png import LARGEST, own_figures, png
from netsci_bench.reporting.plots.style import styled

SIZES = {
    "text": [6, 16, 15, 10, 10],
    "linear_only": [15, 10, 10],
    "all_pairs": [6, 16, 15, 10, 10],
    "published": [1, 6, 6, 16, 16, 15, 10, 10],
}
TEXT, PUBLISHED, STAGES = "Graph as the text says", "Graph as published", "Stages"
Make = Callable[..., list[Outcome]]


def keep(folder: Path, reading: str, epochs: list[int], rng: np.random.Generator) -> None:
    layers = np.repeat(np.arange(len(SIZES[reading])), SIZES[reading])
    n, stages = len(layers), len(epochs)
    weights = np.where(layers[:, None] + 1 == layers, rng.uniform(-1, 1, size=(stages, n, n)), 0.0)
    pagerank = rng.dirichlet(np.ones(n), size=stages)
    if reading != "published":
        weights = weights + weights.transpose(0, 2, 1)
    else:
        pagerank[:, :2] = [[400_000.0 / n, -300_000.0 / n]] * stages
    labels = np.minimum(rng.integers(3, size=(stages, n)), np.arange(n))
    labels[:, -1] = 7
    kept = {"weights": weights, "pagerank": pagerank, "labels": labels, "layers": np.tile(layers, (stages, 1))}
    for name, array in {**kept, "epochs": np.array(epochs)}.items():
        np.save(folder / f"{reading}_{name}.npy", array)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Outcomes with the arrays and lists that the experiment keeps."""

    def build(seeds: int = 2, epochs: tuple[int, ...] = (0, 1, 5)) -> list[Outcome]:
        outcomes = []
        for seed in range(seeds):
            folder, rng = tmp_path / str(seed), np.random.default_rng(seed)
            (folder / "arrays").mkdir(parents=True)
            lists = {}
            for reading in SIZES:
                keep(folder / "arrays", reading, list(epochs), rng)
                for name in ("communities", "best_communities", "interleaving", "accuracy"):
                    lists[f"{reading}.{name}"] = rng.random(len(epochs)).tolist()
                steps = 1.5 + np.arange(len(epochs)) * (1 - 2 * (seed % 2)) / 10  # odd seeds fall
                lists[f"{reading}.highest_pagerank"] = steps.tolist()
            outcomes.append(Outcome(seed=seed, address=str(seed), lists=lists, folder=folder))
        return outcomes

    return build


def words(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    return "\n".join(texts)


def test_there_is_a_graph_for_each_reading_and_one_figure_of_all_seeds(make: Make, titled):
    assert list(titled(draw(make()))) == [TEXT, PUBLISHED, STAGES]


@pytest.mark.parametrize("epochs", [(0,), pytest.param((0, 1, 2, 3, 4, 5, 6, 7), marks=pytest.mark.nightly)])
def test_any_number_of_stages_and_one_seed_are_drawn_without_complaint(make: Make, epochs: tuple[int, ...]):
    pictures, complaints = own_figures(draw, make(1, epochs))
    assert (len(pictures), complaints) == (3, [])


def test_the_pictures_are_small_enough_to_commit_and_as_wide_as_a_page(make: Make):
    with styled("ticks"):
        for figure in draw(make()).values():
            packed = png(figure)
            assert len(packed) <= LARGEST
            assert int.from_bytes(packed[16:20]) >= 1000  # pixels across, from the header of the PNG


def test_one_size_of_pagerank_has_one_area_in_all_stages(make: Make, titled):
    outcomes = make(1)
    ranks = np.load(outcomes[0].folder / "arrays" / "text_pagerank.npy")
    panels = titled(draw(outcomes))[TEXT].axes
    areas = [one.get_sizes() for axes in panels for one in axes.collections if isinstance(one, PathCollection)]
    assert np.stack(areas) / ranks == pytest.approx(np.full(ranks.shape, areas[0][0] / ranks[0, 0]))


def test_the_titles_say_what_is_seen(make: Make, titled):
    outcomes = make(3)
    figures = titled(draw(outcomes))
    ranks = np.load(outcomes[0].folder / "arrays" / "text_pagerank.npy").max(axis=1) * 57
    assert f"from {ranks[0]:.2f} to {ranks[-1]:.2f} uniform shares" in words(figures[TEXT])
    assert "from −300,000 to 400,000 times the uniform share" in words(figures[PUBLISHED])
    assert "no probability" in words(figures[PUBLISHED])
    assert (
        "rises, of 3 seeds, in 2 as the text says, 2 linear layers only, 2 all layers joined, 2 as published"
        in words(figures[STAGES])
    )
    assert "seed 0" in words(figures[TEXT])


def test_a_panel_names_its_stage_accuracy_and_communities(make: Make, titled):
    outcomes = make(1)
    said = words(titled(draw(outcomes))[TEXT])
    for stage, name in enumerate(("untrained", "after 1 epoch", "after 5 epochs")):
        assert name in said
        assert f"accuracy {outcomes[0].lists['text.accuracy'][stage]:.1f} %, 3 communities and 1 lone, Q = " in said


def test_no_words_run_out_of_the_picture(make: Make):
    for figure in draw(make()).values():
        refuse_cut_words(figure)


def test_stages_have_names_in_words():
    assert [describe_stage(epoch) for epoch in (0, 1, 5)] == ["untrained", "after 1 epoch", "after 5 epochs"]
