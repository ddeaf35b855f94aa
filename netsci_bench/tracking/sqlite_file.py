"""How is the SQLite file of a home named in a URI, and can it be opened at all?"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

STORE = "mlflow.db"  # in the home


def sqlite_uri(file: Path) -> str:
    """The URI of a SQLite file, whatever its path: ``?`` and ``%2F`` mean something else in a URI.

    Slashes are quoted, too: MLflow makes the folder that the text before the last slash names.

    >>> sqlite_uri(Path("/my home/mlflow.db"))
    'sqlite:////my home/mlflow.db'
    """
    path = file.resolve().as_posix()
    if not re.search("[?]|%[0-9a-fA-F]{2}", path):
        return f"sqlite:///{path}"
    from sqlalchemy.engine import URL  # what it decodes differs from version to version; it quotes accordingly

    url = URL.create("sqlite", database=f"file:{quote(path, safe='')}", query={"uri": "true"})
    return url.render_as_string(hide_password=False)


def open_once(file: Path, seconds: float) -> None:
    """Open the file and read its head; MLflow would try one that cannot be opened for two minutes.

    Args:
        file: it is made if there is none.
        seconds: how long to wait while another process writes.

    Raises:
        sqlite3.Error: it cannot be opened, or is no SQLite file.
    """
    with closing(sqlite3.connect(file, timeout=seconds)) as connection:
        connection.execute("pragma schema_version")
