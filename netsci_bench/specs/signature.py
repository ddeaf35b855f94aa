"""What does a spec's function take and give? Its annotations say so; claims are held against them."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import load
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.specs.model import CORRELATIONS, ExperimentSpec
from netsci_bench.specs.validation import Origin, nearest

SIGNATURE = "write it as `def experiment(p: MyParams, run: Run) -> MyMetrics`"


@dataclass(frozen=True)
class Experiment:
    """A function ``(Params, Run) -> Metrics`` and its two types."""

    name: str
    function: Callable[[Any, Run], Metrics]
    params: type[Params]
    metrics: type[Metrics]


def read_signature(name: str) -> Experiment:
    """Import the function that a spec names and read its signature.

    Raises:
        Mistake: it is no such function.
    """
    function = load(name)
    if not callable(function) or len(inspect.signature(function).parameters) != 2:
        raise Mistake("an experiment is a function of two arguments", name, SIGNATURE)
    hints = get_type_hints(function)
    params, metrics = hints.get(next(iter(inspect.signature(function).parameters))), hints.get("return")
    for found, wanted in ((params, Params), (metrics, Metrics)):
        if not (isinstance(found, type) and issubclass(found, wanted)):
            raise Mistake(f"is annotated with {found!r}, not with a kind of {wanted.__name__}", name, SIGNATURE)
    return Experiment(name, function, params, metrics)  # type: ignore[arg-type]


def check_claims(metrics: Mapping[str, str], spec: ExperimentSpec, origin: Origin) -> None:
    """Compare every claim's metrics, and those of its null and evidence, with what the experiment measures.

    Args:
        metrics: name -> ``number`` or ``list``.
        spec: whose claims these are.
        origin: where they are written.

    Raises:
        Mistake: a claim is about something that the experiment does not measure, or cannot be judged that way.
    """
    for key, claim in spec.claims.items():
        for key_of_name in ("metric", "against", "null"):
            if not isinstance(name := getattr(claim, key_of_name), str):
                continue
            line = origin.place((key, key_of_name))
            if name not in metrics:
                raise Mistake(f"{spec.experiment} measures no {name!r}", line, nearest(name, list(metrics)))
            if claim.judge in CORRELATIONS and metrics[name] != metrics[claim.metric]:
                raise Mistake("a correlation is of two numbers or of two lists, not of one each", line)
            if claim.judge not in CORRELATIONS and metrics[name] != ("list" if claim.judge == "units" else "number"):
                raise Mistake(f"`judge: {claim.judge}` cannot judge a {metrics[name]}", line)
        if claim.evidence and metrics.get(name := claim.evidence.metric) != "number":
            line = origin.place((key, "evidence", "metric"))
            raise Mistake(f"{spec.experiment} measures no number {name!r}", line, nearest(name, list(metrics)))
