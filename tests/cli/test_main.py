"""Does every command answer, quickly, plainly, and with the exit code that it promises?"""

import json
import sys

import pytest
from command_line import CommandLine

from netsci_bench.contract.errors import DataUnavailable
from netsci_bench.specs import registry
from netsci_bench.storage.home import home
from netsci_bench.tracking.records import Synced

HEAVY = ("torch", "mlflow", "matplotlib", "numpy", "scipy", "pandas", "numba", "networkx", "seaborn")
LIBRARIES = "import typer.rich_utils, rich.markdown, pydantic.main, yaml"  # what a command line is made of
MOST = 1.25  # times the modules that importing these loads; with torch it would be 3


def modules(folder, imports):
    """The names of all modules that a fresh process has loaded after this code."""
    code = f"{imports}\nimport sys; print('modules:', *sys.modules)"
    return set(CommandLine(folder).python("-c", code).rpartition("modules:")[2].split())


def modules_of(folder, words):
    """The same after a command."""
    call = (
        f"import sys; sys.argv = ['netsci-bench', *{words!r}]\n"
        "from netsci_bench.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
    )
    return modules(folder, call)


@pytest.mark.system
@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["--help"], ["run", "--help"]], ids=" ".join)
def test_listing_and_help_import_nothing_heavy(words, tmp_path):
    assert not modules_of(tmp_path, words) & set(HEAVY)


@pytest.mark.system
@pytest.mark.parametrize("words", [["list"], ["--help"]], ids=" ".join)
def test_listing_and_help_answer_at_once(words, tmp_path):
    """Imports are what a short command waits for; their count is the same on a machine that is busy."""
    assert len(modules_of(tmp_path, words)) < MOST * len(modules(tmp_path, LIBRARIES))


def test_list_for_programs_names_every_id(bench):
    code, out, _ = bench("list", "--json")
    assert code == 0
    rows = json.loads(out)
    assert [row["id"] for row in rows] == [entry.id for entry in registry.entries()]
    assert all({"title", "minutes", "claims", "last"} <= row.keys() for row in rows)


def test_list_for_people_names_tiers_minutes_and_verdicts(bench):
    code, out, _ = bench("list")
    assert code == 0
    for entry in registry.entries():
        assert entry.id in out
        assert entry.spec.title in out
    assert " min" in out
    assert "paper, recorded: " in out  # this home has run nothing


def test_show_tells_params_bands_reasons_and_sources(bench, walk_yaml):
    code, out, _ = bench("show", walk_yaml)
    assert code == 0
    for piece in ("steps: 3", "steps: 20", "drift: 1.0", "[10, inf]", "because twenty steps", "(2025)", "tier paper"):
        assert piece in out


ONE_OF_EACH_FAMILY = {entry.id.partition("/")[0]: entry.id for entry in registry.entries()}.values()


@pytest.mark.system
@pytest.mark.parametrize(
    "name",
    [
        entry.id if entry.id in ONE_OF_EACH_FAMILY else pytest.param(entry.id, marks=pytest.mark.nightly)
        for entry in registry.entries()
    ],
)
def test_show_of_every_id_of_the_registry_works(bench, name):
    code, out, _ = bench("show", name)
    assert code == 0
    assert registry.find(name).spec.title in out


