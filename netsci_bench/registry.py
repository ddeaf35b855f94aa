"""Which experiments are there? Every YAML file below ``registry/``; its path is its id.

Nothing of an experiment is imported here: listing costs no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from netsci_bench.errors import Mistake
from netsci_bench.named import Dataset
from netsci_bench.spec import ExperimentSpec, Paper
from netsci_bench.validation import Origin, nearest, validated
from netsci_bench.yaml_lines import Document, read

ENDINGS = (".yaml", ".yml")  # what ends so is a file, not an id
CATALOGUES = {"papers.yaml", "datasets.yaml"}


@dataclass(frozen=True)
class Entry:
    """One id: the spec as it holds for this id (a variant's differences applied), and where it is written."""

    id: str
    spec: ExperimentSpec
    document: Document
    variant: str = ""

    def origin(self, *keys: str) -> Origin:
        """Where a part of the spec is written: in the base, or in the variant that is laid over it."""
        over = (("variants", self.variant, *keys),) if self.variant else ()
        return Origin(self.document, (keys, *over))


def folder() -> Path:
    """The registry: packed into the wheel as ``netsci_bench/_registry``, else beside the package."""
    here = Path(__file__).parent
    packed = here / "_registry"
    return packed if packed.is_dir() else here.parent / "registry"


def spec_files() -> list[Path]:
    """Every spec file of the registry, in order of id."""
    return sorted(p for p in folder().rglob("*.yaml") if p.name not in CATALOGUES)


def entries() -> list[Entry]:
    """Every id of the registry, variants included.

    Raises:
        Mistake: a spec is wrong; no spec is ever skipped silently.
    """
    found: dict[str, Entry] = {}
    for entry in (entry for path in spec_files() for entry in entries_of(path)):
        if entry.id in found:
            other = found[entry.id].document.path
            raise Mistake(f"the id {entry.id!r} is given twice, here and in {other}", f"{entry.document.path}:1")
        found[entry.id] = entry
    return list(found.values())


def find(name: str) -> Entry:
    """The entry of an id, or of a YAML file given by its path.

    Raises:
        Mistake: there is none; the nearest id is named.
    """
    if name.endswith(ENDINGS):
        return entries_of(Path(name))[0]
    for path in spec_files():
        if _id(path) in (name, name.rpartition("/")[0]):
            for entry in entries_of(path):
                if entry.id == name:
                    return entry
    raise Mistake(f"there is no experiment {name!r}", remedy=nearest(name, _ids()))


def entries_of(path: Path) -> list[Entry]:
    """The ids written in one file: its own, then one for each variant."""
    document = read(path)
    spec = validated(ExperimentSpec, document.data, Origin(document))
    base = Entry(_id(path), spec, document)
    found = [base, *(_varied(base, name) for name in spec.variants)]
    for entry in found:
        _check_sources(entry)
    return found


@cache
def papers() -> Mapping[str, Paper]:
    """papers.yaml: every source that a claim cites."""
    document = read(folder() / "papers.yaml")
    return {key: validated(Paper, value, Origin(document, ((key,),))) for key, value in document.data.items()}


@cache
def datasets() -> Mapping[str, Dataset]:
    """datasets.yaml: every data set that an experiment can name."""
    document = read(folder() / "datasets.yaml")
    return {
        name: validated(Dataset, {"name": name, **value}, Origin(document, ((name,),)))
        for name, value in document.data.items()
    }


def _id(path: Path) -> str:
    root = folder().resolve()
    whole = path.resolve()
    inside = whole.relative_to(root) if whole.is_relative_to(root) else Path("file") / path.name
    return inside.with_suffix("").as_posix()


def _ids() -> list[str]:
    """Every id, as far as the specs can be read: for an error message that must not become another error."""
    found = []
    for path in spec_files():
        try:
            found += [entry.id for entry in entries_of(path)]
        except Mistake:
            found.append(_id(path))
    return found


def _varied(base: Entry, name: str) -> Entry:
    """The entry of a variant: the base with the variant laid over it, held to the same rules."""
    variant = base.spec.variants[name]
    differs = {
        "title": variant.title,
        "params": merged(base.spec.params, variant.params),
        "claims": base.spec.claims if variant.claims is None else variant.claims,
        "variants": {},
    }
    entry = Entry(f"{base.id}/{name}", base.spec, base.document, name)
    return replace(entry, spec=validated(ExperimentSpec, dict(base.spec) | differs, entry.origin()))


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """``over`` laid over ``base``, mapping by mapping; anything else is replaced whole.

    >>> merged({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}})
    {'a': {'x': 1, 'y': 3}}
    """
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        result[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return result


def _check_sources(entry: Entry) -> None:
    for name, claim in entry.spec.claims.items():
        if claim.source.paper not in papers():
            place = entry.origin("claims").place((name, "source", "paper"))
            remedy = nearest(claim.source.paper, list(papers()))
            raise Mistake(f"papers.yaml has no {claim.source.paper!r}", place, remedy)
