"""Does each id fall to exactly one job, and are the jobs of nearly the same length?"""

import pytest
import yaml
from command_line import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from nights import WALK

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.nightly.shards import OVERHEAD, Shard, Wish, choose, read_shard, share_out, take_share
from netsci_bench.specs import selection
from netsci_bench.specs.registry import entries_of

NIGHTLY = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text(encoding="utf-8"))
JOB = NIGHTLY["jobs"]["shards"]
MOST_MINUTES = float(NIGHTLY[True]["workflow_dispatch"]["inputs"]["max-minutes"]["default"])


@settings(max_examples=40)
@given(st.dictionaries(st.text("ab/-", min_size=1, max_size=5), st.floats(0.1, 200), max_size=12), st.integers(1, 5))
def test_every_id_is_in_one_share_and_no_share_is_longer_than_the_others_by_more_than_one_id(minutes, of):
    shares = share_out(minutes, of)
    assert sorted(id_ for share in shares for id_ in share) == sorted(minutes)
    lengths = [sum(minutes[id_] for id_ in share) for share in shares]
    longest = lengths.index(max(lengths))
    last = min((minutes[id_] for id_ in shares[longest]), default=0)
    assert max(lengths) - min(lengths) <= last + 1e-6


@pytest.mark.parametrize("text", ["0/4", "5/4", "4", "a/b", "1/0", "-1/4", ""])
def test_a_share_that_is_none_is_refused(text):
    with pytest.raises(Mistake, match="is no share"):
        read_shard(text)


def test_what_cannot_be_read_or_run_is_told_by_the_first_job_alone(tmp_path):
    def broken():
        raise Mistake("is wrong", "bad.yaml:3")

    choice = choose([broken, lambda: entries_of(WALK)], Wish("quick", None, [tmp_path]))
    assert [result.id for result in choice.broken] == ["bad.yaml:3"]
    assert set(choice.left_out.values()) == {"has no quick tier"}
    first, second = (take_share(choice, Shard(n, 2)) for n in (1, 2))
    assert (len(first.broken), len(first.left_out)) == (1, 2)
    assert (len(second.broken), len(second.left_out)) == (0, 0)


def test_auto_is_the_highest_recorded_tier_within_the_minutes_else_smoke():
    places = selection.select_places(["regions/fiedler-two-moons", "sparse/*"])
    choice = choose(places, Wish(None, 30, [ROOT / "reports"]))
    tiers = {one.entry.id: one.tier for one in choice.chosen}
    assert tiers["regions/fiedler-two-moons"] == "paper"
    assert tiers["sparse/set-mlp"] == "smoke"  # its record took more than half an hour
    unrecorded = {id_ for id_ in tiers if not (ROOT / "reports" / id_).is_dir()}
    assert unrecorded
    assert {tiers[id_] for id_ in unrecorded} == {"smoke"}


def test_the_minutes_of_the_last_night_come_before_those_of_the_record(tmp_path):
    id_ = "regions/fiedler-two-moons"
    wish = Wish(None, 30, [ROOT / "reports"], {(id_, "paper"): 31.0})
    (one,) = choose(selection.select_places([id_]), wish).chosen
    assert one.tier == "smoke"


def test_trainings_that_the_record_had_from_another_id_are_counted_again():
    """Either may be the first of a night: `embedding` was recorded with trainings that `curve/vgg11` had made."""
    ids = ["modularity/embedding", "coactivation/per-digit", "modularity/curve/resnet20"]
    choice = choose(selection.select_places(ids), Wish(None, 30, [ROOT / "reports"]))
    minutes = {one.entry.id: (one.minutes, one.entry.spec.tiers[one.tier].minutes) for one in choice.chosen}
    assert minutes["modularity/embedding"][0] == minutes["modularity/embedding"][1]
    assert minutes["coactivation/per-digit"][0] == minutes["coactivation/per-digit"][1]
    assert minutes["modularity/curve/resnet20"][0] < minutes["modularity/curve/resnet20"][1]  # trains nothing


def test_a_short_last_night_does_not_leave_out_trainings_of_another_id_either():
    id_ = "coactivation/per-digit"
    (one,) = choose(
        selection.select_places([id_]), Wish("paper", None, [ROOT / "reports"], {(id_, "paper"): 0.1})
    ).chosen
    assert one.minutes == one.entry.spec.tiers["paper"].minutes


@pytest.mark.system
def test_each_job_of_the_workflow_takes_its_own_share():
    shards = JOB["strategy"]["matrix"]["shard"]
    assert shards == list(range(1, len(shards) + 1))
    said = next(step["run"] for step in JOB["steps"] if "netsci-bench nightly" in step.get("run", ""))
    assert f"--shard ${{{{ matrix.shard }}}}/{len(shards)}" in said


@pytest.mark.system
def test_each_job_of_the_workflow_ends_well_inside_its_limit_by_recorded_minutes():
    """Half of the limit is left, for a slower machine, fresh seeds and the installation."""
    choice = choose(selection.select_places([]), Wish(None, MOST_MINUTES, [ROOT / "reports"]))
    assert len(choice.chosen) == len({one.entry.id for one in choice.chosen}) > 40
    assert 1 < max(lengths_of_jobs({one.entry.id: one.minutes for one in choice.chosen})) < JOB["timeout-minutes"] / 2


@pytest.mark.system
def test_each_job_of_the_workflow_ends_well_inside_its_limit_when_every_id_is_recorded():
    """A new report makes the night longer; it must not need another job."""
    entries = [entry for read in selection.select_places([]) for entry in read()]
    tiers = {entry.id: [tier.minutes for tier in entry.spec.tiers.values()] for entry in entries}
    longest = {id_: max(each for each in minutes if each <= MOST_MINUTES) for id_, minutes in tiers.items()}
    assert len(longest) == len(entries)
    assert max(lengths_of_jobs(longest)) < JOB["timeout-minutes"] / 2


def lengths_of_jobs(minutes):
    shares = share_out(minutes, len(JOB["strategy"]["matrix"]["shard"]))
    return [sum(minutes[id_] + OVERHEAD for id_ in share) for share in shares]
