"""Is every way in which an experiment can get at a file noticed, and nothing that is harmless?"""

import pytest

pytestmark = pytest.mark.system
PROGRAM = "ways_to_read.py"


def test_every_way_is_noticed_with_a_line_and_a_remedy(found):
    assert len(found["read"]) > 30
    unnoticed = [way for way, said in found["read"].items() if "does not cover" not in said or " -> " not in said]
    assert unnoticed == []
    lines = {way: said.partition(": ")[0] for way, said in found["read"].items()}
    assert {way for way, line in lines.items() if "ways_to_read.py:" not in line} == {
        "in a thread that runs the library only",
        "in a thread that runs numpy only",
        "in a thread of asyncio",
    }


def test_code_is_to_be_imported_and_data_to_be_given(found):
    modules = {way: said for way, said in found["read"].items() if "module" in way or "source" in way}
    assert [way for way, said in modules.items() if "import it with a plain import" not in said] == []
    assert "run.arrays" in found["read"]["plainly"]
    assert "in forked processes" in found["read"]["in a spawned process"]


def test_what_is_harmless_is_not_refused(found):
    assert {way: said for way, said in found["harmless"].items() if said} == {}
