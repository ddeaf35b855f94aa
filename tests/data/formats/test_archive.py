"""Are files taken out of packages only under names of ours, and never from outside?"""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from netsci_bench.data.formats.archive import taken_from
from netsci_bench.data.sources.errors import SourceError


def _tar(folder: Path, *members: tuple[str, bytes], link: str = "") -> Path:
    file = folder / "päckage.tgz"
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo("package/link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            tar.addfile(info)
    return file


def _zip(folder: Path, *members: tuple[str, bytes]) -> Path:
    file = folder / "a wheel.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        for name, content in members:
            wheel.writestr(name, content)
    return file


@pytest.mark.parametrize("pack", [_tar, _zip])
def test_files_come_out_in_the_order_asked_for_and_equal_names_are_kept_apart(tmp_path, pack):
    package = pack(tmp_path, ("a/x y", b"1"), ("b/x y", b"2"), ("other", b"3"))
    files = taken_from(package, ["b/x y", "a/x y"], tmp_path)
    assert [file.read_bytes() for file in files] == [b"2", b"1"]
    assert {file.parent for file in files} == {tmp_path}


def test_a_leading_dot_in_a_debian_package_is_no_obstacle(tmp_path):
    package = _tar(tmp_path, ("./usr/share/x", b"1"))
    assert taken_from(package, ["usr/share/x"], tmp_path)[0].read_bytes() == b"1"


@pytest.mark.parametrize("pack", [_tar, _zip])
@pytest.mark.parametrize("evil", ["../evil", "a/../../evil", "/evil"])
def test_a_package_with_a_path_that_leads_out_is_refused_as_a_whole(tmp_path, pack, evil):
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(SourceError, match="leads out of it: refused"):
        taken_from(pack(tmp_path, ("good", b"1"), (evil, b"2")), ["good"], inside)
    assert not list(tmp_path.rglob("evil"))


def test_a_link_is_not_followed(tmp_path):
    with pytest.raises(SourceError, match="is a link or a folder"):
        taken_from(_tar(tmp_path, link="/etc/passwd"), ["package/link"], tmp_path)


@pytest.mark.parametrize("pack", [_tar, _zip])
def test_a_member_that_is_missing_is_named(tmp_path, pack):
    with pytest.raises(SourceError, match="holds no b, c"):
        taken_from(pack(tmp_path, ("a", b"1")), ["a", "c", "b"], tmp_path)


@pytest.mark.parametrize("pack", [_tar, _zip])
def test_a_truncated_package_is_refused(tmp_path, pack):
    package = pack(tmp_path, ("a", bytes(range(256)) * 20))
    package.write_bytes(package.read_bytes()[:-60])
    with pytest.raises(SourceError, match="truncated or damaged"):
        taken_from(package, ["a"], tmp_path)
