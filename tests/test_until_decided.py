"""Does a run go from look to look, and stop at a decision or at the last look?"""

import pytest

from netsci_bench.pipeline import RunOptions, run_until_decided
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
