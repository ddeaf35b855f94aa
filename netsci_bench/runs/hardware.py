"""What does this machine compute with? Processor, memory and GPU, asked without importing torch here."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]  # so that the process asked imports this same package
PROBE = """
import json
answer = {}
try:
    import torch
    from netsci_bench.nets.device import best_device
    answer["device"] = best_device()
    answer["name"] = torch.cuda.get_device_name() if answer["device"] == "cuda" else ""
except BaseException as error:
    answer["torch"] = f"{type(error).__name__}: {error}"
try:
    import torchvision
except BaseException as error:
    answer["torchvision"] = f"{type(error).__name__}: {error}"
print(json.dumps(answer))
"""


def processor_name() -> str:
    """The processor's name as its maker gives it, or its architecture where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux; there, platform says no more than x86_64
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def memory_bytes() -> int | None:
    """Size of the main memory in bytes; None where the system does not tell."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def cores(root: Path = Path("/")) -> int:
    """How many cores this process may use: those it is bound to, and no more than its container's quota pays for.

    Args:
        root: of the file system, where Linux tells the quotas of control groups (versions 1 and 2).
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([bound, *(int(quota) for quota in _quotas(root))]))


def _quotas(root: Path) -> Iterator[float]:
    """Cores that the control group of this process and those around it may use; nothing where there is no limit."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, group = line.split(":", 2)
            if not controllers or "cpu" in controllers.split(","):
                base = root / "sys/fs/cgroup" / ("cpu" if controllers else "")
                inside = base / group.lstrip("/")
                yield from (quota for folder in {base, inside, *inside.parents} if (quota := _quota(folder)))


def _quota(folder: Path) -> float | None:
    """Microseconds of work in one period, as a number of cores; None where there is no limit."""
    with suppress(OSError, ValueError, ZeroDivisionError):
        if (folder / "cpu.max").is_file():
            used, period = (folder / "cpu.max").read_text().split()
        else:
            used, period = ((folder / f"cpu.cfs_{what}_us").read_text() for what in ("quota", "period"))
        cores = float(used) / float(period)  # `max` is no number, and -1 no limit
        return cores if cores > 0 else None
    return None


def may_have_gpu() -> bool:
    """Whether torch may find a GPU, so that its import is worth it: without a driver's device node there is none."""
    return sys.platform == "darwin" or Path("/dev/nvidiactl").exists() or Path("/dev/kfd").exists()


def best_device() -> str:
    """The fastest kind of device that torch can use here; torch is asked only where a driver is present."""
    return ask_torch(timeout=None).get("device", "cpu") if may_have_gpu() else "cpu"


def device_name(device: str) -> str:
    """The kind of device, and the card's name if torch tells one."""
    name = ask_torch(timeout=None).get("name") if device != "cpu" else ""
    return f"{device} ({name})" if name else device


def ask_torch(timeout: float | None) -> dict[str, str]:
    """What torch says in a process of its own: an import that crashes must not take the answer along.

    Args:
        timeout: seconds; None: as long as it takes.

    Returns:
        ``device`` and the GPU's ``name``; or, under ``torch`` and ``torchvision``, why one cannot be imported; or,
        under ``slow``, that there was no answer in time.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-P", "-c", PROBE]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return {"slow": f"importing torch took more than {timeout:g} s"}
    except (OSError, ValueError, IndexError):
        return {"torch": f"the process that imported it ended with code {done.returncode}"}
