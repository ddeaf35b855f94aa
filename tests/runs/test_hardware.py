"""How many cores may be used? Those that the process is bound to, and those that its container pays for."""

import os

import pytest

from netsci_bench.runs.hardware import cores

V2, V1 = "0::/jobs/mine\n", "4:memory:/jobs\n3:cpu,cpuacct:/jobs/mine\n"


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        (V2, {"jobs/mine/cpu.max": "200000 100000\n"}, 2),
        (V2, {"jobs/mine/cpu.max": "max 100000\n"}, 8),
        (V2, {"jobs/mine/cpu.max": "max 100000\n", "jobs/cpu.max": "350000 100000\n"}, 3),
        (V2, {"jobs/mine/cpu.max": "50000 100000\n"}, 1),
        (V2, {"cpu.max": "400000 100000\n"}, 4),
        (V2, {"jobs/mine/cpu.max": "1600000 100000\n"}, 8),
        (V2, {"jobs/mine/cpu.max": "what"}, 8),
        (V1, {"cpu/jobs/mine/cpu.cfs_quota_us": "500000\n", "cpu/jobs/mine/cpu.cfs_period_us": "100000\n"}, 5),
        (V1, {"cpu/jobs/mine/cpu.cfs_quota_us": "-1\n", "cpu/jobs/mine/cpu.cfs_period_us": "100000\n"}, 8),
        (V1, {"cpu/cpu.cfs_quota_us": "150000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),
        (None, {}, 8),
    ],
)
def test_a_quota_of_a_container_counts(tmp_path, monkeypatch, groups, files, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    contents = {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
    if groups:
        contents["proc/self/cgroup"] = groups
    for name, text in contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert cores(tmp_path) == expected


@pytest.mark.parametrize("bound", [1, 2, 5])
def test_a_process_bound_to_some_cores_uses_no_others(tmp_path, monkeypatch, bound):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(bound)), raising=False)
    assert cores(tmp_path) == bound
