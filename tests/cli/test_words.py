"""Are a user's slips told in one line, and is nothing left unsaid that the user would want to know?"""

import json
import socket
from importlib.metadata import version

import pytest
from command_line import ROOT

from netsci_bench.cli.run import execution
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance import recording
from netsci_bench.maintenance.staleness import other_seeds
from netsci_bench.specs import registry
from netsci_bench.specs.model import Tier
from netsci_bench.specs.selection import refuse_unknown
from netsci_bench.specs.validation import nearest
from netsci_bench.storage.home import home as home_folder

WIDEST = 100


@pytest.fixture
def runs(bench, walk_yaml):
    """``run`` on specs of the toy at the smoke tier, without MLflow."""
    return lambda *words: bench("run", *words, "--tier", "smoke", "--no-track")


@pytest.fixture
def outside(monkeypatch, tmp_path):
    """As installed without a checkout, in a working folder of one's own."""
    monkeypatch.setattr(recording, "published_folder", lambda: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("port", [80000, 65536, 0, -1])
def test_a_port_that_does_not_exist_is_refused_in_one_line(bench, port):
    code, out, err = bench("ui", f"--port={port}")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"there is no port {port}",
        "  -> say --port 5001, or another one from 1 to 65535",
    ]


def test_a_port_in_use_is_refused_in_one_line(bench):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = bench("ui", "--port", taken.getsockname()[1])
    assert code == 2
    assert "cannot be used: Address already in use" in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("name", ["nope", "coactivation/lenet5-epoch", "sparse/*x", "lenet5"])
def test_a_night_of_what_does_not_exist_is_a_mistake_before_anything_runs(bench, name, tmp_path):
    code, out, err = bench("nightly", "training/resnet56", name, "--out", tmp_path / "night")
    assert (code, out) == (2, "")
    assert "there is no" in err
    assert not (tmp_path / "night").exists()


def test_a_night_takes_what_exists(walk_yaml):
    refuse_unknown(["coactivation/lenet5-epochs", "sparse/*", "*/resnet56", str(walk_yaml), f"{walk_yaml}/short"])


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        *(("show", wrong) for wrong in ("lenet5", "coactivation/lenet-epoch", "zzz", "set")),
        *((command, "lenet5") for command in ("check", "run", "list")),
    ],
)
def test_an_unknown_id_names_three_and_not_all(bench, command, wrong):
    code, _, err = bench(command, wrong)
    assert code == 2
    known = [id_ for id_ in registry.ids() if f"'{id_}'" in err]
    assert 1 <= len(known) <= 3


@pytest.mark.parametrize("wrong", ["x", "", "smoke"])
def test_a_choice_of_nothing_is_not_offered(wrong):
    assert nearest(wrong, []) == ""


def test_a_variant_of_a_spec_without_variants_offers_nothing(bench, walk_yaml, tmp_path):
    bare = tmp_path / "bare.yaml"
    bare.write_text(walk_yaml.read_text().partition("variants:")[0])
    code, _, err = bench("show", f"{bare}/longer")
    assert code == 2
    assert "there is no variant 'longer'" in err
    assert "choose from" not in err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  smoke: {", "  smok: {", "tiers.smok: 'smok' is not a choice\n  -> did you mean 'smoke'?"),
        ("role: paper", "role: papr", "'papr' is not a choice\n  -> did you mean 'paper'"),
        ("seeds: [0]", "seeds: [-1]", "it says"),
        ("at_least: 10", "at_least: ten", "(it says 'ten')"),
    ],
)
def test_what_is_wrong_with_a_spec_is_told_without_the_words_of_a_library(bench, walk_yaml, tmp_path, old, new, says):
    spec = tmp_path / "wrong.yaml"
    text = walk_yaml.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))
    code, _, err = bench("check", spec)
    assert code == 2
    assert says in err
    assert "Value error" not in err
    assert "Assertion failed" not in err


@pytest.mark.parametrize("command", ["run x", "list", "record x"])
@pytest.mark.parametrize("word", ["smok", "Paper", "0", "auto,smoke"])
def test_a_tier_that_does_not_exist_is_told_without_the_words_of_a_library(bench, command, word):
    code, _, err = bench(*command.split(), "--tier", word)
    assert code == 2
    assert f"'{word}' is not a tier" in " ".join(err.replace("│", " ").split())
    assert "Value error" not in err


