"""On which line does it say that? YAML as plain data, beside the line of every key and item.

A spec is data: aliases, tags and a key written twice are refused, since each of them hides something from the
reader of the file. So is a word that is a number or a truth value in YAML 1.1 and a text in YAML 1.2, such as ``on``,
``1_000`` and ``1:30``.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from netsci_bench.contract.errors import Mistake

try:  # libyaml reads ten times faster; some platforms come without it
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Where = tuple[str | int, ...]
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq")}
NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, and the line (from 1) on which each key or item stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[Where, int]

    def place(self, where: Where) -> str:
        """``file:line`` of the innermost thing that has a line, on the way there."""
        known = next(where[:n] for n in range(len(where), -1, -1) if where[:n] in self.lines)
        return f"{self.path}:{self.lines[known]}"


def read(path: Path) -> Document:
    """Read a YAML file whose top level is a mapping.

    Raises:
        Mistake: the file cannot be read, is not YAML, or uses what a spec must not use.
    """
    loader = Loader(_text(path))
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise Mistake("is empty or no mapping of keys to values", f"{path}:1")
        reading = _Reading(path, loader, {(): 1}, set())
        return Document(path, reading.plain(root, ()), reading.lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Mistake(f"is not YAML: {error.problem}", f"{path}:{mark.line + 1 if mark else 1}") from error
    except RecursionError as error:
        raise Mistake("is nested too deeply", f"{path}:1") from error


def read_value(text: str) -> Any:
    """A value as it would be read behind a key: ``0.1`` is a number, ``[1, 2]`` a list, ``all`` a text.

    Raises:
        Mistake: it is not YAML, or uses what a spec must not use.
    """
    try:
        loader = Loader(text)
        root = loader.get_single_node()
        return "" if root is None else _Reading(Path(text), loader, {(): 1}, set()).plain(root, ())
    except yaml.YAMLError as error:
        raise Mistake(f"{text!r} is not a value in YAML", remedy="put plain text in quotes") from error


def _text(path: Path) -> str:
    """The file's text; what no YAML file may hold is told here, with its line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", str(path)) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Mistake("is not UTF-8 text", f"{path}:{line}", "save it as UTF-8") from error
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Mistake(f"holds the unprintable character {found[0]!r}", f"{path}:{line}")
    return text


@dataclass(frozen=True)
class _Reading:
    """One file on its way from nodes to plain data."""

    path: Path
    loader: Loader
    lines: dict[Where, int]
    seen: set[int]

    def plain(self, node: yaml.Node, where: Where) -> Any:
        if id(node) in self.seen:
            raise Mistake("YAML aliases are not allowed in a spec", self.place(node), "write the value out")
        self.seen.add(id(node))
        if node.tag not in PLAIN_TAGS:
            tag = node.tag.removeprefix("tag:yaml.org,2002:")
            raise Mistake(f"the tag {tag!r} is not allowed in a spec", self.place(node), "put plain text in quotes")
        if isinstance(node, yaml.MappingNode):
            return {key: self.plain(value, (*where, key)) for key, value in self.pairs(node, where)}
        if isinstance(node, yaml.SequenceNode):
            return [self.item(value, (*where, i)) for i, value in enumerate(node.value)]
        return self.scalar(node)

    def item(self, node: yaml.Node, where: Where) -> Any:
        self.lines[where] = node.start_mark.line + 1
        return self.plain(node, where)

    def pairs(self, node: yaml.MappingNode, where: Where) -> list[tuple[str, yaml.Node]]:
        pairs = []
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                raise Mistake("a key must be a plain word", self.place(key_node))
            key = str(key_node.value)
            if (*where, key) in self.lines:
                raise Mistake(f"the key {key!r} is written twice", self.place(key_node))
            self.lines[(*where, key)] = key_node.start_mark.line + 1
            pairs.append((key, value))
        return pairs

    def scalar(self, node: yaml.Node) -> Any:
        kind = node.tag.rpartition(":")[2]
        if isinstance(node, yaml.ScalarNode) and not node.style and kind in ("int", "float", "bool", "str"):
            return self.unquoted(node, kind)
        try:
            return self.loader.construct_object(node, deep=True)
        except (ValueError, yaml.YAMLError) as error:
            raise Mistake(f"{node.value!r} is not a valid value: {error}", self.place(node)) from error

    def unquoted(self, node: yaml.ScalarNode, kind: str) -> Any:
        """A number or a truth value in the one way in which every YAML means it; any other text as it is."""
        text = str(node.value)
        if NUMBER.fullmatch(text):
            return float(text) if set(text) & set(".eE") else int(text)
        if kind == "str" or text in ("true", "false"):
            return text if kind == "str" else text == "true"
        meant = "a truth value: write true or false" if kind == "bool" else "a number: write it in decimal digits"
        raise Mistake(f"{text!r} is read by some YAML as {meant}", self.place(node), "or put it in quotes, as a text")

    def place(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"
