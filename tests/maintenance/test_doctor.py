"""Does the doctor see what is wrong, say what to do, and never fall ill itself?"""

import sqlite3
import threading
from contextlib import closing

import pytest
from command_line import WalkInside

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.maintenance import doctor, health, reachability
from netsci_bench.maintenance.doctor import examine, run_checks
from netsci_bench.maintenance.health import Finding, torch_pair
from netsci_bench.specs import registry


def test_every_section_has_its_say_within_the_time_and_every_trouble_a_remedy(home, monkeypatch):
    monkeypatch.setattr(doctor, "ask_torch", lambda timeout: {"device": "cpu"})
    monkeypatch.setattr(reachability, "find_problem", lambda source: "" if source.kind == "url" else "no")
    found = dict(examine(home))
    assert list(found) == ["machine", "libraries", "device", "home", "MLflow", "clients", "data", "experiments"]
    assert all(found.values())
    told = [finding for section in found.values() for finding in section]
    assert not [finding for finding in told if finding.sign != "✓" and not finding.remedy]
    assert [str(f) for f in found["experiments"] if "coactivation/lenet5-epochs: paper, about" in f.what]
    assert "can be fetched (url" in " ".join(map(str, found["data"]))


@pytest.mark.system
def test_the_command_answers_without_a_traceback(tmp_path):
    bench = WalkInside(tmp_path)
    code, out, err = bench.run("doctor")
    assert (code, err) == (0, ""), out
    assert "Traceback" not in out
    assert not bench.home.exists()


def test_a_check_that_hangs_or_crashes_hides_no_other():
    over = threading.Event()

    def hangs():
        yield Finding("✓", "too late" if over.wait(600) else "never")

    def crashes():
        yield Finding("✓", "half")
        raise ZeroDivisionError("oh")

    found = dict(run_checks([("a", hangs), ("b", crashes), ("c", lambda: [Finding("✓", "well")])], 0.3))
    assert not over.is_set()  # nobody waited for it
    over.set()
    assert "no answer within 0.3 s" in found["a"][0].what
    assert "ZeroDivisionError: oh" in found["b"][-1].what
    assert found["c"] == [Finding("✓", "well")]


@pytest.mark.parametrize(
    ("torch", "torchvision", "sign"),
    [
        ("2.11.0+cpu", "0.26.0", "!"),
        ("2.11.0+cpu", "0.26.0+cpu", ""),
        ("2.11.0", "0.26.0", ""),
        ("2.10.1", "0.25.0", "✗"),
        ("3.0", "1.0", ""),
    ],
)
def test_pairs_that_are_known_to_be_bad_are_told_in_words(torch, torchvision, sign):
    found = list(torch_pair(torch, torchvision))
    assert "".join(f.sign for f in found) == sign
    assert all(f.remedy for f in found)


def test_what_torch_answers_becomes_words():
    broken = list(health.accelerator({"torch": "ImportError: libgomp", "torchvision": "RuntimeError: nms"}))
    assert [f.sign for f in broken] == ["✗", "!"]
    assert "libgomp" in broken[0].what
    assert [f.sign for f in health.accelerator({"slow": "took long"})] == ["!"]
    (fine,) = health.accelerator({"device": "cuda", "name": "H200"})
    assert fine == Finding("✓", "torch computes on cuda (H200)")


def test_a_driver_that_torch_cannot_use_is_told(monkeypatch):
    monkeypatch.setattr(health, "may_have_gpu", lambda: True)
    (found,) = health.accelerator({"device": "cpu"})
    assert found.sign == "!"
    assert "install torch with CUDA" in found.remedy


def test_another_python_is_told(monkeypatch):
    monkeypatch.setattr(health.sys, "version_info", (3, 14, 0))
    first = next(health.machine())
    assert first.sign == "✗"
    assert "3.11, 3.12 or 3.13" in first.remedy


def test_a_missing_library_makes_running_impossible(monkeypatch):
    monkeypatch.setattr(health, "_version", lambda name: "" if name == "numba" else "99.0")
    assert [f.what for f in health.libraries() if f.sign == "✗"] == ["numba is not installed"]


def test_a_home_that_cannot_be_written_and_a_full_disk_are_told(tmp_path, monkeypatch):
    assert next(f.sign for f in health.storage(tmp_path / "new" / "home")) == "✓"
    (tmp_path / "file").touch()
    assert next(f.sign for f in health.storage(tmp_path / "file" / "home")) == "✗"
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1e6}))
    found = list(health.storage(tmp_path))[1]
    assert found.sign == "✗"
    assert "NETSCI_BENCH_HOME" in found.remedy