@pytest.mark.parametrize("word", ["--version"])
def test_the_version_is_told(bench, word):
    assert bench(word) == (0, f"netsci-bench {version('netsci-bench')}\n", "")


@pytest.mark.parametrize("words", [(), ("run",), ("data",), ("data", "add"), ("nightly",)])
def test_h_is_help(bench, words):
    assert bench(*words, "-h") == bench(*words, "--help")


def test_completion_is_offered_and_documented(bench):
    assert "--install-completion" in bench("--help")[1]
    assert "--install-completion" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_list_fits_and_can_be_filtered(bench):
    whole = bench("list")[1]
    assert max(map(len, whole.splitlines())) <= WIDEST
    ids = lambda *words: [row["id"] for row in json.loads(bench("list", *words, "--json")[1])]  # noqa: E731
    assert {id_.partition("/")[0] for id_ in ids("--family", "sparse")} == {"sparse"}
    assert ids("training/*", "topology/betti-loss-spikes") == [
        *(id_ for id_ in ids() if id_.startswith("training/")),
        "topology/betti-loss-spikes",
    ]
    assert ids("--tier", "quick") == [e.id for e in registry.entries() if "quick" in e.spec.tiers]
    code, _, err = bench("list", "--family", "spars")
    assert code == 2
    assert "did you mean 'sparse'?" in err


def test_data_that_are_not_here_are_one_line_and_an_error_where_they_are_named(bench):
    code, out, _ = bench("data", "verify")
    assert code == 0
    assert "not on this machine, so not verified: " in out
    assert len(out.splitlines()) <= 4
    code, out, _ = bench("data", "verify", "mnist")
    assert code == 4
    assert "not on this machine, so not verified: mnist" in out


@pytest.mark.system
def test_a_quiet_run_names_its_id_and_the_page_to_open(runs, walk_yaml, home):
    code, out, _ = runs(walk_yaml, "--quiet")
    assert code == 0
    assert out.startswith("file/walk: smoke tier\n")
    assert out.splitlines()[-1] == f"report: {home / 'reports' / 'file' / 'walk' / 'smoke' / 'report.html'}"
    assert (home / "reports" / "file" / "walk" / "smoke" / "report.html").is_file()


@pytest.mark.system
def test_a_smoke_run_says_once_that_nothing_is_judged(runs, walk_yaml):
    out = runs(walk_yaml)[1]
    assert out.count("judged") == 1
    assert "smoke: nothing is judged" in out
    assert "  The walk ends beyond ten: 2.7948 (accepted: at least 10)" in out


@pytest.mark.system
def test_several_ids_end_with_one_summary(runs, walk_yaml, tmp_path, home):
    broken = tmp_path / "lost.yaml"
    broken.write_text(walk_yaml.read_text().replace("  steps: 20\n", "  steps: 20\n  fails: [0]\n"))
    code, out, _ = runs(walk_yaml, f"{walk_yaml}/short", broken)
    assert code == 4
    lines = out.partition("\n3 ids:\n")[2].splitlines()
    assert [line.partition(": ")[0] for line in lines if not line.startswith("    ")] == [
        "  file/walk",
        "  file/walk/short",
        "  file/lost",
    ]
    assert lines[1] == f"    {home / 'reports' / 'file' / 'walk' / 'smoke' / 'report.html'}"
    assert "FAILED: every seed failed, the first with: ArithmeticError: lost its way" in lines[4]
    assert "ids:" not in runs(walk_yaml)[1]


@pytest.mark.system
def test_two_files_of_one_name_are_not_run_as_one(runs, walk_yaml, tmp_path):
    other = tmp_path / "walk.yaml"
    other.write_text(walk_yaml.read_text().replace("steps: 3", "steps: 4"))
    code, _, err = runs(walk_yaml, other)
    assert code == 2
    assert "two files have the id file/walk" in err
    assert "warning" not in runs(walk_yaml)[2]
    code, _, err = runs(other)
    assert code == 0
    assert "the reports of file/walk in" in err
    assert f"were made from {walk_yaml.resolve()}, and are replaced" in err
    assert "warning" not in runs(other)[2]
    assert "warning" not in runs(walk_yaml, "--out", tmp_path / "elsewhere")[2]


