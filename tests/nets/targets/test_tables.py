"""Are the columns of a table divided, standardised and shuffled as the recipe says?"""

import numpy as np
import pytest

from netsci_bench.nets.targets.tables import load_tables


def test_columns_are_standardised_by_the_training_rows_and_divided(table_recipe, table_run, table_arrays):
    train, test = load_tables(table_recipe, table_run())
    assert (train.given.shape, train.wanted.shape, test.wanted.shape) == ((400, 6), (400, 3), (150, 3))
    rows = table_arrays["train_features"].astype(np.float64)
    expected = (table_arrays["test_features"] - rows.mean(0)) / rows.std(0)
    np.testing.assert_allclose(np.hstack([test.given, test.wanted]), expected, atol=1e-4)


def test_shuffled_targets_are_the_same_rows_elsewhere_and_those_of_the_test_stay(table_recipe, table_run):
    plain, test = load_tables(table_recipe, table_run())
    mixed, same = load_tables(table_recipe.model_copy(update={"shuffled": True}), table_run())
    assert (plain.given == mixed.given).all()
    assert (test.wanted == same.wanted).all()
    assert (plain.wanted != mixed.wanted).any(1).float().mean() > 0.9
    assert sorted(map(tuple, plain.wanted.tolist())) == sorted(map(tuple, mixed.wanted.tolist()))


def test_limits_take_the_first_rows(table_recipe, table_run):
    fewer = table_recipe.model_copy(update={"train_limit": 50, "test_limit": 20})
    assert [len(part) for part in load_tables(fewer, table_run())] == [50, 20]


@pytest.mark.parametrize(("inputs", "targets"), [(6, 2), (7, 3)])
def test_other_numbers_of_columns_are_refused(table_recipe, table_run, inputs, targets):
    wrong = table_recipe.model_copy(update={"inputs": inputs, "targets": targets})
    with pytest.raises(ValueError, match=rf"columns has features of shape \(400, 9\).* {inputs + targets} columns"):
        load_tables(wrong, table_run())


def test_a_data_set_of_images_is_refused(table_recipe, new_run):
    with pytest.raises(ValueError, match="has no features"):
        load_tables(table_recipe, new_run())
