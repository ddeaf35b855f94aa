"""Do the walls between the rooms stand? Who may import whom, over the syntax tree; nothing is imported here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("measures", "nets", "viewer", "data", "report")
LEAVES = {
    "contract",
    "run",
    "named",
    "importing",
    "address",
    "errors",
    "atomic",
    "artifacts",
    "hardware",
}  # what nets may know of the bench
ASKS_FOR_THE_DEVICE = {"plan.py", "worker.py", "invocation.py"}  # inside a function, where there may be a GPU
HEAVY = {"torch", "torchvision", "timm"}
LONGEST_FILE = 250
LONGEST_FUNCTION = 40  # lines without the docstring
ONE_KERNEL = {"cut_faces", "cut"}  # numba compiles each as one loop; in pieces it would be harder to follow
NO_NAMES = {"utils", "helpers", "common", "util", "helper", "misc"}

FILES = sorted([*(ROOT / "netsci_bench").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """``measures``, ``nets``, ``viewer``, ``data``, ``report``, ``experiments``, ``figures`` or ``bench``."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "experiments":
        return "figures" if "figures" in parts else "experiments"
    return parts[1] if len(parts) > 2 and parts[1] in ROOMS else "bench"


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module imported anywhere, ``from a import b`` as ``a.b`` (``b`` may be a module)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(tree: ast.Module) -> Iterator[str]:
    """What importing the module imports: all but what stands inside functions and under TYPE_CHECKING."""
    outer: list[ast.AST] = [
        s for s in tree.body if not (isinstance(s, ast.If) and "TYPE_CHECKING" in ast.dump(s.test))
    ]
    while outer:
        node = outer.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield from imports(node) if isinstance(node, ast.Import | ast.ImportFrom) else ()
        outer.extend(ast.iter_child_nodes(node))


def ours(imported: str) -> str | None:
    """The room (or the bench's module) of something of ours; None for a third party."""
    first, *rest = imported.split(".")
    if first == "experiments" or imported.startswith("netsci_bench.experiments"):
        return "experiments"
    return (rest[0] if rest else "") if first == "netsci_bench" else None


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def refused(path: Path) -> set[str]:
    """The imports of a file that its room must not have."""
    here, found = room(path), set(imports(tree(path)))
    known = {i: ours(i) for i in found}
    mine = {i for i, where in known.items() if where is not None}
    roots = {i: i.partition(".")[0] for i in found}
    if here == "measures":
        outside = {"torch", "mlflow", "pydantic", "yaml"}
        return {i for i in mine if known[i] not in ("measures",)} | {i for i in found if roots[i] in outside}
    if here == "nets":
        allowed = LEAVES | {"nets"}
        stray = {i for i in mine if known[i] not in allowed} - {f"netsci_bench.{leaf}" for leaf in LEAVES}
        return stray | {i for i in found if roots[i] in {"mlflow", "yaml"}}
    if here in ("experiments", "figures"):
        allowed = {"contract", "run", "named", "measures", "nets", "viewer"} | (
            {"result", "shipped"} if here == "figures" else set()  # drawn, and never measured with
        )
        family = path.stem.partition("_")[0]  # coactivation.py may be in pieces: coactivation_graphs.py
        return {i for i in mine if not own_piece(i, family) and known[i] not in allowed} | {
            i for i in found if roots[i] in {"mlflow", "yaml"}
        }
    if here == "viewer":
        return {i for i in mine if known[i] != "viewer"} | {
            i for i in found if roots[i] in HEAVY | {"mlflow", "yaml"}
        }
    device = {"netsci_bench.nets.device"} if path.name in ASKS_FOR_THE_DEVICE else set()
    strangers = {i for i in mine if known[i] in ("nets", "measures", "experiments")}
    lazily = {i for i in strangers if any(i.startswith(d) for d in device) and i not in at_import(tree(path))}
    return (strangers - lazily) | {i for i in found if roots[i] in HEAVY}


def own_piece(imported: str, family: str) -> bool:
    within = imported.removeprefix("netsci_bench.").removeprefix("experiments.")
    return within != imported and within.removeprefix("figures.").startswith((f"{family}.", f"{family}_"))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_imports_only_what_its_room_may_know(path):
    assert refused(path) == set()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("netsci_bench/measures/a.py", "import torch"),
        ("netsci_bench/measures/a.py", "from netsci_bench.run import Run"),
        ("netsci_bench/measures/a.py", "from netsci_bench import nets"),
        ("netsci_bench/nets/a.py", "from netsci_bench.measures.pagerank import pagerank"),
        ("netsci_bench/nets/a.py", "from netsci_bench.store import Store"),
        ("netsci_bench/nets/a.py", "def f():\n    import yaml"),
        ("netsci_bench/judge.py", "def f():\n    import torch"),
        ("netsci_bench/judge.py", "def f():\n    from netsci_bench.nets.device import best_device"),
        ("netsci_bench/plan.py", "from netsci_bench.nets.device import best_device"),
        ("netsci_bench/report/a.py", "from netsci_bench.measures import pagerank"),
        ("netsci_bench/data/a.py", "from netsci_bench.experiments import coactivation"),
        ("experiments/a.py", "from netsci_bench.store import Store"),
        ("experiments/a.py", "from netsci_bench.experiments.b import c"),
        ("experiments/a.py", "from netsci_bench.shipped import published_values"),
        ("experiments/a.py", "from netsci_bench.result import Outcome"),
        ("experiments/figures/a.py", "import mlflow"),
    ],
)
def test_a_forbidden_import_would_be_noticed(tmp_path, monkeypatch, place, line):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert refused(path)


@pytest.mark.parametrize("path", [p for p in FILES if room(p) == "data"], ids=name)
def test_the_data_room_knows_only_values_and_errors_of_the_bench(path):
    known = {ours(i) for i in imports(tree(path))} - {None}
    assert known <= {"data", "errors", "named", "run", "shipped", "atomic", "artifacts", "slug"}


@pytest.mark.parametrize("path", [p for p in FILES if room(p) in ("bench", "data", "report")], ids=name)
def test_mlflow_is_imported_only_inside_functions(path):
    assert not [i for i in at_import(tree(path)) if i.startswith("mlflow")]


def test_mlflow_is_known_to_two_files_only():
    knowing = {name(p) for p in FILES if any(i.partition(".")[0] == "mlflow" for i in imports(tree(p)))}
    assert knowing == {"netsci_bench/tracking.py", "netsci_bench/mlflow_ui.py"}


def test_yaml_is_known_to_one_file_only():
    knowing = {name(p) for p in FILES if any(i.partition(".")[0] == "yaml" for i in imports(tree(p)))}
    assert knowing == {"netsci_bench/yaml_lines.py"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_there_are_no_relative_imports(path):
    assert not [n for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom) and n.level]


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "__init__.py"], ids=name)
def test_an_init_file_holds_no_behaviour(path):
    body = tree(path).body
    assert all(isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in body)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_fits_in_a_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    prose = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - prose


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_function_fits_on_a_screen(path):
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: lines_of(f) for f in functions if lines_of(f) > LONGEST_FUNCTION}
    assert long.keys() <= ONE_KERNEL


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=name)
def test_no_module_is_called_after_nothing(path):
    assert not NO_NAMES & set(path.stem.split("_"))


@pytest.mark.parametrize("path", [p for p in FILES if p.name != "__init__.py"], ids=name)
def test_a_module_starts_with_the_question_that_it_answers(path):
    prose = ast.get_docstring(tree(path)) or ""
    assert prose
    if room(path) not in ("experiments", "figures"):  # those start with what they show
        assert "?" in prose.partition("\n\n")[0]
