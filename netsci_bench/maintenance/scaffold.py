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
from netsci_bench.specs.registry import Entry, id_of
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


def scaffold(id_: str, source: Entry) -> dict[str, str]:
    """Path -> text of an experiment in the working directory.

    Raises:
        Mistake: the name is not valid.
    """
    name = checked_name(id_)
    module = module_of(name)
    if find_spec(module) is not None:
        raise Mistake(
            f"there is already a module {module!r}, which Python would find first", remedy="choose another name"
        )
    return {
        f"{name}.yaml": spec_of(source, name, f"{module}:{module}"),
        f"{module}.py": function_of(source, module),
        f"test_{module}.py": TEST.format(name=name, spec=f'str(Path(__file__).parent / "{name}.yaml")'),
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


def checked_name(name: str) -> str:
    """The name, if ids may have it.

    Raises:
        Mistake: they may not.
    """
    if not SLUG.fullmatch(name):
        raise Mistake(f"{name!r} is not a valid name", remedy=f"{HOW_TO_WRITE}, such as wide-layers")
    return name


def module_of(name: str) -> str:
    """The name as a valid name of a Python module."""
    module = name.replace("-", "_")
    return f"experiment_{module}" if keyword.iskeyword(module) or module[0].isdigit() else module


def spec_of(source: Entry, name: str, experiment: str) -> str:
    """The source's YAML, comments included, with another title and function.

    Raises:
        Mistake: the source is a variant.
    """
    if source.variant:
        base = id_of(source.document.path)
        raise Mistake(f"{source.id} is a variant", remedy=f"start from {base}, which contains it")
    text = source.document.path.read_text(encoding="utf-8-sig")
    title = f"{name.replace('-', ' ').capitalize()} (begun from {source.id})"
    text = TITLE.sub(lambda _: f"title: {title}", text, count=1)
    return EXPERIMENT_LINE.sub(lambda _: f"experiment: {experiment}", text, count=1)


def function_of(source: Entry, module: str) -> str:
    """The text of a module whose function calls that of another id."""
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
