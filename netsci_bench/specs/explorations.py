"""What if a param were another one? ``--set params.text.pairs=all``: an exploration, which is no part of the record.

The claims of a spec are written for its own params. So in an exploration all of them count as added after results
were seen: they are judged, and say nothing for or against a paper.
"""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.specs.flatten import merged
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.yaml_lines import read_value

Settings = Mapping[str, Any]  # dotted name of a param -> its value
PREFIX = "params."
KEY = re.compile(r"params(\.\w+)+")
EXAMPLE = "write --set params.NAME=VALUE, such as --set params.text.pairs=all"
FOLDER = "explorations"  # of the home: their reports lie beside those of the specs themselves
LONGEST = 60  # characters of a folder's name


def read_settings(written: Sequence[str]) -> dict[str, Any]:
    """Name -> value of what was typed after each ``--set``; a value is read as in a spec.

    >>> read_settings(["params.text.pairs=all", "params.lr=0.1"])
    {'text.pairs': 'all', 'lr': 0.1}

    Raises:
        Mistake: one has no name of a param, no value, or a value that a spec could not have.
    """
    parts = [text.partition("=") for text in written]
    for key, sign, _ in parts:
        if not sign:
            raise Mistake(f"--set {key}: there is no value", remedy=EXAMPLE)
    return checked_settings({key: read_value(value) for key, _, value in parts})


def checked_settings(settings: Settings) -> dict[str, Any]:
    """The settings by names of params, without the word ``params.`` before each.

    Raises:
        Mistake: one is not the name of a param or contains another one, or a value is one that no spec can have.
    """
    for key in settings:
        if not KEY.fullmatch(key):
            raise Mistake(f"{key!r} is not the name of a param", remedy=EXAMPLE)
        if not _is_plain(settings[key]):
            raise Mistake(f"{key}: {settings[key]!r} is neither number, text, list nor mapping", remedy=EXAMPLE)
        if inner := [other for other in settings if other.startswith(f"{key}.")]:
            raise Mistake(f"{key} is set, and {inner[0]} inside it is set, too", remedy="set one of them")
    return {key.removeprefix(PREFIX): value for key, value in settings.items()}


def explore(entry: Entry, settings: Settings) -> Entry:
    """The entry with these params at every tier; as it is without settings. Its title says what was set."""
    if not settings:
        return entry
    spec = entry.spec
    tiers = {
        name: tier.model_copy(update={"params": _set(tier.params, settings)}) for name, tier in spec.tiers.items()
    }
    late = {name: claim.model_copy(update={"added_after_results": True}) for name, claim in spec.claims.items()}
    title = f"{spec.title} (exploration: {in_words(settings)})"
    spec = spec.model_copy(update={"title": title, "tiers": tiers, "claims": late})
    return replace(entry, spec=spec, settings=dict(settings))


def in_words(settings: Settings) -> str:
    """The settings as a reader would say them.

    >>> in_words({"text.pairs": "all", "lr": 0.1})
    'text.pairs = all, lr = 0.1'
    """
    return ", ".join(f"{name} = {value}" for name, value in settings.items())


def options_of(settings: Settings) -> str:
    """The settings as options of ``run``.

    >>> options_of({"text.pairs": "all", "widths": [2, 3]})
    " --set params.text.pairs=all --set 'params.widths=[2, 3]'"
    """
    return "".join(f" --set {shlex.quote(f'{PREFIX}{name}={value}')}" for name, value in settings.items())


def run_command(id_: str, tier: str | None, settings: Settings | None = None) -> str:
    """What a user types to measure an id, at a tier (None: the highest that fits) and with these settings.

    >>> run_command("a/b", "quick", {"lr": 0.1})
    'netsci-bench run a/b --tier quick --set params.lr=0.1'
    """
    return f"netsci-bench run {id_}" + (f" --tier {tier}" if tier else "") + options_of(settings or {})


def folder_name(settings: Settings) -> str:
    """A folder for the reports of these settings: readable, and different for different ones.

    >>> folder_name({"text.pairs": "all"})
    'text.pairs=all'
    """
    said = ",".join(f"{name}={value}" for name, value in settings.items())
    plain = re.sub(r"[^\w.=,-]+", "-", said)[:LONGEST]
    return plain if plain == said else f"{plain}-{sha256(said.encode()).hexdigest()[:8]}"


def _is_plain(value: Any) -> bool:
    try:
        return bool(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return False


def _set(params: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    result = dict(params)
    for name, value in settings.items():
        *outer, last = name.split(".")
        over = {last: value}
        for key in reversed(outer):
            over = {key: over}
        result = merged(result, over)
    return result
