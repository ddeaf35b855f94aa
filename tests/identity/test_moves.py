"""Is tidying free? Moving and renaming our own code, on a copy of all of it, leaves every digest as it is.

And each changed constant that an experiment reaches does not. The copy is a plain package, so that nothing of this
checkout is read.
"""

import ast
import json
import random
import re
from itertools import count

import pytest
from command_line import ROOT, CommandLine

from netsci_bench.contract.resources import registry_folder

pytestmark = pytest.mark.system

COPIES = count()
DIGESTS = """
import json, re, sys
from pathlib import Path
from netsci_bench.identity.implementation import implementation
from netsci_bench.identity.memory import sources_at_rest
with sources_at_rest():
    print(json.dumps([implementation(name).code for name in json.loads(sys.argv[1])]))
"""


def spec_functions():
    """Every function that a spec of ours names: experiments and models."""
    texts = [path.read_text(encoding="utf-8") for path in registry_folder().rglob("*.yaml")]
    return sorted({name for text in texts for name in re.findall(r"netsci_bench\.[\w.]+:\w+", text)} - figures(texts))


def figures(texts):
    return {name for text in texts for name in re.findall(r"figures: (netsci_bench\.[\w.]+:\w+)", text)}


class Copy:
    """All of our code as one plain package, edited in memory and written where its digests are asked for."""

    def __init__(self, folder):
        self.root = folder / "netsci_bench"
        self.texts = {
            self.root / place / path.relative_to(source): path.read_text(encoding="utf-8")
            for source, place in ((ROOT / "netsci_bench", "."), (ROOT / "experiments", "experiments"))
            for path in sorted(source.rglob("*.py"))
        }
        self.names = spec_functions()
        self.replace(r"(?m)^from (netsci_bench(?:\.\w+)+) import (\w+), (\w+)$", self._two_modules, "import")

    def _two_modules(self, line):
        package, one, other = line.groups()
        whole = self.root.parent / package.replace(".", "/") / f"{one}.py" in self.texts
        return f"from {package} import {one}\nfrom {package} import {other}" if whole else line.group()

    def digests(self):
        for path, text in self.texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        variables = {"PYTHONDONTWRITEBYTECODE": "1"}
        line = CommandLine(self.root.parent, (self.root.parent,))
        return json.loads(line.python("-c", DIGESTS, json.dumps(self.names), variables=variables))

    def files(self, *rooms):
        return [path for room in rooms for path in sorted(self.texts) if path.is_relative_to(self.root / room)]

    def tree(self, path):
        return ast.parse(self.texts[path])

    def replace(self, pattern, new, word):
        """In every file that has the word, and in the names of the experiments."""
        search = re.compile(pattern)
        self.texts.update({path: search.sub(new, text) for path, text in self.texts.items() if word in text})
        self.names = [search.sub(new, name) for name in self.names]

    def module(self, path):
        return ".".join(["netsci_bench", *path.relative_to(self.root).with_suffix("").parts])

    def move(self, path, to):
        """``git mv`` of a file, and the imports that name it."""
        old, new = self.module(path), self.module(to)
        for folder in to.relative_to(self.root).parents:
            self.texts.setdefault(self.root / folder / "__init__.py", "")
        self.texts[to] = self.texts.pop(path)
        above, _, leaf = old.rpartition(".")
        self.replace(rf"from {re.escape(above)} import {leaf} as (\w+)", rf"import {new} as \1", leaf)
        self.replace(rf"from {re.escape(above)} import {leaf}\b", f"import {new} as {leaf}", leaf)
        self.replace(rf"(?m)^(\s*(?:from|import) ){re.escape(old)}\b", rf"\1{new}", old)
        self.names = [re.sub(rf"^{re.escape(old)}:", f"{new}:", name) for name in self.names]


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The digests of all that the specs name, before any edit."""
    return Copy(tmp_path_factory.mktemp("published")).digests()


def test_there_is_much_to_be_followed(copy):
    assert len(copy.names) > 20


@pytest.mark.parametrize(
    "room", ["measures", *(pytest.param(room, marks=pytest.mark.nightly) for room in ("experiments", "nets"))]
)
def test_moving_every_file_of_a_room_is_free(copy, published, room):
    named = {"__init__.py", "device.py"}  # the identity itself names the file of the numeric settings
    for i, path in enumerate(p for p in copy.files(room) if p.name not in named):
        copy.move(path, copy.root / room / f"there{i % 3}" / f"moved_{i}.py")
    assert copy.digests() == published


def test_moving_a_whole_package_is_free(copy, published):
    target = copy.root / "measures" / "somewhere"
    for path in [p for p in copy.files("measures") if p.name != "__init__.py"]:
        copy.move(path, target / path.relative_to(copy.root / "measures"))
    assert copy.digests() == published


def definitions(copy):
    """Name -> how many top-level functions and classes of ours are called so."""
    names = {}
    for path in copy.files("experiments", "nets", "measures"):
        for statement in copy.tree(path).body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                names[statement.name] = names.get(statement.name, 0) + 1
    return names


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_renaming_functions_is_free(copy, published, seed):
    """Those whose name stands for nothing else: no attribute, local name, keyword or text of the same letters."""
    trees = [copy.tree(path) for path in copy.files("experiments", "nets", "measures")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    taken = {n.arg for n in nodes if isinstance(n, ast.arg | ast.keyword)}
    taken |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    taken |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    texts = " ".join(str(n.value) for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    words = set(re.findall(r"\w+", re.sub(r"``[^`]*``", "", texts)))
    modules = {part for path in copy.texts for part in path.relative_to(copy.root).with_suffix("").parts}
    free = [n for n, times in definitions(copy).items() if times == 1 and n not in taken | modules]
    free = sorted(n for n in free if n not in words and not n.startswith("__"))
    chosen = random.Random(seed).sample(free, 12)
    for name in chosen:
        copy.replace(rf"\b{name}\b", f"renamed_{name}", name)
    assert copy.digests() == published


def test_docstrings_comments_and_layout_are_free(copy, published):
    for path in copy.files("experiments", "nets", "measures"):
        copy.texts[path] = "# a comment\n" + ast.unparse(without_prose(copy.tree(path)))
    assert copy.digests() == published


def without_prose(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1:
            kept = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
            node.body = kept or body
    return tree


def test_the_order_of_a_file_is_free(copy, published):
    """Definitions in another order, where Python would still run them."""
    for path in copy.files("experiments", "nets", "measures"):
        tree = copy.tree(path)
        plain = [s for s in tree.body if isinstance(s, ast.FunctionDef)]
        tree.body = [s for s in tree.body if s not in plain] + plain[::-1]
        copy.texts[path] = ast.unparse(tree)
    assert copy.digests() == published


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))])
def test_a_constant_that_is_reached_is_not_free(copy, published, seed):
    """One number in a function of a measure or net is changed: what reaches it has another digest, nothing else."""
    chosen = random.Random(seed)
    path = chosen.choice([p for p in copy.files("measures", "nets") if numbers(copy.tree(p))])
    line, column, text = chosen.choice(numbers(copy.tree(path)))
    lines = copy.texts[path].splitlines(keepends=True)
    raw = lines[line].encode()
    lines[line] = (raw[:column] + b"77" + raw[column + len(text) :]).decode()
    copy.texts[path] = "".join(lines)
    changed = [name for name, one, other in zip(copy.names, published, copy.digests(), strict=True) if one != other]
    assert len(changed) < len(copy.names)
    assert all(reaches(copy, name, path) for name in changed)
    assert changed or not any(reaches(copy, name, path) for name in copy.names)


def numbers(tree):
    """Where whole numbers stand inside the functions of a file."""
    functions = [s for s in tree.body if isinstance(s, ast.FunctionDef)]
    nodes = [n for f in functions for s in f.body for n in ast.walk(s) if isinstance(n, ast.Constant)]
    return [(n.lineno - 1, n.col_offset, str(n.value)) for n in nodes if type(n.value) is int and n.value != 77]


def reaches(copy, name, path):
    """Whether an experiment's code lies partly in a file, as the walk in this checkout says."""
    from netsci_bench.identity.implementation import implementation

    return any(key.startswith(f"{copy.module(path)}:") for key in implementation(name).functions)
