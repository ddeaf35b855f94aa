"""Do the rooms import only what they may? The syntax trees are read; nothing is imported."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from each_file import of_each

ROOT = Path(__file__).parents[1]
ISLANDS = ("nets", "measures", "data")  # rooms that do not import each other; all other rooms are the bench
CONTRACT = "netsci_bench.contract"
ARTIFACTS = "netsci_bench.storage.artifacts"  # only names of files
ATOMIC = "netsci_bench.storage.atomic"
MAY_IMPORT_THE_DEVICE = {"plan.py", "worker.py", "pipeline.py"}  # inside a function, because it imports torch
DEVICE = "netsci_bench.nets.device"
RELATED = {"pruning": {"modularity"}, "similarity": {"modularity"}}  # a family that rests on another's experiment
HEAVY = {"torch", "torchvision", "timm"}
LONGEST_FILE = 250
LONGEST_FUNCTION = 25  # lines without the docstring
MOST_PARAMETERS = 5  # without self and cls
MOST_IN_A_FOLDER, LEAST_IN_A_FOLDER = 15, 3
API = (
    ROOT / "netsci_bench" / "__init__.py"
)  # gives the functions of the Python API, which it imports when they are used
KERNELS = {"cut_faces", "cut"}  # numba compiles each as one loop; in pieces it would be harder to follow
NO_NAMES = {"utils", "helpers", "common", "util", "helper", "misc"}

FILES = sorted([*(ROOT / "netsci_bench").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FOLDERS = sorted({p.parent for p in FILES})


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """``measures``, ``nets``, ``data``, ``contract``, ``experiments``, ``figures`` or ``bench``."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "experiments":
        drawing = "figures" in parts or path.stem in ("figures", "published")
        return "figures" if drawing else "experiments"
    return parts[1] if len(parts) > 2 and parts[1] in (*ISLANDS, "contract") else "bench"


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every module that these nodes import, ``from a import b`` as ``a.b`` (``b`` may be a module)."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(tree: ast.Module) -> Iterator[str]:
    """The imports that run when the module is imported: not those inside functions or under TYPE_CHECKING."""
    outer: list[ast.AST] = [
        s for s in tree.body if not (isinstance(s, ast.If) and "TYPE_CHECKING" in ast.dump(s.test))
    ]
    while outer:
        node = outer.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield from imports([node])
        outer.extend(ast.iter_child_nodes(node))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


def within(imported: str, *packages: str) -> bool:
    return any(f"{imported}.".startswith(f"{package}.") for package in packages)


def open_to(path: Path) -> tuple[str, ...]:
    """The packages of ours that a file may import."""
    match room(path):
        case "measures":
            return ("netsci_bench.measures",)
        case "nets":
            return ("netsci_bench.nets", CONTRACT, ATOMIC)
        case "data":
            return ("netsci_bench.data", CONTRACT, ATOMIC, ARTIFACTS)
        case "contract":
            return (CONTRACT, ARTIFACTS)
        case "experiments" | "figures":
            family = path.relative_to(ROOT).parts[1]
            families = (f"netsci_bench.experiments.{f}" for f in (family, *RELATED.get(family, ())))
            return (CONTRACT, "netsci_bench.measures", "netsci_bench.nets", *families)
    return ("netsci_bench",)


def refused(path: Path) -> set[str]:
    """The imports of a file that its room must not have."""
    here, known = room(path), set(imports(nodes(path)))
    ours = {i for i in known if within(i, "netsci_bench", "experiments")}
    roots = {
        "measures": {"torch", "mlflow", "pydantic", "yaml"},
        "nets": {"mlflow", "yaml"},
        "experiments": {"mlflow", "yaml"},
        "figures": {"mlflow", "yaml"},
    }.get(here, HEAVY)
    strangers = {i for i in known if within(i, *roots)}
    strangers |= {i for i in ours if not within(i, *open_to(path))}
    if here == "experiments":  # drawn with, and never measured with
        strangers |= {i for i in ours if within(i, f"{CONTRACT}.result", f"{CONTRACT}.resources")}
    if here == "bench":
        island = {
            i for i in ours if within(i, "netsci_bench.nets", "netsci_bench.measures", "netsci_bench.experiments")
        }
        lazily = {i for i in island if within(i, DEVICE) and i not in at_import(tree(path))}
        strangers |= island - (lazily if path.name in MAY_IMPORT_THE_DEVICE else set())
    return strangers


