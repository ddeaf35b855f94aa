"""Where are results, data and reports kept? In one folder that the user may choose."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """``$NETSCI_BENCH_HOME``, else the platform's cache folder."""
    given = os.environ.get("NETSCI_BENCH_HOME")
    return Path(given).expanduser().absolute() if given else Path(platformdirs.user_cache_dir("netsci-bench"))
