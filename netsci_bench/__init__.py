"""A reproducible benchmark suite for the network science of neural networks.

In Python, ``import netsci_bench as nb`` gives ``nb.experiments()``, ``nb.run(id)``, ``nb.load(report)``,
``nb.compare(a, b)`` and ``nb.export(report, file)``; see docs/api.md. What they need is imported
when they are first used.

- cli: What can a user type, and what is printed?
- conformance: Does an experiment keep what every experiment must keep? A pytest plug-in.
- contract: What may an experiment touch? Its types, its run, named data and weights, errors.
- data: Where do data sets come from, and how do we know that they are the right ones?
- identity: What makes a piece of code the same code, and a result the same result?
- maintenance: How is the bench kept in order? Doctor, staleness, changes, nightly runs, scaffolds.
- measures: What numbers does network science give a matrix? Arrays in, numbers out.
- nets: Everything that needs torch: models, training, weights, probes.
- pipeline: What does `netsci-bench run ID` do? A straight line: each arrow is one function, nothing goes back.
- reporting: How do outcomes and verdicts become pages that a person can read?
- runs: How does a spec become outcomes? Plan, scheduler, one process for each seed.
- specs: Which experiments are there, and what do their YAML files say?
- storage: How do results lie on disk, whole or not at all?
- tracking: How do runs get into MLflow?
- verdicts: Does a claim hold? Intervals, ways of judging, drift.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netsci_bench.maintenance.exchange.api import compare, experiments, export, load, run

__all__ = ["compare", "experiments", "export", "load", "run"]


class _Experiments(ModuleType):
    """The package of all experiments, which is also the function that lists them."""

    def __call__(self) -> Any:
        """See ``netsci_bench.maintenance.exchange.api.experiments``."""
        return import_module("netsci_bench.maintenance.exchange.api").experiments()


class _Package(ModuleType):
    """This package; Python sets each package below it as an attribute when that is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "experiments" and isinstance(value, ModuleType):
            value.__class__ = _Experiments
        super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("netsci-bench")
    if name == "experiments":
        return import_module("netsci_bench.experiments")
    if name in __all__:
        return getattr(import_module("netsci_bench.maintenance.exchange.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


sys.modules[__name__].__class__ = _Package
