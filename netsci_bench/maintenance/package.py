"""How does a third party start a package of experiments? With one that runs, or with one that begins from another id.

The package brings its specs by an entry point, and is held to the conformance tests of netsci-bench. Without an id to
begin from it has an example that needs neither torch nor data: the strengths of random weights, with known answers.
"""

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.resources import registry_folder
from netsci_bench.maintenance.scaffold import checked_name, function_of, module_of, spec_of
from netsci_bench.specs.plug_ins import is_taken
from netsci_bench.specs.registry import Entry

FIRST = "strengths"  # the experiment of a package that begins from none

PYPROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{owner}-netsci"
version = "0.1.0"
description = "Experiments for netsci-bench"
requires-python = ">=3.11"
dependencies = ["netsci-bench"]

[project.optional-dependencies]
test = ["pytest"]

[project.entry-points."netsci_bench.registries"]
{owner} = "{package}.specs"

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
"*" = ["*.yaml"]

[tool.pytest.ini_options]
testpaths = ["tests"]
addopts = "-p netsci_bench.conformance"
netsci_ids = ["{owner}/{name}"]
"""

README = """# Experiments of {owner} for netsci-bench

    pip install -e '.[test]'
    netsci-bench run {owner}/{name} --tier smoke
    pytest

`pytest` runs your own tests, and the conformance tests of netsci-bench for each id in `netsci_ids` of pyproject.toml.
"""

PAPER = """# What your paper states: a claim names a statement by `statement: you2026/SLUG`.
citation:
  authors: Your Name
  year: 2026
  title: What you found
  where: Where it was published
statements:
  {slug}:
    says: {says}
    at: section 1
"""

EXPERIMENT = '''"""How strong are the units of a layer with random weights? An example, to be replaced by your own."""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params


class Layer(Params):
    """A layer of normal weights with mean zero and this standard deviation."""

    units: int = 2000
    inputs: int = 100
    spread: float = 1.0


class Strengths(Metrics):
    """The mean of the absolute weight over all connections, and the strongest unit's share beyond the mean."""

    mean: float
    excess: float


def strengths(p: Layer, run: Run) -> Strengths:
    """Draw the weights, and add up the absolute ones of each unit."""
    weights = run.rng("weights").normal(0.0, p.spread, (p.units, p.inputs))
    found = np.abs(weights).sum(axis=1)
    run.keep("strengths", found)  # for the figure
    mean = float(found.mean())
    return Strengths(mean=mean / p.inputs, excess=float(found.max()) / mean - 1.0 if mean else 0.0)
'''

FIGURE = '''"""How are the strengths of the units distributed?"""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE
from netsci_bench.contract.result import Outcome


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """A histogram of each seed."""
    figure = Figure(figsize=(6.0, 3.6), layout="constrained")
    axes = figure.subplots()
    for outcome in outcomes:
        axes.hist(outcome.array("strengths"), bins=40, histtype="step", color=BLUE, alpha=0.7)
    axes.set(xlabel="strength (sum of absolute weights)", ylabel="units")
    axes.spines[["top", "right"]].set_visible(False)
    return {"Strengths of all units, a line for each seed.": figure}
'''

SPEC = """title: Strengths of the units of a random layer
experiment: {package}.strengths:strengths
figures: {package}.figures:draw
params: {{units: 2000, inputs: 100, spread: 1.0}}
tiers:
  smoke: {{seeds: [0], minutes: 0.1, params: {{units: 200}}}}  # <= 25 s, never judged
  paper: {{seeds: [0, 1, 2, 3, 4], minutes: 0.1}}
units: {{mean: "1"}}  # a pure number
claims:
  strengths-follow-the-spread:
    says: A unit's strength is its number of inputs times 0.8 spreads
    metric: mean
    kind: number
    reported: 0.7979  # sqrt(2 / pi)
    accept: {{within: 0.01}}
    because: the mean of 200,000 absolute values has a standard error of 0.0013
    statement: you2026/strengths-follow-the-spread
    role: paper
"""

CONFTEST = '''"""Which answers are known without measuring?"""

from collections.abc import Sequence

from netsci_bench.conformance import KnownAnswer


def pytest_netsci_known_answers(id: str) -> Sequence[KnownAnswer]:
    """{known}"""
    return {{{answers}}}.get(id, [])
'''

KNOWN = "Without spread there are no weights; with it the mean of an absolute normal value is sqrt(2 / pi)."
ANSWERS = """
        "{owner}/{name}": [
            KnownAnswer("mean", 0.0, {{"spread": 0.0}}),
            KnownAnswer("mean", 2 * 0.797885, {{"spread": 2.0, "units": 5000}}, within=0.01),
        ]
    """
UNKNOWN = "None so far: a metric, its value, the params with which it is known, and how exactly it must come out."

TEST = '''"""Does the figure show what was measured?"""

from {package}.figures import draw


class Seed:
    """One seed's strengths."""

    def array(self, name: str) -> list[float]:
        assert name == "strengths"
        return [1.0, 2.0, 2.5]


def test_the_figure_has_a_line_for_each_seed() -> None:
    (figure,) = draw([Seed(), Seed()]).values()
    assert len(figure.axes[0].patches) == 2
'''


def plug_in(owner: str, id_: str, source: Entry | None) -> dict[str, str]:
    """Path -> text of a package that adds an experiment to netsci-bench when installed; its ids begin with its name.

    Args:
        owner: the name of the package, such as ``acme``.
        id_: the experiment's name in it; empty: that of the example.
        source: from which it begins; None: the example.

    Raises:
        Mistake: a name is not valid or begins other ids, or there is only one of ``id_`` and ``source``.
    """
    if bool(id_) != (source is not None):
        raise Mistake("a name and --from belong together", remedy="write both, or neither for the example")
    package, name = f"{module_of(checked_name(owner))}_netsci", checked_name(id_ or FIRST)
    if is_taken(owner, registry_folder()):
        raise Mistake(f"other ids begin with {owner!r}", remedy="choose another name for the package")
    words = {"owner": owner, "package": package, "name": name}
    files = {
        "pyproject.toml": PYPROJECT.format(**words),
        "README.md": README.format(**words),
        f"src/{package}/__init__.py": f'"""Experiments of {owner} for netsci-bench."""\n',
        **(_begun_from(source, name, package) if source else _example(words, package)),
    }
    return {f"{owner}-netsci/{path}": text for path, text in files.items()}


def _example(words: dict[str, str], package: str) -> dict[str, str]:
    says = "The strength of a unit follows the spread of its weights"
    return {
        f"src/{package}/strengths.py": EXPERIMENT,
        f"src/{package}/figures.py": FIGURE,
        f"src/{package}/specs/strengths.yaml": SPEC.format(**words),
        f"src/{package}/specs/papers/you2026.yaml": PAPER.format(slug="strengths-follow-the-spread", says=says),
        "tests/conftest.py": CONFTEST.format(known=KNOWN, answers=ANSWERS.format(**words)),
        "tests/test_figures.py": TEST.format(**words),
    }


def _begun_from(source: Entry, name: str, package: str) -> dict[str, str]:
    module = module_of(name)
    says = "What the paper says, in its sense"
    return {
        f"src/{package}/{module}.py": function_of(source, module),
        f"src/{package}/specs/{name}.yaml": spec_of(source, name, f"{package}.{module}:{module}"),
        f"src/{package}/specs/papers/you2026.yaml": PAPER.format(slug="what-you-found", says=says),
        "tests/conftest.py": CONFTEST.format(known=UNKNOWN, answers=""),
    }
