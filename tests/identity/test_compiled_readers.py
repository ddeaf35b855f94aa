"""Is what compiled code of the libraries opens noticed, and what a run may read not?"""

import importlib
import inspect

import pytest

from netsci_bench.identity.reads.compiled_readers import READERS

pytestmark = pytest.mark.system
PROGRAM = "compiled_ways.py"


def test_every_way_is_noticed_with_a_line_a_path_and_a_remedy(found):
    assert len(found["ways"]) > 45
    said = {way: of["own"] for way, of in found["ways"].items()}
    wanted = ("does not cover", "compiled_ways.py:", "the file ", "/own", "run.arrays")
    assert {way: text for way, text in said.items() if any(word not in text for word in wanted)} == {}


def test_what_a_run_may_read_passes(found):
    assert {way: of["allowed"] for way, of in found["ways"].items() if of["allowed"]} == {}
    assert found["written"] == ""


def test_functions_and_classes_stay_what_they_are(found):
    assert [what for what, holds in found["stays"].items() if not holds] == []


@pytest.mark.parametrize("module", READERS)
def test_each_reader_is_still_there_under_its_name(module):
    """A library may rename one: then the table must follow."""
    names = [line.split()[0] for line in READERS[module]]
    loaded = importlib.import_module(module)
    for name in names:
        owner = loaded
        for part in name.split("."):
            owner = inspect.getattr_static(owner, part)
        assert owner is not None
