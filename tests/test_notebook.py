"""Does the notebook of the docs run from its first cell to its last, and show what it shows there?"""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[1] / "docs" / "python.ipynb"
LATEST = 300  # seconds for one cell, on however busy a machine

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(find_spec("nbclient") is None, reason="runs notebooks with nbclient"),
    pytest.mark.filterwarnings("default"),  # what a kernel's own libraries warn of is not ours
]


def shown(cell):
    """What a cell of code shows as text."""
    parts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"]]
    return "".join(parts)


def test_the_notebook_runs_and_shows_what_it_shows_in_the_docs(tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("NETSCI_BENCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    written, run = (nbformat.read(NOTEBOOK, as_version=4) for _ in range(2))
    NotebookClient(run, timeout=LATEST, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    pairs = [(old, new) for old, new in zip(written.cells, run.cells, strict=True) if old.cell_type == "code"]
    assert len(pairs) >= 10
    own = [old.source.startswith("import os") for old, _ in pairs].index(True)  # from here on nothing of the record
    for number, (old, new) in enumerate(pairs):
        assert bool(shown(old)) == bool(shown(new)) == (number != own), old.source
        assert number < own or shown(old) == shown(new), old.source


def test_the_notebook_tells_nothing_of_whose_machine_it_ran_on():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users)/", text)