@pytest.mark.system
def test_outside_a_checkout_status_says_what_it_compares_and_record_asks_where(outside, runs, bench, walk_yaml):
    assert runs(walk_yaml)[0] == 0
    code, out, _ = bench("status")
    assert code == 0
    assert out.startswith(
        f"compared: your own reports (the published ones are part of the checkout) in {home_folder()}"
    )
    code, _, err = bench("record", walk_yaml)
    assert code == 2
    assert "--into" in err
    for words in (("judge", "--all"), ("certify", "training/resnet56")):
        code, _, err = bench(*words)
        assert code == 2
        assert "--against" in err
    assert not (outside / "reports").exists()
    assert bench("record", walk_yaml, "--into", outside / "mine")[0] == 0


def test_a_record_that_is_not_there_is_not_begun_by_judging(bench, tmp_path):
    code, _, err = bench("judge", "--all", "--against", tmp_path / "nowhere")
    assert code == 2
    assert "nowhere: there is no such folder" in err
    assert not (tmp_path / "nowhere").exists()


def test_a_night_of_ids_without_the_tier_is_refused(bench, walk_yaml, tmp_path):
    code, _, err = bench("nightly", walk_yaml, "--tier", "quick", "--out", tmp_path / "night")
    assert code == 2
    assert "nothing is left to run: file/walk has no quick tier" in err
    assert not (tmp_path / "night").exists()


def test_in_a_checkout_status_names_the_record(bench, monkeypatch):
    monkeypatch.setattr(
        recording, "recorded_reports", lambda folder: iter(())
    )  # whether it is current is tested elsewhere
    assert bench("status")[1].startswith(f"compared: the published reports in {ROOT / 'reports'}")


@pytest.mark.parametrize(
    ("there", "tier", "looks", "says"),
    [
        ((0, 1, 2), range(20), (), "3 of the 20 seeds of its tier, without 3-19"),
        ((0, 2, 9), (0, 1, 2), (), "2 of the 3 seeds of its tier, without 1, with 9, not of its tier"),
        ((7, 0, 1), (0, 1), (), "with 7, not of its tier"),
        ((0, 1), (0, 1), (), ""),
        (range(10), range(5), (10, 20), ""),  # a planned look
        ((1, 0), range(2), (4,), ""),
        (range(20), range(5), (10, 20), ""),
        (range(7), range(5), (10, 20), "7 of the 10 seeds of its tier, without 7-9"),
        ((*range(5), 30), range(5), (10,), "with 30, not of its tier"),
        ((30, 31), range(5), (10,), "0 of the 5 seeds of its tier, without 0-4, with 30-31, not of its tier"),
    ],
)
def test_a_record_says_which_seeds_are_not_of_a_planned_look(there, tier, looks, says):
    tier = Tier(seeds=tuple(tier), looks=looks, minutes=1)
    assert other_seeds(tier, {"outcomes": [{"seed": seed} for seed in there]}) == says


@pytest.mark.system
def test_recording_a_part_of_the_seeds_is_said(bench, walk_yaml, tmp_path):
    assert bench("run", walk_yaml, "--tier", "paper", "--seeds", "0,2", "--no-track")[0] == 0
    out = bench("record", walk_yaml, "--into", tmp_path / "mine")[1]
    assert "paper: 2 of the 5 seeds of its tier, without 1,3-4" in out


@pytest.mark.parametrize(
    ("name", "source"), [("wide-layers", "coactivation/lenet5-epochs"), ("null", "topology/betti-loss-spikes")]
)
def test_a_new_experiment_has_its_own_title(bench, name, source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert bench("new", name, "--from", source)[0] == 0
    spec = registry.find(str(tmp_path / f"{name}.yaml")).spec
    assert spec.title == f"{name.replace('-', ' ').capitalize()} (begun from {source})"
    assert spec.tiers == registry.find(source).spec.tiers


def test_a_run_on_slurm_forgets_nothing_and_needs_slurm(monkeypatch):
    monkeypatch.setattr("netsci_bench.runs.engines.queue.which", lambda _: None)
    with pytest.raises(Mistake, match="no Slurm here"):
        execution(0, 0, False, False, on_slurm=True)
    monkeypatch.setattr("netsci_bench.cli.run.refuse_missing_slurm", lambda: None)
    with pytest.raises(Mistake, match="--fresh"):
        execution(0, 0, True, False, on_slurm=True)
    how = execution(7, 2, False, False, on_slurm=True)
    assert how.engine(1) is how.cluster
    assert (how.cluster.at_a_time, how.cluster.deadline) == (7, how.deadline)
    assert execution(3, 0, False, False).engine(1).at_a_time == 3
