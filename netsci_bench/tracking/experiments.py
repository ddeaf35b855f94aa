"""How does MLflow know what an experiment is about? By three tags: its kind, its description, and a view of its runs.

MLflow opens an experiment without a kind as one about language models. The view is what MLflow's *Share* button would
write: it names the columns of the table of runs, verdicts and code first. What a user has set by hand is kept.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from netsci_bench.tracking.descriptions import OURS

if TYPE_CHECKING:
    from mlflow import MlflowClient

KIND, NOTE = "mlflow.experimentKind", "mlflow.note.content"
TRAINING = "custom_model_development"  # MLflow's word for experiments that train models
SHARE_KEY = "netsci-bench"  # an address that ends in ``?viewStateShareKey=netsci-bench`` opens the view
VIEW = f"mlflow.sharedViewState.{SHARE_KEY}"
COLUMNS = {  # of the table of runs, in MLflow's names, and their widths in pixels
    "attributes.`Run Name`": 260,
    "runDateAndNestInfo": 140,
    "tags.`verdicts`": 320,
    "tags.`run.code`": 120,
    "attributes.`Dataset`": 150,
    "duration": 80,
    "attributes.`Source`": 190,
}
CHOSEN = ("tags.`verdicts`", "tags.`run.code`", "attributes.`Dataset`", "attributes.`Source`")  # others stay
GUESSED = ("", "no_inferred_type", "custom_model_development_inferred", "genai_development_inferred")


def mark_as_training(client: "MlflowClient", experiment: str) -> None:
    """Have MLflow open an experiment with its runs and their verdicts, not with traces of language models."""
    tags = _tags(client, experiment)
    view = json.dumps({"selectedColumns": CHOSEN, "columnOrder": [*COLUMNS], "columnWidths": COLUMNS})
    if tags.get(KIND, "") in GUESSED:
        client.set_experiment_tag(experiment, KIND, TRAINING)
    if tags.get(VIEW) != view:
        client.set_experiment_tag(experiment, VIEW, view)


def mark_all_as_training(client: "MlflowClient") -> None:
    """The same for every experiment of a store that is ours alone, except MLflow's empty first one."""
    for experiment in client.search_experiments():
        if experiment.experiment_id != "0":
            mark_as_training(client, experiment.experiment_id)


def describe_experiment(client: "MlflowClient", experiment: str, text: str) -> None:
    """Write the description, unless the user has written one."""
    before = _tags(client, experiment).get(NOTE, "")
    if before != text and (not before or OURS in before):
        client.set_experiment_tag(experiment, NOTE, text)


def _tags(client: "MlflowClient", experiment: str) -> Mapping[str, str]:
    tags: Mapping[str, str] = client.get_experiment(experiment).tags
    return tags
