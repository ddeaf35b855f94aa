"""Is every edit of a report noticed, and named by its part? And is what a reader may not rely on left out?"""

import copy
import json
from pathlib import Path

import pytest

from netsci_bench.reporting.content import dumps
from netsci_bench.storage.report_manifest import MANIFEST, NOT_COVERED, PARTS, REST, find_edits, with_manifest

REPORTS = Path(__file__).parents[2] / "reports"


@pytest.fixture(scope="module")
def content():
    path = REPORTS / "coactivation" / "lenet5-epochs" / "paper" / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    report.pop(MANIFEST, None)
    return with_manifest(report)


def test_a_report_that_is_written_and_read_is_whole(content):
    assert find_edits(content) == []
    assert find_edits(json.loads(dumps(content))) == []
    assert find_edits(json.loads(json.dumps(content, indent=4, sort_keys=True))) == []


def test_what_is_added_to_a_report_later_is_covered_too(content):
    assert find_edits({**content, "unforeseen": 1}) == [REST]
    for key in NOT_COVERED[:-1]:
        assert find_edits({**content, key: ["other"]}) == []


def places(value, at=()):
    """Every place in nested data that holds a plain value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from places(below, (*at, key))
    if not isinstance(value, dict | list):
        yield at


def test_an_edit_of_any_value_is_found_in_its_part(content):
    """Of each path of keys, one place of a list stands for the others."""
    shapes = {
        tuple(0 if isinstance(k, int) else k for k in at): at for at in places(content) if at[0] in dict(content)
    }
    tried = [at for at in shapes.values() if at[0] not in NOT_COVERED]
    assert len(tried) > 200
    by_top = {}
    for at in tried:
        by_top.setdefault(at[:2], at)
    for at in by_top.values():
        edited = {**content, at[0]: copy.deepcopy(content[at[0]])}
        where = edited
        for key in at[:-1]:
            where = where[key]
        where[at[-1]] = "another" if where[at[-1]] != "another" else "yet another"
        part = next((name for name, keys in PARTS.items() if at[0] in keys), REST)
        assert part in find_edits(edited), at


def test_the_last_bit_of_a_value_counts(content):
    edited = copy.deepcopy(content)
    scalars = edited["outcomes"][3]["scalars"]
    name = next(iter(scalars))
    scalars[name] += abs(scalars[name]) * 2**-52
    assert find_edits(edited) == ["values"]


def test_data_have_a_digest_of_their_own(content):
    edited = copy.deepcopy(content)
    edited["params"]["text"]["recipe"]["dataset"] = "mnist@000000000000"
    assert find_edits(edited) == ["data", "params"]
    edited = copy.deepcopy(content)
    edited["params"]["text"]["damping"] = 0.9
    assert find_edits(edited) == ["params"]


def test_a_manifest_that_is_damaged_is_an_edit(content):
    assert find_edits({**content, MANIFEST: None}) == [MANIFEST]
    assert find_edits({**content, MANIFEST: {**content[MANIFEST], "values": "0"}}) == ["values"]
    assert find_edits({**content, MANIFEST: {}}) == list(content[MANIFEST])
    assert "more" in find_edits({**content, MANIFEST: {**content[MANIFEST], "more": "0"}})


def test_an_older_report_does_not_say(content):
    assert find_edits({key: value for key, value in content.items() if key != MANIFEST}) is None
