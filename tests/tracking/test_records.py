"""Is what a run found in MLflow afterwards, once, whatever happened on the way?"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mlflow.utils import validation
from pydantic import Field
from toy_params import asked

from netsci_bench.contract.catalogue_entries import ArraySpec, Code, Dataset
from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.contract.schema import Params
from netsci_bench.maintenance import health
from netsci_bench.reporting.content import report_content
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.model import ExperimentSpec
from netsci_bench.specs.statements import Citation, Paper
from netsci_bench.tracking import dead_runs, experiments, inputs, records, server
from netsci_bench.tracking import mirror as mlflow_mirror
from netsci_bench.tracking.records import mirror, record, sync, unmirrored

pytestmark = pytest.mark.system  # whole MLflow stores

DIGITS = Dataset(
    name="digits",
    title="Digits",
    licence="CC0",
    source="someone",
    arrays={"images": ArraySpec(shape=(2, 2), sha256="0" * 64)},
    sources=(),
)
SOURCE = Paper(citation=Citation(authors="A. Walker", year=2026, title="Walks", where="a journal"), statements={})


class Recipe(Params):
    data: tuple[Dataset, ...] = (DIGITS,)
    model: Code = Code(name="models.small:net", fingerprint="0123456789ab")
    widths: tuple[int, ...] = (3, 4)
    text: str = "x" * 9000


class Walk(Params):
    recipe: Recipe = Recipe()
    rate: float = 0.001
    many: dict[str, int] = Field(default_factory=lambda: {f"p@{i}": i for i in range(120)})


def a_plan(seeds: tuple[int, ...], name: str = "walks/short") -> Plan:
    claim = {"says": "s", "metric": "growth", "accept": {"at_least": 0}, "because": "b", "role": "check"}
    spec = ExperimentSpec.model_validate(
        {
            "title": "A walk",
            "experiment": "m:f",
            "tiers": {t: {"seeds": seeds, "minutes": 1} for t in ("smoke", "paper")},
            "claims": {"it-grows": claim | {"source": {"paper": "p", "at": "Fig. 1"}}},
        }
    )
    addresses = {seed: f"address{seed}" for seed in seeds}
    tier, papers = spec.tiers["paper"], {"p": SOURCE}
    params, code = asked(Walk()), ("c0de", {}, {})
    return Plan(name, spec, papers, "paper", tier, seeds, *params, "cpu", 1, *code, addresses)


def an_outcome(seed: int, points: int = 3, **other: Any) -> Outcome:
    series = {"loss": [(step, 1.0 / (step + 1)) for step in range(points)], "acc@1": [(5, 0.5)]}
    lists = {"by_block": [0.1, 0.2]}
    return Outcome(seed, f"address{seed}", {"growth": float(seed), "text.depth": 1.0}, lists, series, **other)


def a_record(home: Path, outcomes: list[Outcome], name: str = "walks/short") -> Path:
    report = home / "reports" / name / "paper"
    report.mkdir(parents=True, exist_ok=True)
    (report / "report.md").write_text("# Größe\n", encoding="utf-8")
    (report / "growth.png").write_bytes(b"PNG")
    (report / "huge.bin").write_bytes(b"not part of the record")
    verdict = Verdict("it-grows", "reproduced", "it does", (1.0, 2.0), (0.0, float("inf")), 1.5)
    environment = {"commit": "abc123", "cpu": "a fast one"}
    plan = a_plan(tuple(outcome.seed for outcome in outcomes), name)
    content = report_content(plan, outcomes, [verdict], environment)
    return record(plan, outcomes, content, report, home)


def runs_of(home: Path, name: str = "walks/short") -> tuple[Any, list[Any], list[Any]]:
    """A client, the parents and the children, as MLflow has them."""
    with server.opened(home) as client:
        runs = client.search_runs([client.get_experiment_by_name(name).experiment_id])
    children = [run for run in runs if "mlflow.parentRunId" in run.data.tags]
    children.sort(key=lambda run: run.data.tags["seed.number"])
    return client, [run for run in runs if "mlflow.parentRunId" not in run.data.tags], children


GROUPS = {"run", "seed", "verdict", "verdicts", "env", "netsci_bench", "mlflow"}


@pytest.fixture(autouse=True)
def _no_store_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(records.__file__).parents[2]))  # for the processes started here
    (tmp_path / "mlruns" / "0").mkdir(parents=True)  # MLflow refuses its old stores, also where one just lies about
    (tmp_path / "mlruns" / "0" / "meta.yaml").write_text("experiment_id: 0\n")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables, which take MLflow some seconds to make."""
    home = tmp_path_factory.mktemp("tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        with server.opened(home):
            return home / "mlflow.db"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "a hömé with 100% odd letters"


@pytest.fixture
def home(fresh: Path, tables: Path) -> Path:
    fresh.mkdir()
    shutil.copyfile(tables, fresh / "mlflow.db")
    return fresh


@pytest.mark.system
def test_importing_it_and_writing_a_record_do_not_import_mlflow() -> None:
    code = "import sys, netsci_bench.tracking.records; sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_record_is_complete_and_its_report_is_a_copy(fresh: Path) -> None:
    home = fresh
    folder = a_record(home, [an_outcome(1), an_outcome(2)])
    data = json.loads((folder / "record.json").read_text("utf-8"))
    assert data["params"]["recipe.widths"] == "[3, 4]"
    assert data["datasets"] == {"digits": DIGITS.fingerprint}
    assert [outcome["address"] for outcome in data["outcomes"]] == ["address1", "address2"]
    assert data["verdicts"][0]["word"] == "reproduced"
    assert {path.name for path in (folder / "report").iterdir()} == {"report.md", "growth.png"}
    assert unmirrored(home) == [folder]
    assert not list((home / "invocations").glob(".*"))


def test_everything_is_there_when_read_back(fresh: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = fresh
    folder = a_record(home, [an_outcome(1), an_outcome(3, error="it fell over", seconds=2.0)])
    assert mirror(folder, home) is None
    assert capfd.readouterr() == ("", "")
    client, (parent,), children = runs_of(home)
    assert parent.data.tags["verdict.it-grows"] == "reproduced"
    assert parent.data.metrics["verdicts/reproduced"] == 1
    assert parent.data.metrics["growth"] == 1.0
    assert parent.data.tags["mlflow.source.git.commit"] == "abc123"
    assert parent.data.tags["env.cpu"] == "a fast one"
    assert len(parent.data.params["recipe.text"]) < 500
    assert parent.data.params["many.p_7"] == "7"
    assert parent.data.params["recipe.model"] == "models.small:net@0123456789ab"
    assert [(i.dataset.name, i.dataset.digest) for i in parent.inputs.dataset_inputs] == [
        ("digits", DIGITS.fingerprint)
    ]
    assert {file.path for file in client.list_artifacts(parent.info.run_id)} == {"report.md", "growth.png"}
    text = Path(client.download_artifacts(parent.info.run_id, "report.md")).read_text("utf-8")
    assert text == "# Größe\n"
    assert (home / "mlartifacts").is_dir()
    assert [child.info.status for child in children] == ["FINISHED", "FAILED"]
    assert children[1].data.tags["seed.error"] == "it fell over"
    assert children[1].info.end_time - children[1].info.start_time == 2000
    assert children[0].data.tags["seed.address"] == "address1"
    loss = client.get_metric_history(children[0].info.run_id, "series/loss")
    assert [(point.step, point.value) for point in loss] == an_outcome(1).series["loss"]
    blocks = client.get_metric_history(children[0].info.run_id, "by_block")
    assert [(point.step, point.value) for point in blocks] == [(0, 0.1), (1, 0.2)]
    assert children[0].data.metrics["series/acc_1"] == 0.5
    assert {child.data.tags["mlflow.parentRunId"] for child in children} == {parent.info.run_id}


def experiment_tags(home: Path) -> dict[str, str]:
    with server.opened(home) as client:
        return dict(client.get_experiment_by_name("walks/short").tags)


def test_names_descriptions_data_sets_and_columns_are_in_mlflow(home: Path) -> None:
    folder = a_record(home, [an_outcome(1), an_outcome(2, error="it fell over")])
    (folder / "report" / "report.html").write_text("<p>A page")
    assert mirror(folder, home) is None
    _, (parent,), children = runs_of(home)
    assert parent.info.run_name == "paper, 2 seeds, code c0de: 1 reproduced, 1 failed"
    with server.opened(home) as client:  # in MLflow's own order, as its pages have them
        listed = client.search_runs([parent.info.experiment_id], "tags.`seed.number` != 'none'")
    assert [child.info.run_name for child in listed] == ["seed 1", "seed 2"]
    tags = parent.data.tags
    assert tags["verdicts"] == "1 reproduced, 1 failed"
    assert tags["verdict.it-grows"] == "reproduced"
    assert (tags["run.id"], tags["run.tier"], tags["run.seeds"]) == ("walks/short", "paper", "1-2")
    note = tags["mlflow.note.content"]
    page = f"#/experiments/{parent.info.experiment_id}/runs/{parent.info.run_id}/artifacts/report.html"
    for part in ("# A walk", "1 check (reproduced)", "it-grows: **reproduced**. it does", "it fell over", page):
        assert part in note
    assert "it fell over" in children[1].data.tags["mlflow.note.content"]
    for run in (parent, *children):
        assert {name.partition(".")[0] for name in run.data.tags} <= GROUPS
        (used,) = run.inputs.dataset_inputs
        assert (used.dataset.name, used.dataset.digest) == ("digits", DIGITS.fingerprint)
        assert {tag.key: tag.value for tag in used.tags} == {inputs.CONTEXT: "recipe.data"}
    assert not [name for name in children[0].data.tags if name.startswith(("env.", "verdict"))]


def test_the_experiment_is_one_for_training_and_says_what_it_is_about(home: Path) -> None:
    mirror(a_record(home, [an_outcome(1)]), home)
    tags = experiment_tags(home)
    assert tags[experiments.KIND] == "custom_model_development"
    assert json.loads(tags["mlflow.sharedViewState.netsci-bench"])["selectedColumns"][0] == "tags.`verdicts`"
    assert tags[experiments.NOTE].startswith("# A walk\n\n")
    assert (
        "Newest run: No claim counts for or against a paper; counted apart: 1 check (reproduced)"
        in tags[experiments.NOTE]
    )


def test_what_a_user_set_by_hand_is_kept(home: Path) -> None:
    mirror(a_record(home, [an_outcome(1)]), home)
    with server.opened(home) as client:
        number = client.get_experiment_by_name("walks/short").experiment_id
        client.set_experiment_tag(number, experiments.NOTE, "my own words")
        client.set_experiment_tag(number, experiments.KIND, "forecasting")
    mirror(a_record(home, [an_outcome(1)]), home)
    tags = experiment_tags(home)
    assert (tags[experiments.NOTE], tags[experiments.KIND]) == ("my own words", "forecasting")


@pytest.mark.parametrize("guess", experiments.GUESSED)
def test_experiments_of_an_older_version_get_their_kind(home: Path, guess: str) -> None:
    with server.opened(home) as client:
        number = server.experiment_of(client, "walks/short", home)
        client.set_experiment_tag(number, experiments.KIND, guess)
        experiments.mark_all_as_training(client)
        assert experiments.KIND not in client.get_experiment("0").tags
    assert experiment_tags(home)[experiments.KIND] == experiments.TRAINING


def test_a_run_in_which_every_seed_failed_is_there_with_the_reasons(home: Path) -> None:
    outcomes = [an_outcome(seed, error=f"reason {seed}") for seed in (1, 2)]
    content = report_content(a_plan((1, 2)), outcomes, [], {"commit": "abc123"})
    assert mirror(record(a_plan((1, 2)), outcomes, content, None, home), home) is None
    _, (parent,), children = runs_of(home)
    assert parent.info.run_name == "paper, 2 seeds, code c0de: all seeds failed"
    assert {run.info.status for run in (parent, *children)} == {"FAILED"}
    assert "seed 2 failed: reason 2" in parent.data.tags["mlflow.note.content"]
    assert [child.data.tags["seed.error"] for child in children] == ["reason 1", "reason 2"]


def test_trainings_are_named_in_the_run_of_their_seed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text('{"trainings": {"a1": "text", "b2": "published"}}')
    mirror(a_record(home, [an_outcome(1, folder=tmp_path, trainings=("b2", "a1"))]), home)
    _, _, (child,) = runs_of(home)
    assert child.data.tags["seed.trainings"] == "published; text"
    assert "training: published" in child.data.tags["mlflow.note.content"]


def test_mirroring_twice_makes_no_duplicates(home: Path) -> None:
    folder = a_record(home, [an_outcome(1)])
    assert mirror(folder, home) is None
    assert unmirrored(home) == []
    before = (folder / "mirrored.json").read_bytes()
    assert mirror(folder, home) is None
    assert str(sync(home)) == "0 mirrored, 1 already mirrored, 0 failed"
    _, parents, children = runs_of(home)
    assert (len(parents), len(children)) == (1, 1)
    assert (folder / "mirrored.json").read_bytes() == before


def test_one_that_was_killed_in_the_middle_is_mirrored_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_record(home, [an_outcome(seed) for seed in (1, 2, 3)])
    whole = mlflow_mirror._child

    def killed_at_the_second(client: Any, place: Any, data: Any, outcome: Mapping[str, Any]) -> None:
        if outcome["seed"] == 2:
            raise KeyboardInterrupt
        whole(client, place, data, outcome)

    with monkeypatch.context() as patch:
        patch.setattr(mlflow_mirror, "_child", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            mirror(folder, home)
    assert len(runs_of(home)[2]) == 1
    assert sync(home).mirrored == (folder.name,)
    _, (parent,), children = runs_of(home)
    assert [child.data.tags["seed.number"] for child in children] == ["1", "2", "3"]
    assert parent.info.status == "FINISHED"


def test_a_server_that_is_away_costs_seconds_and_no_result(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_record(home, [an_outcome(1)])
    a_record(home, [an_outcome(1)])
    with socket.socket() as taken:  # bound and not listening: a closed port that nobody else can open
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://me:secret@127.0.0.1:{taken.getsockname()[1]}")
        reason = mirror(folder, home)
        assert reason is not None
        assert "127.0.0.1" in reason
        assert "secret" not in reason
        assert "\n" not in reason
        synced = sync(home)
    assert int(os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"]) <= 1  # each try waits longer than the last
    assert len(synced.failed) == 2
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    assert len(sync(home).mirrored) == 2


def test_an_old_store_that_mlflow_refuses_is_a_reason_not_a_crash(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    reason = mirror(a_record(home, [an_outcome(1)]), home)
    assert len((reason or "").splitlines()) <= 1  # older MLflows still take it


def test_a_store_that_was_emptied_is_filled_again(home: Path) -> None:
    folder = a_record(home, [an_outcome(1)])
    uri = server.tracking_uri(home)
    (folder / "mirrored.json").write_text(json.dumps({uri: "0" * 32}))
    assert sync(home).mirrored == (folder.name,)
    assert len(runs_of(home)[1]) == 1


def test_runs_and_experiments_that_the_user_deleted_stay_deleted(home: Path) -> None:
    mirror(a_record(home, [an_outcome(1)]), home)
    client, (parent,), _ = runs_of(home)
    client.delete_run(parent.info.run_id)
    client.delete_experiment(parent.info.experiment_id)
    assert sync(home).mirrored == ()
    second = a_record(home, [an_outcome(1)])
    assert mirror(second, home) is None  # which needs the experiment
    _, parents, _ = runs_of(home)
    assert second.name in {run.data.tags[mlflow_mirror.RECORD_TAG] for run in parents}


def test_runs_of_a_process_that_is_gone_are_not_running_for_ever(home: Path) -> None:
    mirror(a_record(home, [an_outcome(1)]), home)
    mine = dead_runs.process_tags()
    with server.opened(home) as client:
        number = client.get_experiment_by_name("walks/short").experiment_id
        stale = client.create_run(number, tags=mine | {"netsci_bench.started": "long ago"})
        alive = client.create_run(number, tags=mine)
        elsewhere = client.create_run(number, tags=mine | {"netsci_bench.host": "another", "netsci_bench.pid": "1"})
        dead_runs.end_dead_runs(client, number)
        states = [client.get_run(run.info.run_id).info.status for run in (stale, alive, elsewhere)]
    assert states == ["KILLED", "RUNNING", "RUNNING"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
def test_a_process_that_ends_while_it_is_asked_for_is_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror(a_record(home, [an_outcome(1)]), home)
    mine = dead_runs.process_tags()
    with server.opened(home) as client:
        number = client.get_experiment_by_name("walks/short").experiment_id
        run = client.create_run(number, tags=mine)
        whole, asked = Path.read_text, Path("/proc", mine["netsci_bench.pid"], "stat")

        def read_text(path: Path, *args: Any, **words: Any) -> str:
            if path == asked:
                raise ProcessLookupError
            return whole(path, *args, **words)

        monkeypatch.setattr(Path, "read_text", read_text)
        dead_runs.end_dead_runs(client, number)
        assert client.get_run(run.info.run_id).info.status == "KILLED"


def test_what_is_not_finite_is_never_logged(home: Path) -> None:
    series = {"loss": [(0, 1.0), (1, float("inf")), (2, float("nan")), (3, 2.0)]}
    assert mirror(a_record(home, [Outcome(1, "a", {"growth": 1.0}, {}, series)]), home) is None
    client, _, (child,) = runs_of(home)
    history = client.get_metric_history(child.info.run_id, "series/loss")
    assert [(point.step, point.value) for point in history] == [(0, 1.0), (3, 2.0)]


def test_two_thousand_points_go_in_batches(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlflow import MlflowClient

    sizes: list[int] = []
    whole = MlflowClient.log_batch

    def counted(self: Any, run_id: str, metrics: Any = (), **other: Any) -> Any:
        sizes.append(len(metrics))
        return whole(self, run_id, metrics, **other)

    monkeypatch.setattr(MlflowClient, "log_batch", counted)
    monkeypatch.setattr(MlflowClient, "log_metric", None)
    folder = a_record(home, [an_outcome(seed, points=1000) for seed in range(2)])
    assert mirror(folder, home) is None
    assert sum(sizes) > 2000
    assert max(sizes) == 1000
    assert len(sizes) <= 3 * 4  # points and params in two each, for a parent and two children


def test_two_names_never_become_one() -> None:
    legal = mlflow_mirror._legal(["acc@1", "acc_1", "acc#1"])
    assert len(set(legal.values())) == 3


def test_a_broken_record_does_not_keep_the_others_from_being_mirrored(home: Path) -> None:
    broken = a_record(home, [an_outcome(1)])
    whole = a_record(home, [an_outcome(1)])
    (broken / "record.json").write_text("{")
    synced = sync(home)
    assert synced.mirrored == (whole.name,)
    assert list(synced.failed) == [broken.name]


LEGAL = {"train/loss", "a.b c-d", "series/acc_1", "größe"}


@pytest.mark.parametrize(
    "name",
    [
        "a//b",
        "..",
        "../up",
        "/lead",
        "tail/",
        " ",
        "",
        ".",
        "a:b",
        "a/./b",
        "a/ /b",
        "a\nb",
        "\0",
        "\udc80",
        "x" * 300,
    ],
)
def test_a_name_becomes_one_that_mlflow_accepts_and_takes_no_name_away(name: str) -> None:
    legal = mlflow_mirror._legal([name, *LEGAL])
    validation._validate_metric_name(legal[name])
    validation._validate_param_name(legal[name])
    assert {legal[known] for known in LEGAL} == LEGAL
    assert len(set(legal.values())) == len(LEGAL) + 1


@given(st.sets(st.text("ab/. :\n%ö\\_", max_size=8), max_size=12))
def test_any_names_become_different_ones_that_mlflow_accepts(names: set[str]) -> None:
    legal = mlflow_mirror._legal(names)
    for name in legal.values():
        validation._validate_metric_name(name)
        validation._validate_tag_name(f"env.{name}")
    assert len(set(legal.values())) == len(names)


def test_a_series_with_an_odd_name_is_mirrored(home: Path) -> None:
    series = {name: [(0, 1.0)] for name in ("train//loss", "train/loss", "../x", "a:b", " ")}
    assert mirror(a_record(home, [Outcome(1, "a", {"growth": 1.0}, {}, series)]), home) is None
    _, _, (child,) = runs_of(home)
    assert len(child.data.metrics) == 6


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"key": "k"}', "\udcff"])
def test_a_damaged_record_is_named_with_what_to_do(home: Path, text: str) -> None:
    folder = a_record(home, [an_outcome(1)])
    (folder / "record.json").write_bytes(text.encode(errors="surrogateescape"))
    (why,) = sync(home).failed.values()
    assert str(folder) in why
    assert "run the experiment again" in why


def test_a_record_that_was_lost_is_named(home: Path) -> None:
    folder = a_record(home, [an_outcome(1)])
    (folder / "record.json").unlink()
    assert str(folder) in sync(home).failed[folder.name]


@pytest.mark.parametrize("text", ["", '{"sqlite', "[]", "7", '["ab"]'])
def test_a_damaged_note_of_where_a_record_is_costs_nothing(home: Path, text: str) -> None:
    folder = a_record(home, [an_outcome(1)])
    assert mirror(folder, home) is None
    (folder / "mirrored.json").write_text(text)
    assert unmirrored(home) == [folder]
    assert str(sync(home)) == "1 mirrored, 0 already mirrored, 0 failed"
    assert unmirrored(home) == []
    assert len(runs_of(home)[1]) == 1


@pytest.mark.parametrize("content", [b"no SQLite file at all" * 9, None])
def test_a_store_that_cannot_be_opened_is_told_at_once(fresh: Path, content: bytes | None) -> None:
    folder = a_record(fresh, [an_outcome(1)])
    (fresh / "mlflow.db").write_bytes(content) if content else (fresh / "mlflow.db").mkdir()
    begun = time.monotonic()
    assert "database" in (mirror(folder, fresh) or "")
    assert time.monotonic() - begun < 30  # MLflow's own tries take two minutes


@pytest.mark.parametrize("name", ["job%2Fmain", "what?", "a#b", "50%25 ö?uri=false&x", "a@b:c%00"])
def test_a_home_may_have_any_name(name: str, tables: Path, tmp_path: Path) -> None:
    home = tmp_path / "inside" / name
    home.mkdir(parents=True)
    shutil.copyfile(tables, home / "mlflow.db")
    assert mirror(a_record(home, [an_outcome(1)]), home) is None
    client, (parent,), _ = runs_of(home)
    text = Path(client.download_artifacts(parent.info.run_id, "report.md")).read_text("utf-8")
    assert text == "# Größe\n"
    assert [path.name for path in (tmp_path / "inside").iterdir()] == [name]
    assert not [path for path in Path.cwd().iterdir() if path.name.startswith("file")]
    assert [finding.sign for finding in health.mlflow_store(home)] == ["✓"]


@pytest.mark.parametrize("size", [0.02, 0.5, 0.99])
def test_a_store_that_was_cut_after_all_was_mirrored_fails_and_names_a_record(home: Path, size: float) -> None:
    first = a_record(home, [an_outcome(1)])
    assert mirror(first, home) is None
    store = home / "mlflow.db"
    content = store.read_bytes()
    store.write_bytes(content[: int(size * len(content))])
    told = sync(home)
    assert first.name in told.failed
    assert not told.mirrored


@pytest.mark.system
def test_three_processes_on_a_fresh_home_all_mirror(fresh: Path) -> None:
    home = fresh
    folders = [str(a_record(home, [an_outcome(1)])) for _ in range(3)]
    code = """
import os, sys
from pathlib import Path
from netsci_bench.tracking import records, server
server._import_quietly()  # once, and then three processes at the same moment
server.PATIENCE = 600  # seconds: whoever waits for two others on a busy machine waits long
home, *folders = map(Path, sys.argv[1:])
for folder in folders:
    if not os.fork():
        os._exit(records.mirror(folder, home) is not None)
sys.exit(any([os.wait()[1] for _ in folders]))
"""
    command = [sys.executable, "-W", "default", "-c", code, str(home), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert len(runs_of(home)[1]) == 3
