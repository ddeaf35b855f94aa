"""Can code of ours that is followed by name hide anything? It computes no names and finds no files by path."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("experiments", "netsci_bench/nets", "netsci_bench/measures")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
COMPUTING = {"globals", "locals", "vars", "eval", "exec", "compile", "__import__"}
BY_ATTRIBUTE = {"getattr", "setattr", "delattr"}
MODULES = {"importlib", "runpy", "pkgutil", "builtins", "subprocess"}
FORBIDDEN_NAMES = {"__file__", "__loader__", "__spec__", "__builtins__"}


def computed(tree):
    """The line of each thing that could reach code or files which an address does not follow."""
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(a.name.partition(".")[0] in MODULES for a in names):
                yield node.lineno
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MODULES:
                yield node.lineno
            case ast.Name(id=name) if name in COMPUTING | FORBIDDEN_NAMES:
                yield node.lineno
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=first), *_]) if name in BY_ATTRIBUTE:
                if first in imported:
                    yield node.lineno
            case ast.Attribute(attr="modules", value=ast.Name(id="sys")) | ast.Attribute(attr="__dict__"):
                yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_name_is_computed_and_no_file_is_found_by_its_path(path):
    assert list(computed(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "import importlib",
        "from importlib import import_module",
        "import subprocess",
        "globals()['f']()",
        "eval('f()')",
        "exec(text)",
        "__import__('h')",
        "import h\ngetattr(h, 'f')()",
        "import h as m\nsetattr(m, 'f', 1)",
        "from a import h\ngetattr(h, 'f')()",
        "import sys\nsys.modules['h']",
        "import h\nh.__dict__['f']",
        "Path(__file__).parent",
    ],
)
def test_what_computes_a_name_would_be_noticed(text):
    assert list(computed(ast.parse(text)))
