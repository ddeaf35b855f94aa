"""How does MLflow know what an experiment is about? By two tags: its kind, and its description.

MLflow opens an experiment without a kind as one about language models. What a user has set by hand is kept.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from netsci_bench.tracking.descriptions import OURS

if TYPE_CHECKING:
    from mlflow import MlflowClient

KIND, NOTE = "mlflow.experimentKind", "mlflow.note.content"
TRAINING = "custom_model_development"  # MLflow's word for experiments that train models
GUESSED = ("", "no_inferred_type", "custom_model_development_inferred", "genai_development_inferred")


def mark_as_training(client: "MlflowClient", experiment: str) -> None:
    """Have MLflow open an experiment with its runs, not with traces of language models."""
    if _tags(client, experiment).get(KIND, "") in GUESSED:
        client.set_experiment_tag(experiment, KIND, TRAINING)


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
