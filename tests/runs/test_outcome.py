"""Is a stored result that is whole but wrong noticed, said in one line, and measured again?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.runs.outcome import read_outcome
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, Listener, collect_outcomes
from netsci_bench.specs import registry
from netsci_bench.storage.ledger import Ledger
from netsci_bench.storage.manifest import seal
from netsci_bench.storage.store import Store


@pytest.fixture
def measured(home, walk_yaml):
    """The plan of one seed that lies in the store."""
    planned = make_plan(registry.find(str(walk_yaml)), RunRequest(tier="smoke", seeds=(0,), device="cpu"), home)
    return planned, collect_outcomes(planned, home, ExecutionOptions(), Listener())[0]


def _edit(folder, name, change):
    """Other content under a manifest that is right, and that the ledger knows."""
    (folder / name).write_text(json.dumps(change(json.loads((folder / name).read_text()))))
    Ledger(folder.parents[1]).add(folder.name, seal(folder))


WRONG = {
    "a list": ("result.json", lambda answer: []),
    "no seconds": ("result.json", lambda answer: {k: v for k, v in answer.items() if k != "seconds"}),
    "a metric that is a text": ("result.json", lambda answer: answer | {"metrics": {"end": "far"}}),
    "a metric that is not finite": ("result.json", lambda answer: answer | {"metrics": {"end": float("nan")}}),
    "trainings that are a list": ("result.json", lambda answer: answer | {"trainings": ["a"]}),
    "series that are no mapping": ("series.json", lambda series: [1, 2]),
    "series without steps": ("series.json", lambda series: {"loss": [1, 2]}),
    "notes that are a text": ("notes.json", lambda notes: "none"),
}


@pytest.mark.system
@pytest.mark.parametrize("kind", WRONG)
def test_a_result_that_is_whole_but_wrong_is_measured_again(home, measured, caplog, kind):
    planned, before = measured
    _edit(before.folder, *WRONG[kind])
    kinds = planned.resolved.metrics
    assert read_outcome(Store(home / "store"), 0, planned.addresses[0], fresh=False, metrics=kinds) is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("the result of seed 0 is damaged")
    assert "\n" not in line
    (again,) = collect_outcomes(planned, home, ExecutionOptions(), Listener())
    assert (again.fresh, again.scalars, again.lists) == (True, before.scalars, before.lists)


def test_a_result_that_is_right_is_read_as_it_was_written(home, measured):
    planned, before = measured
    after = read_outcome(Store(home / "store"), 0, planned.addresses[0], fresh=True)
    assert after == before


def test_a_training_that_is_asked_for_again_keeps_its_name(tmp_path, home, walk_yaml):
    spec = tmp_path / "again.yaml"
    spec.write_text(walk_yaml.read_text().replace("toy_experiment:walk", "toy_experiment:walk_again"))
    request = RunRequest(tier="smoke", seeds=(0,), device="cpu")
    (outcome,) = collect_outcomes(
        make_plan(registry.find(str(spec)), request, home), home, ExecutionOptions(), Listener()
    )
    assert list(outcome.series) == ["walk.position"]


def test_a_training_whose_series_are_wrong_is_forgotten_and_the_seed_measured_again(tmp_path, caplog):
    store = Store(tmp_path)

    def training(folder):
        (folder / "series.json").write_text("[]")

    def result(folder):
        answer = {"metrics": {"end": 1.0}, "trainings": {"t" * 20: "text"}, "seconds": 1}
        (folder / "result.json").write_text(json.dumps(answer))
        (folder / "series.json").write_text("{}")

    store.get("t" * 20, training)
    store.get("r" * 20, result)
    assert read_outcome(store, 0, "r" * 20, fresh=False) is None
    assert "a training is damaged" in caplog.text
    assert store.done("t" * 20) is None


def test_a_folder_in_the_place_of_a_result_is_damage(tmp_path):
    store = Store(tmp_path)
    store.get("r" * 20, lambda folder: (folder / "result.json").mkdir())
    assert read_outcome(store, 0, "r" * 20, fresh=False) is None


@pytest.mark.system
def test_a_number_edited_together_with_its_manifest_is_measured_again_and_said(home, measured, caplog):
    planned, before = measured
    text = (before.folder / "result.json").read_text()
    (before.folder / "result.json").write_text(text.replace('"end": ', '"end": 9'))
    seal(before.folder)
    (again,) = collect_outcomes(planned, home, ExecutionOptions(), Listener())
    assert (again.fresh, again.scalars) == (True, before.scalars)
    (line,) = {record.getMessage() for record in caplog.records}
    assert "is damaged" in line
    assert "ledger.jsonl" in line


@pytest.mark.system
def test_a_training_edited_together_with_its_manifest_is_trained_again_and_said(home, measured, caplog):
    planned, before = measured
    training = home / "store" / "done" / before.trainings[0]
    (training / "series.json").write_text("{}")
    seal(training)
    (again,) = collect_outcomes(planned, home, ExecutionOptions(), Listener())
    assert (again.fresh, again.scalars, again.series) == (True, before.scalars, before.series)
    assert "a training is damaged" in caplog.text


ANY_NUMBER = st.floats() | st.integers() | st.integers(2**1024, 2**1030)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | ANY_NUMBER | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
RIGHT = {
    "result.json": {"metrics": {"end": 1.0, "path": [1.0]}, "trainings": {}, "seconds": 1.0, "diverged": ""},
    "series.json": {"loss": [[0, 1.0], [1, 0.5]]},
    "notes.json": {"notes": {"images": [1.0]}, "warnings": ["slow"]},
}
WHERE = [(file,) for file in RIGHT] + [
    ("result.json", "metrics"), ("result.json", "metrics", "end"), ("result.json", "metrics", "path"),
    ("result.json", "trainings"), ("result.json", "seconds"), ("result.json", "diverged"),
    ("series.json", "loss"), ("notes.json", "notes"), ("notes.json", "notes", "images"), ("notes.json", "warnings"),
]  # fmt: skip
KINDS = {"end": "number", "path": "list"}


def _put(content, where, value):
    """The content with another value at a place."""
    return (
        {**content, where[0]: _put(content.get(where[0]) if where[1:] else None, where[1:], value)}
        if where
        else value
    )


REFUSED = {
    "a metric that is true": ("result.json", "metrics", "end", True),
    "a metric that is null": ("result.json", "metrics", "end", None),
    "a huge metric": ("result.json", "metrics", "end", 10**400),
    "a metric that no float equals": ("result.json", "metrics", "end", 2**53 + 1),
    "a list for a number": ("result.json", "metrics", "end", [1.0]),
    "a number for a list": ("result.json", "metrics", "path", 1.0),
    "a list with a text": ("result.json", "metrics", "path", [1.0, "2"]),
    "a metric too many": ("result.json", "metrics", "more", 1.0),
    "a metric too few": ("result.json", "metrics", {"end": 1.0}),
    "no metrics, and not diverged": ("result.json", "metrics", {}),
    "diverged, and with metrics": ("result.json", "diverged", "it grew"),
    "infinite seconds": ("result.json", "seconds", float("inf")),
    "a training without a name": ("result.json", "trainings", {"t" * 20: None}),
    "a series at no step": ("series.json", "loss", [[0.5, 1.0]]),
    "a series of texts": ("series.json", "loss", [[0, "1.0"]]),
    "a series of three": ("series.json", "loss", [[0, 1.0, 2.0]]),
    "a note that is true": ("notes.json", "notes", "images", [True]),
    "a warning that is a number": ("notes.json", "warnings", [1]),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_value_in_a_result_that_is_whole_is_refused_in_one_line(tmp_path, caplog, kind):
    *where, value = REFUSED[kind]
    outcome = read_outcome(*_stored(tmp_path, _put(RIGHT, where, value)), fresh=False, metrics=KINDS)
    assert outcome is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert "\n" not in line


def _stored(root, content):
    """A store that holds one result of this content, whole by manifest and ledger; its seed and address."""

    def build(folder):
        for name, inside in content.items():
            (folder / name).write_text(json.dumps(inside))

    store = Store(root)
    store.get("r" * 20, build)
    return store, 0, "r" * 20


def _is_number(value):
    return isinstance(value, float) and value - value == 0  # neither infinite nor NaN


@given(where=st.sampled_from(WHERE), value=ANY_JSON)
def test_any_json_in_any_place_is_read_as_what_it_says_or_refused_and_never_an_error(tmp_path_factory, where, value):
    content = _put(RIGHT, where, value)
    outcome = read_outcome(*_stored(tmp_path_factory.mktemp("any"), content), fresh=False, metrics=KINDS)
    if outcome is None:
        return
    said = content["result.json"]
    assert outcome.scalars | outcome.lists == said["metrics"]
    assert all(_is_number(v) for v in [*outcome.scalars.values(), *(x for xs in outcome.lists.values() for x in xs)])
    assert not any(isinstance(v, bool) for v in said["metrics"].values())
    assert set(said["metrics"]) == (set() if outcome.diverged else {"end", "path"})
    assert (outcome.seconds, outcome.trainings) == (said["seconds"], tuple(said["trainings"]))
    assert outcome.series.keys() == content["series.json"].keys()


@given(content=st.binary(max_size=60) | st.just(b"[" * 100_000) | st.just(b"1" * 5000))
@pytest.mark.parametrize("name", RIGHT)
def test_any_bytes_in_any_file_are_no_error(tmp_path_factory, name, content):
    store = Store(tmp_path_factory.mktemp("bytes"))

    def build(folder):
        for file, inside in RIGHT.items():
            (folder / file).write_bytes(content if file == name else json.dumps(inside).encode())

    store.get("r" * 20, build)
    outcome = read_outcome(store, 0, "r" * 20, fresh=False, metrics=KINDS)
    assert outcome is None or name != "result.json"