def store(home, schema):
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "mlflow.db")) as made, made:
        made.execute("create table alembic_version (version_num text)")
        made.execute("insert into alembic_version values (?)", (schema,))


def test_the_mlflow_file_is_read_and_its_schema_held_against_this_mlflow(home, tmp_path):
    (fresh,) = health.mlflow_store(home)
    assert fresh.sign == "✓"
    store(home, health._newest_schema())
    (current,) = health.mlflow_store(home)
    assert (current.sign, health._newest_schema() != "") == ("✓", True)
    other = tmp_path / "other"
    store(other, "0123456789ab")
    (old,) = health.mlflow_store(other)
    assert old.sign == "!"
    (other / "mlflow.db").write_bytes(b"this is no database, and long enough to be looked at" * 20)
    (broken,) = health.mlflow_store(other)
    assert (broken.sign, "cannot be read" in broken.what) == ("!", True)


def test_a_server_that_is_away_is_told_without_its_password(home, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:secret@127.0.0.1:9")
    (found,) = health.mlflow_store(home)
    assert found.sign == "!"
    assert "secret" not in str(found)
    assert "sync" in found.remedy


def a_data_set(*sources):
    return Dataset(
        name="toys",
        title="Toys",
        licence="CC0",
        source="someone",
        arrays={"a": {"shape": (1,), "sha256": "0" * 64}},
        sources=sources,
    )


NPM = {"kind": "npm", "at": "toys==1.0", "files": ("a",), "read": "idx"}
APT = {"kind": "apt", "at": "toys", "files": ("a",), "read": "idx"}
OWN = {"kind": "folder", "at": "toys", "files": ("a",), "read": "idx"}
NOWHERE = {"kind": "url", "at": "http://127.0.0.1:9/", "files": ("a",), "read": "idx"}


def test_missing_clients_are_named_with_the_data_sets_that_need_them(monkeypatch):
    monkeypatch.setattr(reachability.shutil, "which", lambda name: None)
    found = list(reachability.clients([a_data_set(NPM, APT)]))
    assert [f.what.partition(",")[0] for f in found] == [
        "npm is not installed",
        "apt-get is not installed",
        "dpkg-deb is not installed",
    ]
    assert all("toys" in f.what and f.remedy for f in found)
    assert list(reachability.clients([a_data_set(OWN)])) == []


def test_data_that_nothing_can_reach_is_told_with_every_reason(home, monkeypatch):
    monkeypatch.delenv("NETSCI_BENCH_DATA", raising=False)
    monkeypatch.setattr(reachability.shutil, "which", lambda name: None)
    (found,) = reachability.everything([a_data_set(OWN, NOWHERE, NPM)], home, {})
    assert found.sign == "!"
    assert "NETSCI_BENCH_DATA is not set" in found.what
    assert "refused" in found.what
    assert "npm is not installed" in found.what
    assert "install npm" in found.remedy


def test_data_of_ones_own_is_found(home, monkeypatch, tmp_path):
    (tmp_path / "toys").mkdir()
    (tmp_path / "toys" / "a").touch()
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(tmp_path))
    unreached = {}
    (found,) = reachability.everything([a_data_set(NOWHERE, OWN)], home, unreached)
    assert str(found) == "✓ can be fetched (folder): toys"
    assert unreached == {}


def test_many_data_sets_out_of_reach_are_one_finding_and_none_of_their_ids_is_promised_minutes(home, monkeypatch):
    monkeypatch.setattr(doctor, "ask_torch", lambda timeout: {"device": "cpu"})
    monkeypatch.setattr(reachability, "find_problem", lambda source: "no answer in 6 s")
    found = dict(examine(home))
    warnings = [f for f in found["data"] if f.sign == "!"]
    remedies = {dataset.remedy for dataset in registry.every_dataset(home).values()}
    assert len(warnings) <= len(remedies)
    (told,) = [f.what for f in found["experiments"] if "coactivation/lenet5-epochs" in f.what]
    assert told.startswith("without mnist, ")
    assert " min on " not in told
    assert "topology/betti-loss-spikes: paper, about" in " ".join(f.what for f in found["experiments"])  # needs none


def test_data_whose_sources_are_still_asked_are_not_taken_for_reachable(home, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(doctor, "ask_torch", lambda timeout: {"device": "cpu"})
    monkeypatch.setattr(reachability, "find_problem", lambda source: str(over.wait(600)))
    found = dict(examine(home, seconds=1.0))
    over.set()
    assert not any("coactivation/lenet5-epochs: paper" in f.what for f in found["experiments"])
