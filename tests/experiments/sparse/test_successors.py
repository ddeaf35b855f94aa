"""Are the six nets what they are said to be, and are gains those of their logged accuracies?"""

import pytest

from netsci_bench.experiments.sparse.figures.successors import draw
from netsci_bench.experiments.sparse.successors import Successors, recipes_of, set_successors


@pytest.fixture(scope="module")
def params(digit_recipe):
    told = {
        "model": {"name": "netsci_bench.nets.sparse.balanced:balanced_mlp"},
        "architecture": {"inputs": 784, "hidden": (40, 30), "epsilon": 4.0, "activation": "srelu"},
        "optimizer": "sgd",
        "lr": 0.05,
        "momentum": 0.9,
        "batch": 32,
        "epochs": 5,
        "keep_epochs": (),
        "evolution": {"zeta": 0.3, "deviation": 0.1, "finally_remove": False},
        "evolved_by": {"name": "netsci_bench.nets.sparse.evolution:evolve"},
    }
    return Successors(
        recipe=type(digit_recipe).model_validate(dict(digit_recipe) | told),
        by_size={"name": "netsci_bench.nets.sparse.successors:evolve_by_size"},
        by_gradient={"name": "netsci_bench.nets.sparse.successors:evolve_by_gradient"},
        watched={"name": "netsci_bench.nets.sparse.watched:watched_mlp"},
    )


def test_recipes_differ_in_rewiring_alone(params):
    recipes = recipes_of(params)
    rewiring = {"evolution", "evolved_by"}
    for name in ("size", "zero", "fixed"):
        assert recipes[name].model_dump(exclude=rewiring) == params.recipe.model_dump(exclude=rewiring)
    without_model = rewiring | {"model"}
    assert recipes["gradient"].model_dump(exclude=without_model) == params.recipe.model_dump(exclude=without_model)
    assert recipes["gradient"].evolution == recipes["zero"].evolution
    assert recipes["zero"].evolution.deviation == 0.0
    assert recipes["size"].evolution == params.recipe.evolution
    assert "epsilon" not in recipes["dense"].architecture
    assert recipes["fixed"].evolution is None


def test_gains_are_differences_of_late_accuracies_and_all_sparse_nets_have_as_many_weights(
    params, shared, as_outcome, drawn
):
    run = shared.run("successors")
    found = set_successors(params, run)
    sparse = [getattr(found, name) for name in ("evolved", "size", "zero", "gradient", "fixed")]
    assert {net.weights for net in sparse} == {4 * (784 + 40) + 4 * (40 + 30) + 30 * 10}
    assert found.weights_apart == 0
    assert len({net.loss for net in sparse}) == 5
    assert found.gradient_over_evolved == found.gradient.late - found.evolved.late
    assert found.gradient_over_zero == found.gradient.late - found.zero.late
    assert found.evolved_over_size == found.evolved.late - found.size.late
    (figure,) = draw([as_outcome(found, run.folder)] * 2).values()
    said = drawn(figure)
    assert all(word in said for word in ("RigL's rule", "not rewired", "dense", "2 seeds"))
    assert f"{found.gradient_over_evolved:+.2f} over SET" in said


def test_new_weights_of_zero_leave_nothing_to_compare(params):
    evolution = params.recipe.evolution.model_copy(update={"deviation": 0.0})
    with pytest.raises(ValueError, match="deviation above 0"):
        Successors(**dict(params) | {"recipe": params.recipe.model_copy(update={"evolution": evolution})})
