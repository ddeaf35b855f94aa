"""Which are the oldest libraries that pyproject.toml allows? Prints them as constraints for pip, one a line."""

import re
import tomllib
from pathlib import Path

LOWEST = re.compile(r"([\w.-]+)\s*>=\s*([\w.]+)")


def oldest(pyproject):
    """Of each requirement that names its lowest version: exactly that version.

    >>> oldest('[project]\\ndependencies = ["numpy>=2.0,<2.5", "torchvision", "pillow>=10"]')
    ['numpy==2.0', 'pillow==10']
    """
    project = tomllib.loads(pyproject)["project"]
    every = [*project["dependencies"], *project.get("optional-dependencies", {}).get("test", [])]
    return [f"{found[1]}=={found[2]}" for found in map(LOWEST.match, every) if found]


if __name__ == "__main__":
    print("\n".join(oldest((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))))
