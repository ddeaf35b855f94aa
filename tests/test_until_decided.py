"""Does a run go from look to look, and stop at a decision or at the last look? What if nothing was measured?"""

import pytest

from netsci_bench import pipeline
from netsci_bench.contract.errors import EverySeedFailed
from netsci_bench.contract.result import Outcome
from netsci_bench.pipeline import RunOptions, run_experiment, run_until_decided
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs import registry

LOOKS = "paper: {seeds: [0, 1, 2], looks: [4, 6], minutes: 0.1}"


@pytest.fixture
def run(home, walk_yaml, tmp_path):
    def run(edge):
        lines = walk_yaml.read_text().splitlines()
        text = "\n".join(f"  {LOOKS}" if line.strip().startswith("paper: {seeds") else line for line in lines)
        assert LOOKS in text
        spec = tmp_path / "walk.yaml"
        spec.write_text(text.replace("at_least: 10", f"at_least: {edge}"))
        options = RunOptions(home, home / "reports", ExecutionOptions(), track=False, quiet=True)
        return run_until_decided(registry.find(str(spec)), RunRequest(tier="paper", device="cpu"), options)

    return run


def verdict(finished):
    return next(verdict for verdict in finished.verdicts if verdict.claim == "it-goes-far")


@pytest.mark.system
def test_a_clear_answer_needs_the_first_look_only(run):
    finished = run(edge=-1000)
    decided = verdict(finished)
    assert (decided.word, [look.n for look in decided.looks]) == ("reproduced", [3])


@pytest.mark.system
def test_without_an_answer_the_last_look_is_the_end(run):
    values = {outcome.seed: outcome.scalars["end"] for outcome in run(edge=-1000).outcomes}
    finished = run(edge=sum(values.values()) / len(values))  # on the edge of what was measured
    assert len(finished.outcomes) == 6
    assert [outcome.seed for outcome in finished.outcomes] == [0, 1, 2, 3, 4, 5]
    assert [look.n for look in verdict(finished).looks][:2] == [3, 4]


@pytest.mark.parametrize("track", [True, False])
def test_a_mirror_that_fails_is_told_also_where_every_seed_failed(home, walk_yaml, monkeypatch, capsys, track):
    def fail(plan, *rest):
        failure = EverySeedFailed("every seed failed, the first with: lost its way")
        failure.outcomes = [Outcome(seed, address, error="lost its way") for seed, address in plan.addresses.items()]
        raise failure

    monkeypatch.setattr(pipeline, "collect_outcomes", fail)
    monkeypatch.setattr(pipeline.records, "record", lambda plan, outcomes, *rest: outcomes)
    monkeypatch.setattr(pipeline.records, "mirror", lambda record, home: f"no server for {len(record)} seeds")
    options = RunOptions(home, home / "reports", ExecutionOptions(), track=track, quiet=True)
    with pytest.raises(EverySeedFailed):
        run_experiment(registry.find(str(walk_yaml)), RunRequest(tier="paper", device="cpu"), options)
    told = "not mirrored to MLflow (no server for 5 seeds); `netsci-bench sync` will do it later\n"
    assert capsys.readouterr().out == (told if track else "")
