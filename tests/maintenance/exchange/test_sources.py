"""Which report does a name stand for: mine, the recorded one, that of a commit, or a folder?"""

import shutil
import subprocess

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange import sources
from netsci_bench.maintenance.exchange.opened import page_of
from netsci_bench.maintenance.exchange.sources import find_report, read_name

from .conftest import RECORD

ID = "topology/betti-loss-spikes"


@pytest.fixture
def mine(home):
    """The recorded report, as if it were measured here."""
    folder = home / "reports" / ID / "paper"
    shutil.copytree(RECORD / ID / "paper", folder)
    return folder


def test_mine_comes_first_and_each_place_can_be_named(mine):
    assert find_report(ID).folder == find_report(f"{ID}@here").folder == mine
    assert find_report(f"{ID}@recorded").folder == find_report(RECORD / ID / "paper").folder == RECORD / ID / "paper"
    assert find_report(f"{ID}/paper@recorded").name == f"{ID}/paper (recorded)"
    assert find_report(mine / "report.json").folder == mine


def test_what_a_name_leaves_out_is_taken_from_another(mine):
    one = find_report(f"{ID}@here")
    assert str(read_name("@recorded", one)) == f"{ID}/paper@recorded"
    assert str(read_name("quick", one)) == f"{ID}/quick"
    assert str(read_name("quick@v1", one)) == f"{ID}/quick@v1"
    assert str(read_name("sparse/set-mlp", one)) == "sparse/set-mlp"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("topology/betti", "did you mean 'topology/betti-loss-spikes'"),
        (f"{ID}/quick", "there is no report of topology/betti-loss-spikes/quick"),
        ("quick", "there is no experiment 'quick'"),
        ("", "there is no experiment ''"),
        (f"{ID}@here", "there is no report of topology/betti-loss-spikes@here"),
        (f"{ID}@--all", "there is no commit '--all'"),
        ("nowhere.yaml", "cannot be read"),
    ],
)
def test_what_is_not_there_is_told(home, name, says):
    with pytest.raises(Mistake, match=says):
        find_report(name)


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A checkout whose first commit has a report, and whose second has the same with another headline."""
    root = tmp_path / "checkout"
    shutil.copytree(RECORD / ID / "paper", root / "reports" / ID / "paper")
    report = root / "reports" / ID / "paper" / "report.json"
    git = ("git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], check=True)
    for n in (1, 2):
        report.write_text(report.read_text().replace('"date": "', f'"date": "{n} ', 1))
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", str(n)], check=True)
        subprocess.run([*git, "tag", f"v{n}"], check=True)
    monkeypatch.setattr(sources, "published_folder", lambda: root / "reports")
    return root


def test_a_commit_has_its_own_report(history, home):
    first, second = (find_report(f"{ID}@v{n}") for n in (1, 2))
    assert first.report.content["date"].startswith("1 ")
    assert second.report.content["date"].startswith("2 1 ")
    assert first.name.startswith(f"{ID}/paper (at ")
    assert first.folder is None
    with pytest.raises(Mistake, match="no report of sparse/set-mlp is in the record of this commit"):
        find_report("sparse/set-mlp@v1")
    with pytest.raises(Mistake, match="there is no commit 'v3'"):
        find_report(f"{ID}@v3")


def test_a_page_is_made_where_the_record_has_none(home):
    page = page_of(find_report(f"{ID}@recorded"))
    assert page.is_relative_to(home)
    assert "<!doctype html>" in page.read_text(encoding="utf-8")
