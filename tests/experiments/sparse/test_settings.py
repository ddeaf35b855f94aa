"""Are the main effects of settings what they should be, and do the twelve trainings differ in nothing else?"""

import numpy as np
import pytest

from netsci_bench.experiments.sparse.figures.settings import draw
from netsci_bench.experiments.sparse.settings import (
    SETTINGS,
    Settings,
    fashion_settings,
    measure_effects,
    recipe_with,
)


@pytest.fixture(scope="module")
def params(digit_recipe):
    told = {
        "model": {"name": "netsci_bench.nets.sparse.penalised:penalised_mlp"},
        "architecture": {"inputs": 784, "hidden": (40, 30), "epsilon": 4.0},
        "optimizer": "sgd",
        "lr": 0.05,
        "momentum": 0.9,
        "batch": 32,
        "epochs": 4,
        "keep_epochs": (),
        "evolution": {"zeta": 0.3},
        "evolved_by": {"name": "netsci_bench.nets.sparse.evolution:evolve"},
    }
    return Settings(recipe=type(digit_recipe).model_validate(dict(digit_recipe) | told), l1=0.05, l2=0.01)


def table(srelu: float, plain: float, mild: float, noise: float = 0.0) -> np.ndarray:
    """Accuracies to which each choice adds its own amount."""
    late = 80.0 + np.random.default_rng(3).normal(0, noise, (2, 2, 3)) if noise else np.full((2, 2, 3), 80.0)
    late[0] += srelu
    late[:, 0] += plain
    late[:, :, :2] += mild
    return late


def test_effects_that_were_put_in_are_found_and_come_out_with_their_sign():
    found = measure_effects(table(1.5, 0.25, 0.5))
    assert (found.srelu_gain, found.plain_gain, found.mild_gain, found.l2_gain) == (1.5, 0.25, 0.5, 0.0)
    assert found.best_is_theirs == 1.0
    other = measure_effects(table(-1.5, 0.25, 0.5))
    assert (other.srelu_gain, other.best_is_theirs) == (-1.5, 0.0)


def test_without_effects_gains_are_noise_about_zero_and_the_best_is_theirs_by_chance():
    rng = np.random.default_rng(0)
    found = [measure_effects(80 + rng.normal(0, 0.4, (2, 2, 3))) for _ in range(2000)]
    for name in ("srelu_gain", "plain_gain", "mild_gain"):
        assert abs(np.mean([getattr(one, name) for one in found])) < 0.02
    assert np.mean([one.best_is_theirs for one in found]) == pytest.approx(1 / 6, abs=0.03)


@pytest.mark.parametrize("at", [(1, 0, 0), (0, 1, 1), (0, 0, 2)])
def test_one_wrong_choice_and_the_best_is_not_theirs(at):
    late = table(1.0, 1.0, 1.0)
    late[at] += 10
    assert measure_effects(late).best_is_theirs == 0.0


def test_settings_differ_in_their_three_choices_alone(params):
    recipes = [recipe_with(setting, params) for setting in SETTINGS]
    assert len({recipe.model_dump_json() for recipe in recipes}) == 12
    for recipe in recipes:
        plain = {n: v for n, v in recipe.architecture.items() if n not in ("activation", "l1", "l2")}
        back = recipe.model_copy(update={"architecture": plain, "nesterov": False})
        assert back == params.recipe
    assert [r.architecture.get("l1") for r in recipes[:3]] == [None, None, 0.05]
    assert [r.architecture.get("l2") for r in recipes[:3]] == [None, 0.01, None]
    assert [r.nesterov for r in recipes[:6]] == [False] * 3 + [True] * 3


def test_a_strong_penalty_shows_in_the_trained_nets(params, shared, as_outcome, drawn):
    run = shared.run("settings")
    found = fashion_settings(params, run)
    assert len(found.late) == 12
    courses = np.load(run.folder / "arrays" / "accuracies.npy")
    assert courses.shape == (12, 4)
    np.testing.assert_allclose(courses[:, -1], found.late)  # a quarter of four epochs
    assert found.mild_gain > 5  # with so strong an L1 nothing is learned
    (figure,) = draw([as_outcome(found, run.folder)] * 2).values()
    said = drawn(figure)
    assert all(word in said for word in ("S-shaped ReLU", "L1", "Nesterov", "2 seeds"))
    assert f"L2 over L1 {found.mild_gain:+.2f}" in said


def test_a_recipe_that_leaves_no_room_is_refused(params):
    for update in ({"evolution": None, "evolved_by": None}, {"momentum": 0.0}, {"weight_decay": 0.1}):
        with pytest.raises(ValueError, match="needs an evolution and momentum"):
            Settings(recipe=params.recipe.model_copy(update=update), l1=1e-7, l2=1e-4)
