"""Is a disk that is full, read-only or wrong told in one line, and is nothing half-written taken for done?"""

import ctypes
import os
import shutil
import sys

import pytest

pytestmark = pytest.mark.system

SEED = ("--tier", "paper", "--seeds", "0", "--no-track", "--quiet")
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24  # of Linux: what lets root write everywhere, and how to give it up


def as_anybody():
    """What root may do everywhere, nobody else may; dropped between fork and exec."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        os._exit(77)


def one_line_and_a_remedy(err):
    lines = [line for line in err.splitlines() if line.strip()]
    return len(lines) == 1 + lines[-1].startswith("  -> ") and "cannot write" in lines[0] and "free some space" in err


@pytest.mark.skipif(sys.platform != "linux", reason="gives up root's rights in the way of Linux")
@pytest.mark.parametrize("part", ["", "store", "store/done", "reports"])
def test_a_read_only_folder_is_told_in_one_line(site, part):
    shut = site.home / part
    shut.mkdir(parents=True)
    shut.chmod(0o500)
    try:
        code, _, err = site.run("run", site.spec, *SEED, preexec_fn=as_anybody)
        if code == 77:
            pytest.skip("this container's root cannot give up its rights")
        assert code in (1, 4)
        assert one_line_and_a_remedy(err), err
        assert not (site.home / "reports" / "file").exists()
        assert bool(site.metrics()) == (part == "reports")
    finally:
        shut.chmod(0o700)
    assert site.run("run", site.spec, *SEED)[0] == 0
    assert len(site.metrics()) == 1


ON_A_SMALL_DISK = """
mkdir -p "$1" && mount -t tmpfs -o size=60k tmpfs "$1" || exit 77
shift
"$@"
code=$?
find "$NETSCI_BENCH_HOME" -name result.json
exit $code
"""


@pytest.mark.skipif(not shutil.which("unshare"), reason="mounts a small disk in a namespace of its own")
def test_a_full_disk_is_told_in_one_line_and_nothing_is_done(site):
    site.spec.write_text(site.spec.read_text().replace("steps: 20", "steps: 4000"))
    command = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, "sh", str(site.home)]
    code, out, err = site.run("run", site.spec, *SEED, before=command)
    if code == 77 or "unshare" in err:
        pytest.skip("may not mount anything here")
    assert code in (1, 4), out + err
    assert one_line_and_a_remedy(err), err
    assert "No space left" in err
    assert "result.json" not in out


@pytest.mark.parametrize("name", ["result.json", "state.json", "arrays/path.npy", "manifest.json"])
def test_a_flipped_byte_in_what_is_done_is_noticed_and_built_again(site, name):
    assert site.run("run", site.spec, *SEED)[0] == 0
    before = site.metrics()
    spoilt = next(folder / name for folder in site.done() if (folder / name).exists())
    good = spoilt.read_bytes()
    content = bytearray(spoilt.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    code, _, err = site.run("run", site.spec, *SEED)
    assert code == 0, err
    assert site.metrics() == before
    assert spoilt.read_bytes() != content
    if name not in ("result.json", "manifest.json"):  # which say how long it took
        assert spoilt.read_bytes() == good
