"""What does a reader look up? Commands, specs, what an experiment may use, and what the registry holds: generated."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netsci_bench.reporting.markdown import escaped, prose, table

GENERATED = "Generated from the code and the registry; do not edit.\n"


def pages(root: Path) -> dict[str, str]:
    """Name -> Markdown of every page of reference."""
    made = {
        "commands": ("Commands", commands()),
        "specs": ("What a spec may say", specs()),
        "contract": ("What Python code may use", contract()),
        "experiments": ("Experiments", experiments(root)),
        "data": ("Data sets and weights", data()),
    }
    return {name: "\n\n".join([f"# {title}", GENERATED, *parts]) + "\n" for name, (title, parts) in made.items()}


def commands() -> Iterator[str]:
    """Every command with its arguments and options, as ``--help`` has them."""
    from typer.main import get_command

    from netsci_bench.cli.main import app

    yield (
        "Every command answers `-h`. Exit codes: 0 done (verdicts are data), 1 a crash or a failed seed, 2 a mistake "
        "of the user, 3 a claim contradicted under `--strict`, 4 nothing was measured, 75 interrupted and resumable."
    )
    yield from of_group(get_command(app), "netsci-bench")


def of_group(command: Any, name: str) -> Iterator[str]:
    """A command, or all commands of a group."""
    inner = getattr(command, "commands", None)
    if inner:
        for word, each in sorted(inner.items()):
            yield from of_group(each, f"{name} {word}")
        return
    yield f"## `{name}`"
    yield prose(" ".join((command.help or "").split()))
    rows = [(f"`{written(param)}`", prose(getattr(param, "help", None) or "")) for param in command.params]
    if rows:
        yield table([("option", "meaning"), *rows], str)


def written(param: Any) -> str:
    """How an option or argument is typed."""
    value = param.metavar or param.name.upper()
    if param.param_type_name == "argument":
        return value
    flags = ", ".join([*param.opts, *param.secondary_opts])
    return flags if param.is_flag else f"{flags} {value}"


def specs() -> Iterator[str]:
    """Every type of a spec, of a paper and of a catalogue, field by field."""
    from netsci_bench.specs.bands import Accept
    from netsci_bench.specs.model import Claim, ExperimentSpec, Tier, Variant
    from netsci_bench.specs.statements import Citation, Statement

    yield (
        "A spec is a YAML file whose path is its id; `netsci-bench check` validates it against these types, and "
        "`netsci-bench check --schema` prints their JSON Schema for editors."
    )
    for model in (ExperimentSpec, Tier, Claim, Accept, Variant, Citation, Statement):
        yield f"## {model.__name__}"
        yield docstring(model)
        rows = [(f"`{name}`", f"`{type_of(field)}`", default_of(field)) for name, field in model.model_fields.items()]
        yield table([("field", "type", "default"), *rows], str)


def type_of(field: Any) -> str:
    """The type of a field in short."""
    text = field.annotation.__name__ if inspect.isclass(field.annotation) else str(field.annotation)
    text = re.sub(r"typing\.|netsci_bench\.[\w.]*\.|collections\.abc\.|annotated_types\.", "", text)
    return re.sub(r"Annotated\[(\w+), [^\]]*\]", r"\1", text).replace("|", "or")


def default_of(field: Any) -> str:
    """The default of a field."""
    if field.is_required():
        return "required"
    return "empty" if field.default_factory else f"`{field.default!r}`"


def contract() -> Iterator[str]:
    """The Python API, and all that one seed may use."""
    from netsci_bench.contract.result import Outcome, Verdict
    from netsci_bench.contract.run import Progress, Run
    from netsci_bench.contract.schema import Metrics, Params
    from netsci_bench.maintenance.exchange import api

    yield "## `import netsci_bench as nb`"
    for name in ("experiments", "run", "load", "compare", "export"):
        yield f"### `nb.{name}`"
        yield from of_function(getattr(api, name))
    yield "## What an experiment may use"
    for kind in (Params, Metrics, Run, Progress, Outcome, Verdict):
        yield f"### `{kind.__name__}`"
        yield docstring(kind)
        own = [(n, f) for n, f in vars(kind).items() if inspect.isfunction(f) and not n.startswith("_") and f.__doc__]
        for name, function in own if kind is Run else ():
            yield f"#### `run.{name}`"
            yield from of_function(function)


def of_function(function: Any) -> Iterator[str]:
    """Signature and docstring."""
    signature = re.sub(r"netsci_bench\.[\w.]*\.|collections\.abc\.|pathlib\.", "", str(inspect.signature(function)))
    signature = re.sub(r"\*<class '(\w+)'>", r"\1", signature)
    yield f"```text\n{function.__name__}{signature}\n```"
    yield docstring(function)


def docstring(thing: Any) -> str:
    """A docstring as Markdown: its sections become lists, its examples stay as they are."""
    text = re.sub(r"``([^`]+)``", r"`\1`", inspect.getdoc(thing) or "")
    lines = []
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.lstrip().startswith(">>>"):
            lines.append(f"```pycon\n{paragraph}\n```")
        elif match := re.match(r"(Args|Returns|Raises|Attributes):\n(.*)", paragraph, re.DOTALL):
            items = re.sub(r"\n {8,}", " ", match[2])
            lines.append(f"**{match[1]}**\n\n" + "\n".join(f"- {line.strip()}" for line in items.splitlines()))
        else:
            lines.append(paragraph)
    return "\n\n".join(lines)


def experiments(root: Path) -> Iterator[str]:
    """Every id by family: title, tiers, papers, spec and last recorded report."""
    from netsci_bench.cli.listing import papers_of
    from netsci_bench.specs import registry

    families: dict[str, list[Any]] = {}
    for entry in registry.entries():
        if registry.is_ours(entry):
            families.setdefault(entry.id.partition("/")[0], []).append(entry)
    for family, entries in families.items():
        yield f"## {family}"
        for entry in entries:
            tiers = ", ".join(f"{name} {tier.minutes:g} min" for name, tier in entry.spec.tiers.items())
            spec = entry.document.path.resolve().relative_to(root).as_posix()
            papers = ", ".join(paper(root, key) for key in papers_of(entry))
            links = [f"[spec](../{spec})", *reports_of(root, entry.id)]
            yield f"### `{entry.id}`"
            yield f"{escaped(entry.spec.title)} · {tiers} · {len(entry.spec.claims)} claims on {papers}"
            yield " · ".join(links)


def paper(root: Path, key: str) -> str:
    """A link to the page of a paper; the key of one that is only a source of settings."""
    page = f"reports/papers/{key}.md"
    return f"[{key}](../{page})" if (root / page).is_file() else key


def reports_of(root: Path, id_: str) -> list[str]:
    """Links to the recorded reports of an id."""
    found = sorted((root / "reports" / id_).glob("*/report.md"))
    return [f"[report, {path.parent.name} tier](../{path.relative_to(root).as_posix()})" for path in found]


def data() -> Iterator[str]:
    """Every data set and all published weights, with licence and source."""
    from netsci_bench.specs import catalogues, registry

    for title, entries in (
        ("Data sets", catalogues.datasets(registry.folder(), registry.folder())),
        ("Published weights", catalogues.weights(registry.folder(), registry.folder())),
    ):
        yield f"## {title}"
        rows = [(f"`{e.name}`", escaped(e.title), escaped(e.licence), escaped(e.source)) for e in entries.values()]
        yield table([("name", "what", "licence", "from"), *rows], str)
