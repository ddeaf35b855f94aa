import pytest
import torch
from pydantic import ValidationError

from netsci_bench.nets.models.lenet import lenet5, lenet5_eighth
from netsci_bench.nets.training.recipe import Recipe, target_classes


def parameters(net):
    return sum(p.numel() for p in net.parameters())


def test_lenet_has_the_published_number_of_parameters():
    assert parameters(lenet5(10)) == 156 + 2416 + (256 * 120 + 120) + (120 * 84 + 84) + (84 * 10 + 10)
    assert parameters(lenet5_eighth(10)) == 156 + 2416 + (256 * 15 + 15) + (15 * 10 + 10) + (10 * 10 + 10)
    assert lenet5_eighth(2)(torch.zeros(3, 1, 28, 28)).shape == (3, 2)


def test_the_last_epoch_is_always_kept(toy_recipe):
    assert toy_recipe.kept == (0, 1, 3)


def test_parity_tells_odd_from_even(toy_recipe):
    recipe = toy_recipe.model_copy(update={"target": "parity", "classes": 2})
    assert target_classes(recipe, torch.tensor([0, 3, 8, 9])).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "parity"}, "parity has 2 classes, not 10"),
        ({"momentum": 0.9}, "momentum is a setting of sgd"),
        ({"keep_epochs": (0, 4)}, r"\[4\] of keep_epochs lie outside 0 to 3"),
        ({"lr": 0.0}, "greater than 0"),
        ({"loss": "hinge"}, "'cross_entropy' or 'mse'"),
        ({"learning_rate": 0.1}, "Extra inputs are not permitted"),
    ],
)
def test_settings_that_make_no_sense_are_refused(toy_recipe, change, words):
    plain = {name: getattr(toy_recipe, name) for name in Recipe.model_fields}
    with pytest.raises(ValidationError, match=words):
        Recipe(**(plain | change))


def test_every_param_enters_the_address(toy_recipe):
    told = toy_recipe.model_dump_json()
    assert all(f'"{name}"' in told for name in Recipe.model_fields)
    assert "lenet5_eighth@" in told
    assert f"bars@{toy_recipe.dataset.fingerprint}" in told