def test_check_names_what_is_right_and_what_is_wrong(bench, walk_yaml, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(walk_yaml.read_text().replace("title:", "titel:"))
    code, out, err = bench("check", walk_yaml, broken)
    assert code == 2
    assert "file/walk: ok" in out
    assert "file/walk/short: ok" in out
    assert f"{broken}:1" in err
    assert bench("check", walk_yaml)[0] == 0


def test_check_prints_the_schema_for_editors(bench):
    code, out, _ = bench("check", "--schema")
    assert code == 0
    assert {"title", "tiers", "claims"} <= json.loads(out)["properties"].keys()


@pytest.mark.system
def test_status_has_a_word_for_every_id(bench):
    code, out, _ = bench("status")
    assert code == 0
    for entry in registry.entries():
        line = next(line for line in out.splitlines() if line.startswith((f"{entry.id}:", f"{entry.id} (")))
        assert any(
            word in line
            for word in ("current", "code changed", "claims changed", "other seeds", "stale", "never run")
        )


def test_status_names_a_published_report_whose_id_is_gone(bench, tmp_path, monkeypatch):
    (tmp_path / "walks" / "gone" / "paper").mkdir(parents=True)
    report = {"schema": 1, "id": "walks/gone", "tier": "paper"}
    (tmp_path / "walks" / "gone" / "paper" / "report.json").write_text(json.dumps(report))
    monkeypatch.setattr("netsci_bench.maintenance.recording.published_folder", lambda: tmp_path)
    assert "walks/gone (paper): no longer in the registry" in bench("status")[1]


@pytest.mark.system
def test_a_report_is_recorded_only_when_asked_and_into_the_folder_asked_for(bench, walk_yaml, tmp_path):
    record = tmp_path / "record"
    code, _, err = bench("record", walk_yaml, "--into", record)
    assert code == 2
    assert "no report" in err
    assert bench("run", walk_yaml, "--tier", "smoke", "--no-track")[0] == 0
    assert not record.exists()
    assert bench("record", walk_yaml, "--into", record)[0] == 0
    kept = {p.name for p in (record / "file" / "walk" / "smoke").iterdir()}
    assert {"report.md", "report.json"} <= kept
    assert "report.html" not in kept
    assert (record / "README.md").read_text()


@pytest.mark.system
def test_a_report_that_lies_in_the_record_already_is_not_copied_over_itself(bench, walk_yaml, home):
    assert bench("run", walk_yaml, "--tier", "smoke", "--no-track")[0] == 0
    code, _, err = bench("record", walk_yaml, "--into", home / "reports")
    assert code == 2
    assert "is already in the record" in err
    assert (home / "reports" / "file" / "walk" / "smoke" / "report.json").is_file()


def test_sync_fails_where_something_could_not_be_mirrored(bench, monkeypatch):
    monkeypatch.setattr("netsci_bench.tracking.records.sync", lambda home: Synced((), (), {"walk": "no answer"}))
    code, out, _ = bench("sync")
    assert code == 1
    assert "walk: no answer" in out


def test_data_list_names_every_data_set_with_its_licence(bench):
    code, out, _ = bench("data", "list")
    assert code == 0
    for dataset in registry.datasets(home()).values():
        assert f"{dataset.name}: " in out
        assert dataset.licence in out
    assert "not fetched" in out  # this home has none


def test_a_misspelt_data_set_is_told_with_the_nearest(bench):
    code, _, err = bench("data", "fetch", "mnits")
    assert code == 2
    assert "did you mean 'mnist'?" in err


@pytest.mark.parametrize("command", ["show", "check", "run", "record"])
def test_an_unknown_id_is_told_with_the_nearest(bench, command):
    near = next(e.id for e in registry.entries())
    code, out, err = bench(command, near[:-2] + near[-1])
    assert code == 2
    assert f"did you mean {near!r}?" in err
    assert out == ""


@pytest.mark.parametrize(
    "words",
    [["--bogus"], ["list", "--bogus"], ["run"], ["show"], ["bogus"], ["run", "x", "-j", "many"]],
    ids=" ".join,
)
def test_a_wrong_word_ends_with_2(bench, words):
    assert bench(*words)[0] == 2


@pytest.mark.system
def test_a_reader_that_goes_away_is_no_error(tmp_path):
    command = f"'{sys.executable}' -m netsci_bench list | head -c 1"
    err = CommandLine(tmp_path).program("bash", "-o", "pipefail", "-c", command).err
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.parametrize(("words", "code"), [((), 4), (("--skip-unreachable",), 0)])
def test_an_id_without_data_is_left_out_only_when_asked_and_is_said(bench, walk_yaml, monkeypatch, words, code):
    def nothing(entry, choices, manner):
        raise DataUnavailable("no source gave the walks")

    monkeypatch.setattr("netsci_bench.cli.run.run_experiment", nothing)
    ended, out, err = bench("run", str(walk_yaml), *words)
    assert ended == code
    assert "no source gave the walks" in err
    assert ("skipped as requested" in out) == bool(words)
