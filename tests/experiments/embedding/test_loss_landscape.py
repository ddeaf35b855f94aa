"""Are both kinds of networks trained, looked at in the same planes, and offered as surfaces?"""

import numpy as np
import pytest
from matplotlib.text import Text
from pydantic import ValidationError

from netsci_bench.experiments.embedding import loss_planes
from netsci_bench.experiments.embedding.figures import landscape as figures
from netsci_bench.experiments.embedding.loss_landscape import Landscape, loss_landscape
from netsci_bench.measures.landscape.surface_curvature import negative_curvature_ratio

MODEL = {"name": "netsci_bench.nets.models.deep.shortcut_resnet:shortcut_resnet"}


@pytest.fixture(scope="module")
def params(digit_recipe):
    recipe = digit_recipe.model_copy(
        update={
            "model": type(digit_recipe.model)(**MODEL),
            "architecture": {"width": 4, "image": (1, 2)},
            "keep_epochs": (),
            "epochs": 3,
            "lr": 0.01,
        }
    )
    return Landscape(
        recipe=recipe, shallow=1, deep=2, grid={"side": 5}, images=24, curved_images=12, curved_at=(0.0,)
    )


@pytest.fixture(scope="module")
def found(params, shared):
    run = shared.run("landscape")
    return loss_landscape(params, run), run


def array(run, name):
    return np.load(run.folder / "arrays" / f"{name}.npy")


def test_four_networks_are_trained_and_only_depth_and_shortcuts_differ(found, shared):
    names = ["shallow, with_shortcuts", "shallow, without", "deep, with_shortcuts", "deep, without"]
    asked = [shared.names[name] for name in names]
    assert [(r.architecture["blocks"], r.architecture["shortcuts"]) for r in asked] == [
        (1, True), (1, False), (2, True), (2, False),
    ]  # fmt: skip
    assert len({r.model_copy(update={"architecture": {}}).model_dump_json() for r in asked}) == 1
    assert asked[0].kept == (0, 1, 2, 3)


def test_the_numbers_are_those_of_the_surfaces_that_are_kept(found, params):
    told, run = found
    first = negative_curvature_ratio(array(run, "surface.deep, without.heights"), params.grid.spacing)
    other = 2 * told.deep.without.ratio - first
    assert told.other_plane == pytest.approx(first - other)
    assert told.deep.roughness == told.deep.without.ratio - told.deep.with_shortcuts.ratio
    assert told.deepening == told.deep.roughness - told.shallow.roughness
    for pair in (told.shallow, told.deep):
        for net in (pair.with_shortcuts, pair.without):
            assert 0 <= net.ratio <= 1
            assert 0 <= net.hessian_ratio <= 1
            assert net.in_a_random_plane < 0.2 < net.in_its_plane <= 1


def test_the_path_lies_on_the_surface_of_its_plane_and_ends_in_the_trained_network(found, params):
    _, run = found
    name = "surface.deep, with shortcuts, its own plane"
    path, across = array(run, f"{name}.path"), array(run, f"{name}.across")
    assert path.shape == (4, 3)
    assert path[-1, :2] == pytest.approx([0, 0])
    assert path[-1, 2] == pytest.approx(array(run, "surface.deep, with shortcuts.heights")[2, 2], rel=1e-4)
    assert across[0] < path[:, 0].min() < path[:, 0].max() < across[-1]
    assert array(run, f"{name}.heights").shape == (5, 5)


def test_a_grid_without_a_middle_and_a_training_without_a_plane_are_refused(params):
    with pytest.raises(ValidationError, match="odd number"):
        loss_planes.Grid(side=4)
    with pytest.raises(ValidationError, match="three epochs"):
        Landscape(recipe=params.recipe.model_copy(update={"epochs": 2, "keep_epochs": ()}))


def words(figure):
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_the_figures_show_all_four_networks(found, as_outcome, titled):
    told, run = found
    outcome = as_outcome(told, run.folder)
    shown = titled(figures.draw([outcome, outcome]))
    assert list(shown) == ["Surfaces", "Paths", "Curvatures"]
    for depth in ("shallow", "deep"):
        assert f"{depth}, without" in words(shown["Surfaces"])
        assert depth in words(shown["Curvatures"])
