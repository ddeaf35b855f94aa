"""Do the workflows keep their promises: only data cached, no GPU unless it was asked for?"""

from pathlib import Path

import pytest
import yaml
from oldest_libraries import oldest

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
CI = yaml.safe_load((FOLDER / "ci.yml").read_text(encoding="utf-8"))
NIGHTLY = yaml.safe_load((FOLDER / "nightly.yml").read_text(encoding="utf-8"))


def steps(job):
    return NIGHTLY["jobs"][job]["steps"]


def test_the_night_caches_the_data_by_their_checksums_and_no_result():
    caches = [step["with"] for job in NIGHTLY["jobs"] for step in steps(job) if "cache@" in step.get("uses", "")]
    assert {cache["path"] for cache in caches} == {".tox/home/data"}
    assert {cache["key"] for cache in caches} == {
        "data-${{ hashFiles('registry/datasets.yaml', 'registry/weights.yaml') }}"
    }


def said_by(job):
    return [step["run"] for step in steps(job) if "netsci-bench" in step.get("run", "")]


def test_the_options_of_the_workflow_exist():
    import typer

    from netsci_bench.cli.main import app

    commands = typer.main.get_command(app).commands
    for job in ("shards", "night", "gpu"):
        for said in said_by(job):
            name = said.split()[1]
            known = {option for param in commands[name].params for option in param.opts}
            assert {word for word in said.split() if word.startswith("--")} <= known, said


@pytest.mark.parametrize("job", ["shards", "night", "gpu"])
def test_what_a_job_has_found_is_kept_even_when_it_fails(job):
    uploads = [step for step in steps(job) if "upload-artifact" in step.get("uses", "")]
    assert uploads
    assert all(step["if"] == "always()" for step in uploads)


def test_every_shard_has_the_same_history_and_the_joined_night_adds_to_it():
    (one,) = [step["with"] for step in steps("shards") if "download-artifact" in step.get("uses", "")]
    (before,) = [step["with"] for step in steps("history") if "upload-artifact" in step.get("uses", "")]
    assert one["name"] == before["name"] == "history-before"
    assert f"--history {one['path']}" in " ".join(said_by("shards"))
    assert NIGHTLY["jobs"]["night"]["if"] == "always()"
    kept = {step["with"]["name"]: step["with"]["path"] for step in steps("night") if "upload" in step.get("uses", "")}
    assert "name=nightly-history" in steps("history")[0]["run"]
    assert f"--history {kept['nightly-history']}" in said_by("night")[0]


def test_the_gpu_runs_paper_tiers():
    assert "--tier paper" in said_by("gpu")[-1]


def test_the_gpu_is_off_until_a_repository_variable_says_otherwise():
    assert NIGHTLY["jobs"]["gpu"]["if"] == "vars.NIGHTLY_GPU == 'true'"


def test_the_night_tries_the_newest_and_the_oldest_libraries():
    said = " ".join(step.get("run", "") for step in steps("libraries"))
    tried = {row["which"] for row in NIGHTLY["jobs"]["libraries"]["strategy"]["matrix"]["include"]}
    assert tried == {"newest", "oldest"}
    assert "pip install -U --upgrade-strategy eager" in said
    assert "pip install -c oldest.txt" in said
    assert not [step for step in steps("libraries") if "cache" in str(step)]  # a kept wheel would not be the newest


def test_the_oldest_libraries_are_those_of_pyproject():
    lines = oldest((FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))
    assert {"numpy==2.3", "torch==2.11", "python-igraph==1.0"} <= set(lines)
    assert oldest('[project]\ndependencies = ["numpy>=2.0,<2.5", "torchvision"]') == ["numpy==2.0"]


def test_known_vulnerabilities_of_what_is_installed_are_looked_for():
    said = [step.get("run", "") for step in CI["jobs"]["security"]["steps"]]
    install, audit = said[-2:]
    assert install.startswith("pip install .")
    assert audit.startswith("pip-audit")
    assert not [job for job in CI["jobs"].values() if job.get("continue-on-error")]
