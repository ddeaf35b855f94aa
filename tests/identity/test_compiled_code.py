"""Does an edit of any source that went into a kernel of numba let it be compiled again?"""

import sys

import pytest
from numba.core import caching

from netsci_bench.identity import source
from netsci_bench.identity.compiled_code import SourcesLocator, sources_stamp

KERNEL = "kernel_of_test.py"
FILES = {
    KERNEL: "import near_of_test, math\nfrom parcel_of_test.deep import X\n\ndef f():\n    return X\n",
    "near_of_test.py": "import far_of_test\nS = far_of_test.S\n",
    "far_of_test.py": "S = 1.0\n",
    "parcel_of_test/__init__.py": "",
    "parcel_of_test/deep.py": "def inner():\n    from . import lazy\n    return lazy.Y\nX = 1.0\n",
    "parcel_of_test/lazy.py": "Y = 1.0\n",
    "stranger_of_test.py": "Z = 1.0\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled"))
    yield tmp_path
    forget()


def forget():
    for kept in (sources_stamp, source.module_spec, source.module_file):
        kept.cache_clear()


def stamp(folder):
    """As a new process finds it."""
    forget()
    return sources_stamp("kernel_of_test", str(folder / KERNEL))


@pytest.mark.parametrize("name", [name for name in FILES if "stranger" not in name])
def test_an_edit_of_any_file_that_is_imported_gives_another_stamp(folder, name):
    before = stamp(folder)
    assert stamp(folder) == before
    (folder / name).write_text(FILES[name] + "Q = 2\n")
    assert stamp(folder) != before


@pytest.mark.parametrize("name", ["stranger_of_test.py", "table.json", "parcel_of_test/other.py"])
def test_what_is_not_imported_lets_kernels_be_kept(folder, name):
    before = stamp(folder)
    (folder / name).write_text("Q = 2\n")
    assert stamp(folder) == before


def test_two_files_of_one_module_name_have_stamps_of_their_own(folder):
    forget()
    other = folder / "elsewhere.py"
    other.write_text("X = 2\n")
    assert sources_stamp("kernel_of_test", str(other)) != sources_stamp("kernel_of_test", str(folder / KERNEL))


def test_numba_finds_all_that_it_asks_a_locator_for(folder):
    assert [name for name in caching._CacheLocator.__abstractmethods__ if not hasattr(SourcesLocator, name)] == []
    space = {"__name__": "kernel_of_test"}
    exec(compile(FILES[KERNEL].partition("\n\n")[2], str(folder / KERNEL), "exec"), space)
    locator = SourcesLocator.from_function(space["f"], str(folder / KERNEL))
    assert locator.get_cache_path().startswith(str(folder / "compiled"))
    assert locator.get_source_stamp() == stamp(folder)
    assert locator.get_disambiguator() == "1"


@pytest.mark.parametrize("file", ["<string>", "<stdin>", "gone.py"])
def test_what_has_no_file_is_left_to_the_next_locator(folder, file):
    assert SourcesLocator.from_function(forget, file) is None


def test_a_folder_that_cannot_be_written_is_left_to_the_next_locator(folder, monkeypatch):
    (folder / "in the way").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder / "in the way"))
    assert SourcesLocator.from_function(forget, str(folder / KERNEL)) is None
    assert "kernel_of_test" not in sys.modules
