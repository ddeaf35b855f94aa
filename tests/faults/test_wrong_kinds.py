"""Is a file where a folder belongs, or a folder where a file belongs, told in one line with its path and a remedy?"""

import os

import pytest

pytestmark = pytest.mark.system

SEED = ("--tier", "smoke", "--no-track", "--quiet")


def file(path):
    path.write_text("mine")


def folder(path):
    path.mkdir()
    (path / "mine").write_text("mine")


def nowhere(path):
    path.symlink_to(path.parent / "not there")


PLACES = {
    "the home is a file": ("", file),
    "the home is a link to nothing": ("", nowhere),
    "the store is a file": ("store", file),
    "the locks are a file": ("store/locks", file),
    "the locks are a link to nothing": ("store/locks", nowhere),
    "the results are a file": ("store/done", file),
    "a result is a file": ("store/done/ADDRESS", file),
    "an unfinished result is a file": ("store/unfinished/ADDRESS", file),
    "a lock is a folder": ("store/locks/ADDRESS.lock", folder),
    "the reports are a file": ("reports", file),
    "a report is a file": ("reports/file/walk/smoke", file),
    "the lock of a report is a folder": ("reports/file/walk/.smoke.lock", folder),
    "a page is a folder": ("reports/file/walk/smoke/report.md", folder),
    "the content of a report is a folder": ("reports/file/walk/smoke/report.json", folder),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of the result of the seed that is asked for."""
    from command_line import WalkLine

    line = WalkLine(tmp_path_factory.mktemp("asked"))
    assert line.run("run", line.spec, *SEED).code == 0
    (answer,) = line.home.glob("store/done/*/result.json")
    return answer.parent.name


@pytest.mark.parametrize("kind", PLACES)
def test_what_lies_in_the_way_is_named_and_the_run_goes_on_without_it(site, address, kind):
    place, lay = PLACES[kind]
    path = site.home / place.replace("ADDRESS", address)
    path.parent.mkdir(parents=True, exist_ok=True)
    lay(path)
    code, _, err = site.run("run", site.spec, *SEED)
    assert code in (1, 2)
    lines = err.strip().splitlines()
    assert len(lines) == 1 + lines[-1].startswith("  -> "), err
    assert str(path) in lines[0]
    assert "move it away" in lines[-1]
    assert os.path.lexists(path)
    path.rename(site.folder / "moved away")
    assert site.run("run", site.spec, *SEED).code == 0
