"""Do two processes that want the same data set at the same time download it once?"""

import pickle
import sys
import threading

import pytest
from command_line import CommandLine, say_how_it_ended
from filelock import FileLock

from netsci_bench.data.fetch import arrays
from netsci_bench.data.verify import folder_of

PROCESS = """
import pickle, sys, urllib.request
from pathlib import Path
from netsci_bench.data.fetch import arrays
dataset, home, meeting = pickle.loads(Path(sys.argv[1]).read_bytes())
urllib.request.urlopen(meeting, timeout=300).close()  # both go on from here at the same moment
print(int(arrays(dataset, home, lambda _: None)["train_labels"].sum()))
"""


@pytest.mark.system
def test_two_processes_at_once_download_exactly_once(tmp_path, server, tiny):
    server.meeting, server.delay = threading.Barrier(2), 0.15
    home = tmp_path / "one höme"
    told = tmp_path / "told"
    told.write_bytes(pickle.dumps((tiny.dataset(("url", server.url)), home, f"{server.url}meet")))
    both = [CommandLine(tmp_path).launch(sys.executable, "-c", PROCESS, told) for _ in range(2)]
    assert [say_how_it_ended(process)[0].strip() for process in both] == ["14", "14"]
    assert sorted(path for path, _ in server.requests) == sorted(tiny.files)


def test_who_waits_for_another_process_is_told_so(tmp_path, server, tiny):
    data, told, waiting = tiny.dataset(("url", server.url)), [], threading.Event()

    def tell(progress):
        told.append(progress.what)
        waiting.set()

    folder_of(data, tmp_path).parent.mkdir()
    with FileLock(f"{folder_of(data, tmp_path)}.lock"):
        second = threading.Thread(target=arrays, args=(data, tmp_path, tell))
        second.start()
        assert waiting.wait(30)
        assert not server.requests
    second.join(30)
    assert told[0] == "waiting for another process that fetches tiny"
    assert len(server.requests) == 4
