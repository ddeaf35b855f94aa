"""What is the same result, and what is not? Everything that can change a number is in its address, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from types import SimpleNamespace

import pytest
from pydantic import Field, SecretBytes, SecretStr

from netsci_bench.contract.catalogue_entries import ArraySpec, Code, Dataset
from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.schema import Params
from netsci_bench.identity.address import ADDRESS_DIGITS, Conditions, address, name_of, versions
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.specs import registry

HERE = Conditions(seed=0, device="cpu", threads=1)


class Walk(Params):
    steps: int = 20
    drift: float = 1.0


class Rule(Enum):
    ONE = 1
    OTHER = 2


class Longer(Params):
    steps: int = 21
    drift: float = 1.0


class OnData(Params):
    data: Dataset
    model: Code


def digits(checksum):
    arrays = {"images": ArraySpec(shape=(2, 2), sha256=checksum * 64)}
    return Dataset(name="digits", title="Digits", licence="CC0", source="someone", arrays=arrays, sources=())


def test_an_address_is_a_short_name_for_a_folder():
    found = address("1", Walk(), HERE, {"numpy": "2.0"})
    assert len(found) == ADDRESS_DIGITS
    assert found == address("1", Walk(), HERE, {"numpy": "2.0"})


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "2"},
        {"params": Walk(steps=21)},
        {"params": Longer()},
        {"where": replace(HERE, seed=1)},
        {"where": replace(HERE, device="cuda")},
        {"where": replace(HERE, threads=2)},
        {"versions": {"numpy": "2.1"}},
        {"versions": {}},
    ],
    ids=str,
)
def test_whatever_can_change_a_number_changes_the_address(changed):
    parts = {"code": "1", "params": Walk(), "where": HERE, "versions": {"numpy": "2.0"}}
    assert address(**parts) != address(**(parts | changed))


def test_a_default_written_out_is_the_same_params():
    assert address("1", Walk(steps=20), HERE, {}) == address("1", Walk(), HERE, {})


def test_the_order_of_libraries_does_not_matter():
    one = address("1", Walk(), HERE, {"x": "1", "y": "2"})
    assert one == address("1", Walk(), HERE, {"y": "2", "x": "1"})


class Hidden(Params):
    steps: int = Field(3, exclude=True)
    ways: frozenset[str] = frozenset()
    limits: Mapping[str, tuple[float, ...]] = Field(default_factory=dict)
    rule: Rule = Rule.ONE


@pytest.mark.parametrize(
    "other",
    [{"steps": 4}, {"ways": ["a", "b"]}, {"limits": {"a": (1.0, 2.0)}}, {"rule": Rule.OTHER}],
    ids=str,
)
def test_every_field_enters_whatever_the_type_leaves_out_when_it_writes_itself(other):
    assert address("1", Hidden(**other), HERE, {}) != address("1", Hidden(), HERE, {})


@dataclass(frozen=True)
class Tucked:
    """A value that does not show everything."""

    shown: int = 1
    hidden: float = field(default=1.0, repr=False)
    inner: Walk = field(default_factory=Walk)


class Open(Params, extra="allow", arbitrary_types_allowed=True):
    inner: Tucked = Tucked()


@pytest.mark.parametrize(
    "other",
    [
        {"more": 1},
        {"more": {"a": 2.0}},
        {"inner": Tucked(hidden=2.0)},
        {"inner": Tucked(inner=Walk(steps=4))},
        {"inner": Tucked(shown=2)},
    ],
    ids=str,
)
def test_what_a_type_takes_beside_its_fields_or_does_not_show_enters(other):
    assert address("1", Open(**other), HERE, {}) != address("1", Open(), HERE, {})
    if "more" in other:
        assert address("1", Open(**other), HERE, {}) != address("1", Open(more=3), HERE, {})


def test_the_order_of_a_set_does_not_enter():
    one, other = (address("1", Hidden(ways=ways), HERE, {}) for ways in (["a", "b", "c"], ["c", "b", "a"]))
    assert one == other


class Opaque(Params, arbitrary_types_allowed=True):
    thing: object


def test_a_value_that_has_no_text_of_its_own_is_refused():
    with pytest.raises(Mistake, match="no repr that identifies its value"):
        address("1", Opaque(thing=object()), HERE, {})


@pytest.mark.parametrize("thing", [SecretStr("1"), SecretBytes(b"1"), {"a": SecretStr("1")}], ids=str)
def test_a_value_that_hides_itself_is_refused(thing):
    with pytest.raises(Mistake, match="no repr that identifies its value"):
        address("1", Opaque(thing=thing), HERE, {})


@pytest.mark.parametrize("function", [lambda p, run: None, partial(print), Walk.model_dump, Walk().model_dump])
def test_what_is_no_function_of_a_module_cannot_be_followed(function):
    with pytest.raises(Mistake, match="cannot be followed"):
        name_of(function)


def test_other_bytes_of_the_data_are_another_result():
    model = Code(name="m:net", fingerprint="1")
    one, other = (OnData(data=digits(c), model=model) for c in "ab")
    assert address("1", one, HERE, {}) != address("1", other, HERE, {})


def test_another_source_of_the_same_bytes_is_the_same_result():
    model = Code(name="m:net", fingerprint="1")
    renamed = digits("a").model_copy(update={"title": "Figures", "licence": "MIT"})
    one, other = (OnData(data=data, model=model) for data in (digits("a"), renamed))
    assert address("1", one, HERE, {}) == address("1", other, HERE, {})


def test_other_code_of_a_model_named_in_params_is_another_result():
    one, other = (OnData(data=digits("a"), model=Code(name="m:net", fingerprint=f)) for f in "12")
    assert address("1", one, HERE, {}) != address("1", other, HERE, {})


def test_a_model_is_fingerprinted_by_the_code_it_reaches(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "some_model.py"
    module.write_text("def net(): return width()\ndef width(): return 3\n")
    (tmp_path / "some_experiment.py").write_text(
        "from netsci_bench.contract.schema import Metrics, Params\n"
        "from netsci_bench.contract.catalogue_entries import Code\n"
        "from netsci_bench.contract.run import Run\n"
        "class P(Params):\n    model: Code\nclass M(Metrics):\n    x: float\n"
        "def measure(p: P, run: Run) -> M:\n    return M(x=1)\n"
    )
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "title: t\nexperiment: some_experiment:measure\nparams: {model: 'some_model:net'}\n"
        "tiers: {smoke: {seeds: [0], minutes: 1}, paper: {seeds: [0], minutes: 1}}\nclaims: {}\n"
    )
    before = make_plan(registry.find(str(spec)), RunRequest(device="cpu"), tmp_path).addresses
    module.write_text("def net(): return width()  # why\ndef width(): return 3\n")
    assert make_plan(registry.find(str(spec)), RunRequest(device="cpu"), tmp_path).addresses == before
    module.write_text("def net(): return width()\ndef width(): return 4\n")
    assert make_plan(registry.find(str(spec)), RunRequest(device="cpu"), tmp_path).addresses != before


def test_libraries_that_cannot_change_a_number_do_not_count():
    assert versions(frozenset({"numpy", "pydantic", "no_such"})).keys() == {"numpy"}


def test_a_library_is_found_under_the_name_of_the_package_that_brings_it():
    assert versions(frozenset({"igraph", "yaml"})).keys() == {"igraph", "yaml"}  # python-igraph, PyYAML


def test_neither_the_home_nor_the_working_folder_enters(walk_yaml, tmp_path, monkeypatch):
    monkeypatch.setenv("NETSCI_BENCH_HOME", str(tmp_path / "one"))
    before = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="paper", device="cpu"), tmp_path).addresses
    monkeypatch.setenv("NETSCI_BENCH_HOME", str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path)
    copied = tmp_path / "copied.yaml"
    copied.write_text(f"# a comment\n{walk_yaml.read_text()}")
    assert make_plan(registry.find(str(copied)), RunRequest(tier="paper", device="cpu"), tmp_path).addresses == before


def test_every_seed_has_an_address_of_its_own(walk_yaml, tmp_path):
    addresses = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="paper", device="cpu"), tmp_path).addresses
    assert list(addresses) == [0, 1, 2, 3, 4]
    assert len(set(addresses.values())) == 5


@pytest.mark.parametrize(("seeds", "wrong"), [((0, 0), "twice"), ((-1,), "negative"), ((), "no seed")])
def test_seeds_that_cannot_be_run_are_refused(walk_yaml, seeds, wrong, tmp_path):
    with pytest.raises(Mistake, match=wrong):
        make_plan(registry.find(str(walk_yaml)), RunRequest(seeds=seeds, device="cpu"), tmp_path)


@pytest.mark.parametrize(("device", "nearest"), [("cudaa", "cuda"), ("gpu", "cpu"), ("tpu", "cpu")])
def test_a_device_that_does_not_exist_is_refused_with_the_nearest_that_does(walk_yaml, device, nearest, tmp_path):
    with pytest.raises(Mistake, match=nearest):
        make_plan(registry.find(str(walk_yaml)), RunRequest(device=device), tmp_path)


def test_a_device_that_this_machine_lacks_is_refused_before_any_seed_fails(walk_yaml, monkeypatch, tmp_path):
    monkeypatch.setattr("netsci_bench.runs.plan.best_device", lambda: "cpu")
    with pytest.raises(Mistake, match="this machine has no 'cuda'"):
        make_plan(registry.find(str(walk_yaml)), RunRequest(device="cuda"), tmp_path)


@pytest.mark.parametrize(
    ("minutes", "device", "limit", "chosen"),
    [
        ({"paper": 10}, "cpu", None, "paper"),
        ({"paper": 100, "quick": 10}, "cpu", None, "quick"),
        ({"paper": 100, "quick": 10}, "cpu", 200, "paper"),
        ({"paper": 100, "quick": 10}, "cpu", 5, "smoke"),
        ({"paper": 100}, "cpu", None, "smoke"),
    ],
)
def test_auto_is_the_highest_tier_that_fits_in_the_time(minutes, device, limit, chosen, monkeypatch):
    from netsci_bench.runs.plan import best_tier

    monkeypatch.setattr("netsci_bench.runs.calibration.slowdown", lambda home: 1.0)
    tiers = {name: SimpleNamespace(device="any", minutes=m) for name, m in minutes.items()}
    assert best_tier(SimpleNamespace(tiers=tiers), device, limit) == chosen


@pytest.mark.parametrize(("times", "chosen"), [(0.25, "paper"), (1.0, "quick"), (2.9, "quick"), (3.2, "smoke")])
def test_auto_goes_by_the_minutes_of_this_machine(times, chosen, monkeypatch):
    from netsci_bench.runs.plan import best_tier

    monkeypatch.setattr("netsci_bench.runs.calibration.slowdown", lambda home: times)
    tiers = {name: SimpleNamespace(device="any", minutes=m) for name, m in {"paper": 100, "quick": 10}.items()}
    assert best_tier(SimpleNamespace(tiers=tiers), "cpu", None) == chosen
    assert best_tier(SimpleNamespace(tiers=tiers), "cuda", None) == "quick"


def test_auto_passes_over_a_tier_that_needs_another_device():
    from netsci_bench.runs.plan import best_tier

    paper = SimpleNamespace(device="cuda", minutes=5)
    assert best_tier(SimpleNamespace(tiers={"paper": paper}), "cpu", None) == "smoke"
    assert best_tier(SimpleNamespace(tiers={"paper": paper}), "cuda", None) == "paper"
