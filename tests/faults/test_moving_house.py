"""If a machine goes in the middle of a run, does another one go on from what was exported, to the same bits?"""

import pytest

pytestmark = pytest.mark.system


def checkpoints(site):
    unfinished = site.home / "store" / "unfinished"
    return {p.relative_to(unfinished): p.read_bytes() for p in unfinished.rglob("*") if p.is_file()}


def test_a_run_that_was_cut_short_goes_on_elsewhere_to_the_same_bits(site):
    site.params(pause=0.2)
    words = ("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--no-track")
    assert site.run(*words)[0] == 0
    undisturbed = site.metrics()
    site.home = site.folder / "a machine that goes"
    assert site.run(*words, "--max-minutes", "0.04").code == 75
    tar = site.folder / "work.tar"
    code, out, _ = site.run("store", "export", tar)
    assert (code, "unfinished" in out) == (0, True)
    left = checkpoints(site)
    site.home = site.folder / "another"
    code, out, _ = site.run("store", "import", tar)
    assert (code, "unfinished" in out) == (0, True)
    assert checkpoints(site) == left
    assert left
    assert site.run(*words).code == 0
    assert site.metrics() == undisturbed
    assert checkpoints(site) == {}


def test_results_that_were_taken_in_are_found_and_tell_on_what_they_were_measured(site, monkeypatch):
    words = ("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--no-track")
    assert site.run(*words).code == 0
    before = site.report()
    tar = site.folder / "work.tar.gz"
    assert site.run("store", "export", tar).code == 0
    assert site.run("store", "export", tar).code == 2  # nothing is written over unasked
    site.home = site.folder / "another"
    assert site.run("store", "import", tar).code == 0
    monkeypatch.setattr("netsci_bench.runs.environment.processor_name", lambda: "another processor")
    measured = site.metrics()
    code, out, err = site.run(*words)
    assert (code, (out + err).count("found in the store")) == (0, 2), out + err
    assert site.metrics() == measured
    after = site.report()
    assert after["environment"]["processor"] == before["environment"]["processor"]
    assert [o["scalars"] for o in after["outcomes"]] == [o["scalars"] for o in before["outcomes"]]
