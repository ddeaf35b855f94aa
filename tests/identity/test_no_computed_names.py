"""Does our code name what it uses? Our modules stand only before dots, nothing is patched, importing only defines."""

import ast
from pathlib import Path

import pytest
from each_file import of_each

ROOT = Path(__file__).parents[2]
ROOMS = ("netsci_bench/measures", "netsci_bench/nets", "experiments")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
COMPUTING = {"globals", "locals", "vars", "eval", "exec", "compile", "__import__", "import_module"}
ON_ATTRIBUTES = {"getattr", "setattr", "delattr"}
MACHINERY = {"importlib", "runpy", "pkgutil", "builtins", "subprocess"}
PLACES = {"__file__", "__loader__", "__spec__", "__builtins__"}
OWN_NAMES = {"__name__", "__qualname__", "__module__"}
DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_module(dotted):
    """Whether a dotted name of ours is a module or package."""
    path = ROOT.joinpath(*dotted.removeprefix("netsci_bench.experiments").split("."))
    if dotted.startswith("netsci_bench.experiments"):
        path = ROOT / "experiments" / "/".join(dotted.split(".")[2:])
    return path.is_dir() or path.with_suffix(".py").is_file()


def imported_names(tree):
    """All names that imports bind, and those of them that are bound to modules of ours."""
    names, modules = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            modules |= {a.asname or "netsci_bench" for a in node.names if a.name.startswith("netsci_bench")}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
            ours = (node.module or "").startswith("netsci_bench")
            modules |= {a.asname or a.name for a in node.names if ours and is_module(f"{node.module}.{a.name}")}
    return names | modules, modules


def root_of(node):
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def targets_of(node):
    if isinstance(node, ast.Assign | ast.Delete):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def is_setting(target):
    """A switch that torch offers: its values are numbers, no code."""
    return ast.unparse(target).startswith(("torch.backends.", "torch.utils.deterministic."))


def faults(tree):
    """What the syntax of a file does that no digest of definitions could follow."""
    names, modules = imported_names(tree)
    before_a_dot = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    shown = {id(n) for raised in ast.walk(tree) if isinstance(raised, ast.Raise) for n in ast.walk(raised)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in COMPUTING | PLACES:
                yield f"{name} computes a name, or finds a file by its path"
            case ast.Import(names=imported) if any(a.name.partition(".")[0] in MACHINERY for a in imported):
                yield "what imports or starts things is imported"
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MACHINERY:
                yield "what imports or starts things is imported"
            case ast.Attribute(attr="__dict__"):
                yield "names are looked up in a dictionary"
            case ast.Attribute(attr="import_module") | ast.Attribute(attr="modules", value=ast.Name(id="sys")):
                yield "a module is reached by its name"
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if (
                name in ON_ATTRIBUTES and root_of(first) in names
            ):
                yield f"{name} on what is imported"
            case ast.Name(id=name) if name in modules and id(node) not in before_a_dot:
                yield f"the module {name} is used as a value"
            case ast.Attribute(attr=attr, value=value) if attr in OWN_NAMES and id(node) not in shown:
                if root_of(value) in names:
                    yield f"{attr} of what is imported"
        for target in targets_of(node):
            if (
                isinstance(target, ast.Attribute | ast.Subscript)
                and root_of(target) in names
                and not is_setting(target)
            ):
                yield f"{ast.unparse(target)} is patched"
    yield from (f"line {s.lineno} does something at import" for s in tree.body[:] if not only_defines(s, tree))


def only_defines(statement, tree):
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return statement is tree.body[0]
        case ast.Assign(targets=targets):
            return all(isinstance(n, ast.Name | ast.Tuple) for n in targets)
        case ast.AnnAssign(target=ast.Name()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
            return True
    return isinstance(statement, DEFINING)


@of_each(FILES)
def test_all_that_is_used_is_named(path):
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "import numpy\ngetattr(numpy, 'sum')",
        "from torch import nn\nsetattr(nn, 'Linear', None)",
        "import numpy as np\ndef f():\n  return vars(np)",
        "def f():\n  return globals()['g']",
        "def f():\n  return locals()",
        "x = eval('1')",
        "def f():\n  exec('x = 1')",
        "x = __import__('os')",
        "from importlib import import_module\nx = import_module('os')",
        "import importlib\nx = importlib.import_module('os')",
        "import sys\nx = sys.modules['os']",
        "import subprocess",
        "import h\ndef f():\n  return h.__dict__['f']",
        "def f():\n  return Path(__file__).parent",
        "from netsci_bench.measures.polyhedra import mesh_cuts\nx = mesh_cuts",
        "from netsci_bench.experiments.sparse import order\ndef f():\n  return g(order)",
        "import netsci_bench.nets.device as device\nx = [device]",
        "from netsci_bench.nets import device\ndevice.best_device = None",
        "import numpy as np\ndef f():\n  np.random.seed = None",
        "from a import TABLE\nTABLE['x'] = 1",
        "from a import g\ndef f():\n  return len(g.__name__)",
        "from a import g\nx = g.__module__",
        "print('at import')",
        "for x in range(3):\n  pass",
        "if True:\n  x = 1",
        "x = {}\nx['a'] = 1",
        "x = 1\n'a string that is no docstring'",
    ],
)
def test_each_rule_can_fail(text):
    assert list(faults(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        '"""Prose."""\nimport numpy as np\nx = np.zeros(3)\ndef f(y):\n  return getattr(y, "z")',
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import a",
        "from a import T\ndef f(x):\n  raise ValueError(T.__name__)",
        "from netsci_bench.measures.polyhedra import mesh_cuts\ndef f():\n  return mesh_cuts.cut()",
    ],
)
def test_plain_code_passes(text):
    assert list(faults(ast.parse(text))) == []
