"""Is the same code the same on every Python, and different code different?"""

import ast
from pathlib import Path

import pytest
from command_line import CommandLine

from netsci_bench.identity.syntax import NOTHING, Reader, digest

SAMPLE = (Path(__file__).parent / "syntax_sample.txt").read_text(encoding="utf-8")
SAMPLE_DIGEST = "0225199f9924"  # seen on 3.11.7, 3.12.1 and 3.13.0; if it moves, every address in every store does


def canonical(tree):
    return Reader("", lambda *_: NOTHING, with_imports=True).shape(tree.body).text


def code(text):
    return canonical(ast.parse(text))


def test_the_digest_of_the_sample_is_the_same_on_every_python():
    assert digest(code(SAMPLE)) == SAMPLE_DIGEST


@pytest.mark.system
def test_hash_randomisation_does_not_enter(tmp_path):
    script = (
        "import ast; from netsci_bench.identity.syntax import NOTHING, Reader, digest;"
        "reader = Reader('', lambda *_: NOTHING, with_imports=True);"
        f"print(digest(reader.shape(ast.parse({SAMPLE!r}).body).text))"
    )
    given = {"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    assert CommandLine(tmp_path).python("-c", script, variables=given).strip() == SAMPLE_DIGEST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x  =  1  # a comment"),
        ("def f(a, b):\n  return a", "def f(\n    a,\n    b,\n):\n\n    return (a)"),
        ("def f():\n  return 1", 'def f():\n  """Says."""\n  return 1'),
        ('def f():\n  """Says."""\n  return 1', 'def f():\n  """Says it\n  in two lines."""\n  return 1'),
        ('class A:\n  """Says."""\n  x: int = 1', "class A:\n  x: int = 1"),
        ("class A:\n  x: int = 1", 'class A:\n  x: int = 1\n  """What x is."""'),
        ("x = 'a'", 'x = "a"'),
        ("x = 'a'", "x = u'a'"),
        ("x = 1000", "x = 1_000"),
        ("x = ('a' 'b')", "x = 'ab'"),
        ("async def f():\n  return 1", 'async def f():\n  """Says."""\n  return 1'),
    ],
)
def test_what_says_nothing_to_python_leaves_the_digest(one, other):
    assert code(one) == code(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = 0.0", "x = -0.0"),
        ("x = None", "x = 'None'"),
        ("f('')", "f()"),
        ("f(a, '')", "f(a)"),
        ("x = ['a', '']", "x = ['a']"),
        ("x = {'': 1}", "x = {}"),
        ("x = b''", "x = ''"),
        ("x = f'{y}'", "x = y"),
        ("x = f'{y}'", "x = f'{y!r}'"),
        ("x = f'{y:.2f}'", "x = f'{y:.3f}'"),
        ("a < b", "a <= b"),
        ("f(a=1)", "f(b=1)"),
        ("def f(a, /): 0", "def f(a): 0"),
        ("def f(*, a): 0", "def f(a): 0"),
        ("def f(a=1): return a", "def f(a=2): return a"),
        ("def f(): return 1", "async def f(): return 1"),
        ("@d\ndef f(): 0", "def f(): 0"),
        ("for x in y: z", "for x in z: y"),
        ("if a:\n  b\n  c", "if a:\n  b\nc"),
        ("try: a\nexcept A: b", "try: a\nexcept B: b"),
        ("match a:\n  case None: 0", "match a:\n  case True: 0"),
        ("match a:\n  case [x, *_]: 0", "match a:\n  case [x, *y]: 0"),
        ("x[1:]", "x[:1]"),
        ("return_ = lambda: 1", "return_ = lambda: 2"),
        ("x: int = 1", "x: float = 1"),
        ("x = a and b", "x = a or b"),
        ("x = 'says'", "'says'"),
    ],
)
def test_what_means_something_else_has_another_digest(one, other):
    assert code(one) != code(other)


def test_empty_text_inside_an_f_string_says_nothing():
    with_empty = ast.JoinedStr([ast.Constant(""), ast.FormattedValue(ast.Name("x", ast.Load()), -1, None)])
    without = ast.JoinedStr([ast.FormattedValue(ast.Name("x", ast.Load()), -1, None)])
    one, other = (canonical(ast.Module([ast.Expr(tree)], [])) for tree in (with_empty, without))
    assert one == other


def test_letters_that_a_newer_unicode_knows_read_the_same():
    assert canonical(ast.parse("x = '\U0001fae8'")).isascii()  # 3.11's tables do not know this one
