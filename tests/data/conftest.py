"""What do the tests of this room share? A tiny data set, a local server that misbehaves on request, fake clients."""

import gzip
import hashlib
import pickle
import stat
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset, Source

FILES = ("train-images", "train-labels", "test-images", "test-labels")


def _idx(array: np.ndarray) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def tiny() -> SimpleNamespace:
    """Arrays of a few kB, the same as IDX files, and a function sources -> data set of exactly these arrays."""
    rng = np.random.default_rng(0)
    arrays = {
        "train_images": rng.integers(256, size=(5, 28, 28)).astype(np.uint8),
        "train_labels": np.array([3, 1, 4, 1, 5], np.uint8),
        "test_images": rng.integers(256, size=(2, 28, 28)).astype(np.uint8),
        "test_labels": np.array([9, 2], np.uint8),
    }
    specs = {n: ArraySpec(shape=a.shape, sha256=hashlib.sha256(a.tobytes()).hexdigest()) for n, a in arrays.items()}

    def dataset(*sources: tuple[str, str]) -> Dataset:
        """Sources as (kind, at); packages of npm hold the files below ``package/``."""
        below = {"npm": "package/", "apt": "usr/share/tiny/"}
        found = [
            Source(kind=kind, at=at, files=tuple(below.get(kind, "") + f for f in FILES), read="idx")
            for kind, at in sources
        ]
        return Dataset(name="tiny", title="Tiny", licence="MIT", source="x", arrays=specs, sources=tuple(found))

    files = {f: _idx(a) for f, a in zip(FILES, arrays.values(), strict=True)}
    return SimpleNamespace(arrays=arrays, files=files, dataset=dataset, idx=_idx)


@dataclass
class Server:
    """Serves ``content`` by path and notes every request as (path, Range header)."""

    url: str = ""
    content: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    cut_after: dict[str, int] = field(default_factory=dict)  # path -> bytes; the next answer ends there
    failing: bool = False  # 503 once something was cut
    ranges: bool = True
    delay: float = 0.0
    meeting: threading.Barrier | None = None  # answers /meet when two have asked for it


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = self.path.lstrip("/"), self.headers.get("Range", "")
            if path == "meet" and server.meeting:
                server.meeting.wait(30)
                return self._send(200, b"both are here", 99)
            server.requests.append((path, asked))
            time.sleep(server.delay)
            if path not in server.content:
                return self._send(503 if server.failing else 404, b"", 0)
            whole = server.content[path]
            start = int(asked[6:-1]) if asked and server.ranges else 0
            if start and start >= len(whole):
                return self._send(416, b"", 0)
            cut = server.cut_after.pop(path, len(whole))
            if server.failing and cut < len(whole):
                del server.content[path]
            return self._send(
                206 if start else 200, whole[start:], cut, f"bytes {start}-{len(whole) - 1}/{len(whole)}"
            )

        def _send(self, status: int, body: bytes, cut: int, content_range: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 206:
                self.send_header("Content-Range", content_range)
            self.end_headers()
            self.wfile.write(body[:cut])

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tiny: SimpleNamespace) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    served = Server(content=dict(tiny.files))
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(served)) as listening:
        served.url = f"http://127.0.0.1:{listening.server_address[1]}/"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield served
        listening.shutdown()
        thread.join()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """(name, Python code) -> a command of that name; only such commands are on the PATH. Returns its call log."""
    folder = tmp_path / "fake cliënts"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def install(name: str, code: str) -> Path:
        log = folder / f"{name}.log"
        script = folder / f"{name}.py"
        noted = f"import sys\nopen({str(log)!r}, 'a').write(repr(sys.argv[1:]) + '\\n')\n"
        script.write_text(noted + code, encoding="utf-8")
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        return log

    return install


@pytest.fixture
def pickled(tiny: SimpleNamespace) -> bytes:
    """The tiny arrays as the tutorial file holds MNIST: float32 / 256, three pairs, pickled and compressed."""
    x, y, tx, ty = tiny.arrays.values()
    pairs = [(x[:3], y[:3]), (x[3:], y[3:]), (tx, ty)]
    floats = tuple(((a.reshape(-1, 784) / 256).astype(np.float32), b.astype(np.int64)) for a, b in pairs)
    return gzip.compress(pickle.dumps(floats, protocol=3))
