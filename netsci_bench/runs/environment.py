"""On what was it measured? An allow-list: nothing that names a person, a host or a folder."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

from netsci_bench.runs.hardware import processor_name


def home() -> Path:
    """Where results, data and reports are kept: ``$NETSCI_BENCH_HOME``, else the platform's cache folder."""
    given = os.environ.get("NETSCI_BENCH_HOME")
    return Path(given).expanduser().absolute() if given else Path(platformdirs.user_cache_dir("netsci-bench"))


def bench_version() -> str:
    """Version of the installed package, or ``checkout``."""
    try:
        return version("netsci-bench")
    except PackageNotFoundError:
        return "checkout"


def describe_environment(versions: Mapping[str, str], device: str) -> dict[str, str]:
    """What a reader needs to judge or repeat a measurement, as name -> text."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "netsci-bench": bench_version(),
        "commit": _commit(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor_name(),
        "cores": str(os.cpu_count()),
        "device": device,
        **{f"library {name}": number for name, number in versions.items()},
    }


def _commit() -> str:
    """Git commit of the checkout that the package lies in, with ``+`` where files differ; else empty."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        head = _git(root, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=5, check=True)
    return done.stdout.strip()
