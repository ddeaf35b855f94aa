"""Which data sets did a run use? Each becomes an input in MLflow, with name, digest, source and context."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from netsci_bench.runs.plan import Plan

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

Data = Mapping[str, Any]  # a record as read from its file

CONTEXT = "mlflow.data.context"  # the tag that MLflow shows beside the name of a data set


def data_facts(plan: Plan, datasets: Mapping[str, str], params: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What a record keeps of each data set: title, licence, citation, shapes, and the params that name it.

    Args:
        plan: the plan of the run, with the catalogue.
        datasets: name -> digest of those that were used.
        params: dotted name -> text of all params.
    """
    return {
        name: {"params": [param for param, text in params.items() if f"{name}@{digest}" in text]} | _entry(plan, name)
        for name, digest in datasets.items()
    }


def data_inputs(data: Data) -> list["DatasetInput"]:
    """The inputs of every run of a record; the context is the param that names the data set."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    inputs = []
    for name, digest in data["datasets"].items():
        facts = data.get("data", {}).get(name, {})
        source = {key: facts[key] for key in ("title", "licence", "source") if key in facts}
        schema = {"mlflow_tensorspec": {"features": json.dumps(facts.get("arrays", {})), "targets": None}}
        profile = json.dumps(facts.get("arrays", {}))
        dataset = Dataset(name, digest, "netsci-bench", json.dumps(source), json.dumps(schema), profile)
        context = ", ".join(facts.get("params", ())) or "data"
        inputs.append(DatasetInput(dataset, tags=[InputTag(CONTEXT, context)]))
    return inputs


def _entry(plan: Plan, name: str) -> dict[str, Any]:
    """What the catalogue says about a data set."""
    entry = plan.question.datasets.get(name)
    if entry is None:
        return {}
    arrays = {key: f"{array.dtype} {list(array.shape)}" for key, array in entry.arrays.items()}
    return {"title": entry.title, "licence": entry.licence, "source": entry.source, "arrays": arrays}
