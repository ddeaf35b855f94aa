"""Which edits change what an experiment measures? Experiments of a user's own, and an edit of each, by kind."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """An experiment of a user's own and an edit of it: ``file, old, new``, or ``variable, old, new``."""

    kind: str
    edit: tuple[str, str, str]
    head: str = ""
    body: str = "return M(x=0)"
    params: str = "steps: int = 3"
    files: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()  # in a folder that is only on the import path
    given: str = "{{}}"


T = "T = {'a': 1.0}\n"
TOP = "main.py"
USE_T = "return M(x=T['a'])"
HELPER = (("h.py", "def f():\n    return 1.0\n"),)
PLACES = "from pathlib import Path\nimport json, os, sys\nHERE = Path(__file__).parent\n"


def of_helper(kind: str, head: str, body: str = "return M(x=f())") -> Case:
    """A number that a function of another file returns."""
    return Case(kind, ("h.py", "1.0", "2.0"), head, body, files=HELPER)


def of_table(kind: str, body: str, head: str = "", **more: str) -> Case:
    """A number in a JSON file."""
    return Case(kind, ("table.json", "1.0", "2.0"), PLACES + head, body, files=(("table.json", "[1.0]"),), **more)


CASES = [
    # what a module does when it is imported
    Case("a call that changes a table", (TOP, "a=1.5", "a=2.5"), T + "T.update(a=1.5)", USE_T),
    Case("an append", (TOP, "append(1.5)", "append(2.5)"), "L = []\nL.append(1.5)", "return M(x=L[0])"),
    Case(
        "a call that sets a global",
        (TOP, "init(1.5)", "init(2.5)"),
        "S = 0\ndef init(x):\n    global S\n    S = x\ninit(1.5)",
        "return M(x=S)",
    ),
    Case(
        "a seeded generator",
        (TOP, "seed(1)", "seed(2)"),
        "import random\nrandom.seed(1)",
        "return M(x=random.random())",
    ),
    Case(
        "a decorator that registers",
        (TOP, "return 1.5", "return 2.5"),
        "R = []\ndef register(f):\n    R.append(f)\n    return f\n@register\ndef g():\n    return 1.5",
        "return M(x=R[0]())",
    ),
    Case(
        "a registration for a type",
        (TOP, "return 1.5", "return 2.5"),
        "from functools import singledispatch\n@singledispatch\ndef g(x):\n    return 0.0\n"
        "@g.register\ndef _(x: int):\n    return 1.5",
        "return M(x=g(1))",
    ),
    Case(
        "an attribute that is set",
        (TOP, '"a", 1.5', '"a", 2.5'),
        'class K:\n    a = 0.0\nsetattr(K, "a", 1.5)',
        "return M(x=K.a)",
    ),
    Case("a loop at the top", (TOP, "+= i", "+= 2 * i"), T + "for i in range(3):\n    T['a'] += i", USE_T),
    Case(
        "a module that is imported for its effect",
        ("effect.py", "1.5", "2.5"),
        "import table, effect",
        "return M(x=table.T['a'])",
        files=(("table.py", T), ("effect.py", "import table\ntable.T['a'] = 1.5\n")),
    ),
    Case(
        "a patch in a package's __init__",
        ("pack/__init__.py", "1.5", "2.5"),
        "import pack.b",
        "return M(x=pack.b.value())",
        files=(
            ("pack/__init__.py", "import pack.a\npack.a.X = 1.5\n"),
            ("pack/a.py", "X = 0.0\n"),
            ("pack/b.py", "import pack.a\ndef value():\n    return pack.a.X\n"),
        ),
    ),
    Case(
        "a module that another one imports",
        ("deep.py", "1.5", "2.5"),
        "import middle",
        "import builtins\n    return M(x=builtins.X_OF_TEST)",
        files=(("middle.py", "import deep\n"), ("deep.py", "import builtins\nbuiltins.X_OF_TEST = 1.5\n")),
    ),
    # names that are computed
    of_helper("getattr of a module", "import h", 'return M(x=getattr(h, "f")())'),
    of_helper("a second name of a module", "import h\nm = h", "return M(x=m.f())"),
    of_helper("a module that is passed on", "import h\ndef call(m):\n    return m.f()", "return M(x=call(h))"),
    of_helper("import_module", "from importlib import import_module", 'return M(x=import_module("h").f())'),
    of_helper(
        "import_module with a computed name",
        "from importlib import import_module",
        'return M(x=import_module("".join(["h"])).f())',
    ),
    Case("globals", (TOP, "return 1.5", "return 2.5"), "def f():\n    return 1.5", 'return M(x=globals()["f"]())'),
    Case("eval", (TOP, "return 1.5", "return 2.5"), "def f():\n    return 1.5", 'return M(x=eval("f()"))'),
    of_helper("eval of an imported name", "from h import f", 'return M(x=eval("f" + "()"))'),
    # what is read from outside
    of_table("a JSON file beside the code", 'return M(x=json.loads((HERE / "table.json").read_text())[0])'),
    of_table(
        "a file that is read when the module is imported",
        "return M(x=X)",
        'X = json.load(open(HERE / "table.json"))[0]',
    ),
    Case(
        "a file that numpy reads",
        ("table.txt", "1.0", "2.0"),
        PLACES + "import numpy as np",
        'return M(x=np.loadtxt(HERE / "table.txt")[0])',
        files=(("table.txt", "1.0 3.0\n"),),
    ),
    of_table(
        "a file that is opened by its number",
        'return M(x=json.loads(os.read(os.open(HERE / "table.json", os.O_RDONLY), 99))[0])',
    ),
    of_table(
        "a file on a path in a param",
        "return M(x=json.loads(Path(p.file).read_text())[0])",
        params="file: str",
        given="{{file: {folder}/table.json}}",
    ),
    Case(
        "the names in a folder",
        ("names/b", "", ""),
        PLACES,
        'return M(x=len(os.listdir(HERE / "names")))',
        files=(("names/a", ""),),
    ),
    of_table(
        "what another process answers",
        'return M(x=json.loads(subprocess.check_output(["cat", HERE / "table.json"]))[0])',
        "import subprocess",
    ),
    Case(
        "source that is executed",
        ("h.txt", "1.0", "2.0"),
        PLACES,
        'space = {}\n    exec((HERE / "h.txt").read_text(), space)\n    return M(x=space["f"]())',
        files=(("h.txt", HELPER[0][1]),),
    ),
    Case(
        "an environment variable",
        ("$ALPHA_OF_TEST", "1.0", "2.0"),
        "import os",
        'return M(x=float(os.environ["ALPHA_OF_TEST"]))',
    ),
    Case(
        "an environment variable with a default",
        ("$ALPHA_OF_TEST", "1.0", "2.0"),
        "import os",
        'return M(x=float(os.environ.get("ALPHA_OF_TEST", "0")))',
    ),
    # code from elsewhere
    Case(
        "a helper on the import path",
        ("../elsewhere/h.py", "1.0", "2.0"),
        "import h",
        "return M(x=h.f())",
        elsewhere=HELPER,
    ),
    Case(
        "a folder that is put on the import path",
        ("tools/h.py", "1.0", "2.0"),
        PLACES + "sys.path.insert(0, str(HERE / 'tools'))\nimport h",
        "return M(x=h.f())",
        files=(("tools/h.py", HELPER[0][1]),),
    ),
    Case(
        "a module that is loaded from a file",
        ("odd.py", "1.0", "2.0"),
        PLACES + "from importlib.util import module_from_spec, spec_from_file_location\n"
        "spec = spec_from_file_location('odd', HERE / 'odd.py')\nodd = module_from_spec(spec)\n"
        "sys.modules['odd'] = odd\nspec.loader.exec_module(odd)",
        "return M(x=odd.f())",
        files=(("odd.py", HELPER[0][1]),),
    ),
    # types
    Case(
        "a property of Params under a quoted annotation",
        ("kinds.py", "1.0", "2.0"),
        "from kinds import Q\ndef half(q: 'Q'):\n    return q.size / 2",
        "return M(x=half(Q()))",
        files=(("kinds.py", "class Q:\n    @property\n    def size(self):\n        return 1.0\n"),),
    ),
    Case(
        "a param that is left out when written",
        (TOP, "Field(1.0", "Field(2.0"),
        "from pydantic import Field",
        "return M(x=p.size)",
        params="size: float = Field(1.0, exclude=True)",
    ),
    Case(
        "a default that names something of the module",
        (TOP, "SIZE = 1.0", "SIZE = 2.0"),
        "SIZE = 1.0\ndef f(SIZE=SIZE):\n    return SIZE",
        "return M(x=f())",
    ),
    Case(
        "which function of a library a name stands for",
        (TOP, "import floor as", "import ceil as"),
        "from math import floor as whole",
        "return M(x=whole(1.5))",
    ),
    Case("which of two names gets which value", (TOP, "A, B = 1", "B, A = 1"), "A, B = 1, 2", "return M(x=A)"),
    of_helper("a star import", "from h import *"),
    of_helper("an import inside a function", "", "from h import f\n    return M(x=f())"),
    of_helper("an import that is tried", "try:\n    from h import f\nexcept ImportError:\n    f = None"),
]
