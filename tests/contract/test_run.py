"""Is what an experiment hands over converted where nothing is lost, and refused at the call where not?"""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Metrics, Params

SCALARS = [
    np.int64(3),
    np.uint8(3),
    np.float32(3),
    np.float16(3),
    np.array(3),
    torch.tensor(3),
    torch.tensor(3.0),
    3.0,
]
SCALARS += [np.longdouble(3), torch.tensor(3.0, dtype=torch.bfloat16, requires_grad=True)]
NO_NUMBERS = [
    True,
    np.bool_(1),
    "3",
    None,
    np.array([3]),
    torch.ones(2),
    3j,
    np.datetime64(3, "ns"),
    np.str_("3"),
    object(),
]


class Reading(Metrics):
    growth: float
    curve: list[float] = Field(default_factory=list)


class Net(Params):
    width: int = 1
    rate: float = 0.5
    deep: bool = False
    widths: tuple[int, ...] = ()
    by_name: dict[str, float] = Field(default_factory=dict)
    either: int | str = 0


@pytest.fixture
def run(tmp_path):
    return Run(seed=0, device="cpu", folder=tmp_path)


@pytest.mark.parametrize("three", SCALARS, ids=repr)
def test_scalars_become_plain_numbers(run, three):
    run.log(three, loss=three)
    run.note("speed", three)
    kept = json.loads(json.dumps([run.series, run.notes, Progress("walk", three, three).done]))
    assert kept == [{"loss": {"3": 3.0}}, {"speed": [3.0]}, 3.0]
    assert Reading(growth=three, curve=[three]).model_dump() == {"growth": 3.0, "curve": [3.0]}


@pytest.mark.parametrize("wrong", NO_NUMBERS, ids=lambda wrong: type(wrong).__name__)
def test_what_is_no_number_is_refused_with_the_name_of_the_argument(run, wrong):
    for told, call in {
        "the step given to run.log": lambda: run.log(wrong, loss=1.0),
        "'loss' given to run.log": lambda: run.log(0, loss=wrong),
        "'speed' given to run.note": lambda: run.note("speed", wrong),
        "`done` of a Progress": lambda: Progress("walk", wrong, 1),
        "growth": lambda: Reading(growth=wrong),
    }.items():
        with pytest.raises((TypeError, ValueError), match=told):
            call()
    assert not run.series
    assert not run.notes


@pytest.mark.parametrize("step", [2.5, np.float32(0.1), float("nan"), float("inf"), 2**63, 1e300])
def test_a_step_is_whole(run, step):
    with pytest.raises(ValueError, match=r"the step given to run\.log"):
        run.log(step, loss=1.0)


def test_a_number_too_large_for_a_float_is_refused(run):
    with pytest.raises(ValueError, match="too large"):
        run.note("speed", 10**400)


@pytest.mark.parametrize("name", ["", " ", " a", "a\n", "a\tb", "\0", "\udc80", "x" * 201])
def test_a_name_can_be_shown(run, name):
    for call in (lambda: run.log(0, **{name: 1.0}), lambda: run.note(name, 1.0), lambda: run.keep(name, np.ones(1))):
        with pytest.raises(ValueError, match="the name"):
            call()
    assert not list(run.folder.rglob("*.npy"))


@pytest.mark.parametrize("name", ["../up", "a/b", "/tmp/a", "a\\b", "a:b", ".", "..", ".hidden", "what?", "ö" * 150])
def test_an_array_is_kept_in_one_file_of_its_folder(run, name):
    with pytest.raises(ValueError, match=r"run\.keep"):
        run.keep(name, np.ones(1))
    assert not list(run.folder.rglob("*.npy"))


@pytest.mark.parametrize("array", [np.arange(3), [0, 1, 2], torch.arange(3.0, requires_grad=True), np.float32(1)])
def test_any_array_of_numbers_is_kept(run, array):
    run.keep("kept-1_ö.x", array)
    found = np.load(run.folder / "arrays" / "kept-1_ö.x.npy")
    assert np.array_equal(found, np.asarray(torch.as_tensor(array).detach()))


def test_objects_are_not_kept(run):
    with pytest.raises(TypeError, match=r"'odd'.*holds objects"):
        run.keep("odd", np.array([{}]))


@given(st.text(max_size=20))
def test_a_name_is_refused_or_kept_as_it_is(text):
    run = Run(seed=0, device="cpu", folder=None)
    try:
        run.log(0, **{text: 1.0})
    except ValueError:
        assert not run.series
    else:
        assert list(run.series) == [text]


def test_arrays_become_lists_of_metrics():
    assert Reading(growth=1, curve=np.array([1, 2], dtype=np.float32)).curve == [1.0, 2.0]
    assert Reading(growth=1, curve=torch.ones(2)).curve == [1.0, 1.0]


@pytest.mark.parametrize("curve", [[True], ["1"], [[1.0]], np.array(["a"]), np.ones((1, 1)), [float("nan")], 3])
def test_other_lists_are_refused(curve):
    with pytest.raises(ValidationError, match="curve"):
        Reading(growth=1, curve=curve)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("width", True), ("width", "1"), ("width", 1.5), ("rate", False), ("rate", "0.5"), ("rate", b"1"),
        ("deep", 1), ("deep", "yes"), ("deep", 0.0), ("widths", [1, True]), ("widths", ("1",)),
        ("by_name", {"a": True}),
    ],
)  # fmt: skip
def test_params_take_nothing_for_a_number_that_is_none(name, wrong):
    with pytest.raises(ValidationError, match=name):
        Net(**{name: wrong})


@pytest.mark.parametrize(
    ("name", "given", "held"),
    [
        ("width", 3.0, 3), ("rate", 1, 1.0), ("widths", [1, 2.0], (1, 2)), ("by_name", {"a": 1}, {"a": 1.0}),
        ("deep", True, True), ("either", "7", "7"), ("either", 7, 7),
    ],
)  # fmt: skip
def test_params_take_every_number_that_loses_nothing(name, given, held):
    assert getattr(Net(**{name: given}), name) == held
