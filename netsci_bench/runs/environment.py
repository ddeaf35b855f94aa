"""On what was it measured? An allow-list: nothing that names a person, a host or a folder."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.result import Outcome
from netsci_bench.runs.git import git
from netsci_bench.runs.hardware import cores, device_name, processor_name


def bench_version() -> str:
    """Version of the installed package, or ``checkout``."""
    try:
        return version("netsci-bench")
    except PackageNotFoundError:
        return "checkout"


def describe_environment(
    versions: Mapping[str, str], device: str, outcomes: Sequence[Outcome] = ()
) -> dict[str, str]:
    """What a reader needs to judge or repeat a measurement, as name -> text.

    Seeds that were computed elsewhere and taken in tell on what processor; the others were computed here.
    """
    here = processor_name()
    processors = {name for outcome in outcomes for name in outcome.processors or (here,)}
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "netsci-bench": bench_version(),
        "commit": _commit(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": " and ".join(sorted(processors)) or here,
        "cores": str(cores()),
        "device": device_name(device),
        **{f"library {name}": number for name, number in versions.items()},
    }


def _commit() -> str:
    """Git commit of the checkout that the package lies in, with ``+`` where files differ; else empty."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        head = git(root, "rev-parse", "--short=12", "HEAD").decode().strip()
        return head + ("+" if git(root, "status", "--porcelain", "--untracked-files=no").strip() else "")
    except Mistake:
        return ""
