"""Do the clients of package registries give us files, and their failures reasons?"""

import io
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from netsci_bench.contract.catalogue_entries import Source
from netsci_bench.contract.errors import Mistake
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.sources.packages import from_apt, from_npm, from_pip

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake clients are shell scripts")


def _source(kind: str, at: str, *files: str) -> Source:
    return Source(kind=kind, at=at, files=files, read="idx")


def _tar(file: Path, member: str) -> Path:
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo(member)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"data"))
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a source may write; blanks, an umlaut and signs that URLs and patterns know in its path."""
    place = tmp_path / "downloäd here %2F #1 [x]"
    place.mkdir()
    return place


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Python code -> a fake ``python -m pip``."""

    def install(code: str) -> None:
        package = tmp_path / "fake pip" / "pip"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(code, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(package.parent))
        monkeypatch.syspath_prepend(str(package.parent))

    return install


def test_npm_packs_the_named_version_and_its_files_are_taken(tmp_path, folder, client):
    made = _tar(tmp_path / "made", "package/x")
    log = client("npm", f"import shutil; shutil.copy({str(made)!r}, 'some-1.2.tgz')")
    [file] = from_npm(_source("npm", "@scope/some==1.2", "package/x"), folder)
    assert file.read_bytes() == b"data"
    assert file.parent == folder
    told = log.read_text()
    assert "'pack'" in told
    assert "'--ignore-scripts'" in told
    assert "'@scope/some@1.2'" in told


def test_apt_downloads_and_dpkg_deb_unpacks(tmp_path, folder, client):
    content = _tar(tmp_path / "made", "./usr/share/x")
    log = client("apt-get", "open('some_1_all.deb', 'w').write('deb')")
    client("dpkg-deb", f"sys.stdout.buffer.write(open({str(content)!r}, 'rb').read())")
    [file] = from_apt(_source("apt", "some", "usr/share/x"), folder)
    assert file.read_bytes() == b"data"
    assert "'download'" in log.read_text()


def test_pip_downloads_a_wheel_and_nothing_that_must_be_built(tmp_path, folder, pip):
    with zipfile.ZipFile(tmp_path / "made", "w") as wheel:
        wheel.writestr("some/x", "data")
    made = str(tmp_path / "made")
    pip(f"import shutil, sys; open('told', 'w').write(repr(sys.argv)); shutil.copy({made!r}, 'a.whl')")
    [file] = from_pip(_source("pip", "some==1.2", "some/x"), folder)
    assert file.read_bytes() == b"data"
    told = (folder / "told").read_text()
    assert "'--only-binary', ':all:'" in told
    assert "'--no-deps'" in told
    assert "'some==1.2'" in told


def test_the_pip_on_the_path_serves_where_python_has_none(tmp_path, folder, client, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    client("pip", "print('ERROR: asked the one on the path', file=sys.stderr); sys.exit(1)")
    with pytest.raises(SourceError, match="asked the one on the path"):
        from_pip(_source("pip", "some", "x"), folder)


@pytest.mark.parametrize(("take", "name"), [(from_npm, "npm"), (from_apt, "apt-get")])
def test_a_missing_client_is_a_reason(folder, monkeypatch, take, name):
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(SourceError, match=f"{name} is not installed"):
        take(_source("npm", "some", "x"), folder)


def test_the_reason_of_a_client_is_its_error_and_not_its_chatter(folder, client):
    client("npm", "print('npm warn old\\nnpm error code E404\\nnpm error 404 none', file=sys.stderr); sys.exit(7)")
    with pytest.raises(SourceError) as raised:
        from_npm(_source("npm", "some==1", "x"), folder)
    assert str(raised.value) == "npm ended with code 7: npm error code E404; npm error 404 none"


def test_a_client_that_says_all_is_well_but_leaves_nothing_is_not_believed(folder, client):
    client("npm", "pass")
    with pytest.raises(SourceError, match=r"left 0 files \*.tgz instead of one"):
        from_npm(_source("npm", "some==1", "x"), folder)


def test_a_client_that_hangs_is_ended(folder, client, monkeypatch):
    monkeypatch.setattr("netsci_bench.data.sources.packages.CLIENT_SECONDS", 0.3)
    client("npm", "import time; time.sleep(60)")
    with pytest.raises(SourceError, match=r"npm gave no answer in 0.3 s"):
        from_npm(_source("npm", "some==1", "x"), folder)


@pytest.mark.parametrize("at", ["--registry=http://x", "..", "a/b", "git+https://x/y", "a==1 b", "a==--x", ""])
def test_only_a_name_and_a_version_reach_a_client(folder, client, at):
    log = client("npm", "pass")
    with pytest.raises(Mistake, match="is not a package"):
        from_npm(_source("npm", at, "x"), folder)
    assert not log.exists()


def test_a_client_ends_with_the_python_that_runs_us(folder, pip):
    pip("import sys; print('ERROR: ' + sys.executable, file=sys.stderr); sys.exit(2)")
    with pytest.raises(SourceError) as raised:
        from_pip(_source("pip", "some", "x"), folder)
    assert sys.executable in str(raised.value)
