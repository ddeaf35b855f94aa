"""Does a file arrive from a URL when the line breaks, the server is odd, or nobody answers?"""

import socket
from http.client import HTTPResponse
from urllib.parse import quote, unquote

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.sources.download import from_url, url_of
from netsci_bench.data.sources.errors import SourceError

NAME = "train-images"


def quiet(_):
    pass


def test_a_file_arrives_with_progress_in_bytes(tmp_path, server, tiny):
    told = []
    file = from_url(server.url, NAME, tmp_path, told.append)
    assert file.read_bytes() == tiny.files[NAME]
    assert (told[-1].done, told[-1].total, told[-1].unit) == (3936, 3936, "B")
    assert told[-1].what.startswith("train-images from 127.0.0.1")


def test_a_transfer_that_breaks_is_resumed_where_it_broke(tmp_path, server, tiny):
    server.cut_after[NAME] = 1000
    file = from_url(server.url, NAME, tmp_path, quiet)
    assert file.read_bytes() == tiny.files[NAME]
    assert server.requests == [(NAME, ""), (NAME, "bytes=1000-")]


def test_a_connection_that_is_reset_is_resumed_too(tmp_path, server, tiny, monkeypatch):
    read, calls = HTTPResponse.read, []

    def breaking(response, amount):
        calls.append(amount)
        if len(calls) == 2:
            raise ConnectionResetError
        return read(response, amount)

    monkeypatch.setattr("netsci_bench.data.sources.download.CHUNK", 1000)
    monkeypatch.setattr(HTTPResponse, "read", breaking)
    assert from_url(server.url, NAME, tmp_path, quiet).read_bytes() == tiny.files[NAME]
    assert server.requests[1] == (NAME, "bytes=1000-")


def test_half_a_file_is_kept_for_the_next_call(tmp_path, server, tiny):
    server.cut_after[NAME], server.failing = 1000, True
    with pytest.raises(SourceError, match="503"):
        from_url(server.url, NAME, tmp_path, quiet)
    server.content[NAME] = tiny.files[NAME]
    assert from_url(server.url, NAME, tmp_path, quiet).read_bytes() == tiny.files[NAME]
    assert server.requests[-1] == (NAME, "bytes=1000-")


def test_a_server_without_ranges_is_asked_for_everything(tmp_path, server, tiny):
    server.cut_after[NAME], server.ranges = 1000, False
    assert from_url(server.url, NAME, tmp_path, quiet).read_bytes() == tiny.files[NAME]


def test_a_part_that_is_longer_than_the_file_is_thrown_away(tmp_path, server, tiny):
    (tmp_path / f"{NAME}.part").write_bytes(b"x" * 5000)
    assert from_url(server.url, NAME, tmp_path, quiet).read_bytes() == tiny.files[NAME]


def test_a_server_that_always_ends_early_is_given_up(tmp_path, server, monkeypatch):
    server.cut_after = type("Always", (dict,), {"pop": lambda *_: 0})()
    with pytest.raises(SourceError, match="ended early, after 0 bytes"):
        from_url(server.url, NAME, tmp_path, quiet)
    assert len(server.requests) == 1


def test_a_complete_file_is_not_fetched_again(tmp_path, server):
    from_url(server.url, NAME, tmp_path, quiet)
    from_url(server.url, NAME, tmp_path, quiet)
    assert len(server.requests) == 1


def test_a_missing_file_is_reported_with_its_url_and_status(tmp_path, server):
    with pytest.raises(SourceError, match=r"http://127.0.0.1:\d+/no%20such%20f%C3%AFle answered 404"):
        from_url(server.url, "no such fïle", tmp_path, quiet)


def test_a_refused_connection_is_reported(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match=f"127.0.0.1:{port} cannot be reached .*refused"):
        from_url(f"http://127.0.0.1:{port}", NAME, tmp_path, quiet)


def test_a_server_that_stays_silent_costs_seconds_only(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("netsci_bench.data.sources.download.ANSWER_SECONDS", 0.2)
    told = pytest.raises(SourceError, match=r"no answer within 0.2 s")
    with socket.create_server(("127.0.0.1", 0)) as silent, told:
        from_url(f"http://127.0.0.1:{silent.getsockname()[1]}", NAME, tmp_path, quiet)


@pytest.mark.parametrize("at", ["file:///etc", "ftp://127.0.0.1/", "/etc"])
def test_only_the_web_is_a_url(tmp_path, at):
    with pytest.raises(Mistake, match=r"not an http\(s\) URL"):
        from_url(at, "passwd", tmp_path, quiet)


ODD = [
    "a b",
    "job%2Fmain",
    "größe",
    "a#b",
    "a?b=c",
    "100%",
    "a&b+c",
    "[x]",
    "a;b",
    "日本",
    "~x",
    "it's",
    "a%20b",
    "...",
]


@pytest.mark.parametrize("name", ODD)
def test_every_name_of_a_file_reaches_the_server_as_it_is(tmp_path, server, name):
    folder = tmp_path / "höme %2F #1?"
    folder.mkdir()
    server.content[quote(f"{name}/{name}")] = name.encode()
    assert from_url(server.url, f"{name}/{name}", folder, quiet).read_text() == name
    assert unquote(server.requests[0][0]) == f"{name}/{name}"
    assert [file.parent for file in folder.rglob("*")] == [folder]


def test_names_that_differ_lie_apart(tmp_path, server):
    names = ["a/b", "a-b", "a%2Fb", "a%252Fb"]
    for name in names:
        server.content[quote(name)] = name.encode()
    files = [from_url(server.url, name, tmp_path, quiet) for name in names]
    assert [file.read_text() for file in files] == names


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ("data sets/größe", "data%20sets/gr%C3%B6%C3%9Fe"),
        ("data%20sets/gr%C3%B6%C3%9Fe/", "data%20sets/gr%C3%B6%C3%9Fe"),
        ("50%/a%2Fb//", "50%25/a%2Fb"),
        ("a[1]/b^c|d", "a%5B1%5D/b%5Ec%7Cd"),
        ("a@b:c/(1)", "a@b:c/(1)"),
    ],
)
def test_a_url_is_escaped_where_its_writer_did_not(tmp_path, server, at, path):
    server.content[f"{path}/x"] = b"here"
    assert from_url(server.url + at, "x", tmp_path, quiet).read_bytes() == b"here"


def test_a_host_in_another_script_is_written_as_its_name_servers_know_it():
    assert url_of("https://müller.example:8080/a", "b") == "https://xn--mller-kva.example:8080/a/b"


@pytest.mark.parametrize("at", ["http://x/a#b", "http://x/a?b=", "http://x/a?", "http://x/#"])
def test_a_query_or_a_fragment_is_refused_since_no_file_lies_below_it(at):
    with pytest.raises(Mistake, match=r"has a `\?` or a `#`.*\n.*%3F or %23"):
        url_of(at, "b")
