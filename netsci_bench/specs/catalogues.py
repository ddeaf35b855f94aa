"""Which sources, data sets and weights can a spec name? Those of our catalogues, and those beside the spec.

A third party's ``papers/``, ``citations.yaml``, ``datasets.yaml`` and ``weights.yaml`` extend ours for its own specs
only, under names that ours do not have: no plug-in can change what another one means.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.slug import SLUG
from netsci_bench.specs.statements import Citation, Paper
from netsci_bench.specs.validation import Origin, validated
from netsci_bench.specs.yaml_lines import read

PAPERS = "papers"  # folder of a registry: one file for each paper that states something
FORMER = "papers.yaml"
CATALOGUES = {"citations.yaml", "datasets.yaml", "weights.yaml", FORMER}
OWN = "datasets"  # folder of the home: one file for each data set that the user has added
Model = TypeVar("Model", bound=BaseModel)


def papers(ours: Path, beside: Path) -> Mapping[str, Paper]:
    """Every source that a claim may cite: papers with their statements, and citations, which have none.

    Raises:
        Mistake: a file cannot be read, or says what another one says.
    """
    return _joined(_sources(ours), ours, _sources(beside), beside)


def is_spec(path: Path, registry: Path) -> bool:
    """Whether a YAML file of a registry holds an experiment, not a paper or a catalogue."""
    return path.name not in CATALOGUES and path.relative_to(registry).parts[0] != PAPERS


def datasets(ours: Path, beside: Path) -> Mapping[str, Dataset]:
    """Every data set that an experiment may name."""
    return _both(Dataset, "datasets.yaml", ours, beside)


def weights(ours: Path, beside: Path) -> Mapping[str, Weights]:
    """All weights that an experiment may name."""
    return _both(Weights, "weights.yaml", ours, beside)


def with_own(catalogue: Mapping[str, Dataset], home: Path) -> Mapping[str, Dataset]:
    """The data sets of a catalogue, and those that the user has added to this home.

    What is measured in the catalogue stays as it is: an entry of the home adds names and fills in what was left open.

    Raises:
        Mistake: an entry of the home cannot be read.
    """
    entries = dict(catalogue)
    for path in sorted((home / OWN).glob("*.yaml")):
        more = _read(Dataset, path)
        entries |= {name: own for name, own in more.items() if name not in entries or not entries[name].measured}
    return entries


@cache
def _both(model: type[Model], name: str, ours: Path, beside: Path) -> Mapping[str, Model]:
    return _joined(
        _read_if_there(model, ours / name), ours / name, _read_if_there(model, beside / name), beside / name
    )


def _joined(base: Mapping[str, Model], ours: Path, more: Mapping[str, Model], beside: Path) -> Mapping[str, Model]:
    """Both catalogues in one; an entry of ours stays as it is."""
    for key in base.keys() & more.keys():
        if base[key] != more[key]:
            raise Mistake(f"our {ours.name} has a {key!r} already", _file_of(key, beside), "take another name for it")
    return {**base, **more}


def _file_of(key: str, catalogue: Path) -> str:
    """The file in which an entry is written; ``catalogue`` is that file, or the registry of a source."""
    paper = catalogue / PAPERS / f"{key}.yaml"
    return str(paper if paper.is_file() else catalogue / "citations.yaml" if catalogue.is_dir() else catalogue)


@cache
def _sources(registry: Path) -> Mapping[str, Paper]:
    """The papers and citations of one registry."""
    if (registry / FORMER).is_file():
        remedy = f"write {PAPERS}/KEY.yaml for each paper with its statements, and citations.yaml for other sources"
        raise Mistake(f"{FORMER} is not read any more", str(registry / FORMER), remedy)
    found = {path.stem: _paper(path) for path in sorted((registry / PAPERS).glob("*.yaml"))}
    for key, citation in _read_if_there(Citation, registry / "citations.yaml").items():
        if key in found:
            remedy = "keep the paper, and remove the citation"
            raise Mistake(f"there is a paper {key!r}, too", str(registry / "citations.yaml"), remedy)
        found[key] = Paper(citation=citation, statements={})
    return found


def _paper(path: Path) -> Paper:
    document = read(path)
    paper = validated(Paper, document.data, Origin(document))
    if not SLUG.fullmatch(path.stem):
        raise Mistake(f"{path.stem!r} cannot be cited", str(path), "rename it: small letters, digits and dashes")
    if not paper.statements:
        raise Mistake("states nothing", document.place(("statements",)), "move the citation to citations.yaml")
    return paper


def _read_if_there(model: type[Model], path: Path) -> dict[str, Model]:
    return _read(model, path) if path.is_file() else {}  # a registry may do without weights, say


def _read(model: type[Model], path: Path) -> dict[str, Model]:
    document = read(path)
    entries = {}
    for key, value in document.data.items():
        named = {"name": key, **value} if model in (Dataset, Weights) and isinstance(value, dict) else value
        entries[key] = validated(model, named, Origin(document, ((key,),)))
    return entries
