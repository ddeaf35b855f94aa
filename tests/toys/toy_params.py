"""Params as a plan has them, without any spec and without any module of an experiment."""

from pathlib import Path

from netsci_bench.contract.catalogue_entries import Code, Dataset, Weights, entries_in
from netsci_bench.contract.schema import Params
from netsci_bench.identity.address import every_field
from netsci_bench.runs.inputs.resolution import Question, Resolved
from netsci_bench.specs.validation import Origin
from netsci_bench.specs.yaml_lines import Document


def asked(params: Params) -> tuple[Question, Resolved]:
    """The question and the answer of a plan that has these params."""
    values = params.model_dump(mode="json")
    nowhere = Origin(Document(Path("toy.yaml"), {}, {(): 1}))
    datasets = {entry.name: entry for entry in entries_in(params, Dataset)}
    weights = {entry.name: entry for entry in entries_in(params, Weights)}
    return Question("toy:walk", values, nowhere, datasets, weights), Resolved(
        code="c0de",
        values=values,
        explicit=values,
        fields=every_field(params),
        datasets={name: entry.fingerprint for name, entry in datasets.items()},
        weights={name: entry.fingerprint for name, entry in weights.items()},
        models={code.name: code.fingerprint for code in entries_in(params, Code)},
        metrics={},
        misfits={},
    )
