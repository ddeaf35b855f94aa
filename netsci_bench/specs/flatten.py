"""What is a value deep inside called, which differ, and what is one laid over another? Nested mappings."""

from collections.abc import Mapping
from typing import Any


def flatten(value: Any, at: str = "") -> dict[str, Any]:
    """Dotted name -> value of everything in nested mappings; an empty one inside is a value of its own.

    >>> flatten({"net": {"width": 3, "tags": {}}, "lr": 0.1})
    {'net.width': 3, 'net.tags': {}, 'lr': 0.1}
    """
    if isinstance(value, Mapping) and (value or not at):
        return {k: v for key, inner in value.items() for k, v in flatten(inner, f"{at}.{key}" if at else key).items()}
    return {at: value}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Name -> (before, now) of what is not the same, in order of name; None where there was or is nothing.

    >>> differences({"a": 1, "b": 2}, {"a": 1, "c": 3})
    {'b': (2, None), 'c': (None, 3)}
    """
    names = sorted(before.keys() | now.keys())
    return {name: (before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name)}


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """``over`` laid over ``base``, mapping by mapping; anything else is replaced whole.

    >>> merged({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}})
    {'a': {'x': 1, 'y': 3}}
    """
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        result[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return result
