"""What is a value deep inside called, and which of them differ? Nested mappings by dotted names."""

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
