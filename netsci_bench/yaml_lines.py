"""On which line does it say that? YAML as plain data, beside the line of every key and item.

A spec is data: anchors, aliases, tags and a key written twice are refused, since each of them hides something
from the reader of the file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from netsci_bench.errors import Mistake

try:  # libyaml reads ten times faster; some platforms come without it
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, and the line (from 1) on which each key or item stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[Where, int]

    def place(self, *candidates: Where) -> str:
        """``file:line`` of the innermost thing that has a line, on the way to any of the candidates.

        What is merged from several mappings (a tier's params over the base) has several candidates.
        """
        known = [w[:n] for w in candidates for n in range(len(w) + 1) if w[:n] in self.lines]
        return f"{self.path}:{self.lines[max(known, key=len)]}" if known else f"{self.path}:1"


def read(path: Path) -> Document:
    """Read a YAML file whose top level is a mapping.

    Raises:
        Mistake: the file cannot be read, is not YAML, or uses what a spec must not use.
    """
    try:
        loader = Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"cannot be read: {error}", str(path)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Mistake(f"is not YAML: {error.problem}", f"{path}:{mark.line + 1 if mark else 1}") from error
    except yaml.YAMLError as error:
        raise Mistake(f"is not YAML: {error}", str(path)) from error
    if not isinstance(root, yaml.MappingNode):
        raise Mistake("is empty or no mapping of keys to values", f"{path}:1")
    lines: dict[Where, int] = {(): 1}
    seen: set[int] = set()

    def plain(node: yaml.Node, where: Where) -> Any:
        if id(node) in seen:
            raise Mistake("YAML aliases are not allowed in a spec", _line(path, node), "write the value out")
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return {key: plain(value, (*where, key)) for key, value in _pairs(node, where)}
        if isinstance(node, yaml.SequenceNode):
            return [_item(value, (*where, i)) for i, value in enumerate(node.value)]
        return _scalar(node)

    def _item(node: yaml.Node, where: Where) -> Any:
        lines[where] = node.start_mark.line + 1
        return plain(node, where)

    def _pairs(node: yaml.MappingNode, where: Where) -> list[tuple[str, yaml.Node]]:
        pairs = [(_key(path, key), value) for key, value in node.value]
        for (key, _), (key_node, _) in zip(pairs, node.value, strict=True):
            if (*where, key) in lines:
                raise Mistake(f"the key {key!r} is written twice", _line(path, key_node))
            lines[(*where, key)] = key_node.start_mark.line + 1
        return pairs

    def _scalar(node: yaml.Node) -> Any:
        if node.tag not in PLAIN_TAGS:
            raise Mistake(f"the tag {node.tag} is not allowed in a spec", _line(path, node))
        try:
            return loader.construct_object(node, deep=True)
        except (ValueError, yaml.YAMLError) as error:
            raise Mistake(f"{node.value!r} is no value: {error}", _line(path, node)) from error

    return Document(path, plain(root, ()), lines)


PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null")}


def _key(path: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:merge":
        raise Mistake("a key must be a plain word", _line(path, node))
    return str(node.value)


def _line(path: Path, node: yaml.Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"
