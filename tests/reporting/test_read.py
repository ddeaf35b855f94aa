"""Is a report read as it was written: every number to its last bit, and damage refused in words?"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.contract.errors import Mistake
from netsci_bench.reporting.read import SCHEMA, parse, read
from netsci_bench.storage.artifacts import REPORT_JSON

NUMBERS = st.floats() | st.integers() | st.floats(min_value=-1e-300, max_value=1e-300)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CONTENTS = st.dictionaries(TEXTS, st.recursive(NUMBERS | TEXTS | st.booleans() | st.none(), st.lists))


@settings(max_examples=30)  # whole reports
@given(CONTENTS)
def test_a_report_is_read_to_the_last_bit(content):
    written = json.dumps(content | {"schema": SCHEMA})
    assert json.dumps(parse(written.encode(), "here")) == written


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"schema": 1',
        b'{"schema": 1,}',
        b"\xff\xfe",
        b'{"schema": "1"}',
        b'{"a": 1}',
        b"[" * 100_000,
        b'{"schema": 1}\n<<<<<<< HEAD',
    ],
)
def test_what_is_no_report_is_refused_with_its_place_and_the_remedy(content):
    with pytest.raises(Mistake, match="run the experiment again") as told:
        parse(content, "reports/walk/report.json")
    assert "reports/walk/report.json" in str(told.value)


def test_a_folder_without_a_report_is_named(tmp_path):
    with pytest.raises(Mistake, match="run the experiment first"):
        read(tmp_path)
    (tmp_path / REPORT_JSON).write_text(json.dumps({"schema": SCHEMA, "id": "walk"}))
    assert read(tmp_path)["id"] == "walk"
