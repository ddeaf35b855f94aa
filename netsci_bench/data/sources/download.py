"""How does a file come from a URL, also when the line breaks half-way or there is no internet at all?

What has arrived stays in a ``.part`` file, and the next attempt asks only for the rest. A server must answer
within a few seconds, name look-up and all its addresses included, so that a machine without internet soon
tries the next source. The bytes are judged by the data set's checksums, not here.
"""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import IO
from urllib.parse import quote, urlsplit

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.run import Progress
from netsci_bench.data.sources.errors import SourceError

ANSWER_SECONDS = 8.0  # until a server's first byte; urllib's own limit leaves out the name look-up
STALL_SECONDS = 30.0  # without a byte in mid-transfer
ATTEMPTS = 3  # as long as each brings us further
ESCAPED = "/%:@!$&'()*+,;=~"  # signs that a path of a URL may hold as they are
CHUNK = 1 << 18  # bytes between two reports of progress

Tell = Callable[[Progress], None]


def from_url(at: str, name: str, folder: Path, tell: Tell) -> Path:
    """The file ``name`` below the URL ``at``, in ``folder``; one that is complete is not fetched again.

    Raises:
        SourceError: the server gives no answer, an error, or ends early each time.
        Mistake: the URL is not http(s), or has a query or a fragment, behind which no file lies.
    """
    url = url_of(at, name)
    file = folder / name.replace("%", "%25").replace("/", "%2F")  # no two names become one
    part = file.with_name(f"{file.name}.part")
    for _ in range(ATTEMPTS):
        if file.exists():
            return file
        before = _size(part)
        if _append(url, part, tell):
            part.replace(file)
        elif _size(part) <= before:
            break
    if not file.exists():
        raise SourceError(f"{url} ended early, after {_size(part)} bytes; they are kept for the next attempt")
    return file


def url_of(at: str, name: str) -> str:
    """The URL of a file below ``at``, a URL as one writes it: what it may not hold as it is, is escaped here.

    What ``at`` has escaped already stays so; of ``name``, which is a path, every special sign is escaped.

    Raises:
        Mistake: ``at`` is no http(s) URL, or has a query or a fragment.
    """
    parts = urlsplit(at)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Mistake(f"{at} is not an http(s) URL")
    if parts.query or parts.fragment or at.endswith(("?", "#")):
        raise Mistake(f"{at} has a `?` or a `#`: files lie below a path", remedy="write %3F or %23 for such a sign")
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path = re.sub("%(?![0-9A-Fa-f]{2})", "%25", parts.path.rstrip("/"))
    return f"{parts.scheme}://{host}{quote(path, safe=ESCAPED)}/{quote(name)}"


def _append(url: str, part: Path, tell: Tell) -> bool:
    """Adds to ``part`` what is missing of it; True when nothing is missing any more."""
    response = _answer(url, _size(part))
    with response:
        start = _start(response, _size(part))
        length = response.headers.get("Content-Length")
        total = start + int(length) if length else 0  # 0: the server does not say
        with part.open("ab" if start else "wb") as out:
            ended_well = _copy(
                response, out, Progress(f"{part.stem} from {urlsplit(url).netloc}", start, total, "B"), tell
            )
    return ended_well and _size(part) >= total


def _copy(response: http.client.HTTPResponse, out: IO[bytes], begun: Progress, tell: Tell) -> bool:
    done = begun.done
    while True:
        try:
            chunk = response.read(CHUNK)
        except (OSError, http.client.HTTPException):  # reset or stalled: what has arrived is worth keeping
            return False
        if not chunk:
            return True
        out.write(chunk)
        done += len(chunk)
        tell(Progress(begun.what, done, max(begun.total, done), begun.unit))


def _answer(url: str, start: int) -> http.client.HTTPResponse:
    """The server's answer, for the bytes from ``start`` on where it can."""
    headers = {"User-Agent": "netsci-bench"} | ({"Range": f"bytes={start}-"} if start else {})
    request = urllib.request.Request(url, headers=headers)
    try:
        return _in_time(lambda: urllib.request.urlopen(request, timeout=STALL_SECONDS))
    except urllib.error.HTTPError as error:
        error.close()
        if start and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return _answer(url, 0)  # our part is longer than the file: begin again
        raise SourceError(f"{url} answered {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException) as error:
        said = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise SourceError(f"{urlsplit(url).netloc} cannot be reached ({said})") from error


def _in_time(ask: Callable[[], http.client.HTTPResponse]) -> http.client.HTTPResponse:
    answers: SimpleQueue[http.client.HTTPResponse | Exception] = SimpleQueue()
    too_late = Event()

    def work() -> None:
        try:
            answer = ask()
        except Exception as error:
            answers.put(error)
            return
        answers.put(answer)
        if too_late.is_set():
            answer.close()

    Thread(target=work, daemon=True).start()  # a daemon: a name look-up that hangs must not delay our end
    try:
        answer = answers.get(timeout=ANSWER_SECONDS)
    except Empty:
        too_late.set()
        raise TimeoutError(f"no answer within {ANSWER_SECONDS:g} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _start(response: http.client.HTTPResponse, asked: int) -> int:
    """The position of the answer's first byte: 0 from a server that knows no ranges."""
    if response.status != http.HTTPStatus.PARTIAL_CONTENT:
        return 0
    span = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if not span or int(span[1]) != asked:
        raise SourceError(f"{response.url} answered with other bytes than the ones asked for")
    return asked


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
