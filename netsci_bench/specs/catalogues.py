"""Which sources, data sets and weights can a spec name? Those of our catalogues, and those beside the spec.

A third party's ``papers.yaml``, ``datasets.yaml`` and ``weights.yaml`` extend ours for its own specs only, under
names that ours do not have: no plug-in can change what another one means.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Mistake
from netsci_bench.specs.model import Paper
from netsci_bench.specs.validation import Origin, validated
from netsci_bench.specs.yaml_lines import read

CATALOGUES = {"papers.yaml", "datasets.yaml", "weights.yaml"}
OWN = "datasets"  # folder of the home: one file for each data set that the user has added
Model = TypeVar("Model", bound=BaseModel)


def papers(ours: Path, beside: Path) -> Mapping[str, Paper]:
    """Every source that a claim may cite."""
    return _both(Paper, "papers.yaml", ours, beside)


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
    base = _read(model, ours / name) if (ours / name).is_file() else {}  # a registry may do without weights, say
    if beside == ours or not (beside / name).is_file():
        return base
    more = _read(model, beside / name)
    for key in base.keys() & more.keys():
        if base[key] != more[key]:
            raise Mistake(f"our {name} has a {key!r} already", str(beside / name), "take another name for it")
    return {**base, **more}


def _read(model: type[Model], path: Path) -> dict[str, Model]:
    document = read(path)
    entries = {}
    for key, value in document.data.items():
        named = {"name": key, **value} if model in (Dataset, Weights) and isinstance(value, dict) else value
        entries[key] = validated(model, named, Origin(document, ((key,),)))
    return entries
