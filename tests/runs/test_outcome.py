"""Is a stored result that is whole but wrong noticed, said in one line, and measured again?"""

import json

import pytest

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


@pytest.mark.parametrize("kind", WRONG)
def test_a_result_that_is_whole_but_wrong_is_measured_again(home, measured, caplog, kind):
    planned, before = measured
    _edit(before.folder, *WRONG[kind])
    assert read_outcome(Store(home / "store"), 0, planned.addresses[0], fresh=False) is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("the result of seed 0 is damaged")
    assert "\n" not in line
    (again,) = collect_outcomes(planned, home, ExecutionOptions(), Listener())
    assert (again.fresh, again.scalars, again.lists) == (True, before.scalars, before.lists)


def test_a_result_that_is_right_is_read_as_it_was_written(home, measured):
    planned, before = measured
    after = read_outcome(Store(home / "store"), 0, planned.addresses[0], fresh=True)
    assert after == before


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
