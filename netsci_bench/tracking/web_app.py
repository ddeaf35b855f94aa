"""With which settings does MLflow open in a new browser? With those for training, without telemetry.

MLflow keeps two settings in the browser: which half of it is shown (language models, unless chosen otherwise), and
whether the pages send telemetry (on, unless chosen otherwise). A server that has telemetry off refuses what the pages
would send, but the page of settings still shows "on". So our server's first page sets both, where nothing is set.
MLflow finds ``create_app`` by the entry point ``netsci-bench`` of the group ``mlflow.app``.
"""

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

NAME, GROUP = "netsci-bench", "mlflow.app"
SETTINGS = {  # key in the browser's local storage, with MLflow's version of it -> value
    "mlflow.workflowType_v1": "machine_learning",
    "mlflow.settings.telemetry.enabled_v1": False,
    "mlflow.telemetry.info.alert.dismissed_v1": True,
}
SCRIPT = """<script>
for (const [key, value] of Object.entries(%s)) {
  if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify(value));
}
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
    return html.replace("<head>", f"<head>{SCRIPT % json.dumps(SETTINGS)}", 1)
