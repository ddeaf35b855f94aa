"""Do the pages tell the truth about the tree? Paths, names, links and examples are looked up."""

import ast
import re
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import WalkInside

from netsci_bench.identity import variables

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = ("netsci_bench", "experiments", "registry", "tests", "docs", "reports")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
DOTTED = re.compile(r"\bnetsci_bench(?:[.:]\w+)+")
ARCHITECTURE = ROOT / "docs" / "architecture.md"


def text_of(page):
    return page.read_text(encoding="utf-8")


def prose(page):
    """A page without its blocks of code; a span that goes on in the next line is one."""
    return FENCE.sub("", text_of(page))


def paths_in(page):
    spans = SPAN.findall(prose(page))
    return [s for s in spans if re.fullmatch(rf"(?:{'|'.join(ROOMS)})/[\w./-]*", s)]


def relative_links(page):
    return [(said, to) for said, to in LINK.findall(prose(page)) if "://" not in to]


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def bound(body):
    """Name -> statement of everything that statements define."""
    names = {}
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names[name] = node
    return names


def defines(path, names):
    """Whether a source file defines the first name, that the next, and so on."""
    body = ast.parse(text_of(path)).body
    for name in names:
        if name not in bound(body):
            return False
        body = getattr(bound(body)[name], "body", [])
    return True


def stands_for_something(name):
    """Whether a dotted name is a module, a package, or something that one defines."""
    parts = name.replace(":", ".").split(".")
    start, parts = (
        (ROOT / "experiments", parts[2:]) if parts[1:2] == ["experiments"] else (ROOT / parts[0], parts[1:])
    )
    while parts and (start / parts[0]).is_dir():
        start, parts = start / parts[0], parts[1:]
    if not parts:
        return True
    file = start / f"{parts[0]}.py"
    return file.is_file() and defines(file, parts[1:])


def page_name(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_path_exists(page):
    assert [path for path in paths_in(page) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_source_file_is_named_from_the_root_on(page):
    files = [span for span in SPAN.findall(prose(page)) if re.fullmatch(r"[\w./-]+\.py", span)]
    assert [file for file in files if "/" in file and not file.startswith(ROOMS)] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_dotted_name_stands_for_something(page):
    names = set(DOTTED.findall(text_of(page)))
    assert sorted(name for name in names if not stands_for_something(name)) == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_leads_somewhere(page):
    broken = []
    for _, to in relative_links(page):
        file, _, anchor = to.partition("#")
        target = (page.parent / file) if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(to)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_link_to_source_leads_to_the_file_that_defines_what_it_names(page):
    named = [(said.strip("`"), page.parent / to) for said, to in relative_links(page) if to.endswith(".py")]
    assert [said for said, to in named if said.isidentifier() and not defines(to, [said])] == []


def test_there_is_much_to_be_looked_up():
    assert sum(len(paths_in(page)) for page in PAGES) > 30
    assert sum(len(relative_links(page)) for page in PAGES) > 80
    assert sum(len(DOTTED.findall(text_of(page))) for page in PAGES) > 8


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("netsci_bench.contract.result.Outcome", True),
        ("netsci_bench.contract.result.Outcome.array", True),
        ("netsci_bench.experiments.coactivation.epochs:lenet5_epochs", True),
        ("netsci_bench.nets", True),
        ("netsci_bench.invocation", False),
        ("netsci_bench.contract.result.Result", False),
        ("netsci_bench.contract.result.Outcome.arrays", False),
    ],
)
def test_a_name_that_is_gone_would_be_noticed(name, there):
    assert stands_for_something(name) == there


def section(page, heading):
    return re.search(rf"^## {heading}.*?(?=^## |\Z)", text_of(page), re.MULTILINE | re.DOTALL)[0]


