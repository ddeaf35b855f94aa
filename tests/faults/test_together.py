"""Does everything happen once, however many ask for it at the same moment?"""

import pytest
from command_line import say_how_it_ended

pytestmark = pytest.mark.system

STROLLING = """
import os
from pathlib import Path
import toy_experiment
from netsci_bench.contract.schema import Params
from netsci_bench.contract.run import Run

class Stroll(toy_experiment.Walk):
    note: str

def wander(p: Stroll, run: Run) -> None:
    with open(p.note, "a") as note:
        note.write(f"{run.seed}\\n")
    toy_experiment.wander(p, run)

def stroll(p: Stroll, run: Run) -> toy_experiment.Walked:
    import json
    path = json.loads((run.once(wander, p) / "state.json").read_text())
    return toy_experiment.Walked(end=path[-1], path=path)
"""


@pytest.mark.nightly  # two at once are in test_pipeline
def test_four_at_once_on_a_fresh_home_train_it_once(site):
    (site.folder / "strolling.py").write_text(STROLLING)
    note = site.folder / "note"
    text = site.spec.read_text().replace("toy_experiment:walk", "strolling:stroll")
    site.spec.write_text(text.replace("  steps: 20\n", f"  steps: 20\n  pause: 0.05\n  note: '{note}'\n"))
    words = ("run", site.spec, "--tier", "paper", "--seeds", "0", "--no-track", "--quiet")
    four = [site.start(*words) for _ in range(4)]
    said = [say_how_it_ended(process) for process in four]
    codes = [process.returncode for process in four]
    assert not any(codes), [words for words, code in zip(said, codes, strict=True) if code]
    assert sorted(note.read_text().split()) == ["0"]
    assert len(site.metrics()) == 1
    assert not list(site.home.glob("store/unfinished/*"))
    assert [o["error"] for o in site.report()["outcomes"]] == [""]
