"""Do the data fit the network? Their shapes are compared before anything runs.

Every part of the params that names a ``dataset`` and its ``classes`` is looked at. What a network takes is found
where torch is imported (``find_misfits``, whose answer is kept with the resolved params); classes are counted from
the labels that are on this machine.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import load
from netsci_bench.specs.validation import Origin
from netsci_bench.specs.yaml_lines import Where

if TYPE_CHECKING:
    from netsci_bench.data.own.shapes import DataShape

FORWARD = "netsci_bench.nets.probes.intake:describe_misfit"  # by its name: it needs torch


def find_misfits(values: Any, datasets: Mapping[str, Dataset]) -> dict[str, str]:
    """Dotted place of each recipe whose network refuses its data -> what the network takes."""
    found = {}
    for where, recipe in _recipes(values):
        shape, model = _shape(recipe, datasets), recipe.get("model")
        if shape is None or not isinstance(model, str) or "torch" not in sys.modules:
            continue
        name = model.partition("@")[0]
        if why := load(FORWARD)(name, recipe["classes"], recipe.get("architecture", {}), shape.inputs):
            found[_dotted(where)] = f"{name}: {why}"
    return found


def refuse_misfits(
    values: Any, misfits: Mapping[str, str], datasets: Mapping[str, Dataset], origin: Origin, home: Path
) -> None:
    """Compare shapes and classes of the data with the networks of the params.

    Raises:
        Mistake: with the line of the spec, both shapes, and what to do.
    """
    for where, recipe in _recipes(values):
        name, shape = _name(recipe), _shape(recipe, datasets, home)
        if shape is None:
            continue
        if why := misfits.get(_dotted(where)):
            what = f"the data set {name} has {shape}, which do not fit into the network {why}"
            raise Mistake(what, origin.place((*where, "dataset")), _remedy(shape))
        if _needed(recipe, shape) > recipe["classes"]:
            what = f"the data set {name} has {shape}, the network only {recipe['classes']} outputs"
            raise Mistake(what, origin.place((*where, "classes")), f"write `classes: {shape.classes}`")


def _remedy(shape: "DataShape") -> str:
    if len(shape.inputs) == 1:
        return (
            f"take a network of {shape.inputs[0]} inputs (`architecture: {{inputs: {shape.inputs[0]}}}` of set_mlp)"
        )
    return "name another `model`, or add the pictures again in the size and colours that it takes (`data add --side`)"


def _needed(recipe: Mapping[str, Any], shape: "DataShape") -> int:
    """How many outputs the labels need: two where it is learnt whether a digit is even."""
    return 2 if recipe.get("target") == "parity" else shape.classes or 0


def _recipes(values: Any, where: Where = ()) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    if isinstance(values, Mapping):
        if isinstance(values.get("dataset"), str) and isinstance(values.get("classes"), int):
            yield where, values
        for key, value in values.items():
            yield from _recipes(value, (*where, key))
    elif isinstance(values, list):
        for number, value in enumerate(values):
            yield from _recipes(value, (*where, number))


def _shape(
    recipe: Mapping[str, Any], datasets: Mapping[str, Dataset], home: Path | None = None
) -> "DataShape | None":
    from netsci_bench.data.own.shapes import shape_of

    dataset = datasets.get(_name(recipe))
    return shape_of(dataset, home) if dataset else None


def _name(recipe: Mapping[str, Any]) -> str:
    return str(recipe["dataset"]).partition("@")[0]


def _dotted(where: Where) -> str:
    return ".".join(map(str, where))
