"""What does an experiment look like from outside? Params in, Metrics out; its annotations are its schema."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict


class Params(BaseModel):
    """What an experiment is told: frozen, and an unknown key is an error.

    >>> class Walk(Params):
    ...     steps: int = 3
    >>> Walk(steps=5).steps
    5
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Metrics(BaseModel):
    """What an experiment answers for one seed: finite numbers, lists of them, or further Metrics.

    A ``float`` can be judged by a claim, a ``list[float]`` is drawn (or judged by units). Nested Metrics are
    addressed with dots. NaN and infinity are refused: a seed that has none to give must raise, and say why.

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
