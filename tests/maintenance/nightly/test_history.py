"""Is what earlier nights said kept, joined, compared and drawn?"""

from dataclasses import replace

import numpy as np
import pytest
from nights import toy_night

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.nightly import change_points as finder
from netsci_bench.maintenance.nightly.change_points import change_points
from netsci_bench.maintenance.nightly.history import History, series
from netsci_bench.maintenance.nightly.joining import join_nights
from netsci_bench.maintenance.nightly.measuring import LAST_GREEN
from netsci_bench.maintenance.nightly.night import Measured, Night, read_night, write_night
from netsci_bench.maintenance.nightly.page import night_html
from netsci_bench.maintenance.nightly.since import since
from netsci_bench.maintenance.nightly.speed import fallen, read_ratios
from netsci_bench.verdicts.drift import Change

needs_ruptures = pytest.mark.skipif(not finder.can_find(), reason="ruptures is not installed")


@pytest.fixture
def history(tmp_path):
    kept = History(tmp_path / "history")
    for day in range(1, 9):
        end = 1.0 if day < 6 else 3.0
        kept.add(toy_night(day, (end, end + 1), ratios={"fast": 10.0 + day % 2}), [])
    return History(kept.folder)


def test_a_night_is_read_as_it_was_written(tmp_path):
    change = Change("metric end", "1", "2", "so")
    night = toy_night(3, functions={"a:f": "1"}, slower=(change,), left_out={"a/b": "has no tier"})
    write_night(night, tmp_path / "night.json")
    assert read_night(tmp_path / "night.json") == night


@pytest.mark.parametrize("text", ["", "[]", '{"date": 3}', '{"results": []}'])
def test_a_file_that_is_no_night_is_told(tmp_path, text):
    (tmp_path / "night.json").write_text(text)
    with pytest.raises(Mistake, match="this is no night"):
        read_night(tmp_path / "night.json")


def test_the_last_green_night_is_the_newest_before_that_ran_one_of_the_ids(history):
    tonight = toy_night(20)
    assert history.last_green(tonight).commit == "c8"
    history.add(toy_night(9, state="differs"), [])
    history.add(Night("2026-01-10T02:00:00Z", results=(Measured("a/other", "as recorded", "paper"),)), [])
    assert History(history.folder).last_green(tonight).commit == "c8"
    assert history.last_green(toy_night(1)) is None


@pytest.mark.parametrize(
    ("state", "accept", "kept"),
    [("no record", False, True), ("as recorded", False, True), ("differs", False, False), ("differs", True, True),
     ("crashed", True, False)],
)  # fmt: skip
def test_a_report_becomes_the_reference_when_its_id_is_as_it_should_be(tmp_path, state, accept, kept):
    report = tmp_path / "reports" / "file" / "walk" / "paper" / "report.json"
    report.parent.mkdir(parents=True)
    report.write_text("{}")
    history = History(tmp_path / "history")
    night = toy_night(1, state=state)
    history.add(
        replace(night, results=(replace(night.results[0], against=LAST_GREEN),)), [tmp_path / "reports"], accept
    )
    assert (history.references / "file" / "walk" / "paper" / "report.json").is_file() == kept


def test_a_series_has_the_means_of_all_nights(history):
    points = series(history.nights, "file/walk", "paper", "end")
    assert [point.value for point in points] == [1.5] * 5 + [3.5] * 3
    assert not series(history.nights, "file/walk", "quick", "end")


@needs_ruptures
def test_a_jump_is_found_at_its_night_and_noise_seldom_has_one():
    assert change_points([1.5] * 5 + [3.5] * 3) == [5]
    assert change_points([2.0] * 9 + [2.0000001]) == [9]
    assert change_points([1.0] * 9) == []
    rng = np.random.default_rng(0)
    jumps = [change_points(np.r_[rng.normal(size=20), 5 + rng.normal(size=10)]) == [20] for _ in range(40)]
    assert sum(jumps) >= 36
    assert sum(bool(change_points(rng.normal(size=30))) for _ in range(100)) <= 5  # 1.4 of 100 in 500 draws


def test_without_ruptures_the_history_is_drawn_without_change_points(history, monkeypatch):
    monkeypatch.setattr(finder, "find_spec", lambda name: None)
    assert change_points([1.5] * 5 + [3.5] * 3) == []
    page = night_html(toy_night(20, (3.0, 4.0)), history)
    assert "pip install" in page
    assert 'class="change"' not in page


