"""How does a user start an experiment of their own? From one that runs: a spec, a function and a test to change.

At first the function only calls the function of the experiment that it starts from, with the same params and metrics.
So the spec and the test pass before the first line is changed.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.slug import HOW_TO_WRITE, SLUG
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.signature import Experiment, read_signature

TITLE = re.compile(r"^title:.*$(\n[ \t]+\S.*$)*", re.MULTILINE)  # with the lines that go on with it
EXPERIMENT_LINE = re.compile(r"^experiment:.*$", re.MULTILINE)

EXPERIMENT = '''"""{title}: what is different from {source}, and why."""

{imports}


def {function}(p: {params}, run: Run) -> {metrics}:
    """At first the same as {source}; replace its parts by your own."""
    return original(p, run)
'''

TEST = '''"""Does the experiment {name} pass the tests that every experiment of netsci-bench must pass?"""

from pathlib import Path

from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.runs.plan import RunRequest, check
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs.registry import find
from netsci_bench.storage.home import home

SPEC = {spec}


def test_the_spec_fits_its_function_and_the_catalogues():
    check(find(SPEC), home())


def test_the_smoke_tier_runs(tmp_path):
    options = RunOptions(home(), tmp_path, ExecutionOptions(), track=False, quiet=True)
    assert not run_experiment(find(SPEC), RunRequest(tier="smoke"), options).failed
'''

PYPROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}-netsci"
version = "0.1.0"
description = "Experiments for netsci-bench"
requires-python = ">=3.11"
dependencies = ["netsci-bench"]

[project.entry-points."netsci_bench.registries"]
{name} = "{package}.specs"

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
"*" = ["*.yaml"]
"""

PAPER = """# What your paper states: a claim names a statement by `statement: you2026/what-you-found`.
citation:
  authors: Your Name
  year: 2026
  title: What you found
  where: Where it was published
statements:
  what-you-found:
    says: What the paper says, in its sense
    at: section 1
"""


def scaffold(id_: str, source: Entry) -> dict[str, str]:
    """Path -> text of an experiment in the working directory.

    Raises:
        Mistake: the name is not valid.
    """
    name = _checked(id_)
    module = _module(name)
    if find_spec(module) is not None:
        raise Mistake(
            f"there is already a module {module!r}, which Python would find first", remedy="choose another name"
        )
    return {
        f"{name}.yaml": _spec(source, name, f"{module}:{module}"),
        f"{module}.py": _function(source, module),
        f"test_{module}.py": TEST.format(name=name, spec=f'str(Path(__file__).parent / "{name}.yaml")'),
    }


def plug_in(id_: str, source: Entry) -> dict[str, str]:
    """Path -> text of a package that adds the experiment to netsci-bench when installed; ids begin with its name.

    Raises:
        Mistake: the name is not valid.
    """
    owner, _, name = id_.partition("/")
    if not name:
        raise Mistake(f"{id_!r} names no package", remedy=f"write the package first: acme/{id_}")
    package, module = f"{_module(_checked(owner))}_netsci", _module(_checked(name))
    root = f"{owner}-netsci"
    test = TEST.format(name=id_, spec=f'"{id_}"').replace("from pathlib import Path\n\n", "")
    return {
        f"{root}/pyproject.toml": PYPROJECT.format(name=owner, package=package),
        f"{root}/src/{package}/__init__.py": "",
        f"{root}/src/{package}/{module}.py": _function(source, module),
        f"{root}/src/{package}/specs/{name}.yaml": _spec(source, name, f"{package}.{module}:{module}"),
        f"{root}/src/{package}/specs/papers/you2026.yaml": PAPER,
        f"{root}/tests/test_{module}.py": test,
    }


def write_new_files(files: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Write the files, or none if one of them exists.

    Raises:
        Mistake: a file exists.
    """
    for name in files:
        if (folder / name).exists():
            raise Mistake("exists already; nothing was written", name, "choose another name, or move the file away")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield Path(name)


def _checked(name: str) -> str:
    if not SLUG.fullmatch(name):
        raise Mistake(f"{name!r} is not a valid name", remedy=f"{HOW_TO_WRITE}, such as wide-layers")
    return name


def _module(name: str) -> str:
    """The name as a valid name of a Python module."""
    module = name.replace("-", "_")
    return f"experiment_{module}" if keyword.iskeyword(module) or module[0].isdigit() else module


def _spec(source: Entry, name: str, experiment: str) -> str:
    """The source's YAML, comments included, with another title and function."""
    if source.variant:
        base = source.id.rpartition("/")[0]
        raise Mistake(f"{source.id} is a variant", remedy=f"start from {base}, which contains it")
    text = source.document.path.read_text(encoding="utf-8-sig")
    title = f"{name.replace('-', ' ').capitalize()} (begun from {source.id})"
    text = TITLE.sub(lambda _: f"title: {title}", text, count=1)
    return EXPERIMENT_LINE.sub(lambda _: f"experiment: {experiment}", text, count=1)


def _function(source: Entry, module: str) -> str:
    experiment = read_signature(source.spec.experiment)
    return EXPERIMENT.format(
        title=source.spec.title,
        source=source.id,
        imports=_imports(experiment),
        function=module,
        params=experiment.params.__name__,
        metrics=experiment.metrics.__name__,
    )


def _imports(experiment: Experiment) -> str:
    """The imports of the new function; the function that it starts from is imported as ``original``."""
    module, _, function = experiment.name.partition(":")
    needed = {module: [f"{function} as original"]}
    for kind in (experiment.metrics, experiment.params):
        needed.setdefault(kind.__module__, []).append(kind.__name__)
    needed["netsci_bench.contract.run"] = ["Run"]
    return "\n".join(f"from {module} import {', '.join(sorted(needed[module]))}" for module in sorted(needed))
