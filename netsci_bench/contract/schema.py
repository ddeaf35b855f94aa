"""What is the interface of an experiment? Params in, Metrics out; its annotations are its schema."""

from collections.abc import Iterator
from typing import Any

from pydantic import ConfigDict

from netsci_bench.contract.plain_values import Exact, Measured


class Params(Exact):
    """The parameters of an experiment: frozen; an unknown key is an error, as is a text for a number.

    >>> class Walk(Params):
    ...     steps: int = 3
    >>> Walk(steps=5).steps
    5
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Metrics(Measured):
    """What an experiment returns for one seed: finite numbers, lists of them, or nested Metrics.

    A claim can judge a ``float``; a ``list[float]`` is for figures (or is judged by units). Names of nested Metrics
    are written with dots. NaN and infinity are refused: a seed without a value must raise an error that says why.
    Scalars and arrays of numpy and torch become numbers and lists; a truth value is no number.

    >>> class Reading(Metrics):
    ...     growth: float
    >>> class Both(Metrics):
    ...     text: Reading
    ...     depth: list[float]
    >>> dict(flat(Both(text=Reading(growth=2.0), depth=[1.0, 2.0])))
    {'text.growth': 2.0, 'depth': [1.0, 2.0]}
    >>> metric_names(Both)
    {'text.growth': <class 'float'>, 'depth': list[float]}
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def flat(metrics: Metrics, prefix: str = "") -> Iterator[tuple[str, float | list[float]]]:
    """Name and value of every metric, nested ones with dotted names."""
    for name in type(metrics).model_fields:
        value = getattr(metrics, name)
        if isinstance(value, Metrics):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def metric_names(metrics: type[Metrics], prefix: str = "") -> dict[str, Any]:
    """Dotted name -> annotation of every metric that the type declares."""
    names: dict[str, Any] = {}
    for name, field in metrics.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Metrics):
            names |= metric_names(field.annotation, f"{prefix}{name}.")
        else:
            names[prefix + name] = field.annotation
    return names