@of_each(FILES)
def test_a_file_imports_only_what_its_room_may_know(path):
    assert refused(path) == set()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("netsci_bench/measures/a.py", "import torch"),
        ("netsci_bench/measures/a/b.py", "from netsci_bench.contract.run import Run"),
        ("netsci_bench/measures/a.py", "from netsci_bench import nets"),
        ("netsci_bench/nets/a.py", "from netsci_bench.measures.graphs.pagerank import pagerank"),
        ("netsci_bench/nets/a/b.py", "from netsci_bench.storage.store import Store"),
        ("netsci_bench/nets/a/b.py", "from netsci_bench.identity.address import name_of"),
        ("netsci_bench/nets/a.py", "from netsci_bench.data.fetch import arrays"),
        ("netsci_bench/nets/a.py", "def f():\n    import yaml"),
        ("netsci_bench/contract/a.py", "from netsci_bench.specs.model import Claim"),
        ("netsci_bench/verdicts/judge.py", "def f():\n    import torch"),
        ("netsci_bench/verdicts/judge.py", "def f():\n    from netsci_bench.nets.device import best_device"),
        ("netsci_bench/runs/plan.py", "from netsci_bench.nets.device import best_device"),
        ("netsci_bench/reporting/a.py", "from netsci_bench.measures import graphs"),
        ("netsci_bench/data/a.py", "from netsci_bench.experiments import coactivation"),
        ("netsci_bench/data/a.py", "from netsci_bench.specs.registry import find"),
        ("experiments/sparse/a.py", "from netsci_bench.storage.store import Store"),
        ("experiments/sparse/a.py", "from netsci_bench.experiments.lottery.tickets import c"),
        ("experiments/sparse/a.py", "from netsci_bench.contract.resources import published_values"),
        ("experiments/sparse/a.py", "from netsci_bench.contract.result import Outcome"),
        ("experiments/sparse/figures/a.py", "import mlflow"),
    ],
)
def test_a_forbidden_import_would_be_noticed(tmp_path, monkeypatch, place, line):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert refused(path)


@of_each([p for p in FILES if room(p) in ("bench", "contract", "data")])
def test_mlflow_is_imported_only_inside_functions(path):
    assert not [i for i in at_import(tree(path)) if i.startswith("mlflow")]


def test_mlflow_is_known_to_one_room_only():
    knowing = {name(p.parent) for p in FILES if any(i.partition(".")[0] == "mlflow" for i in imports(nodes(p)))}
    assert knowing == {"netsci_bench/tracking"}


def test_yaml_is_known_to_one_file_only():
    knowing = {name(p) for p in FILES if any(i.partition(".")[0] == "yaml" for i in imports(nodes(p)))}
    assert knowing == {"netsci_bench/specs/yaml_lines.py"}


@of_each(FILES)
def test_there_are_no_relative_imports(path):
    assert not [n for n in nodes(path) if isinstance(n, ast.ImportFrom) and n.level]


@of_each(FILES)
def test_no_code_changes_where_packages_are_looked_for(path):
    inits = [n for n in nodes(path) if isinstance(n, ast.Attribute) and n.attr == "__path__"]
    assert not inits
    assert not re.search(r"\bsys\.path\.(append|insert|extend)\b", path.read_text(encoding="utf-8"))


@of_each([p for p in FILES if p.name == "__init__.py"])
def test_an_init_file_lists_what_lies_beside_it_and_holds_no_behaviour(path):
    page, *behaviour = tree(path).body
    assert not behaviour or path == API
    assert isinstance(page, ast.Expr)
    assert isinstance(page.value, ast.Constant)
    listed = [line[2:].partition(":")[0] for line in page.value.value.splitlines() if line.startswith("- ")]
    modules = {p.stem for p in path.parent.glob("*.py")} - {"__init__", "__main__"}
    assert sorted(listed) == sorted(modules | {p.parent.name for p in path.parent.glob("*/__init__.py")})


def test_the_api_loads_nothing_when_it_is_imported():
    """Every program and every worker imports this package."""
    assert set(at_import(tree(API))) == {"sys", "importlib.import_module",
                                         "types.ModuleType", "typing.TYPE_CHECKING", "typing.Any"}  # fmt: skip


@of_each(FOLDERS)
def test_a_folder_is_neither_a_drawer_nor_a_heap(folder):
    """A family of experiments may be as small as its one experiment."""
    inside = [p for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
    assert len([p for p in inside if p.stem not in ("__init__", "__main__")]) <= MOST_IN_A_FOLDER
    assert len(inside) >= LEAST_IN_A_FOLDER or folder.is_relative_to(ROOT / "experiments")


@of_each(FILES)
def test_a_file_fits_in_a_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in nodes(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    prose = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - prose


def parameters_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    a = function.args
    return len([x for x in (*a.posonlyargs, *a.args, *a.kwonlyargs) if x.arg not in ("self", "cls")])


def typed_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A command of the command line: each option is a parameter."""
    return any("command" in ast.unparse(d) for d in function.decorator_list)


@of_each(FILES)
def test_a_function_fits_on_a_screen(path):
    long = {f.name: lines_of(f) for f in functions(path) if lines_of(f) > LONGEST_FUNCTION}
    assert long.keys() <= KERNELS


@of_each(FILES)
def test_a_function_takes_few_parameters(path):
    many = {
        f.name: parameters_of(f) for f in functions(path) if parameters_of(f) > MOST_PARAMETERS and not typed_in(f)
    }
    assert many.keys() <= KERNELS


@of_each([*FILES, *TESTS])
def test_no_module_is_called_after_nothing(path):
    assert not NO_NAMES & set(path.stem.split("_"))


@of_each([p for p in FILES if p.name != "__init__.py"])
def test_a_module_starts_with_the_question_that_it_answers(path):
    prose = ast.get_docstring(tree(path)) or ""
    assert prose
    if room(path) not in ("experiments", "figures"):  # those start with what they show
        assert "?" in prose.partition("\n\n")[0]
