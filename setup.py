"""Which packages are there? Those of netsci_bench, and the experiments beside it as netsci_bench.experiments."""

from setuptools import find_packages, setup

EXPERIMENTS = "netsci_bench.experiments"

setup(
    packages=[
        *find_packages(include=["netsci_bench", "netsci_bench.*"]),
        EXPERIMENTS,
        *(f"{EXPERIMENTS}.{name}" for name in find_packages("experiments")),
        "netsci_bench._registry",
    ]
)