def calls_of_the_straight_line():
    """The functions of other modules that ``run_experiment`` calls, in the order in which their calls end."""
    tree = ast.parse(text_of(ROOT / "netsci_bench" / "pipeline.py"))
    imported = {a.name for node in tree.body if isinstance(node, ast.ImportFrom) for a in node.names}
    calls = [node for node in ast.walk(bound(tree.body)["run_experiment"]) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.end_lineno, call.end_col_offset))
    words = [ast.unparse(call.func).split(".") for call in calls]
    return [parts[-1] for parts in words if parts[0] in imported and parts[0] != "Finished"]


def test_the_walk_follows_the_pipeline_call_by_call():
    steps = re.findall(r"^\d+\. \[`(\w+)`\]", section(ARCHITECTURE, "One run"), re.MULTILINE)
    assert steps == calls_of_the_straight_line()


@pytest.mark.parametrize(
    ("page", "heading"), [(ROOT / "README.md", "Folders"), (ARCHITECTURE, "The rooms")], ids=["README", "rooms"]
)
def test_the_picture_of_the_rooms_shows_every_room(page, heading):
    rooms = {path.parent.name for path in (ROOT / "netsci_bench").glob("*/__init__.py")}
    assert rooms <= set(re.findall(r"\w+", section(page, heading)))


def test_the_environment_variables_that_are_passed_on_are_listed():
    listed = section(ROOT / "docs" / "identity.md", "Environment").partition("The bench itself sets")[0]
    documented = set(SPAN.findall(listed)) - {"passed_on"}
    groups = (variables.SYSTEM, variables.NETWORK, variables.BENCH, variables.CACHES, variables.BEGINNINGS)
    assert documented == set().union(*groups)


def test_the_messages_that_the_page_on_identity_quotes_are_in_the_source():
    source = " ".join(text_of(path) for path in (ROOT / "netsci_bench").rglob("*.py"))
    page = text_of(ROOT / "docs" / "identity.md")
    quoted = [m for m in re.findall(r"`((?:the|there|a|another) [^`]+)`", page) if " " in m]
    pieces = [piece for m in quoted for piece in re.split(r"'?[A-Z]{3,}'?|[()]", m) if len(piece) > 9]
    assert len(pieces) > 5
    assert [piece for piece in pieces if piece.strip() not in source] == []


def test_the_ten_questions_name_files():
    rows = [line.split("|") for line in section(ARCHITECTURE, "Ten questions").splitlines() if line.startswith("| ")]
    guesses = [SPAN.findall(row[2]) for row in rows[2:]]
    assert len(guesses) == 10
    assert all((ROOT / guess).is_file() for (guess,) in guesses)


def test_a_page_reads_in_steps():
    """Headings go down by one level at a time."""
    for page in PAGES:
        levels = [len(marks) for marks in re.findall(r"^(#+) ", FENCE.sub("", text_of(page)), re.MULTILINE)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), page


def examples(page):
    """File name -> text of every block of a page that begins with the name of a file."""
    blocks = [
        textwrap.dedent(b) for b in re.findall(r"^ *```\w+\n(.*?)^ *```$", text_of(page), re.MULTILINE | re.DOTALL)
    ]
    return {named[1]: block for block in blocks if (named := re.match(r"# (\S+\.\w+)\n", block))}


@pytest.mark.system
def test_the_example_of_the_contributing_guide_runs_as_shown(tmp_path):
    files = examples(ROOT / "CONTRIBUTING.md")
    assert files.keys() == {"hubs.py", "hubs.yaml", "papers/somebody2026.yaml"}
    line = WalkInside(tmp_path)
    try:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        assert line.run("check", "hubs.yaml") == (0, "file/hubs: ok\n", "")
        code, out, err = line.run("run", "hubs.yaml", "--tier", "smoke", "--no-track")
        assert code == 0, err
        assert "Wide layers have few hubs" in out
        assert 0 <= line.report("smoke", "hubs")["outcomes"][0]["scalars"]["hub_share"] <= 1
    finally:
        line.end()
