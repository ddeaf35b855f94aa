"""Can any spec at all, however garbled, bring more than a Mistake out of `check`?"""

import copy
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netsci_bench.contract.errors import Mistake
from netsci_bench.runs import plan
from netsci_bench.specs import registry
from netsci_bench.storage.home import home

WALK = (Path(__file__).parents[1] / "toys" / "walk.yaml").read_text(encoding="utf-8")
DATA = yaml.safe_load(WALK)
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
SOME = settings(MANY, max_examples=150)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["end", "path", "smoke", "paper", "mean", "units", "toy_experiment:walk", "ozer2025", "mnist"]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12) | scalars, inner, max_size=4),
    max_leaves=8,
)


def places(value, at=()):
    """Where something stands in nested mappings and lists."""
    if at:
        yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


PLACES = list(places(DATA))
edits = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(["replace", "remove", "rename", "add"]), anything, st.text()),
    min_size=1,
    max_size=3,
)


def garbled(changes):
    """The toy's spec with parts replaced, removed, renamed and added."""
    data = copy.deepcopy(DATA)
    for at, how, value, name in changes:
        owner = data
        try:
            for key in at[:-1]:
                owner = owner[key]
            match how:
                case "replace":
                    owner[at[-1]] = value
                case "remove":
                    del owner[at[-1]]
                case "rename":
                    owner[name] = owner.pop(at[-1])
                case _:
                    owner[name] = value
        except (KeyError, IndexError, TypeError, AttributeError):  # an earlier edit took the place away
            continue
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def right_or_a_mistake(content):
    """Check a spec; anything but an answer or a Mistake that names the file is let through as an error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "my.yaml"
        path.write_bytes(content)
        assert told(path).startswith(str(path))


def told(path):
    """What is wrong with a spec; only its path when nothing is."""
    try:
        for entry in registry.entries_of(path):
            plan.check(entry, home())
    except Mistake as mistake:
        return str(mistake)
    return str(path)


def texts(changes):
    """The spec as bytes with slices of it replaced."""
    content = WALK.encode()
    for at, length, new in changes:
        at %= len(content) + 1
        content = content[:at] + new + content[at + length :]
    return content


pieces = st.binary(max_size=6) | st.sampled_from([b"\t", b": ", b"{", b"- ", b"&a", b"*a", b"!x", b"---"])
slices = st.lists(st.tuples(st.integers(0, len(WALK)), st.integers(0, 30), pieces), min_size=1, max_size=4)


@pytest.mark.system
@SOME
@given(edits)
@example([(("title",), "rename", None, "[key]")])  # what pydantic itself puts into the place of a wrong key
def test_a_garbled_spec_is_right_or_a_mistake(changes):
    right_or_a_mistake(garbled(changes).encode("utf-8", "surrogatepass"))


@pytest.mark.system
@SOME
@given(slices)
def test_garbled_bytes_are_right_or_a_mistake(changes):
    right_or_a_mistake(texts(changes))


@pytest.mark.nightly
@settings(MANY, max_examples=5_000)
@given(edits)
def test_thousands_of_garbled_specs_are_right_or_a_mistake(changes):
    right_or_a_mistake(garbled(changes).encode("utf-8", "surrogatepass"))


@pytest.mark.nightly
@settings(MANY, max_examples=5_000)
@given(slices)
def test_thousands_of_garbled_files_are_right_or_a_mistake(changes):
    right_or_a_mistake(texts(changes))