@needs_ruptures
def test_the_page_says_since_when_a_number_is_another_one(history):
    page = night_html(toy_night(20, (3.0, 4.0)), history)
    assert "2026-01-06: 1.5 → 3.5" in page
    assert page.count('class="change"') == 1
    assert "The last green night began at 2026-01-08" in page


def test_what_is_different_since_is_listed_by_kind():
    before = toy_night(1, functions={"a:f": "1", "a:g": "2"}, environment={"python": "3.11"})
    now = toy_night(2, (1.0, 2.5), functions={"a:f": "9", "b:g": "2"}, environment={"python": "3.12"})
    now = replace(now, results=(replace(now.results[0], verdicts={"far": "contradicted"}),))
    found = since(before, now)
    assert found.verdicts == [("file/walk", "far", "reproduced", "contradicted")]
    assert found.metrics == [("file/walk", "end", "1.5", "1.75", "+0.25")]
    assert found.functions == [("a:f", "1", "9")]  # g has only moved
    assert found.environment == [("commit", "c1", "c2"), ("python", "3.11", "3.12")]
    assert (found.same, found.compared) == (0, 1)


def test_shards_are_joined_and_one_that_is_missing_is_a_crash():
    one = Night("2026-01-02T02:05:00Z", "c", "1/3", {"processor": "A"}, {"a:f": "1"}, (Measured("a", "as recorded"),))
    three = Night("2026-01-02T02:00:00Z", "c", "3/3", {"processor": "B"}, {"a:g": "2"}, (Measured("b", "differs"),))
    night = join_nights([three, one])
    assert [(r.id, r.state) for r in night.results] == [
        ("a", "as recorded"), ("b", "differs"), ("shard 2/3", "crashed"),
    ]  # fmt: skip
    assert (night.date, night.shard, night.exit_code) == ("2026-01-02T02:00:00Z", "1/1", 1)
    assert night.environment == {"processor": "A and B"}
    assert night.functions == {"a:f": "1", "a:g": "2"}


@pytest.mark.parametrize(
    ("shards", "said"),
    [(["1/2", "1/2"], "not the shards of one night"), (["1/2", "2/3"], "not the shards"), ([], "no night to join")],
)
def test_what_is_no_night_is_not_joined(shards, said):
    with pytest.raises(Mistake, match=said):
        join_nights([Night("2026", "c", shard) for shard in shards])


def test_nights_of_two_commits_and_an_id_of_two_shards_are_refused():
    with pytest.raises(Mistake, match="of several commits: c, d"):
        join_nights([Night("2026", "c", "1/2"), Night("2026", "d", "2/2")])
    same = (Measured("a", "as recorded"),)
    with pytest.raises(Mistake, match="two shards have run a"):
        join_nights([Night("2026", "c", "1/2", results=same), Night("2026", "c", "2/2", results=same)])


BENCHMARKS = (
    '{"benchmarks": [{"fullname": "t.py::fast", "extra_info": {"ratio": 4}}, {"name": "no", "extra_info": {}}]}'
)


@pytest.mark.parametrize(("text", "ratios"), [(BENCHMARKS, {"t.py::fast": 4.0}), ('{"fast": 2.5}', {"fast": 2.5})])
def test_ratios_are_read_from_both_kinds_of_file(tmp_path, text, ratios):
    (tmp_path / "perf.json").write_text(text)
    assert read_ratios(tmp_path / "perf.json") == ratios


def test_a_ratio_that_was_measured_on_a_busy_machine_counts_for_nothing(tmp_path):
    (tmp_path / "perf.json").write_text(BENCHMARKS.replace('"ratio": 4', '"ratio": 4, "busy": true'))
    assert read_ratios(tmp_path / "perf.json") == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"benchmarks": []}', '{"fast": "quick"}', '{"fast": true}'])
def test_a_file_without_ratios_is_the_users_mistake(tmp_path, text):
    (tmp_path / "perf.json").write_text(text)
    with pytest.raises(Mistake, match="ratio"):
        read_ratios(tmp_path / "perf.json")


def test_a_ratio_that_fell_below_three_quarters_of_its_median_is_told(history):
    assert fallen({"fast": 8.0, "new": 0.1}, history) == []
    (change,) = fallen({"fast": 7.0}, history)
    assert str(change) == "speed of fast: recorded 10.5, now 7 (67% of the median of 8 green nights)"
    assert toy_night(9, slower=(change,)).exit_code == 3
