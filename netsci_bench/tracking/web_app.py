"""With which settings does MLflow open in a new browser? For training, with verdicts, without telemetry or assistant.

MLflow keeps settings in the browser: which half of it is shown (language models, unless chosen otherwise), whether
the pages send telemetry (on, unless chosen otherwise), whether its assistant has opened by itself at the first visit
(it does), and which columns the table of an experiment's runs has. A server that has telemetry off refuses what the
pages would send, but the page of settings still shows "on". So our server's first page sets all of them, where
nothing is set; the columns are those of the view that ``experiments`` has written into the experiment.
MLflow finds ``create_app`` by the entry point ``netsci-bench`` of the group ``mlflow.app``.
"""

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from netsci_bench.tracking.experiments import VIEW

if TYPE_CHECKING:
    from fastapi import FastAPI

NAME, GROUP = "netsci-bench", "mlflow.app"
SETTINGS = {  # key in the browser's local storage, with MLflow's version of it -> value
    "mlflow.workflowType_v1": "machine_learning",
    "mlflow.settings.telemetry.enabled_v1": False,
    "mlflow.telemetry.info.alert.dismissed_v1": True,
    "mlflow.assistant.fab.autoOpenedOnFirstLoad_v1": True,
}
SCRIPT = """<script>
const setOnce = (key, text) => { if (localStorage.getItem(key) === null) localStorage.setItem(key, text); };
for (const [key, value] of Object.entries(%s)) setOnce(key, JSON.stringify(value));
try {
  const asked = new XMLHttpRequest();  // before MLflow's own scripts read the settings
  asked.open("GET", "ajax-api/2.0/mlflow/experiments/search?max_results=1000", false);
  asked.send();
  for (const {experiment_id, tags} of JSON.parse(asked.responseText).experiments) {
    const view = (tags || []).find(tag => tag.key === %s);
    const place = `MLflowLocalStorage-1.1-ExperimentPage-${JSON.stringify([experiment_id])}-ReactComponentState`;
    if (view) setOnce(place, view.value);
  }
} catch (error) { console.warn("netsci-bench: MLflow's own columns are shown", error); }
</script>"""


def options() -> list[str]:
    """What makes ``mlflow server`` use this app; nothing where the package was installed without its entry point."""
    known = any(entry.name == NAME for entry in entry_points(group=GROUP))
    return ["--app-name", NAME] if known else []


def create_app() -> "FastAPI":
    """MLflow's own server, whose first page sets ``SETTINGS``."""
    from flask import Response
    from mlflow.server import app as pages
    from mlflow.server.fastapi_app import app as server

    html = with_settings((Path(str(pages.static_folder)) / "index.html").read_text("utf-8"))
    fresh = {"Cache-Control": "no-store"}  # a browser may remember the page of another MLflow at this port
    pages.view_functions["serve"] = lambda: Response(html, mimetype="text/html", headers=fresh)
    app: FastAPI = server
    return app


def with_settings(html: str) -> str:
    """A page whose first script sets what is not set.

    >>> "localStorage" in with_settings("<html><head><script>start()</script></head></html>").split("start")[0]
    True
    """
    return html.replace("<head>", f"<head>{SCRIPT % (json.dumps(SETTINGS), json.dumps(VIEW))}", 1)
