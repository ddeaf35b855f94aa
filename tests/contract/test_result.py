"""Does an outcome give the arrays that its seed kept, and say why when there are none?"""

import numpy as np
import pytest

from netsci_bench.contract.result import Outcome


def test_an_outcome_gives_the_arrays_that_its_seed_kept(tmp_path):
    (tmp_path / "arrays").mkdir()
    np.save(tmp_path / "arrays" / "degrees.npy", [[1, 2], [3, 4]])
    outcome = Outcome(seed=0, address="", folder=tmp_path)
    assert outcome.array("degrees").tolist() == [[1, 2], [3, 4]]
    with pytest.raises(FileNotFoundError, match="strengths"):
        outcome.array("strengths")


def test_a_seed_that_failed_has_no_arrays_and_its_reason_is_said():
    with pytest.raises(ValueError, match="seed 4 has no results: it ran out of memory"):
        Outcome(seed=4, address="", error="it ran out of memory").array("degrees")
