"""Do the workflows keep their promises: only data cached, no GPU unless it was asked for?"""

from pathlib import Path

import yaml
from oldest_libraries import oldest

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
CI = yaml.safe_load((FOLDER / "ci.yml").read_text(encoding="utf-8"))
NIGHTLY = yaml.safe_load((FOLDER / "nightly.yml").read_text(encoding="utf-8"))


def steps(job):
    return NIGHTLY["jobs"][job]["steps"]


def test_the_night_caches_the_data_and_no_result():
    kept = [
        step["with"]["path"] for job in NIGHTLY["jobs"] for step in steps(job) if "cache@" in step.get("uses", "")
    ]
    assert kept == [".tox/home/data"]


def test_the_night_runs_and_its_pages_are_kept_even_when_it_fails():
    assert any("netsci-bench nightly" in step.get("run", "") for step in steps("cpu"))
    (upload,) = [step for step in steps("cpu") if "upload-artifact" in step.get("uses", "")]
    assert upload["if"] == "always()"


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
